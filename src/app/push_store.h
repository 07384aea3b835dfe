// PushStore: what is at rest for push — sealed secrets, delivered messages, how things stand. One thread at a
// time, on one store connection.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/digest.h"
#include "base/money.h"
#include "base/secret.h"
#include "journal/journal.h"
#include "order/catalogue.h"
#include "source/push.h"
#include "sql/database.h"

namespace ordersync::app {

struct PushState {
  std::optional<base::Currency> currency;
  std::optional<std::int64_t> catalogue_version;
  std::optional<base::Instant> delivered_at;
  std::int64_t delivered_orders = 0;
};

class PushStore {
 public:
  // Both outlive it. REQUIRES: push_migrations() applied.
  PushStore(sql::Connection& connection, const base::Clock& clock) : connection_(connection), clock_(clock) {}

  // Fails with "secret_unreadable".
  base::Result<std::vector<source::PushSecret>> secrets(journal::SyncId sync, const base::SecretBox& box);
  // Of all syncs that have one: when the newest and the one before it were set; nothing where there is none.
  struct SetAt {
    std::optional<base::Instant> newest, before;
  };
  base::Result<std::map<journal::SyncId, SetAt>> secrets_set_at();
  // A secret without a time is set now. REQUIRES: a write transaction, as all that follows.
  base::Result<void> set_secrets(journal::SyncId sync, const std::vector<source::PushSecret>& secrets,
                                 const base::SecretBox& box);
  base::Result<void> forget(journal::SyncId sync);

  base::Result<PushState> state(journal::SyncId sync);
  base::Result<void> delivered(journal::SyncId sync, std::int64_t orders);
  base::Result<void> remember_catalogue(journal::SyncId sync, const order::Catalogue& catalogue);

  // The digest of the body that came under this id within the last eleven minutes.
  base::Result<std::optional<base::Digest>> body_of(journal::SyncId sync, const base::Digest& message_id);
  // False: body_of() answers for it already, if not to whoever asked before this transaction, and nothing is
  // changed.
  base::Result<bool> add_message(journal::SyncId sync, const base::Digest& message_id,
                                 const base::Digest& body);
  // Messages whose signatures are good no more.
  base::Result<void> forget_old_messages();

 private:
  sql::Connection& connection_;
  const base::Clock& clock_;
};

}  // namespace ordersync::app
