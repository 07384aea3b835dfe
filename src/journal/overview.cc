// The journal for screens; see overview.h.
#include "journal/overview.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <map>
#include <utility>

#include "base/contains.h"
#include "journal/blocks.h"
#include "journal/by_date.h"
#include "journal/recent.h"
#include "journal/rows.h"
#include "journal/view_rows.h"
#include "journal/views.h"
#include "sql/nullable.h"

namespace ordersync::journal {

namespace {

using base::Result;
using sql::Row;
using namespace std::chrono_literals;

constexpr std::int64_t kHour = 3'600'000;

OrderPage page_of(std::vector<OrderView> rows, std::size_t limit) {
  OrderPage page;
  page.items = std::move(rows);
  if (page.items.size() > limit) {
    page.items.resize(limit);
    page.next = std::to_string(page.items.back().row);
  }
  return page;
}

std::int64_t clamped(int limit) {
  return std::clamp(limit, 1, base::kMostListed);
}

// Adds one order to its cause. A total is shown only where every order has one, and a sum that can be
// counted: a source that sends amounts of fifteen digits must not keep anybody from seeing the rest.
void count_in(Cause& cause, SyncId sync, const std::optional<base::Money>& total, order::OrderKey key) {
  if (cause.orders == 0) {
    cause.total = total;
  } else if (!total || (cause.total && cause.total->currency() != total->currency())) {
    cause.total.reset();
  } else if (cause.total) {
    try {
      *cause.total += *total;
    } catch (const base::Overflow&) {
      cause.total.reset();
    }
  }
  ++cause.orders;
  if (!base::contains(cause.syncs, sync)) cause.syncs.push_back(sync);
  if (cause.newest.size() < Cause::kExamples) cause.newest.push_back(std::move(key));
}

}  // namespace

// Rows are numbered in the order they were received, so the first one since a moment is found by halving.
Result<RowId> Overview::first_received_since(base::Instant moment) {
  const std::int64_t wanted = base::to_unix_ms(moment);
  RowId low = 1;
  TRY_ASSIGN(const auto last, sql::integer_of(connection_, "SELECT MAX(id) FROM journal_order", {}));
  RowId high = last.value_or(0) + 1;
  while (low < high) {
    const RowId middle = low + (high - low) / 2;
    RowId there = high;
    std::int64_t received = std::numeric_limits<std::int64_t>::max();
    TRY(connection_.query("SELECT id, received_at FROM journal_order WHERE id >= ? ORDER BY id LIMIT 1",
                          {middle}, [&](const Row& row) {
                            there = row.integer(0);
                            received = row.integer(1);
                          }));
    if (received < wanted) {
      low = there + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

namespace {

// Hours by sync and hour since 1970.
class Hours {
 public:
  void add_booked(SyncId sync, std::int64_t hour, std::int64_t orders,
                  const std::optional<base::Money>& total) {
    HourOfSync& entry = at(sync, hour);
    if (total && (entry.booked == 0 || entry.booked_total.currency() == total->currency())) {
      entry.booked_total = entry.booked == 0 ? *total : entry.booked_total + *total;
    }
    entry.booked += orders;
  }
  void add_waiting(SyncId sync, std::int64_t hour, std::int64_t orders) { at(sync, hour).waiting += orders; }
  std::vector<HourOfSync> take() {
    std::vector<HourOfSync> all;
    all.reserve(hours_.size());
    for (auto& [key, hour] : hours_) all.push_back(hour);
    return all;
  }

 private:
  HourOfSync& at(SyncId sync, std::int64_t hour) {
    HourOfSync& entry = hours_[{sync, hour}];
    entry.sync = sync;
    entry.hour = base::from_unix_ms(hour * kHour);
    return entry;
  }

  std::map<std::pair<SyncId, std::int64_t>, HourOfSync> hours_;
};

}  // namespace

Result<std::vector<HourOfSync>> Overview::hours(base::Instant from, base::Instant until) {
  TRY_ASSIGN(const RowId first, first_received_since(from));
  Hours hours;
  const auto count = [&](const Row& row) {
    const auto state = static_cast<State>(row.integer(2));
    if (state == State::settled) {
      hours.add_booked(row.integer(0), row.integer(1), row.integer(3), money_at(row, 4, 5));
    } else if (state != State::ignored && state != State::skipped) {
      hours.add_waiting(row.integer(0), row.integer(1), row.integer(3));
    }
  };
  TRY(connection_.query(
      "SELECT sync_id, COALESCE(order_date, received_at) / 3600000, state, COUNT(*), "
      "SUM(CASE WHEN state = ? THEN total END), COALESCE(currency, '') FROM journal_order WHERE id >= ? AND "
      "COALESCE(order_date, received_at) >= ? "
      "AND COALESCE(order_date, received_at) < ? GROUP BY 1, 2, 3, 6 ORDER BY 1, 2",
      {code(State::settled), first, base::to_unix_ms(from), base::to_unix_ms(until)}, count));
  return hours.take();
}

Result<std::vector<HourOfSync>> Overview::recent_hours(base::Instant from, base::Instant until) {
  Hours hours;
  TRY(sql::read_transaction(connection_, [&]() -> Result<void> {
    TRY(connection_.query(
        "SELECT sync_id, quarter / 4, orders, total, currency FROM journal_recent WHERE quarter >= ? AND "
        "quarter < ? ORDER BY quarter, sync_id, currency",
        {base::to_unix_ms(from) / kQuarterMs, base::to_unix_ms(until) / kQuarterMs}, [&](const Row& row) {
          hours.add_booked(row.integer(0), row.integer(1), row.integer(2), money_at(row, 3, 4));
        }));
    return connection_.query(
        "SELECT sync_id, COALESCE(order_date, received_at) / 3600000, COUNT(*) FROM journal_order WHERE "
        "shelf IS NOT NULL AND shelf < 6 AND COALESCE(order_date, received_at) >= ? AND "
        "COALESCE(order_date, received_at) < ? GROUP BY 1, 2",
        {base::to_unix_ms(from), base::to_unix_ms(until)},
        [&](const Row& row) { hours.add_waiting(row.integer(0), row.integer(1), row.integer(2)); });
  }));
  return hours.take();
}

Result<std::vector<Cause>> Overview::causes(std::optional<SyncId> sync) {
  const SyncId wanted = sync.value_or(kAnySync);
  std::map<std::string, Cause> parked;
  for (const Shelf shelf : {Shelf::due, Shelf::fix, Shelf::held}) {
    TRY(connection_.query(
        "SELECT p.cause, p.code, p.message, p.remedy, o.sync_id, o.total, o.currency, s.code, o.external_id, "
        "o.kind, "
        "o.refund_id FROM journal_order o JOIN journal_problem p ON p.row_id = o.id "
        "JOIN journal_source s ON s.id = o.source_id WHERE o.shelf = ? AND (? = -1 OR o.sync_id = ?) "
        "ORDER BY o.id DESC",
        {code(shelf), wanted, wanted}, [&](const Row& row) {
          Cause& cause = parked[std::string(row.text(0))];
          if (cause.orders == 0) {
            cause.cause = row.text(0);
            cause.code = row.text(1);
            cause.message = row.text(2);
            cause.remedy = static_cast<order::Remedy>(row.integer(3));
          }
          count_in(cause, row.integer(4), money_at(row, 5, 6), key_at(row, 7, 8, 9, 10));
        }));
  }
  std::map<std::string, Cause> booked;
  TRY(connection_.query(
      "SELECT a.code, a.message, o.sync_id, o.total, o.currency, s.code, o.external_id, o.kind, o.refund_id, "
      "a.at FROM journal_attention a JOIN journal_order o ON o.id = a.row_id JOIN journal_source s ON s.id = "
      "o.source_id "
      "WHERE ? = -1 OR o.sync_id = ? ORDER BY a.row_id DESC",
      {wanted, wanted}, [&](const Row& row) {
        Cause& cause = booked[std::string(row.text(0))];
        if (cause.orders == 0) {
          cause.kind = Cause::Kind::attention;
          cause.cause = cause.code = row.text(0);
          cause.message = row.text(1);
        }
        cause.raised_at = std::max(cause.raised_at, sql::maybe_time(row, 9));
        count_in(cause, row.integer(2), money_at(row, 3, 4), key_at(row, 5, 6, 7, 8));
      }));
  std::vector<Cause> causes;
  for (auto* group : {&parked, &booked}) {
    for (auto& [name, cause] : *group) causes.push_back(std::move(cause));
  }
  std::stable_sort(causes.begin(), causes.end(),
                   [](const Cause& a, const Cause& b) { return a.orders > b.orders; });
  return causes;
}

Result<std::vector<Overview::RowOfCause>> Overview::rows_of(const std::string& cause, Cause::Kind kind,
                                                            std::optional<SyncId> sync) {
  std::vector<RowOfCause> rows;
  const SyncId wanted = sync.value_or(kAnySync);
  if (kind == Cause::Kind::attention) {
    TRY(connection_.query(
        "SELECT a.row_id, a.code, a.message, a.at FROM journal_attention a JOIN journal_order o ON o.id = "
        "a.row_id WHERE a.code = ? AND (? = -1 OR o.sync_id = ?) ORDER BY a.row_id",
        {cause, wanted, wanted}, [&](const Row& row) {
          rows.push_back({row.integer(0), attention_at(row, 1, 2, 3)});
        }));
    return rows;
  }
  for (const Shelf shelf : {Shelf::due, Shelf::fix, Shelf::held}) {
    TRY(
        connection_.query("SELECT o.id FROM journal_order o JOIN journal_problem p ON p.row_id = o.id WHERE "
                          "o.shelf = ? AND p.cause = ? AND (? = -1 OR o.sync_id = ?)",
                          {code(shelf), cause, wanted, wanted}, [&](const Row& row) {
                            rows.push_back({row.integer(0), {}});
                          }));
  }
  std::sort(rows.begin(), rows.end(), [](const RowOfCause& a, const RowOfCause& b) { return a.row < b.row; });
  return rows;
}

// What waits for a person is little: all of it is looked at.
Result<OrderPage> Overview::of_cause_by_date(std::string_view cause, const OrderFilter& filter) {
  TRY_ASSIGN(DatePage page, DatePage::of(filter));
  const BlockFilter dated = block_filter(filter);
  const SyncId wanted = filter.sync.value_or(kAnySync);
  for (const Shelf shelf : {Shelf::due, Shelf::fix, Shelf::held}) {
    TRY(connection_.query(
        "SELECT o.id, COALESCE(o.order_date, o.received_at) FROM journal_order o JOIN journal_problem p ON "
        "p.row_id = o.id WHERE o.shelf = ? AND p.cause = ? AND " ORDERSYNC_DATED,
        {code(shelf), cause, wanted, wanted, dated.dated_from, dated.dated_from, dated.dated_until},
        [&](const Row& row) {
          page.consider({row.integer(1), row.integer(0)});
        }));
  }
  return std::move(page).read(connection_);
}

Result<OrderPage> Overview::with_attention_by_date(const OrderFilter& filter, std::string_view code) {
  TRY_ASSIGN(DatePage page, DatePage::of(filter));
  const BlockFilter dated = block_filter(filter);
  const SyncId wanted = filter.sync.value_or(kAnySync);
  TRY(
      connection_.query("SELECT o.id, COALESCE(o.order_date, o.received_at) FROM journal_attention a CROSS "
                        "JOIN journal_order o "
                        "WHERE o.id = a.row_id AND (? = '' OR a.code = ?) AND " ORDERSYNC_DATED,
                        {code, code, wanted, wanted, dated.dated_from, dated.dated_from, dated.dated_until},
                        [&](const Row& row) {
                          page.consider({row.integer(1), row.integer(0)});
                        }));
  return std::move(page).read(connection_);
}

Result<OrderPage> Overview::of_cause(std::string_view cause, const OrderFilter& filter) {
  if (filter.by == OrderFilter::By::date) return of_cause_by_date(cause, filter);
  const bool newest_first = filter.order == base::ListOrder::newest_first;
  TRY_ASSIGN(const RowId from, id_of_cursor(filter.cursor, filter.order));
  const BlockFilter dated = block_filter(filter);
  const SyncId wanted = filter.sync.value_or(kAnySync);
  std::vector<OrderView> found;
  for (const Shelf shelf : {Shelf::due, Shelf::fix, Shelf::held}) {
    TRY(connection_.query(
        newest_first ? ORDERSYNC_VIEW "WHERE o.shelf = ? AND p.cause = ? AND o.id < ? AND " ORDERSYNC_DATED
                                      "ORDER BY o.id DESC LIMIT ?"
                     : ORDERSYNC_VIEW "WHERE o.shelf = ? AND p.cause = ? AND o.id > ? AND " ORDERSYNC_DATED
                                      "ORDER BY o.id LIMIT ?",
        {code(shelf), cause, from, wanted, wanted, dated.dated_from, dated.dated_from, dated.dated_until,
         clamped(filter.limit) + 1},
        into(found)));
  }
  std::sort(found.begin(), found.end(), [newest_first](const OrderView& a, const OrderView& b) {
    return newest_first ? a.row > b.row : a.row < b.row;
  });
  return page_of(std::move(found), static_cast<std::size_t>(clamped(filter.limit)));
}

Result<OrderPage> Overview::with_attention(const OrderFilter& filter, std::string_view code) {
  if (filter.by == OrderFilter::By::date) return with_attention_by_date(filter, code);
  const bool newest_first = filter.order == base::ListOrder::newest_first;
  TRY_ASSIGN(const RowId from, id_of_cursor(filter.cursor, filter.order));
  const BlockFilter dated = block_filter(filter);
  const SyncId wanted = filter.sync.value_or(kAnySync);
  std::vector<OrderView> found;
  TRY(connection_.query(newest_first ? ORDERSYNC_VIEW
                            "WHERE o.id IN (SELECT row_id FROM journal_attention WHERE row_id < ? AND (? = "
                            "'' OR code = ?)) AND " ORDERSYNC_DATED "ORDER BY o.id DESC LIMIT ?"
                                     : ORDERSYNC_VIEW
                            "WHERE o.id IN (SELECT row_id FROM journal_attention WHERE row_id > ? AND (? = "
                            "'' OR code = ?)) AND " ORDERSYNC_DATED "ORDER BY o.id LIMIT ?",
                        {from, code, code, wanted, wanted, dated.dated_from, dated.dated_from,
                         dated.dated_until, clamped(filter.limit) + 1},
                        into(found)));
  return page_of(std::move(found), static_cast<std::size_t>(clamped(filter.limit)));
}

Result<OrderPage> Overview::of_run(const Run& run, int limit, std::string_view cursor) {
  TRY_ASSIGN(const RowId before, id_of_cursor(cursor, base::ListOrder::newest_first));
  TRY_ASSIGN(const RowId first, first_received_since(run.started_at));
  RowId last = std::numeric_limits<RowId>::max();
  if (run.ended_at) {
    TRY_ASSIGN(last, first_received_since(*run.ended_at + 1ms));
  }
  std::vector<OrderView> found;
  TRY(connection_.query(ORDERSYNC_VIEW
                        "WHERE o.id >= ? AND o.id < ? AND o.received_run = ? ORDER BY o.id DESC LIMIT ?",
                        {first, std::min(before, last), run.id, clamped(limit) + 1}, into(found)));
  if (static_cast<std::int64_t>(found.size()) <= clamped(limit)) {
    TRY(connection_.query(
        ORDERSYNC_VIEW "WHERE o.shelf IS NOT NULL AND o.run_id = ? AND o.id < ? ORDER BY o.id DESC LIMIT ?",
        {run.id, std::min(before, first), clamped(limit) + 1}, into(found)));
  }
  return page_of(std::move(found), static_cast<std::size_t>(clamped(limit)));
}

// CROSS JOIN: SQLite takes the tables in this order. It would rather read all orders to look up the few with
// attention: a tenth of a second for a million.
Result<Overview::Open> Overview::open(std::optional<SyncId> sync) {
  const SyncId wanted = sync.value_or(kAnySync);
  Open open;
  TRY(connection_.query(
      "SELECT o.shelf, COUNT(*) FROM journal_order o WHERE o.shelf IS NOT NULL AND o.shelf < 6 AND "
      "(? = -1 OR o.sync_id = ?) GROUP BY o.shelf",
      {wanted, wanted}, [&](const Row& row) {
        const auto shelf = static_cast<Shelf>(row.integer(0));
        (shelf == Shelf::fix || shelf == Shelf::held ? open.need_you : open.waiting) += row.integer(1);
      }));
  TRY(
      connection_.query("SELECT COUNT(*) FROM journal_attention a CROSS JOIN journal_order o "
                        "WHERE o.id = a.row_id AND (? = -1 OR o.sync_id = ?)",
                        {wanted, wanted}, [&](const Row& row) { open.need_you += row.integer(0); }));
  return open;
}

Result<std::map<SyncId, Overview::Open>> Overview::open_by_sync() {
  std::map<SyncId, Open> open;
  TRY(connection_.query(
      "SELECT sync_id, shelf, COUNT(*) FROM journal_order WHERE shelf IS NOT NULL AND shelf < 6 GROUP BY 1, "
      "2",
      {}, [&](const Row& row) {
        const auto shelf = static_cast<Shelf>(row.integer(1));
        Open& entry = open[row.integer(0)];
        (shelf == Shelf::fix || shelf == Shelf::held ? entry.need_you : entry.waiting) += row.integer(2);
      }));
  TRY(
      connection_.query("SELECT o.sync_id, COUNT(*) FROM journal_attention a JOIN journal_order o ON o.id = "
                        "a.row_id GROUP BY 1",
                        {}, [&](const Row& row) { open[row.integer(0)].need_you += row.integer(1); }));
  return open;
}

Result<Overview::Ever> Overview::ever(SyncId sync) {
  Ever ever;
  TRY(connection_.query("SELECT COUNT(*), COALESCE(SUM(processed), 0) FROM journal_run WHERE sync_id = ?",
                        {sync}, [&](const Row& row) {
                          ever = {row.integer(0), row.integer(1)};
                        }));
  return ever;
}

}  // namespace ordersync::journal
