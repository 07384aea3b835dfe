// How the journal's values are stored: numbers that must never change their meaning, and the small parts that
// every file of this room's SQL adapter shares. Internal to journal/.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/digest.h"
#include "journal/journal.h"
#include "sql/database.h"

namespace ordersync::journal {

// Which list of unbooked orders a row stands in (journal_order.shelf); a booked one stands in none. It is
// what the partial index is made of, so that claims, counts and lists of open work never see booked rows.
enum class Shelf : std::int64_t {
  woken = -1,  // received, and what it waited for (a session) may be there: tried as soon as somebody looks
  received = 0,
  in_hand = 1,  // claimed or intended under a lease
  unknown = 2,  // intended, nobody's: the POS is to be asked by key
  due = 3,      // parked, tried again when retry_at has passed (null: now)
  fix = 4,      // parked until somebody fixed the cause; tried at the start of every run
  held = 5,     // parked until a person says so ("further_refund", "odoo_no_answer", "not_shown")
  ignored = 6,
  skipped = 7,
};

// Of no sync in particular, in statements that choose by one.
inline constexpr SyncId kAnySync = -1;

// received_run of an order that was pushed, and who did it, for the timeline.
inline constexpr RunId kNoRun = 0;
inline constexpr std::string_view kPushActor = "push";

// journal_decision.refund_alone: of a refund, of a sale that was received as its refund, and of what waited
// under a sync that was removed.
enum class Decision : std::int64_t { refund_alone = 1, as_sale = 2, taken_over = 3 };

// `as_booked` is no news: only its digest is kept, as which what was booked reads by newer settings.
enum class AsideStatus : std::int64_t { pending = 0, shown = 1, counted = 2, as_booked = 3 };

// Stored as they are declared; a new value goes to the end. Some stand as numbers in SQL.
static_assert(static_cast<int>(AsideStatus::pending) == 0 && static_cast<int>(AsideStatus::as_booked) == 3);
static_assert(static_cast<int>(State::received) == 0 && static_cast<int>(State::claimed) == 1 &&
              static_cast<int>(State::intended) == 2 && static_cast<int>(State::settled) == 3 &&
              static_cast<int>(State::parked) == 4 && static_cast<int>(State::ignored) == 5 &&
              static_cast<int>(State::skipped) == 6);
static_assert(static_cast<int>(Content::bookable) == 0 && static_cast<int>(Content::other) == 1 &&
              static_cast<int>(Content::refused) == 2);
static_assert(static_cast<int>(Tally::none) == 0 && static_cast<int>(Tally::booked) == 1 &&
              static_cast<int>(Tally::failed) == 2 && static_cast<int>(Tally::already_synced) == 3 &&
              static_cast<int>(Tally::skipped) == 4 && static_cast<int>(Tally::waiting) == 5);
static_assert(static_cast<int>(order::Remedy::wait) == 0 && static_cast<int>(order::Remedy::fix) == 1);
static_assert(static_cast<int>(order::Kind::sale) == 0 && static_cast<int>(order::Kind::refund) == 1);

template <class Enum>
std::int64_t code(Enum value) {
  return static_cast<std::int64_t>(value);
}

inline sql::Blob blob(const base::Digest& digest) {
  return {{reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size()}};
}

inline base::Digest digest_from(std::string_view bytes) {
  base::Digest digest;
  CHECK(bytes.size() == digest.bytes.size());
  std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char*>(digest.bytes.data()));
  return digest;
}

// From the columns of its code, its message and its time.
inline Attention attention_at(const sql::Row& row, int code, int message, int at) {
  return {{std::string(row.text(code)), std::string(row.text(message))}, base::from_unix_ms(row.integer(at))};
}

// Nothing where there is none, or its currency is not known.
inline std::optional<base::Money> money_at(const sql::Row& row, int total, int currency) {
  if (row.is_null(total)) return std::nullopt;
  const auto known = base::Currency::of(row.text(currency));
  if (!known.ok()) return std::nullopt;
  return base::Money(row.integer(total), *known);
}

inline order::OrderKey key_at(const sql::Row& row, int source, int external_id, int kind, int refund_id) {
  return {std::string(row.text(source)), std::string(row.text(external_id)),
          static_cast<order::Kind>(row.integer(kind)), std::string(row.text(refund_id))};
}

// The runs of consecutive numbers in `rows`, which it sorts: a batch that was received together is one range,
// so that one statement steps all of it. REQUIRES: no number twice.
inline std::vector<std::pair<RowId, RowId>> ranges_of(std::vector<RowId>& rows) {
  std::sort(rows.begin(), rows.end());
  std::vector<std::pair<RowId, RowId>> ranges;
  for (const RowId row : rows) {
    if (!ranges.empty() && ranges.back().second + 1 == row) {
      ranges.back().second = row;
    } else {
      CHECK(ranges.empty() || ranges.back().second < row);
      ranges.emplace_back(row, row);
    }
  }
  return ranges;
}

// Warnings as stored: null when there are none, else JSON ([["code","message"],…]).
std::string encode_notices(const order::Warnings& notices);
void decode_notices(std::string_view json, order::Warnings& onto);

}  // namespace ordersync::journal
