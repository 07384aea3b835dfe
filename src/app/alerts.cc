// Alerts and their outbox in the store; see alerts.h.
#include "app/alerts.h"

#include <chrono>
#include <nlohmann/json.hpp>
#include <utility>

#include "app/id_page.h"
#include "app/store.h"
#include "sql/nullable.h"

namespace ordersync::app {

namespace {

using base::Result;
using sql::Row;
using What = AlertStep::What;
using namespace std::chrono_literals;

// Longer than any sender takes: it tells one after the other of all that it has taken, each within half a
// minute. A sender that died leaves its messages to the next.
constexpr base::Milliseconds kTakenFor = 15min;
// Closed alerts and sent messages are history for as long.
constexpr std::chrono::hours kKept{24 * 90};

AlertRow row_at(const Row& row) {
  AlertRow alert;
  alert.id = row.integer(0);
  alert.condition = {std::string(row.text(1)), std::string(row.text(2)), std::string(row.text(3)),
                     std::string(row.text(4))};
  alert.seen_at = base::from_unix_ms(row.integer(5));
  alert.opened_at = sql::maybe_time(row, 6);
  alert.told_at = sql::maybe_time(row, 7);
  return alert;
}

}  // namespace

Json alert_json(const Alert& alert) {
  return {{"id", alert.row.id},
          {"kind", alert.row.condition.kind},
          {"subject", alert.row.condition.subject},
          {"title", alert.row.condition.title},
          {"text", alert.row.condition.text},
          {"opened_at", time_json(alert.row.opened_at)},
          {"told_at", time_json(alert.row.told_at)},
          {"closed_at", time_json(alert.closed_at)}};
}

Result<std::vector<AlertStep>> Alerts::take_in(std::span<const Condition> now_so, const Looked& looked,
                                               const AlertRules& rules,
                                               std::span<const AlertChannel> channels) {
  // Without the write lock first: most looks change nothing.
  TRY_ASSIGN(const auto before, rows());
  TRY_ASSIGN(const auto told, told_before());
  std::vector<AlertStep> steps = decide_alerts(now_so, before, looked, told, rules, clock_.now());
  if (steps.empty()) return steps;
  TRY(write_transaction(connection_, [&]() -> Result<void> {
    TRY_ASSIGN(const auto current, rows());  // another process may have been faster
    TRY_ASSIGN(const auto told_now, told_before());
    // One moment for all of it: an alert is opened and told at the same time, not a millisecond apart.
    const base::Instant now = clock_.now();
    steps = decide_alerts(now_so, current, looked, told_now, rules, now);
    for (const AlertStep& step : steps) TRY(apply(step, channels, now));
    const std::int64_t old = base::to_unix_ms(now - kKept);
    TRY(connection_.execute("DELETE FROM alert WHERE closed_at < ?", {old}));
    TRY(connection_.execute("DELETE FROM alert_message WHERE next_at IS NULL AND created_at < ?", {old}));
    return {};
  }));
  return steps;
}

Result<void> Alerts::apply(const AlertStep& step, std::span<const AlertChannel> channels, base::Instant at) {
  const std::int64_t now = base::to_unix_ms(at);
  const Condition& condition = step.condition;
  std::int64_t id = step.id.value_or(0);
  if (!step.id) {
    TRY_ASSIGN(id, insert(step, now));
  } else if (step.what == What::forget) {
    TRY(connection_.execute("DELETE FROM alert WHERE id = ?", {id}));
  } else if (step.what == What::close) {
    TRY(connection_.execute("UPDATE alert SET closed_at = ? WHERE id = ?", {now, id}));
  } else {
    TRY(
        connection_.execute("UPDATE alert SET title = ?, text = ?, opened_at = COALESCE(opened_at, ?) "
                            "WHERE id = ?",
                            {condition.title, condition.text, now, id}));
  }
  if (!step.tell) return {};
  TRY_ASSIGN(const auto seen_at,
             sql::integer_of(connection_, "SELECT seen_at FROM alert WHERE id = ?", {id}));
  TRY(connection_.execute("UPDATE alert SET told_at = ? WHERE id = ?", {now, id}));
  const std::string_view event = step.what == What::close    ? "closed"
                                 : step.what == What::repeat ? "repeated"
                                                             : "opened";
  return enqueue(event, condition, base::from_unix_ms(seen_at.value_or(now)), channels, at);
}

Result<std::int64_t> Alerts::insert(const AlertStep& step, std::int64_t now) {
  TRY_ASSIGN(const auto last, sql::integer_of(connection_, "SELECT MAX(id) FROM alert", {}));
  const std::int64_t id = last.value_or(0) + 1;
  const Condition& condition = step.condition;
  TRY(connection_.execute(
      "INSERT INTO alert(id, kind, subject, title, text, seen_at, opened_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
      {id, condition.kind, condition.subject, condition.title, condition.text, now,
       step.what == What::open ? sql::Value(now) : sql::Value(sql::Null{})}));
  return id;
}

Result<void> Alerts::enqueue(std::string_view event, const Condition& condition, base::Instant since,
                             std::span<const AlertChannel> channels, base::Instant now) {
  for (const AlertChannel& channel : channels) {
    if (!channel.takes(condition.kind) || channel.paused(now)) continue;
    const std::string token = "msg_" + base::random_token(random_);
    TRY(connection_.execute(
        "INSERT INTO alert_message(id, token, channel_id, event, kind, subject, title, text, since, "
        "created_at, attempts, next_at) VALUES ((SELECT COALESCE(MAX(id), 0) + 1 FROM alert_message), ?, ?, "
        "?, ?, ?, ?, ?, ?, ?, 0, ?)",
        {token, channel.id, event, condition.kind, condition.subject, condition.title, condition.text,
         base::to_unix_ms(since), base::to_unix_ms(now), base::to_unix_ms(now)}));
  }
  return {};
}

Result<std::vector<AlertMessage>> Alerts::take_due(int limit) {
  const base::Instant now = clock_.now();
  std::vector<AlertMessage> messages;
  const auto select = [&] {
    messages.clear();
    return connection_.query(
        "SELECT id, token, channel_id, event, kind, subject, title, text, since, created_at, attempts FROM "
        "alert_message WHERE next_at IS NOT NULL AND next_at <= ? ORDER BY next_at, id LIMIT ?",
        {base::to_unix_ms(now), std::int64_t{limit}}, [&](const Row& row) {
          AlertMessage message;
          message.id = row.integer(0);
          message.token = row.text(1);
          message.channel_id = row.integer(2);
          message.event = row.text(3);
          message.condition = {std::string(row.text(4)), std::string(row.text(5)), std::string(row.text(6)),
                               std::string(row.text(7))};
          message.since = base::from_unix_ms(row.integer(8));
          message.created_at = base::from_unix_ms(row.integer(9));
          message.attempts = static_cast<int>(row.integer(10));
          messages.push_back(std::move(message));
        });
  };
  TRY(select());
  if (messages.empty()) return messages;
  TRY(write_transaction(connection_, [&]() -> Result<void> {
    TRY(select());
    for (const AlertMessage& message : messages) {
      TRY(connection_.execute("UPDATE alert_message SET next_at = ? WHERE id = ?",
                              {base::to_unix_ms(now + kTakenFor), message.id}));
    }
    return {};
  }));
  return messages;
}

Result<void> Alerts::sent(const AlertMessage& message) {
  return write_transaction(connection_, [&]() -> Result<void> {
    TRY(connection_.execute(
        "UPDATE alert_message SET next_at = NULL, sent_at = ?, attempts = ?, error_code = "
        "NULL, error_message = NULL WHERE id = ?",
        {base::to_unix_ms(clock_.now()), std::int64_t{message.attempts + 1}, message.id}));
    return {};
  });
}

Result<bool> Alerts::failed(const AlertMessage& message, const base::Error& error) {
  const int attempts = message.attempts + 1;
  // A certificate that is not accepted ends a fetch at once; here the message waits until it is renewed. Our
  // own store or key file, where the channel could not be read, says nothing against the message.
  const bool may_pass = error.kind == base::ErrorKind::temporary || error.kind == base::ErrorKind::unknown ||
                        error.kind == base::ErrorKind::busy || error.kind == base::ErrorKind::unavailable ||
                        error.code == "tls_failed";
  const auto pause = may_pass ? retry_after(attempts) : std::nullopt;
  const sql::Value next =
      pause ? sql::Value(base::to_unix_ms(clock_.now() + *pause)) : sql::Value(sql::Null{});
  TRY(write_transaction(connection_, [&]() -> Result<void> {
    TRY(connection_.execute(
        "UPDATE alert_message SET next_at = ?, attempts = ?, error_code = ?, error_message = ? WHERE id = ?",
        {next, std::int64_t{attempts}, error.code, error.message, message.id}));
    return {};
  }));
  return !pause.has_value();
}

Result<std::vector<AlertRow>> Alerts::rows() {
  std::vector<AlertRow> found;
  TRY(
      connection_.query("SELECT id, kind, subject, title, text, seen_at, opened_at, told_at FROM alert "
                        "WHERE closed_at IS NULL ORDER BY id",
                        {}, [&](const Row& row) { found.push_back(row_at(row)); }));
  return found;
}

Result<std::map<AlertKey, base::Instant>> Alerts::told_before() {
  std::map<AlertKey, base::Instant> told;
  TRY(connection_.query(
      "SELECT kind, subject, MAX(told_at) FROM alert WHERE closed_at IS NOT NULL AND "
      "told_at IS NOT NULL GROUP BY kind, subject",
      {}, [&](const Row& row) {
        told[{std::string(row.text(0)), std::string(row.text(1))}] = base::from_unix_ms(row.integer(2));
      }));
  return told;
}

Result<std::vector<Alert>> Alerts::open() {
  TRY_ASSIGN(auto found, rows());
  std::vector<Alert> alerts;
  for (AlertRow& row : found) {
    if (row.opened_at) alerts.push_back({std::move(row), std::nullopt});
  }
  return alerts;
}

Result<Alerts::Page> Alerts::list(int limit, std::string_view cursor, std::optional<bool> open) {
  TRY_ASSIGN(const std::int64_t before, id_before(cursor));
  const std::int64_t wanted = !open ? 0 : *open ? 1 : 2;
  Page page;
  TRY(connection_.query(
      "SELECT id, kind, subject, title, text, seen_at, opened_at, told_at, closed_at FROM alert "
      "WHERE opened_at IS NOT NULL AND id < ? AND (? = 0 OR (closed_at IS NULL) = (? = 1)) "
      "ORDER BY id DESC LIMIT ?",
      {before, wanted, wanted, std::int64_t{limit} + 1}, [&](const Row& row) {
        Alert alert{row_at(row), std::nullopt};
        alert.closed_at = sql::maybe_time(row, 8);
        page.items.push_back(std::move(alert));
      }));
  page.next = cut_page(page.items, limit, [](const Alert& alert) { return alert.row.id; });
  return page;
}

Result<Alerts::Counts> Alerts::counts() {
  Counts counts;
  TRY(connection_.query(
      "SELECT (SELECT COUNT(*) FROM alert WHERE closed_at IS NULL AND opened_at IS NOT NULL), "
      "(SELECT COUNT(*) FROM alert_message WHERE next_at IS NOT NULL), "
      "(SELECT COUNT(*) FROM alert_message WHERE next_at IS NULL AND sent_at IS NULL)",
      {}, [&](const Row& row) {
        counts = {row.integer(0), row.integer(1), row.integer(2)};
      }));
  return counts;
}

Alerts alerts_of(Worker& worker) {
  return {*worker.connection, worker.store.clock(), worker.store.random()};
}

}  // namespace ordersync::app
