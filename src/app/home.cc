// Today in figures; see home.h.
#include "app/home.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "app/alerts.h"
#include "app/business_day.h"
#include "app/commands.h"
#include "app/schedule.h"
#include "base/contains.h"
#include "journal/overview.h"
#include "pos/embedded_payments.h"
#include "sync/run_report.h"

namespace ordersync::app {

namespace {

using base::Result;
using namespace std::chrono_literals;

constexpr int kHours = 24;

struct Now {
  base::Instant at;
  base::Zone zone = base::Zone::utc();
  BusinessDay today;
  base::Currency currency;
  Switch schedule = Switch::on;
};

std::string local_date(base::Instant at, const base::Zone& zone) {
  const std::chrono::year_month_day date(std::chrono::floor<std::chrono::days>(zone.to_local(at)));
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

Result<Now> now_of(Worker& worker) {
  Now now;
  now.at = worker.store.clock().now();
  TRY_ASSIGN(const auto configs, worker.pos.configs());
  if (!configs.empty()) {
    now.zone = business_zone(configs.front().timezone, base::Zone::utc());
    TRY_ASSIGN(const auto catalogue, worker.pos.catalogue(configs.front().name));
    now.currency = catalogue->currency();
  }
  TRY_ASSIGN(now.schedule, Schedule(worker).action());
  TRY_ASSIGN(now.today, business_day(local_date(now.at, now.zone), now.zone));
  return now;
}

base::Instant hour_of(base::Instant moment) {
  return std::chrono::time_point_cast<base::Instant::duration>(
      std::chrono::floor<std::chrono::hours>(moment));
}

Json hours_json(const std::vector<journal::HourOfSync>& hours, const Now& now,
                std::optional<journal::SyncId> sync) {
  std::map<base::Instant, std::pair<std::int64_t, std::int64_t>> by_hour;
  const base::Instant this_hour = hour_of(now.at);
  for (int back = kHours - 1; back >= 0; --back) by_hour[this_hour - std::chrono::hours(back)] = {0, 0};
  for (const auto& hour : hours) {
    const auto found = by_hour.find(hour.hour);
    if (found == by_hour.end() || (sync && hour.sync != *sync)) continue;
    found->second.first += hour.booked;
    found->second.second += hour.waiting;
  }
  Json json = Json::array();
  for (const auto& [at, counts] : by_hour) {
    json.push_back({{"at", base::to_iso8601(at)}, {"booked", counts.first}, {"waiting", counts.second}});
  }
  return json;
}

// The totals, one of each currency; zero in `currency` where nothing is booked.
struct Today {
  std::int64_t booked = 0;
  std::vector<base::Money> totals;
};

Today today_of(const std::vector<journal::HourOfSync>& hours, base::Currency currency,
               std::optional<journal::SyncId> sync) {
  Today today;
  for (const auto& hour : hours) {
    if (hour.booked == 0 || (sync && hour.sync != *sync)) continue;
    today.booked += hour.booked;
    const auto same = std::find_if(today.totals.begin(), today.totals.end(), [&](const base::Money& total) {
      return total.currency() == hour.booked_total.currency();
    });
    if (same == today.totals.end()) {
      today.totals.push_back(hour.booked_total);
    } else {
      *same += hour.booked_total;
    }
  }
  if (today.totals.empty()) today.totals.push_back(base::Money::zero(currency));
  return today;
}

Json totals_json(const Today& today) {
  Json totals = Json::array();
  for (const base::Money& total : today.totals)
    totals.push_back({{"currency", total.currency().code()}, {"total", total.to_string()}});
  return totals;
}

// When the last whole fetch began: the cursor stands before that by the overlap, to the second.
std::optional<base::Instant> source_reached(const sync::SyncSettings& sync,
                                            const journal::Progress& progress) {
  if (!progress.cursor) return std::nullopt;
  return *progress.cursor + sync.fetch.date_filter.overlap;
}

// Orders wait by themselves only for the POS: that it answers again, or that an outcome is known.
Result<std::optional<order::Notice>> pos_trouble(Worker& worker, journal::SyncId sync) {
  TRY_ASSIGN(const auto causes, journal::Overview(*worker.connection).causes(sync));
  for (const auto& cause : causes) {
    if (cause.kind == journal::Cause::Kind::parked && cause.remedy == order::Remedy::wait) {
      return std::optional(order::Notice{cause.code, cause.message});
    }
  }
  return std::optional<order::Notice>();
}

// Nothing was lost: the next fetch goes on from where the last one stopped.
std::optional<order::Notice> source_trouble(const sync::SyncSettings& sync,
                                            const journal::Progress& progress) {
  if (!sync.active || progress.fetch_error.empty()) return std::nullopt;
  return order::Notice{"source_unreachable", progress.fetch_error};
}

// Why the last run did not do its work, where neither its source nor an order tells it: no session is open,
// or the POS cannot be read. Its orders wait as they came.
std::optional<order::Notice> run_trouble(const sync::SyncSettings& sync, const journal::Progress& progress) {
  if (!sync.active || progress.last_sync_status != "error") return std::nullopt;
  if (!sync::tells_of_the_run(progress.last_sync_message)) return std::nullopt;
  return order::Notice{"run_failed", progress.last_sync_message};
}

// Alerts of what no order and no sync of the page tells: those that say it of an order or a sync are left
// out.
Result<std::int64_t> other_alerts(Worker& worker) {
  TRY_ASSIGN(const auto open, alerts_of(worker).open());
  return std::count_if(open.begin(), open.end(), [](const Alert& alert) {
    constexpr std::array<std::string_view, 4> kToldHere{"run_failed", "orders_parked", "source_unreachable",
                                                        "pos_unreachable"};
    return !base::contains(kToldHere, alert.row.condition.kind);
  });
}

Result<Json> sync_tile(Worker& worker, const sync::SyncSettings& sync, const Now& now,
                       const std::vector<journal::HourOfSync>& today,
                       const std::vector<journal::HourOfSync>& day, const journal::Overview::Open& open) {
  TRY_ASSIGN(const auto progress, worker.runs->progress(sync.id));
  TRY_ASSIGN(const auto running, Commands(worker).living_run(sync.id));
  std::optional<order::Notice> trouble;
  if (open.waiting > 0) {
    TRY_ASSIGN(trouble, pos_trouble(worker, sync.id));
  }
  std::string state = progress.last_sync_status.empty() ? "never" : progress.last_sync_status;
  if (open.need_you > 0) state = "need_you";
  if (!sync.active) state = "inactive";
  if (running) state = "running";
  const Today booked = today_of(today, now.currency, sync.id);
  return Json{{"id", sync.id},
              {"name", sync.name},
              {"active", sync.active},
              {"state", state},
              {"today",
               {{"orders", booked.booked},
                {"total", booked.totals.front().to_string()},
                {"currency", booked.totals.front().currency().code()}}},
              {"need_you", open.need_you},
              {"waiting", open.waiting},
              {"hours", hours_json(day, now, sync.id)},
              {"running", running ? Json(*running) : Json(nullptr)},
              {"last_sync_date", time_json(progress.last_sync_date)},
              {"last_sync_message", text_or_null(progress.last_sync_message)},
              {"next_run_at", time_json(next_run_of(sync, progress, now.schedule))},
              {"source_reached_at", time_json(source_reached(sync, progress))},
              {"source_trouble", notice_json(source_trouble(sync, progress))},
              {"pos_trouble", notice_json(trouble)},
              {"run_trouble", notice_json(run_trouble(sync, progress))}};
}

}  // namespace

Result<Json> home_json(Worker& worker) {
  TRY_ASSIGN(const Now now, now_of(worker));
  journal::Overview overview(*worker.connection);
  const base::Instant this_hour = hour_of(now.at);
  TRY_ASSIGN(const auto today, overview.recent_hours(now.today.from, now.today.until));
  TRY_ASSIGN(const auto day,
             overview.recent_hours(this_hour - std::chrono::hours(kHours - 1), this_hour + 1h));
  TRY_ASSIGN(const auto open, overview.open_by_sync());
  TRY_ASSIGN(const auto syncs, worker.syncs.list());
  Json tiles = Json::array();
  for (const auto& sync : syncs) {
    const auto of_sync = open.find(sync.id);
    TRY_ASSIGN(Json tile, sync_tile(worker, sync, now, today, day,
                                    of_sync == open.end() ? journal::Overview::Open{} : of_sync->second));
    tiles.push_back(std::move(tile));
  }
  journal::Overview::Open all_open;
  for (const auto& [id, of_sync] : open) {
    all_open.need_you += of_sync.need_you;
    all_open.waiting += of_sync.waiting;
  }
  std::int64_t sessions = 0;
  TRY_ASSIGN(const auto configs, worker.pos.configs());
  for (const auto& config : configs) {
    TRY_ASSIGN(const auto session, worker.pos.open_session(config.name));
    if (session) ++sessions;
  }
  TRY_ASSIGN(const auto paid, pos::paid_by_method(*worker.connection, now.today.from, now.today.until));
  Json methods = Json::array();
  for (const auto& [method, total] : paid)
    methods.push_back({{"method", method}, {"total", total.to_string()}});
  const Today all = today_of(today, now.currency, std::nullopt);
  TRY_ASSIGN(const std::int64_t alerts, other_alerts(worker));
  return Json{{"now", base::to_iso8601(now.at)},
              {"timezone", now.zone.name()},
              {"day", now.today.date},
              {"currency", all.totals.front().currency().code()},
              {"own_currency", configs.empty() ? Json(nullptr) : Json(now.currency.code())},
              {"booked", all.booked},
              {"total", all.totals.front().to_string()},
              {"totals", totals_json(all)},
              {"scheduled", now.schedule == Switch::on},
              {"open_alerts", alerts},
              {"need_you", all_open.need_you},
              {"waiting", all_open.waiting},
              {"syncs", std::move(tiles)},
              {"hours", hours_json(day, now, std::nullopt)},
              {"payment_methods", std::move(methods)},
              {"open_sessions", sessions}};
}

}  // namespace ordersync::app
