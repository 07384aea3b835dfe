// SyncStore: the syncs at rest. Keys are sealed; a removed sync leaves its source and URL behind, so that
// orders once booked are known for ever. One thread at a time.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/sync_form.h"
#include "base/clock.h"
#include "base/secret.h"
#include "sql/database.h"
#include "sync/settings.h"

namespace ordersync::app {

class SyncStore {
 public:
  // All outlive it. REQUIRES: app::migrations() applied.
  SyncStore(sql::Connection& connection, const base::SecretBox& box, const base::Clock& clock)
      : connection_(connection), box_(box), clock_(clock) {}

  // Fails with "sync_exists", "bad_option", "url_in_use" (the URL is or was in use under another source, and
  // no source was named).
  base::Result<sync::SyncSettings> add(std::string_view name, const SyncForm& form);
  // Fails with "sync_not_found", "bad_option", "source_is_fixed".
  base::Result<sync::SyncSettings> edit(std::string_view name, const SyncForm& form);
  base::Result<void> remove(std::string_view name);

  // Fails with "sync_not_found", naming the syncs there are; "secret_unreadable" when the key file is another
  // one.
  base::Result<sync::SyncSettings> get(std::string_view name);
  base::Result<std::vector<sync::SyncSettings>> list();  // by name; keys are left out
  base::Result<std::optional<std::string>> name_of(journal::SyncId id);

 private:
  base::Result<std::vector<sync::SyncSettings>> select(std::optional<std::string_view> name);
  base::Result<void> check_url(const SyncForm& form, const sync::SyncSettings& settings);
  base::Result<void> write(const sync::SyncSettings& settings);
  base::Result<journal::SyncId> take_id();

  sql::Connection& connection_;
  const base::SecretBox& box_;
  const base::Clock& clock_;
};

}  // namespace ordersync::app
