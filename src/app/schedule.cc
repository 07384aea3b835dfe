// What is due, and when it is due again; see schedule.h.
#include "app/schedule.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "app/business_day.h"
#include "app/commands.h"
#include "app/edited.h"

namespace ordersync::app {

using base::Result;
using namespace std::chrono_literals;

namespace {

// How long a turn is held for a run that has not begun.
constexpr base::Milliseconds kTurnHeld = 1min;

// Renamed, archived or not there any more in Odoo: what is to be done for the others is done all the same.
bool is_of_one_config(const base::Error& error) {
  return error.kind == base::ErrorKind::not_found || error.code == "pos_config_ambiguous";
}

}  // namespace

Result<Switch> Schedule::action() {
  Switch state = Switch::off;
  TRY(worker_.connection->query(
      "SELECT active FROM scheduled_action WHERE name = ?", {kScheduledAction},
      [&](const sql::Row& row) { state = row.integer(0) != 0 ? Switch::on : Switch::off; }));
  return state;
}

Result<void> Schedule::set_action(Switch to, std::optional<Switch> from) {
  return write_transaction(*worker_.connection, [&]() -> Result<void> {
    if (from) {
      TRY_ASSIGN(const Switch now, action());
      if (now != *from) return edited_meanwhile();
    }
    TRY(worker_.connection->execute("UPDATE scheduled_action SET active = ? WHERE name = ?",
                                    {std::int64_t{to == Switch::on}, kScheduledAction}));
    return {};
  });
}

Result<sync::ClosingRule> Schedule::closing_rule(std::string_view connection, std::string_view pos_config) {
  std::optional<std::string> text;
  TRY(worker_.connection->query("SELECT rule FROM session_rule WHERE connection = ? AND pos_config = ?",
                                {connection, pos_config}, [&](const sql::Row& row) { text = row.text(0); }));
  if (text) return sync::parse_closing_rule(*text);
  sync::ClosingRule rule;
  if (!connection.empty()) rule.kind = sync::ClosingRule::Kind::never;
  return rule;
}

Result<void> Schedule::set_closing_rule(std::string_view connection, std::string_view pos_config,
                                        const sync::ClosingRule& rule,
                                        const std::optional<sync::ClosingRule>& from) {
  using Kind = sync::ClosingRule::Kind;
  TRY_ASSIGN(const auto before, closing_rule(connection, pos_config));
  // A configuration that is in its Odoo no more can have its rule taken away.
  const bool taken_away = !connection.empty() && before.kind != Kind::never && rule.kind == Kind::never;
  if (!taken_away) TRY(worker_.check_pos_config(connection, pos_config));
  const std::string text = sync::to_string(rule);
  return write_transaction(*worker_.connection, [&]() -> Result<void> {
    if (from) {
      TRY_ASSIGN(const auto now, closing_rule(connection, pos_config));
      if (sync::to_string(now) != sync::to_string(*from)) return edited_meanwhile();
    }
    TRY(
        worker_.connection->execute("INSERT INTO session_rule(connection, pos_config, rule) VALUES (?, ?, ?) "
                                    "ON CONFLICT (connection, pos_config) DO UPDATE SET rule = excluded.rule",
                                    {connection, pos_config, text}));
    return {};
  });
}

Result<std::vector<Schedule::Rule>> Schedule::closing_rules() {
  std::vector<Rule> rules;
  TRY_ASSIGN(const auto configs, worker_.pos.configs());
  for (const auto& config : configs) {
    TRY_ASSIGN(const auto rule, closing_rule("", config.name));
    rules.push_back({"", config.name, rule});
  }
  std::vector<std::pair<std::string, std::string>> remote;
  TRY(worker_.connection->query(
      "SELECT connection, pos_config FROM session_rule WHERE connection <> '' "
      "UNION SELECT connection, pos_config FROM sync WHERE connection <> '' ORDER BY 1, 2",
      {},
      [&](const sql::Row& row) { remote.emplace_back(std::string(row.text(0)), std::string(row.text(1))); }));
  for (auto& [connection, pos_config] : remote) {
    TRY_ASSIGN(const auto rule, closing_rule(connection, pos_config));
    rules.push_back({std::move(connection), std::move(pos_config), rule});
  }
  return rules;
}

Result<Schedule::Due> Schedule::take_due(base::Instant now, std::size_t most, std::string_view after,
                                         const Rests& rests) {
  Due due;
  TRY_ASSIGN(const Switch active, action());
  if (active == Switch::off) return due;
  TRY(worker_.runs->end_dead());
  // Two questions for all syncs: a chain of shops has a thousand, and this is asked every second.
  TRY_ASSIGN(const auto not_yet, worker_.runs->not_yet_due(now));
  TRY_ASSIGN(const auto waiting, worker_.journal->due_syncs());
  TRY_ASSIGN(auto syncs, worker_.syncs.list());
  std::stable_partition(syncs.begin(), syncs.end(), [&](const auto& sync) { return sync.name > after; });
  for (const auto& sync : syncs) {
    if (due.count() >= most) break;
    if (!sync.active) continue;
    const base::Instant next = now + std::chrono::minutes(sync.interval_minutes);
    const auto later = not_yet.find(sync.id);
    const bool has_turn =
        sync.interval_minutes > 0 && (later == not_yet.end() || later->second > next + journal::kTurnsApart);
    const bool may_retry = waiting.contains(sync.id) && !rests(sync.name) && !sync.unreadable;
    if (!has_turn && !may_retry) continue;
    // Whoever runs it, here or on another node, takes along what waits. Its turn comes afterwards: that run
    // may only work what a dead one had in hand, and has not asked the source.
    TRY_ASSIGN(const auto newest, worker_.runs->list({.sync = sync.id, .limit = 1}));
    if (!newest.items.empty() && newest.items.front().status == journal::RunStatus::running) continue;
    const Turn turn{sync.id, sync.name, {std::min(next, now + kTurnHeld), next}};
    bool scheduled = false;
    if (has_turn) {
      TRY_ASSIGN(scheduled, worker_.runs->take_turn(sync.id, now, turn.times));
    }
    if (scheduled && sync.unreadable) {
      end_unreadable(sync, turn);
    } else if (scheduled) {
      due.runs.push_back(turn);
    } else if (may_retry) {
      due.retries.push_back(sync.name);
    }
    if (due.count() == most) due.last = sync.name;
  }
  return due;
}

Result<journal::Run> Schedule::run(const Turn& turn) {
  // Where it cannot be kept, the sync has another turn in a minute.
  bool kept = false;
  const auto keep_it = [&] { kept = kept || worker_.runs->keep_turn(turn.id, turn.times).ok(); };
  auto run = Commands(worker_).sync_now(turn.sync, journal::Trigger::schedule,
                                        [&](const sync::RunProgress&) { keep_it(); });
  // Another one that was under way and is answered instead may have asked no source.
  const bool has_asked =
      run.ok() && (run->trigger == journal::Trigger::schedule || run->trigger == journal::Trigger::sync_now);
  if (has_asked) keep_it();
  return run;
}

// Its turn is a run that could not be held: what people and alerts look at. Another node may be able to.
void Schedule::end_unreadable(const sync::SyncSettings& sync, const Turn& turn) {
  const auto work = worker_.store.nodes().begin(worker_.store.log());
  if (!work.ok()) return;
  const base::Instant deadline = worker_.store.clock().now() + 1min;
  const auto run = worker_.runs->begin(sync.id, journal::Trigger::schedule, (*work)->owner(), deadline);
  if (!run.ok()) return;
  auto ended =
      worker_.runs->end(*run, {.status = journal::RunStatus::error, .message = sync.unreadable->message});
  if (ended.ok()) ended = worker_.runs->keep_turn(turn.id, turn.times);
  if (!ended.ok()) {
    worker_.store.log().write(
        base::LogLevel::error, "sync_orders_failed",
        {{"sync", sync.name}, {"code", ended.error().code}, {"why", ended.error().message}});
  }
}

Result<std::vector<order::Notice>> Schedule::close_due_sessions(base::Instant now) {
  std::vector<order::Notice> notices;
  TRY_ASSIGN(const auto configs, worker_.pos.configs());
  for (const auto& config : configs) {
    TRY_ASSIGN(const auto session, worker_.pos.open_session(config.name));
    if (!session) continue;
    TRY_ASSIGN(const auto rule, closing_rule("", config.name));
    auto notice = close_if_due(worker_.pos, {"", config.name, rule}, *session, now,
                               business_zone(config.timezone, base::Zone::utc()));
    if (!notice) notice = sync::open_too_long(*session, now);
    if (!notice) continue;
    TRY_ASSIGN(const auto still_open, worker_.pos.open_session(config.name));
    if (still_open && still_open->id == session->id) notices.push_back(*std::move(notice));
  }
  return notices;
}

Result<base::Milliseconds> Schedule::look_after_every(std::string_view connection) {
  // What has no rule is never closed.
  TRY_ASSIGN(const bool any_rule,
             sql::any_row(*worker_.connection,
                          "SELECT 1 FROM session_rule WHERE connection = ? AND rule <> 'never' LIMIT 1",
                          {connection}));
  return base::Milliseconds(any_rule ? kLookAfterRules : 1h);
}

Result<std::vector<order::Notice>> Schedule::look_after_sessions(std::string_view connection,
                                                                 base::Instant now) {
  std::vector<order::Notice> notices;
  TRY_ASSIGN(pos::Target* const target, worker_.target(connection));
  TRY_ASSIGN(const auto rules, closing_rules());
  for (const Rule& rule : rules) {
    if (rule.connection != connection) continue;
    if (worker_.stop_requested && worker_.stop_requested()) break;
    auto seen = look_after_session(*target, rule, now);
    if (seen.ok()) {
      if (*seen) notices.push_back(**std::move(seen));
    } else if (is_of_one_config(seen.error())) {
      notices.push_back({seen.error().code, seen.error().message});
    } else {
      return std::move(seen).error();
    }
  }
  return notices;
}

Result<std::optional<order::Notice>> Schedule::look_after_session(pos::Target& target, const Rule& rule,
                                                                  base::Instant now) {
  TRY_ASSIGN(const auto session, target.open_session(rule.pos_config));
  if (!session || !session->automatic) return std::optional<order::Notice>();
  TRY_ASSIGN(const auto zone, zone_of(target, rule));
  auto notice = close_if_due(target, rule, *session, now, zone);
  if (!notice) notice = sync::open_too_long(*session, now);
  if (!notice) return std::optional<order::Notice>();
  TRY_ASSIGN(const auto still_open, target.open_session(rule.pos_config));
  return still_open && still_open->id == session->id ? notice : std::nullopt;
}

Result<base::Zone> Schedule::zone_of(pos::Target& target, const Rule& rule) {
  TRY_ASSIGN(const auto catalogue, target.catalogue(rule.pos_config));
  TRY_ASSIGN(const auto syncs, worker_.syncs.list());
  base::Zone zone = base::Zone::utc();
  for (const auto& sync : syncs) {
    if (sync.connection == rule.connection && sync.pos_config == rule.pos_config)
      zone = sync.decode.dates.zone;
  }
  return business_zone(catalogue->config().timezone, zone);
}

std::optional<order::Notice> Schedule::close_if_due(pos::Target& target, const Rule& rule,
                                                    const pos::Session& session, base::Instant now,
                                                    const base::Zone& zone) {
  if (!sync::closing_is_due(rule.rule, session, now, zone)) return std::nullopt;
  const auto closed = target.close_session(rule.pos_config, std::nullopt, session.id);
  base::Log& log = worker_.store.log();
  if (closed.ok()) {
    log.write(base::LogLevel::info, "session_closed",
              {{"session", session.name},
               {"connection", rule.connection},
               {"rule", sync::to_string(rule.rule)},
               {"orders", std::to_string(closed->orders)}});
    return std::nullopt;
  }
  const base::Error& why = closed.error();
  log.write(
      base::LogLevel::info, "session_close_refused",
      {{"session", session.name}, {"connection", rule.connection}, {"code", why.code}, {"why", why.message}});
  // A cashier who was faster has done what the rule wanted; what is away for now, or may still be at it, is
  // asked again.
  if (why.code == "session_not_open" || why.kind == base::ErrorKind::temporary ||
      why.kind == base::ErrorKind::unknown)
    return std::nullopt;
  return order::Notice{std::string(kCloseRefused), "Session " + session.name + " is due to be closed (" +
                                                       sync::to_string(rule.rule) +
                                                       "), and was not: " + why.message};
}

}  // namespace ordersync::app
