// What people do, told to the audit by the same verbs, subjects and members whether they do it over the REST
// API or on the command line. Users, tokens and alert channels are recorded by those who keep them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "app/attention.h"
#include "app/audit.h"
#include "app/commands.h"
#include "app/hook_store.h"
#include "app/schedule.h"
#include "app/store.h"

namespace ordersync::app {

// "sync 7": its name may change.
std::string subject_of_sync(journal::SyncId id);

// Called right after what they tell of. Never a key or a secret: only that one was set.
class Audited {
 public:
  // The worker outlives it.
  Audited(Worker& worker, By by)
      : connection_(*worker.connection), audit_(worker.accounts.audit()), by_(std::move(by)) {}

  base::Result<void> sync_created(const sync::SyncSettings& sync);
  enum class Key { was_set, was_not_set };
  base::Result<void> sync_edited(const sync::SyncSettings& before, Key key, const SyncForm& form,
                                 const sync::SyncSettings& after);
  base::Result<void> sync_removed(const sync::SyncSettings& sync);
  // `after` nothing: it was removed.
  base::Result<void> hook_saved(journal::SyncId sync, const std::optional<StoredHook>& before,
                                const std::optional<StoredHook>& after);

  base::Result<void> connection_created(const StoredConnection& connection);
  base::Result<void> connection_edited(const StoredConnection& before, const ConnectionForm& form,
                                       const StoredConnection& after);
  base::Result<void> connection_removed(const StoredConnection& connection);

  base::Result<void> order_retried(Commands::Refund refund, const order::OrderKey& key);
  base::Result<void> order_ignored(const order::OrderKey& key, std::string_view why);
  base::Result<void> order_booked_again(const order::OrderKey& key);
  // `sale` as it was named.
  base::Result<void> order_reversed(std::string_view sale, const order::OrderKey& refund);

  // Of the choices and the group of app/attention.h.
  base::Result<void> mapped(journal::SyncId sync, const Choice& choice);
  base::Result<void> chosen(journal::SyncId sync, FixKind kind, std::string_view value);
  base::Result<void> cause_ignored(std::string_view cause, std::string_view why, std::int64_t orders);

  // `connection` empty: of the embedded POS.
  base::Result<void> session_opened(const pos::Session& session, std::string_view connection);
  base::Result<void> session_closed(const pos::Session& session, std::string_view connection);
  base::Result<void> closing_rule_edited(std::string_view connection, std::string_view pos_config,
                                         const sync::ClosingRule& before, const sync::ClosingRule& after);
  // Of the members "active" and "interval_minutes".
  base::Result<void> schedule_edited(const Json& before, const Json& after);
  base::Result<void> catalogue_imported(const pos::ImportSummary& summary);
  base::Result<void> product_created(const pos::ListedProduct& product);
  base::Result<void> product_edited(const pos::ListedProduct& before, const pos::ListedProduct& after);

 private:
  base::Result<void> record(std::string_view action, std::string_view subject, const Json& before,
                            const Json& after);

  sql::Connection& connection_;
  Audit& audit_;
  By by_;
};

}  // namespace ordersync::app
