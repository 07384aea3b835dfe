// SyncStore: the syncs at rest. Keys are sealed; a removed sync leaves its source, its URL and the POS of its
// orders behind, so that orders once booked are known for ever. One thread at a time.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/sync_form.h"
#include "base/clock.h"
#include "base/secret.h"
#include "base/time.h"
#include "sql/database.h"
#include "sync/settings.h"

namespace ordersync::app {

// Whether an order of a sync's source was ever on its way to its POS.
enum class Booked { nothing, something };

// What the store knows of a sync beside its settings.
struct SyncRecord {
  std::int64_t revision = 0;  // grows with every change
  base::Instant created_at;
  base::Instant updated_at;
  bool key_set = false;
  std::optional<base::Instant> key_set_at;  // nothing: never, or before this was written down
};

class SyncStore {
 public:
  // All outlive it. REQUIRES: app::migrations() applied.
  SyncStore(sql::Connection& connection, const base::SecretBox& box, const base::Clock& clock)
      : connection_(connection), box_(box), clock_(clock) {}

  // What waits under removed syncs of its source is its own from then on. Fails with "sync_exists",
  // "bad_option", "connection_not_found", "url_in_use" (the URL is or was in use under another source, and no
  // source was named), "source_elsewhere" (orders of this source are or were booked in another POS: one whose
  // outcome is not known would be asked for in the wrong one).
  base::Result<sync::SyncSettings> add(std::string_view name, const SyncForm& form);
  // Fails as add() does, and with "sync_not_found", "source_is_fixed", "pos_is_fixed" (another connection
  // after something was booked).
  // `revision`: the change was made from that one; "edited_meanwhile" when somebody was faster.
  base::Result<sync::SyncSettings> edit(std::string_view name, const SyncForm& form, Booked booked,
                                        std::optional<std::int64_t> revision = {});
  base::Result<void> remove(std::string_view name, Booked booked);

  // A key or secret that the key file does not open is empty, and `unreadable` says so: who needs it has to
  // look. Fails with "sync_not_found", naming the syncs there are, and where the settings themselves are
  // unreadable.
  base::Result<sync::SyncSettings> get(std::string_view name);
  // As get(), also then.
  base::Result<sync::SyncSettings> get_to_mend(std::string_view name);
  // The source of a new sync that names none: the slug of its name; with a number behind it where a sync with
  // another URL has that one, since of two orders with one number only one would be booked.
  base::Result<std::string> source_by(std::string_view name, const std::string& url);
  base::Result<std::vector<sync::SyncSettings>> list();  // by name; keys and secrets are left out
                                                         // also of those that are `unreadable`
  base::Result<std::optional<std::string>> name_of(journal::SyncId id);
  // The same of a removed one: the name that it had last.
  base::Result<std::optional<std::string>> name_ever_of(journal::SyncId id);
  // Fails with "sync_not_found" once it was removed. In a write transaction the answer holds until that ends.
  base::Result<void> still_has(journal::SyncId id);
  // The name of the one that is called so, or else has this number.
  base::Result<std::optional<std::string>> find(std::string_view name_or_id);
  base::Result<SyncRecord> record(journal::SyncId id);  // "sync_not_found"
  // Source → the connection that its orders are booked through, of removed syncs too; empty: the embedded
  // POS.
  base::Result<std::map<std::string, std::string>> pos_of_sources();

 private:
  base::Result<std::vector<sync::SyncSettings>> select(std::optional<std::string_view> name);
  void read_key(const sql::Row& row, sync::SyncSettings& settings) const;
  base::Result<void> check_name(const sync::SyncSettings& settings);
  base::Result<void> check_url(const SyncForm& form, const sync::SyncSettings& settings);
  base::Result<void> check_pos(const sync::SyncSettings& settings);
  base::Result<void> forget_pos(std::string_view source);
  base::Result<void> adopt_waiting(const sync::SyncSettings& settings);
  base::Result<bool> source_is_shared(const sync::SyncSettings& settings);
  base::Result<void> write(const SyncForm& form, const sync::SyncSettings& settings);
  base::Result<journal::SyncId> take_id();

  sql::Connection& connection_;
  const base::SecretBox& box_;
  const base::Clock& clock_;
};

}  // namespace ordersync::app
