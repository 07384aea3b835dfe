// The page of a list by date; see by_date.h.
#include "journal/by_date.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>

#include "journal/view_rows.h"
#include "journal/views.h"

namespace ordersync::journal {

namespace {

using base::Result;
using sql::Row;
using sql::Value;

// The row of a list, and the filter of all lists (views.cc).
#define ORDERSYNC_PLACES                                                           \
  "SELECT o.id, COALESCE(o.order_date, o.received_at) FROM journal_order o WHERE " \
  "o.id >= ? AND o.id < ? AND " ORDERSYNC_DATED
constexpr std::string_view kPlacesOfAll = ORDERSYNC_PLACES;
constexpr std::string_view kPlacesOfBooked = ORDERSYNC_PLACES "AND o.shelf IS NULL";
constexpr std::string_view kPlacesOnShelf = ORDERSYNC_PLACES "AND o.shelf = ?";
#undef ORDERSYNC_PLACES

// "1795348800000.17"
std::optional<DatePlace> place_in(std::string_view cursor) {
  DatePlace place;
  const char* const end = cursor.data() + cursor.size();
  const auto date = std::from_chars(cursor.data(), end, place.date);
  if (date.ec != std::errc() || date.ptr == end || *date.ptr != '.') return std::nullopt;
  const auto row = std::from_chars(date.ptr + 1, end, place.row);
  if (row.ec != std::errc() || row.ptr != end) return std::nullopt;
  return place;
}

}  // namespace

Result<DatePage> DatePage::of(const OrderFilter& filter) {
  std::optional<DatePlace> after;
  if (!filter.cursor.empty()) {
    after = place_in(filter.cursor);
    if (!after) return base::bad_cursor();
  }
  return DatePage(filter.order, after,
                  static_cast<std::size_t>(std::clamp(filter.limit, 1, base::kMostListed)));
}

bool DatePage::is_past(const Block& block) const {
  if (!kept_.is_full()) return false;
  return newest_first_ ? block.last < kept_.last().date : block.first > kept_.last().date;
}

void DatePage::sort_by_promise(std::vector<Block>& blocks) const {
  const auto& after = kept_.after();
  std::erase_if(blocks, [&](const Block& block) {
    return after && (newest_first_ ? block.first > after->date : block.last < after->date);
  });
  std::sort(blocks.begin(), blocks.end(), [this](const Block& a, const Block& b) {
    return newest_first_ ? a.last > b.last : a.first < b.first;
  });
}

Result<OrderPage> DatePage::read(sql::Connection& connection) && {
  const auto [places, more] = kept_.take();
  OrderPage page;
  if (more) page.next = std::to_string(places.back().date) + "." + std::to_string(places.back().row);
  if (places.empty()) return page;
  std::vector<Value> rows;
  for (const DatePlace& place : places) rows.emplace_back(place.row);
  page.items.resize(places.size());
  TRY(connection.query_each(ORDERSYNC_VIEW "WHERE o.id = ?", 1, rows,
                            [&](std::size_t index, const Row& row) { page.items[index] = view_from(row); }));
  return page;
}

Result<OrderPage> list_by_date(Store& store, const OrderFilter& filter,
                               const std::optional<std::vector<Shelf>>& shelves) {
  TRY_ASSIGN(DatePage page, DatePage::of(filter));
  const BlockFilter wanted = block_filter(filter);
  TRY_ASSIGN(std::vector<Block> blocks, blocks_of(store.sql(), wanted));
  page.sort_by_promise(blocks);
  const SyncId sync = wanted.sync.value_or(kAnySync);
  const auto consider = [&](const Row& row) { page.consider({row.integer(1), row.integer(0)}); };
  for (const Block& block : blocks) {
    if (page.is_past(block)) break;
    std::vector<Value> values{block.number * kRowsPerBlock,
                              (block.number + 1) * kRowsPerBlock,
                              sync,
                              sync,
                              wanted.dated_from,
                              wanted.dated_from,
                              wanted.dated_until};
    if (!shelves || shelves->empty()) {
      TRY(store.sql().query(shelves ? kPlacesOfBooked : kPlacesOfAll, values, consider));
      continue;
    }
    values.emplace_back();
    for (const Shelf shelf : *shelves) {
      values.back() = code(shelf);
      TRY(store.sql().query(kPlacesOnShelf, values, consider));
    }
  }
  return std::move(page).read(store.sql());
}

}  // namespace ordersync::journal
