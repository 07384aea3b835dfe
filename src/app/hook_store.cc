// Hooks in SQL; see hook_store.h. The profiles' texts are made by cmake/profiles.cmake.
#include "app/hook_store.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "app/edited.h"
#include "base/text.h"

namespace ordersync::app {

namespace {

using base::Result;

// Written by another version of the program, perhaps: nothing is booked past it.
class Unusable final : public source::Reshaper {
 public:
  explicit Unusable(std::string why) : why_(std::move(why)) {}
  source::Reshaped reshape(const source::JsonTape&) const override {
    source::Reshaped reshaped;
    reshaped.problem = order::Problem{"hook_failed", why_, "hook_failed", order::Remedy::fix};
    return reshaped;
  }

 private:
  const std::string why_;
};

}  // namespace

Result<hook::Script> profile_script(std::string_view name) {
  for (const Profile& profile : profiles()) {
    if (profile.name == name) return hook::Script{std::string(name) + ".lua", std::string(profile.text)};
  }
  return base::not_found("profile_not_found", "There is no profile " + base::quoted(name) + "; there are " +
                                                  base::joined(profiles(), ", ", &Profile::name));
}

Result<std::optional<StoredHook>> HookStore::get(journal::SyncId sync) {
  std::optional<StoredHook> found;
  TRY(connection_.query("SELECT name, script, profile, revision, updated_at FROM sync_hook WHERE sync_id = ?",
                        {sync}, [&](const sql::Row& row) {
                          found = StoredHook{{std::string(row.text(0)), std::string(row.text(1))},
                                             std::string(row.text(2)),
                                             row.integer(3),
                                             base::from_unix_ms(row.integer(4))};
                        }));
  return found;
}

Result<std::shared_ptr<const source::Reshaper>> HookStore::reshaper(journal::SyncId sync) {
  TRY_ASSIGN(const auto stored, get(sync));
  if (!stored) return std::shared_ptr<const source::Reshaper>();
  auto compiled = hook::compile(stored->script);
  if (compiled.ok()) return compiled;
  return std::shared_ptr<const source::Reshaper>(std::make_shared<Unusable>(compiled.error().message));
}

Result<void> HookStore::check_revision(journal::SyncId sync, std::optional<std::int64_t> revision) {
  if (!revision) return {};
  TRY_ASSIGN(const auto stored, get(sync));
  if ((stored ? stored->revision : 0) != *revision) return edited_meanwhile();
  return {};
}

Result<StoredHook> HookStore::set(journal::SyncId sync, hook::Script script, std::string_view profile,
                                  std::optional<std::int64_t> revision) {
  if (script.name.empty()) script.name = "hook.lua";
  TRY(hook::compile(script));
  TRY(sql::write_transaction(connection_, [&]() -> Result<void> {
    TRY(check_revision(sync, revision));
    TRY(connection_.execute(
        "INSERT INTO sync_hook(sync_id, name, profile, script, revision, updated_at) VALUES (?, ?, ?, ?, 1, "
        "?) "
        "ON CONFLICT (sync_id) DO UPDATE SET name = excluded.name, profile = excluded.profile, "
        "script = excluded.script, revision = sync_hook.revision + 1, updated_at = excluded.updated_at",
        {sync, script.name, profile, script.text, base::to_unix_ms(clock_.now())}));
    return {};
  }));
  TRY_ASSIGN(auto stored, get(sync));
  CHECK(stored.has_value());
  return *std::move(stored);
}

Result<void> HookStore::remove(journal::SyncId sync, std::optional<std::int64_t> revision) {
  return sql::write_transaction(connection_, [&]() -> Result<void> {
    TRY(check_revision(sync, revision));
    TRY(connection_.execute("DELETE FROM sync_hook WHERE sync_id = ?", {sync}));
    return {};
  });
}

Json hook_json(const std::optional<StoredHook>& hook) {
  if (!hook) {
    return {{"name", nullptr},
            {"profile", nullptr},
            {"script", nullptr},
            {"revision", 0},
            {"updated_at", nullptr}};
  }
  return {{"name", hook->script.name},
          {"profile", text_or_null(hook->profile)},
          {"script", hook->script.text},
          {"revision", hook->revision},
          {"updated_at", base::to_iso8601(hook->updated_at)}};
}

}  // namespace ordersync::app
