// HookStore: the hooks of syncs at rest, and the profiles that the program carries. One thread at a time, on
// one store connection.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "app/views.h"
#include "base/clock.h"
#include "hook/script.h"
#include "journal/journal.h"
#include "sql/database.h"

namespace ordersync::app {

// A ready-made hook for a system that many shops have: profiles/NAME.lua.
struct Profile {
  std::string_view name;
  std::string_view text;
};
std::span<const Profile> profiles();
// Of the profile. Fails with "profile_not_found", naming those there are.
base::Result<hook::Script> profile_script(std::string_view name);

struct StoredHook {
  hook::Script script;
  std::string profile;  // it was made from; empty: none
  std::int64_t revision = 0;
  base::Instant updated_at;
};

class HookStore {
 public:
  // Both outlive it. REQUIRES: push_migrations() applied.
  HookStore(sql::Connection& connection, const base::Clock& clock) : connection_(connection), clock_(clock) {}

  base::Result<std::optional<StoredHook>> get(journal::SyncId sync);
  // What its elements are read through; null without a hook. A script that is no good any more fails on every
  // order.
  base::Result<std::shared_ptr<const source::Reshaper>> reshaper(journal::SyncId sync);
  // Fails with "hook_not_valid", and with "edited_meanwhile" when the hook is not at `revision` (0: none) any
  // more; the old one stays then.
  base::Result<StoredHook> set(journal::SyncId sync, hook::Script script, std::string_view profile,
                               std::optional<std::int64_t> revision = {});
  base::Result<void> remove(journal::SyncId sync, std::optional<std::int64_t> revision = {});

 private:
  base::Result<void> check_revision(journal::SyncId sync, std::optional<std::int64_t> revision);

  sql::Connection& connection_;
  const base::Clock& clock_;
};

// {"name","profile","script","revision","updated_at"}; without one the revision is 0 and all else null.
Json hook_json(const std::optional<StoredHook>& hook);

}  // namespace ordersync::app
