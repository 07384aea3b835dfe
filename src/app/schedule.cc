// What is due, and when it is due again; see schedule.h.
#include "app/schedule.h"

#include <chrono>
#include <optional>
#include <utility>

namespace ordersync::app {

using base::Result;

Result<Switch> Schedule::action() {
  Switch state = Switch::off;
  TRY(worker_.connection->query(
      "SELECT active FROM scheduled_action WHERE name = ?", {kScheduledAction},
      [&](const sql::Row& row) { state = row.integer(0) != 0 ? Switch::on : Switch::off; }));
  return state;
}

Result<void> Schedule::set_action(Switch to) {
  return write_transaction(*worker_.connection, [&]() -> Result<void> {
    TRY(worker_.connection->execute("UPDATE scheduled_action SET active = ? WHERE name = ?",
                                    {std::int64_t{to == Switch::on}, kScheduledAction}));
    return {};
  });
}

Result<sync::ClosingRule> Schedule::closing_rule(std::string_view pos_config) {
  std::optional<std::string> text;
  TRY(worker_.connection->query("SELECT rule FROM closing_rule WHERE pos_config = ?", {pos_config},
                                [&](const sql::Row& row) { text = row.text(0); }));
  if (!text) return sync::ClosingRule{};
  return sync::parse_closing_rule(*text);
}

Result<void> Schedule::set_closing_rule(std::string_view pos_config, const sync::ClosingRule& rule) {
  TRY(worker_.pos.catalogue(pos_config));
  const std::string text = sync::to_string(rule);
  return write_transaction(*worker_.connection, [&]() -> Result<void> {
    TRY(
        worker_.connection->execute("INSERT INTO closing_rule(pos_config, rule) VALUES (?, ?) "
                                    "ON CONFLICT (pos_config) DO UPDATE SET rule = excluded.rule",
                                    {pos_config, std::string_view(text)}));
    return {};
  });
}

Result<Schedule::Due> Schedule::take_due(base::Instant now) {
  Due due;
  TRY_ASSIGN(const Switch active, action());
  if (active == Switch::off) return due;
  TRY_ASSIGN(const auto syncs, worker_.syncs.list());
  for (const auto& sync : syncs) {
    if (!sync.active) continue;
    TRY_ASSIGN(const auto progress, worker_.runs->progress(sync.id));
    const bool scheduled =
        sync.interval_minutes > 0 && (!progress.next_run_at || *progress.next_run_at <= now);
    if (scheduled) {
      TRY(worker_.runs->schedule(sync.id, now + std::chrono::minutes(sync.interval_minutes)));
      due.runs.push_back(sync.name);
      continue;
    }
    TRY_ASSIGN(const bool waits, worker_.journal->has_due(sync.id));
    if (waits) due.retries.push_back(sync.name);
  }
  return due;
}

Result<void> Schedule::close_due_sessions(base::Instant now) {
  TRY_ASSIGN(const auto configs, worker_.pos.configs());
  for (const auto& config : configs) {
    TRY_ASSIGN(const auto session, worker_.pos.open_session(config.name));
    if (!session || !session->automatic) continue;
    TRY_ASSIGN(const auto rule, closing_rule(config.name));
    const auto zone = base::Zone::find(config.timezone);
    if (!sync::closing_is_due(rule, *session, now, zone.ok() ? *zone : base::Zone::utc())) continue;
    const auto closed = worker_.pos.close_session(config.name, std::nullopt);
    base::Log& log = worker_.store.log();
    if (closed.ok()) {
      log.write(base::LogLevel::info, "session_closed",
                {{"session", session->name},
                 {"rule", sync::to_string(rule)},
                 {"orders", std::to_string(closed->orders)}});
    } else {
      log.write(base::LogLevel::error, "session_close_refused",
                {{"session", session->name}, {"code", closed.error().code}, {"why", closed.error().message}});
    }
  }
  return {};
}

}  // namespace ordersync::app
