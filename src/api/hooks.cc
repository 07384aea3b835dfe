// Hooks over REST; see routes.h. What a script may be is hook/script.h's.
#include <nlohmann/json.hpp>
#include <utility>

#include "api/routes.h"
#include "api/sign_in.h"
#include "api/syncs.h"
#include "app/audited.h"
#include "app/hook_store.h"
#include "app/hook_use.h"

namespace ordersync::api {

namespace {

struct SyncHook {
  sync::SyncSettings settings;
  std::optional<app::StoredHook> hook;
  std::int64_t revision() const { return hook ? hook->revision : 0; }
};

base::Result<SyncHook> named(Call& call) {
  SyncHook found;
  TRY_ASSIGN(const auto name, sync_named(call, call.arguments[0]));
  TRY_ASSIGN(found.settings, call.worker.syncs.get(name));
  app::HookStore hooks(*call.worker.connection, call.worker.store.clock());
  TRY_ASSIGN(found.hook, hooks.get(found.settings.id));
  return found;
}

http::ServerResponse shown(const std::optional<app::StoredHook>& hook) {
  return json_answer_with_etag(app::hook_json(hook), hook ? hook->revision : 0);
}

Answer show_hook(Call& call) {
  TRY_ASSIGN(const auto found, named(call));
  return shown(found.hook);
}

// {"name","script"} or {"profile"}.
Answer save_hook(Call& call) {
  TRY_ASSIGN(const auto found, named(call));
  TRY(check_if_match(call, found.revision()));
  TRY(check_members(call.body, {"name", "script", "profile"}));
  TRY_ASSIGN(const auto script, text_member(call.body, "script"));
  TRY_ASSIGN(const auto profile, text_member(call.body, "profile"));
  TRY_ASSIGN(const auto name, text_member(call.body, "name"));
  hook::Script chosen{name.value_or(""), script.value_or("")};
  if (!script && profile) {
    TRY_ASSIGN(chosen, app::profile_script(*profile));
  } else if (!script) {
    return bad_field("script", "is missing: the hook's text, or a profile");
  }
  TRY_ASSIGN(const auto saved, app::save_hook(call.worker, found.settings.name, std::move(chosen),
                                              profile.value_or(""), found.revision()));
  call.service.push().forget_settings();
  TRY(app::Audited(call.worker, by_of(call)).hook_saved(found.settings.id, found.hook, saved));
  return shown(saved);
}

Answer remove_hook(Call& call) {
  TRY_ASSIGN(const auto found, named(call));
  TRY(check_if_match(call, found.revision()));
  TRY(app::save_hook(call.worker, found.settings.name, std::nullopt, "", found.revision()));
  call.service.push().forget_settings();
  TRY(app::Audited(call.worker, by_of(call)).hook_saved(found.settings.id, found.hook, std::nullopt));
  return empty_answer();
}

// {"script"?, "name"?} with {"payload"} (a text of JSON, whose numbers are kept to the digit) or {"order"} (a
// key).
Answer test_hook(Call& call) {
  TRY_ASSIGN(const auto name, sync_named(call, call.arguments[0]));
  TRY(check_members(call.body, {"name", "script", "payload", "order"}));
  TRY_ASSIGN(const auto script, text_member(call.body, "script"));
  TRY_ASSIGN(const auto script_name, text_member(call.body, "name"));
  TRY_ASSIGN(const auto payload, text_member(call.body, "payload"));
  TRY_ASSIGN(const auto order, text_member(call.body, "order"));
  app::HookTrial trial;
  if (script) trial.script = hook::Script{script_name.value_or(""), *script};
  if (order && !order->empty()) {
    TRY_ASSIGN(trial.payload, app::payload_of_order(call.worker, *order));
  } else if (payload) {
    trial.payload = *payload;
  } else {
    return bad_field("payload", "is missing: an order to try the hook on, or the key of one");
  }
  TRY(call.worker.places.take());  // it may take as long as an answer of others
  TRY_ASSIGN(const Json tried, app::try_hook(call.worker, name, trial));
  return json_answer(tried);
}

Answer list_profiles(Call&) {
  const auto profile_json = [](const app::Profile& profile) {
    return Json{{"name", profile.name}, {"script", profile.text}};
  };
  return json_answer(app::page_json(app::array_json(app::profiles(), profile_json)));
}

}  // namespace

std::span<const Route> hook_routes() {
  static constexpr Route kRoutes[] = {
      {"GET", "/api/v1/syncs/{id}/hook", Needs::read, show_hook},
      {"PUT", "/api/v1/syncs/{id}/hook", Needs::admin, save_hook},
      {"DELETE", "/api/v1/syncs/{id}/hook", Needs::admin, remove_hook},
      {"POST", "/api/v1/syncs/{id}/hook/test", Needs::operate, test_hook},
      {"GET", "/api/v1/hook-profiles", Needs::read, list_profiles},
  };
  return kRoutes;
}

}  // namespace ordersync::api
