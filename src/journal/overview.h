// Overview: the journal as screens show it — today at a glance, and what needs a person, grouped by cause.
// Only reads; but for hours(), every question is answered from few rows, however many orders are booked. One
// thread at a time, on one store connection.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/money.h"
#include "base/result.h"
#include "base/time.h"
#include "journal/journal.h"
#include "journal/runs.h"
#include "sql/database.h"

namespace ordersync::journal {

// One hour of one sync, by the orders' own dates (or when they were received, where they have none).
struct HourOfSync {
  SyncId sync = 0;
  base::Instant hour;
  std::int64_t booked = 0;
  std::int64_t waiting = 0;  // received, posting or parked
  base::Money booked_total;  // sales and refunds, in the currency of the first of them
};

// Orders that one fix frees, or booked orders with attention of one code.
struct Cause {
  enum class Kind { parked, attention };
  Kind kind = Kind::parked;
  std::string cause;  // as Problem::cause; of an attention its code
  std::string code;
  std::string message;  // of the newest
  order::Remedy remedy = order::Remedy::fix;
  std::int64_t orders = 0;
  std::optional<base::Money> total;  // where all have one, in one currency
  std::vector<SyncId> syncs;
  std::vector<order::OrderKey> newest;     // at most kExamples
  std::optional<base::Instant> raised_at;  // of an attention: when the last of them was
  static constexpr std::size_t kExamples = 5;
};

class Overview {
 public:
  // Outlives it. REQUIRES: migrations() applied.
  explicit Overview(sql::Connection& connection) : connection_(connection) {}

  // Orders dated from `from` until before `until`, hour by hour. Orders received before `from` are not looked
  // at: none is dated after it was received, but by a source whose clock is ahead.
  base::Result<std::vector<HourOfSync>> hours(base::Instant from, base::Instant until);
  // The same from what was counted while it was booked (recent.h): the time it takes does not grow with the
  // booked orders, and all orders that are dated so are counted. REQUIRES: both on a quarter of an hour,
  // `from` less than two days ago.
  base::Result<std::vector<HourOfSync>> recent_hours(base::Instant from, base::Instant until);

  // Open causes, those with most orders first.
  base::Result<std::vector<Cause>> causes(std::optional<SyncId> sync);
  // Parked rows of one cause, oldest first; of an attention (its code) the booked ones with it.
  struct RowOfCause {
    RowId row = 0;
    std::optional<Attention> attention;
  };
  base::Result<std::vector<RowOfCause>> rows_of(const std::string& cause, Cause::Kind kind,
                                                std::optional<SyncId> sync = std::nullopt);

  // Lists as Journal::list. These two look at all of the filter but its state.
  base::Result<OrderPage> of_cause(std::string_view cause, const OrderFilter& filter);
  // `code` empty: whatever it is.
  base::Result<OrderPage> with_attention(const OrderFilter& filter, std::string_view code = {});
  // Those that came in this run, and those that wait since it; newest first.
  base::Result<OrderPage> of_run(const Run& run, int limit, std::string_view cursor);

  // Orders that need a person (parked to be fixed or held, booked with attention), and those that go on by
  // themselves.
  struct Open {
    std::int64_t need_you = 0;
    std::int64_t waiting = 0;
  };
  base::Result<Open> open(std::optional<SyncId> sync);
  // The same of each sync that has any.
  base::Result<std::map<SyncId, Open>> open_by_sync();

  // Of all runs of a sync: how many there were, and how many orders they booked.
  struct Ever {
    std::int64_t runs = 0;
    std::int64_t booked = 0;
  };
  base::Result<Ever> ever(SyncId sync);

 private:
  base::Result<OrderPage> of_cause_by_date(std::string_view cause, const OrderFilter& filter);
  base::Result<OrderPage> with_attention_by_date(const OrderFilter& filter, std::string_view code);
  base::Result<RowId> first_received_since(base::Instant moment);

  sql::Connection& connection_;
};

}  // namespace ordersync::journal
