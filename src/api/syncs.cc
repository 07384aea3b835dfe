// Syncs over REST; see routes.h and syncs.h. The rules of every field are app::apply()'s.
#include "api/syncs.h"

#include <chrono>
#include <utility>

#include "api/routes.h"
#include "api/sign_in.h"
#include "app/audited.h"
#include "app/commands.h"
#include "app/day_report_json.h"
#include "app/hook_store.h"
#include "app/name_page.h"
#include "app/preview.h"
#include "app/push_store.h"
#include "app/reconcile.h"
#include "app/schedule.h"
#include "app/sync_form_json.h"
#include "app/sync_warnings.h"
#include "http/url.h"
#include "journal/overview.h"

namespace ordersync::api {

namespace {

using namespace std::chrono_literals;

struct Shown {
  Json json;
  std::int64_t revision = 0;
};

base::Result<Json> hook_of(app::Worker& worker, journal::SyncId sync) {
  TRY_ASSIGN(const auto hook, app::HookStore(*worker.connection, worker.store.clock()).get(sync));
  if (!hook) return Json(nullptr);
  Json json = app::hook_json(hook);
  json.erase("script");
  return json;
}

base::Result<void> add_deliveries(app::Worker& worker, app::Service& service, journal::SyncId sync,
                                  Json& push) {
  TRY_ASSIGN(const auto state, app::PushStore(*worker.connection, worker.store.clock()).state(sync));
  const auto refusal = service.push().last_refusal(sync);
  push["last_delivery_at"] = app::time_json(state.delivered_at);
  push["last_delivery_orders"] = state.delivered_at ? Json(state.delivered_orders) : Json(nullptr);
  push["last_refused_at"] = refusal ? app::time_json(refusal->at) : Json(nullptr);
  push["last_refused_why"] = refusal ? Json(refusal->why) : Json(nullptr);
  return {};
}

bool may_edit(const Call& call) {
  return call.caller.scope == app::Scope::admin;
}

base::Result<Shown> shown(Call& call, const app::SyncDetail& detail) {
  app::Worker& worker = call.worker;
  const journal::SyncId id = detail.settings.id;
  TRY_ASSIGN(const auto record, worker.syncs.record(id));
  journal::Overview overview(*worker.connection);
  TRY_ASSIGN(const auto open, overview.open(id));
  TRY_ASSIGN(const auto ever, overview.ever(id));
  TRY_ASSIGN(const auto running, app::Commands(worker).living_run(id));
  TRY_ASSIGN(const auto schedule, app::Schedule(worker).action());
  Json json = app::sync_json(detail.settings, detail.progress, schedule);
  json["key_set"] = record.key_set;
  json["key_set_at"] = app::time_json(record.key_set_at);
  json["revision"] = record.revision;
  json["created_at"] = base::to_iso8601(record.created_at);
  json["updated_at"] = base::to_iso8601(record.updated_at);
  json["running"] = running ? Json(*running) : Json(nullptr);
  json["counts"] = {
      {"need_you", open.need_you}, {"waiting", open.waiting}, {"orders", ever.booked}, {"runs", ever.runs}};
  TRY_ASSIGN(json["hook"], hook_of(worker, detail.settings.id));
  TRY(add_deliveries(worker, call.service, detail.settings.id, json["push"]));
  if (detail.pos_trouble) json["pos_trouble"] = app::notice_json(detail.pos_trouble);
  if (!may_edit(call)) {
    app::hide_values(json);
    app::hide_values(json["advanced"]);
    json["push"]["kind"] = http::without_values(json["push"]["kind"].get<std::string>());
  }
  return Shown{std::move(json), record.revision};
}

// One sync; of all of them the POS is not asked that much.
base::Result<Shown> shown_alone(Call& call, const app::SyncDetail& detail) {
  TRY_ASSIGN(auto one, shown(call, detail));
  TRY_ASSIGN(const auto warnings, app::warnings_of(call.worker, detail.settings));
  for (const auto& warning : warnings) one.json["warnings"].push_back(app::notice_json(warning));
  return one;
}

Answer list_syncs(Call& call) {
  app::Commands commands(call.worker);
  TRY_ASSIGN(const PageOf wanted, page_or_all_of(call.request));
  TRY_ASSIGN(auto syncs, commands.sync_list());
  const auto page = app::page_by_name(std::move(syncs), wanted.limit, wanted.cursor,
                                      [](const app::SyncDetail& sync) { return sync.settings.name; });
  Json items = Json::array();
  for (const auto& sync : page.items) {
    TRY_ASSIGN(auto one, shown(call, sync));
    items.push_back(std::move(one.json));
  }
  return json_answer(app::page_json(std::move(items), page.next));
}

// Errors of the form speak of the body's members here.
template <class T>
base::Result<T> in_sync_members(base::Result<T> result) {
  if (!result.ok()) return app::in_members(std::move(result).error());
  return result;
}

Answer create_sync(Call& call) {
  TRY_ASSIGN(const auto form, app::sync_form_of(call.body));
  if (!form.name) return bad_field("name", "is missing: what is the sync called?");
  app::Commands commands(call.worker);
  TRY_ASSIGN(const auto detail, in_sync_members(commands.sync_add(*form.name, form)));
  TRY(app::Audited(call.worker, by_of(call)).sync_created(detail.settings));
  TRY_ASSIGN(auto one, shown_alone(call, detail));
  auto response = json_answer_with_etag(one.json, one.revision, 201);
  response.headers.emplace_back("Location", "/api/v1/syncs/" + std::to_string(detail.settings.id));
  return response;
}

Answer show_sync(Call& call) {
  TRY_ASSIGN(const auto name, sync_named(call, call.arguments[0]));
  TRY_ASSIGN(const auto detail, app::Commands(call.worker).sync_show(name));
  TRY_ASSIGN(auto one, shown_alone(call, detail));
  return json_answer_with_etag(one.json, one.revision);
}

Answer edit_sync(Call& call) {
  TRY_ASSIGN(const auto name, sync_named(call, call.arguments[0]));
  TRY_ASSIGN(const auto before, call.worker.syncs.get_to_mend(name));
  TRY_ASSIGN(const auto record, call.worker.syncs.record(before.id));
  TRY(check_if_match(call, record.revision));
  TRY_ASSIGN(const auto form, app::sync_form_of(call.body));
  if (form.url && !form.key && record.key_set)
    TRY(key_stays_with(before.fetch.url, *form.url, "External API Key of this sync"));
  TRY_ASSIGN(const auto detail,
             in_sync_members(app::Commands(call.worker).sync_edit(name, form, record.revision)));
  call.service.push().forget_settings();
  using Key = app::Audited::Key;
  TRY(app::Audited(call.worker, by_of(call))
          .sync_edited(before, record.key_set ? Key::was_set : Key::was_not_set, form, detail.settings));
  TRY_ASSIGN(auto one, shown_alone(call, detail));
  return json_answer_with_etag(one.json, one.revision);
}

Answer remove_sync(Call& call) {
  TRY_ASSIGN(const auto name, sync_named(call, call.arguments[0]));
  TRY_ASSIGN(const auto before, call.worker.syncs.get_to_mend(name));
  TRY(app::Commands(call.worker).sync_remove(name));
  call.service.push().forget_settings();
  TRY(app::Audited(call.worker, by_of(call)).sync_removed(before));
  return empty_answer();
}

constexpr base::Milliseconds kPoll = 10ms;
constexpr std::chrono::seconds kStartsWithin{10};

base::Result<journal::RunId> newest_run(app::Worker& worker, journal::SyncId sync) {
  TRY_ASSIGN(const auto page, worker.runs->list({.sync = sync, .limit = 1}));
  return page.items.empty() ? journal::RunId{0} : page.items.front().id;
}

Answer dry_run(Call& call) {
  TRY_ASSIGN(const auto name, sync_named(call, call.arguments[0]));
  TRY_ASSIGN(const auto run, app::Commands(call.worker).dry_run(name));
  return json_answer(app::dry_run_json(run, name));
}

// As `sync now --dry-run` has it: where the body or the query says so.
base::Result<bool> is_dry(const Call& call) {
  TRY(check_members(call.body, {"dry_run"}));
  TRY_ASSIGN(const bool said, flag_member(call.body, "dry_run"));
  TRY_ASSIGN(const auto asked, flag_parameter(call.request, "dry_run"));
  return said || asked.value_or(false);
}

Answer run_now(Call& call) {
  TRY_ASSIGN(const bool dry, is_dry(call));
  if (dry) return dry_run(call);
  TRY_ASSIGN(const auto name, sync_named(call, call.arguments[0]));
  app::Commands commands(call.worker);
  TRY_ASSIGN(const auto sync, commands.sync_show(name));
  if (sync.settings.lacks_key()) return *sync.settings.unreadable;
  if (!sync.settings.active) {
    return base::Error{base::ErrorKind::conflict,
                       "sync_inactive",
                       "The sync \"" + name + "\" is not active: activate it first",
                       {}};
  }
  TRY_ASSIGN(auto run, start_run(call, sync));
  auto& clock = call.worker.store.clock();
  // Who finds no place to wait in is answered at once, as with respond-async.
  const auto place = call.service.waits.take();
  const auto deadline = clock.now() + (place ? wait_of(call.request) : 0s);
  while (!run.ended_at && clock.now() < deadline && !call.service.stopping()) {
    clock.sleep_for(kPoll);
    TRY_ASSIGN(run, commands.run(run.id));
  }
  auto response = json_answer(app::run_json(run), run.ended_at ? 200 : 202);
  response.headers.emplace_back("Location", "/api/v1/runs/" + std::to_string(run.id));
  return response;
}

Answer test_sync(Call& call) {
  TRY_ASSIGN(const auto name, sync_named(call, call.arguments[0]));
  TRY_ASSIGN(const auto settings, call.worker.syncs.get(name));
  TRY_ASSIGN(const auto preview, app::preview_of(call.worker, settings));
  return json_answer(app::preview_json(preview));
}

// What the form leaves out, the key above all, is that of the sync it names.
Answer test_form(Call& call) {
  Json body = call.body;
  sync::SyncSettings settings;
  if (const auto id = body.find("id"); id != body.end()) {
    if (!id->is_string() && !id->is_number_integer()) return bad_field("id", "takes a sync's name or number");
    TRY_ASSIGN(const auto name, sync_named(call, id->is_string() ? id->get<std::string>() : id->dump()));
    TRY_ASSIGN(settings, call.worker.syncs.get(name));
    body.erase("id");
  }
  TRY_ASSIGN(const auto form, app::sync_form_of(body));
  const std::string stored_url = settings.fetch.url;
  if (auto applied = apply(form, settings); !applied.ok()) return app::in_members(applied.error());
  if (settings.fetch.url.empty()) return bad_field("url", "is missing: where are the orders?");
  // A key goes nowhere but where it was meant to go.
  if (!form.key && settings.fetch.url != stored_url) settings.fetch.key = base::Secret();
  TRY_ASSIGN(const auto preview, app::preview_of(call.worker, settings));
  return json_answer(app::preview_json(preview));
}

Answer list_sync_changes(Call& call) {
  TRY_ASSIGN(const auto name, sync_named(call, call.arguments[0]));
  TRY_ASSIGN(const auto sync, app::Commands(call.worker).sync_show(name));
  TRY_ASSIGN(const auto page, page_of(call.request));
  TRY_ASSIGN(const auto changes,
             call.accounts.audit().changes(app::subject_of_sync(sync.settings.id), page.limit, page.cursor));
  Json list = app::page_json_of(changes, app::change_json);
  if (!may_edit(call)) {
    for (Json& item : list["items"]) {  // older programs kept them as they were
      for (const char* side : {"before", "after"}) app::hide_values(item[side]);
    }
  }
  return json_answer(list);
}

Answer reconcile(Call& call) {
  TRY_ASSIGN(const auto name, sync_named(call, call.arguments[0]));
  const std::string* const day = call.request.parameter("day");
  if (day == nullptr)
    return base::invalid("bad_parameter", "day is missing: which business day, such as 2026-03-14?");
  TRY_ASSIGN(const auto report, app::reconcile_day(call.worker, name, *day, ""));
  return json_answer(app::day_report_json(report));
}

}  // namespace

// The run goes on in the service, whatever becomes of this request.
base::Result<journal::Run> start_run(Call& call, const app::SyncDetail& sync) {
  const journal::SyncId id = sync.settings.id;
  // In this order: a run that begins in between is found as the living one, and no second is started after
  // it.
  TRY_ASSIGN(const journal::RunId before, newest_run(call.worker, id));
  TRY_ASSIGN(const auto living, app::Commands(call.worker).living_run(id));
  journal::RunId run = living.value_or(0);
  auto& clock = call.worker.store.clock();
  const auto deadline = clock.now() + kStartsWithin;
  while (run == 0) {
    // Asked for again each time: the thread of the run before may be about to end, and then starts none.
    call.service.run_now(sync.settings.name);
    clock.sleep_for(kPoll);
    TRY_ASSIGN(const journal::RunId newest, newest_run(call.worker, id));
    if (newest > before) run = newest;
    if (run == 0 && (clock.now() >= deadline || call.service.stopping())) {
      return base::Error{base::ErrorKind::temporary,
                         "run_not_started",
                         "The run could not be started: the log says why",
                         {}};
    }
  }
  return app::Commands(call.worker).run(run);
}

base::Result<std::string> sync_named(Call& call, const std::string& name_or_id) {
  TRY_ASSIGN(auto name, call.worker.syncs.find(name_or_id));
  if (name) return *std::move(name);
  return base::not_found("sync_not_found", "There is no sync \"" + name_or_id + "\"");
}

base::Result<std::optional<std::string>> sync_parameter(Call& call) {
  const std::string name = text_parameter(call.request, "sync");
  if (name.empty()) return std::optional<std::string>();
  TRY_ASSIGN(std::string sync, sync_named(call, name));
  return std::optional(std::move(sync));
}

std::span<const Route> sync_routes() {
  static constexpr Route kRoutes[] = {
      {"GET", "/api/v1/syncs", Needs::read, list_syncs},
      {"POST", "/api/v1/syncs", Needs::admin, create_sync},
      {"POST", "/api/v1/syncs/test", Needs::admin, test_form},
      {"GET", "/api/v1/syncs/{id}", Needs::read, show_sync},
      {"PATCH", "/api/v1/syncs/{id}", Needs::admin, edit_sync},
      {"DELETE", "/api/v1/syncs/{id}", Needs::admin, remove_sync},
      {"POST", "/api/v1/syncs/{id}/run", Needs::operate, run_now},
      {"POST", "/api/v1/syncs/{id}/dry-run", Needs::operate, dry_run},
      {"POST", "/api/v1/syncs/{id}/test", Needs::operate, test_sync},
      {"GET", "/api/v1/syncs/{id}/changes", Needs::read, list_sync_changes},
      {"GET", "/api/v1/syncs/{id}/reconciliation", Needs::read, reconcile},
  };
  return kRoutes;
}

}  // namespace ordersync::api
