// The two passes of retention; see retention.h.
#include "app/retention.h"

#include <chrono>

#include "app/personal_data.h"
#include "journal/retention.h"

namespace ordersync::app {

namespace {

using base::Result;
using journal::Left;
using journal::Retention;

// Small enough that no booking waits for longer than a moment.
constexpr int kOrdersAtOnce = 200;

base::Instant days_ago(std::int64_t days, base::Instant now) {
  return now - std::chrono::hours(24 * days);
}

// Nothing is left is also without personal data: what goes altogether need not be masked first.
struct Pass {
  Left left;
  base::Instant before;
};
std::vector<Pass> passes_of(const RetentionRules& rules, base::Instant now) {
  std::vector<Pass> passes;
  if (rules.payload_days > 0) passes.push_back({Left::nothing, days_ago(rules.payload_days, now)});
  if (rules.personal_data_days > 0)
    passes.push_back({Left::without_personal_data, days_ago(rules.personal_data_days, now)});
  return passes;
}

std::int64_t& counter_of(RetentionReport& report, Left left) {
  return left == Left::nothing ? report.removed : report.masked;
}

Result<void> remember(Worker& worker, const RetentionReport& report) {
  return write_transaction(*worker.connection, [&]() -> Result<void> {
    TRY(worker.connection->execute(
        "INSERT INTO retention_state(id, at, masked, removed) VALUES (1, ?, ?, ?) ON CONFLICT (id) DO UPDATE "
        "SET at = excluded.at, masked = excluded.masked, removed = excluded.removed",
        {base::to_unix_ms(worker.store.clock().now()), report.masked, report.removed}));
    return {};
  });
}

}  // namespace

RetentionRules retention_rules(const Settings& settings) {
  return {settings.count("retention.personal_data_days"), settings.count("retention.payload_days")};
}

Result<RetentionReport> run_retention(Worker& worker, const RetentionRules& rules,
                                      const std::function<bool()>& stop) {
  RetentionReport report;
  Retention retention(*worker.connection, worker.store.clock());
  for (const Pass& pass : passes_of(rules, worker.store.clock().now())) {
    Retention::Batch batch;
    do {
      if (stop && stop()) return report;
      TRY_ASSIGN(batch,
                 retention.strip(pass.left, pass.before, batch.last, kOrdersAtOnce, strip_personal_data));
      counter_of(report, pass.left) += batch.orders;
    } while (batch.more);
  }
  TRY(remember(worker, report));
  if (report.masked + report.removed > 0) {
    worker.store.log().write(
        base::LogLevel::info, "retention_done",
        {{"masked", std::to_string(report.masked)}, {"removed", std::to_string(report.removed)}});
  }
  return report;
}

Result<RetentionReport> preview_retention(Worker& worker, const RetentionRules& rules) {
  RetentionReport report;
  Retention retention(*worker.connection, worker.store.clock());
  for (const Pass& pass : passes_of(rules, worker.store.clock().now())) {
    TRY_ASSIGN(counter_of(report, pass.left), retention.count(pass.left, pass.before));
  }
  // What goes altogether would be found by both.
  if (rules.payload_days == 0 || rules.personal_data_days == 0) return report;
  if (rules.payload_days < rules.personal_data_days) {
    report.masked = 0;
    return report;
  }
  TRY_ASSIGN(
      const std::int64_t both,
      retention.count(Left::without_personal_data, days_ago(rules.payload_days, worker.store.clock().now())));
  report.masked -= both;
  return report;
}

Result<RetentionState> retention_state(Worker& worker) {
  RetentionState state;
  TRY(worker.connection->query("SELECT at, masked, removed FROM retention_state WHERE id = 1", {},
                               [&](const sql::Row& row) {
                                 state.at = base::from_unix_ms(row.integer(0));
                                 state.last = {row.integer(1), row.integer(2)};
                               }));
  return state;
}

}  // namespace ordersync::app
