// The scheduled action over REST; see routes.h.
#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "api/routes.h"
#include "api/sign_in.h"
#include "api/syncs.h"
#include "app/audited.h"
#include "app/commands.h"
#include "app/name_page.h"
#include "app/schedule.h"

namespace ordersync::api {

namespace {

constexpr std::size_t kUpcoming = 20;

// The next executions of all syncs together, each going on at its own interval.
Json upcoming_json(const std::vector<app::SyncDetail>& syncs) {
  std::vector<std::pair<base::Instant, std::string>> upcoming;
  for (const auto& sync : syncs) {
    if (!sync.settings.active || !sync.progress.next_run_at || sync.settings.interval_minutes == 0) continue;
    for (std::size_t i = 0; i < kUpcoming; ++i) {
      const auto later = std::chrono::minutes(sync.settings.interval_minutes) * static_cast<std::int64_t>(i);
      upcoming.emplace_back(*sync.progress.next_run_at + later, sync.settings.name);
    }
  }
  std::sort(upcoming.begin(), upcoming.end());
  if (upcoming.size() > kUpcoming) upcoming.resize(kUpcoming);
  Json json = Json::array();
  for (const auto& [at, sync] : upcoming) json.push_back({{"at", base::to_iso8601(at)}, {"sync", sync}});
  return json;
}

base::Result<Json> action_json(app::Worker& worker) {
  TRY_ASSIGN(const auto active, app::Schedule(worker).action());
  TRY_ASSIGN(const auto syncs, app::Commands(worker).sync_list());
  const bool is_active = active == app::Switch::on;
  std::optional<base::Instant> next;
  std::optional<base::Instant> last;
  std::optional<int> interval;
  bool same = true;
  Json items = Json::array();
  for (const auto& sync : syncs) {
    const auto& progress = sync.progress;
    const auto due = app::next_run_of(sync.settings, progress, active);
    if (due && (!next || *due < *next)) next = due;
    if (progress.last_sync_date && (!last || *progress.last_sync_date > *last))
      last = progress.last_sync_date;
    if (interval && *interval != sync.settings.interval_minutes) same = false;
    interval = sync.settings.interval_minutes;
    items.push_back({{"name", sync.settings.name},
                     {"active", sync.settings.active},
                     {"interval_minutes", sync.settings.interval_minutes},
                     {"next_run_at", app::time_json(due)},
                     {"last_sync_date", app::time_json(progress.last_sync_date)},
                     {"last_sync_status", app::text_or_null(progress.last_sync_status)}});
  }
  return Json{{"name", app::kScheduledAction},
              {"active", is_active},
              {"interval_minutes", interval && same ? Json(*interval) : Json(nullptr)},
              {"next_run_at", app::time_json(next)},
              {"last_run_at", app::time_json(last)},
              {"syncs", std::move(items)},
              {"upcoming", is_active ? upcoming_json(syncs) : Json::array()}};
}

// What an edit may change: whether it is active, and the interval of each sync.
std::string tag_of_action(const Json& action) {
  Json intervals = Json::array();
  for (const Json& sync : action.at("syncs")) {
    intervals.push_back({sync.at("name"), sync.at("interval_minutes")});
  }
  return tag_of({{"active", action.at("active")}, {"intervals", std::move(intervals)}});
}

http::ServerResponse action_answer(const Json& action) {
  return json_answer_with_etag(action, tag_of_action(action));
}

// Each sync from the revision that the edit was made from, so that of two edits at the same moment one
// counts.
base::Result<void> set_intervals(app::Worker& worker, std::string interval,
                                 const std::vector<std::pair<std::string, std::int64_t>>& revisions) {
  app::SyncForm form;
  form.interval = std::move(interval);
  for (const auto& [sync, revision] : revisions) TRY(app::Commands(worker).sync_edit(sync, form, revision));
  return {};
}

base::Result<std::vector<std::pair<std::string, std::int64_t>>> revisions_of(app::Worker& worker) {
  std::vector<std::pair<std::string, std::int64_t>> revisions;
  TRY_ASSIGN(const auto syncs, worker.syncs.list());
  for (const auto& sync : syncs) {
    TRY_ASSIGN(const auto record, worker.syncs.record(sync.id));
    revisions.emplace_back(sync.name, record.revision);
  }
  return revisions;
}

base::Result<void> check_name(const Call& call) {
  if (call.arguments[0] == app::kScheduledAction) return {};
  return base::not_found("scheduled_action_not_found", "There is no scheduled action \"" + call.arguments[0] +
                                                           "\"; there is \"" +
                                                           std::string(app::kScheduledAction) + "\"");
}

Answer list_actions(Call& call) {
  TRY_ASSIGN(const PageOf wanted, page_or_all_of(call.request));
  TRY_ASSIGN(Json action, action_json(call.worker));
  std::vector<Json> actions;
  actions.push_back(std::move(action));
  TRY_ASSIGN(const auto page,
             app::page_by_key(std::move(actions), wanted.limit, wanted.cursor,
                              [](const Json&) { return std::string(app::kScheduledAction); }));
  return json_answer(app::page_json(Json(page.items), page.next));
}

Answer show_action(Call& call) {
  TRY(check_name(call));
  TRY_ASSIGN(const Json action, action_json(call.worker));
  return action_answer(action);
}

Answer edit_action(Call& call) {
  TRY(check_name(call));
  TRY_ASSIGN(const auto revisions, revisions_of(call.worker));
  TRY_ASSIGN(const Json before, action_json(call.worker));
  TRY(check_if_match(call, tag_of_action(before)));
  TRY(check_members(call.body, {"active", "interval_minutes"}));
  const auto active = call.body.find("active");
  if (active != call.body.end() && !active->is_boolean()) return bad_field("active", "takes true or false");
  const auto interval = call.body.find("interval_minutes");
  const bool has_interval = interval != call.body.end() && !interval->is_null();
  if (has_interval && (!interval->is_number_integer() || interval->get<std::int64_t>() < 0 ||
                       interval->get<std::int64_t>() > 44'640)) {
    return bad_field("interval_minutes", "takes a whole number from 0 to 44640");
  }
  if (has_interval) TRY(set_intervals(call.worker, interval->dump(), revisions));
  if (active != call.body.end()) {
    const auto to = [](const Json& is_on) { return is_on.get<bool>() ? app::Switch::on : app::Switch::off; };
    TRY(app::Schedule(call.worker).set_action(to(*active), to(before.at("active"))));
  }
  TRY_ASSIGN(const Json after, action_json(call.worker));
  const auto kept = [](const Json& json) {
    return Json{{"active", json.at("active")}, {"interval_minutes", json.at("interval_minutes")}};
  };
  TRY(app::Audited(call.worker, by_of(call)).schedule_edited(kept(before), kept(after)));
  return action_answer(after);
}

Answer run_action(Call& call) {
  TRY(check_name(call));
  app::Commands commands(call.worker);
  TRY_ASSIGN(const auto syncs, commands.sync_list());
  Json items = Json::array();
  for (const auto& sync : syncs) {
    if (!sync.settings.active) continue;
    TRY_ASSIGN(const auto started, start_run(call, sync));
    items.push_back(app::run_json(started));
  }
  return json_answer(app::page_json(std::move(items), ""), 202);
}

}  // namespace

std::span<const Route> scheduled_action_routes() {
  static constexpr Route kRoutes[] = {
      {"GET", "/api/v1/scheduled-actions", Needs::read, list_actions},
      {"GET", "/api/v1/scheduled-actions/{name}", Needs::read, show_action},
      {"PATCH", "/api/v1/scheduled-actions/{name}", Needs::admin, edit_action},
      {"POST", "/api/v1/scheduled-actions/{name}/run", Needs::operate, run_action},
  };
  return kRoutes;
}

}  // namespace ordersync::api
