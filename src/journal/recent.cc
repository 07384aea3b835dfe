// Counting what is booked by quarters of an hour; see recent.h.
#include "journal/recent.h"

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace ordersync::journal {

namespace {

using base::Result;
using sql::Row;
using sql::Value;

// Quarter, sync, currency; empty where the order has no total. Sorted as the table's key is.
using CountKey = std::tuple<std::int64_t, std::int64_t, std::string>;

struct Booked {
  std::int64_t orders = 0;
  std::int64_t total = 0;  // minor units; a batch of orders of at most 10^15 each cannot overflow it
};

// A sum that is too large to be said becomes null and stays so: half of the range is far from any real one.
#define HALF_RANGE "BETWEEN -4611686018427387904 AND 4611686018427387903"
constexpr std::string_view kTakeOut =
    "UPDATE journal_recent SET orders = orders - 1, total = CASE WHEN total " HALF_RANGE
    " THEN total - ? END WHERE quarter = ? AND sync_id = ? AND currency = ?";
constexpr std::string_view kAddBooked =
    "ON CONFLICT (quarter, sync_id, currency) DO UPDATE SET orders = journal_recent.orders + "
    "excluded.orders, "
    "total = CASE WHEN journal_recent.total " HALF_RANGE " AND excluded.total " HALF_RANGE
    " THEN journal_recent.total + excluded.total END";
#undef HALF_RANGE

}  // namespace

Result<void> count_booked(sql::Connection& connection,
                          std::span<const std::pair<std::int64_t, std::int64_t>> ranges, base::Instant now) {
  std::map<CountKey, Booked> counts;
  Booked* last = nullptr;  // neighbours mostly share theirs
  const CountKey* last_key = nullptr;
  const auto count = [&](const Row& row) {
    const std::int64_t quarter = row.integer(0);
    const std::int64_t sync = row.integer(1);
    if (last_key == nullptr || std::get<0>(*last_key) != quarter || std::get<1>(*last_key) != sync ||
        std::get<2>(*last_key) != row.text(2)) {
      const auto found = counts.try_emplace(CountKey(quarter, sync, std::string(row.text(2)))).first;
      last_key = &found->first;
      last = &found->second;
    }
    ++last->orders;
    last->total += row.integer(3);
  };
  const std::int64_t since = base::to_unix_ms(now - kRecentFor);
  for (const auto& [first, end] : ranges) {
    TRY(connection.query(
        "SELECT COALESCE(order_date, received_at) / 900000, sync_id, COALESCE(currency, ''), "
        "COALESCE(total, 0) FROM journal_order WHERE id BETWEEN ? AND ? AND "
        "COALESCE(order_date, received_at) >= ?",
        {first, end, since}, count));
  }
  std::vector<Value> cells;
  for (const auto& [key, sum] : counts) {
    cells.insert(cells.end(), {std::get<0>(key), std::get<1>(key), std::get<2>(key), sum.orders, sum.total});
  }
  return connection.add_rows("INSERT INTO journal_recent(quarter, sync_id, currency, orders, total)", 5,
                             kAddBooked, cells);
}

// By the same rule as it was counted by then. What has been forgotten since is in no row.
Result<void> uncount_booked(sql::Connection& connection, std::int64_t row) {
  std::optional<std::pair<CountKey, std::int64_t>> counted;
  TRY(connection.query(
      "SELECT COALESCE(o.order_date, o.received_at) / 900000, o.sync_id, COALESCE(o.currency, ''), "
      "COALESCE(o.total, 0) FROM journal_order o JOIN journal_booking b ON b.row_id = o.id WHERE o.id = ? "
      "AND COALESCE(o.order_date, o.received_at) >= b.at - ?",
      {row, std::int64_t{kRecentFor.count()}}, [&](const Row& found) {
        counted.emplace(CountKey(found.integer(0), found.integer(1), std::string(found.text(2))),
                        found.integer(3));
      }));
  if (!counted) return {};
  const auto& [quarter, sync, currency] = counted->first;
  TRY(connection.execute(kTakeOut, {counted->second, quarter, sync, currency}));
  TRY(connection.execute(
      "DELETE FROM journal_recent WHERE quarter = ? AND sync_id = ? AND currency = ? AND orders <= 0",
      {quarter, sync, currency}));
  return {};
}

Result<void> forget_counts(sql::Connection& connection, base::Instant now) {
  const std::int64_t before = base::to_unix_ms(now - kRecentFor) / kQuarterMs;
  TRY(connection.execute("DELETE FROM journal_recent WHERE quarter < ?", {before}));
  return {};
}

}  // namespace ordersync::journal
