// The pages behind embedded_lists.h: one row more than asked for tells whether there is a next page.
#include "pos/embedded_lists.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "pos/embedded_stock.h"
#include "pos/names.h"

namespace ordersync::pos {
namespace {

constexpr std::int64_t kFromTheNewest = std::numeric_limits<std::int64_t>::max();

struct Window {
  std::int64_t cursor = 0;
  int limit = 0;
};

base::Result<Window> window_of(const PageRequest& request, std::int64_t start) {
  if (request.limit < 1) {
    return base::invalid("bad_limit",
                         "The limit is " + std::to_string(request.limit) + ": ask for at least 1");
  }
  Window window{start, std::min(request.limit, kLargestPage)};
  if (request.cursor.empty()) return window;
  const char* end = request.cursor.data() + request.cursor.size();
  const auto [next, error] = std::from_chars(request.cursor.data(), end, window.cursor);
  if (error != std::errc() || next != end || window.cursor < 1) {
    return base::invalid("bad_cursor",
                         "The cursor is not one that a list gave: take \"next\" of the page before");
  }
  return window;
}

// Cuts the row too many off and leaves the id of the last one shown as the cursor.
template <class Item, class Id>
std::string cut(std::vector<Item>& items, int limit, Id id) {
  const auto wanted = static_cast<std::size_t>(limit);
  if (items.size() <= wanted) return {};
  items.resize(wanted);
  return std::to_string(id(items.back()));
}

struct ListedPicking {
  std::int64_t id = 0;
  Picking picking;
  std::string origin;
};

base::Result<void> add_moves(sql::Connection& connection, ListedPicking& listed) {
  StoredText text;
  TRY(connection.query(
      "SELECT m.product_id, p.name, m.qty FROM stock_move m JOIN product p ON p.id = m.product_id "
      "WHERE m.picking_id = ? ORDER BY m.product_id",
      {listed.id}, [&](const sql::Row& row) {
        listed.picking.moves.push_back({row.integer(0), std::string(row.text(1)), text.decimal(row.text(2))});
      }));
  return text.checked("stock_move");
}

}  // namespace

base::Result<Page<Session>> list_sessions(SessionStore& sessions, const PageRequest& request) {
  TRY_ASSIGN(const Window window, window_of(request, kFromTheNewest));
  Page<Session> page;
  TRY_ASSIGN(page.items, sessions.newest(window.cursor, window.limit + 1));
  page.next = cut(page.items, window.limit, [](const Session& session) { return session.id; });
  return page;
}

base::Result<Page<BookedOrder>> list_orders(OrderReader& orders, const PageRequest& request) {
  TRY_ASSIGN(const Window window, window_of(request, kFromTheNewest));
  TRY_ASSIGN(auto listed, orders.newest(window.cursor, window.limit + 1));
  Page<BookedOrder> page;
  page.next = cut(listed, window.limit, [](const OrderReader::Listed& order) { return order.id; });
  for (OrderReader::Listed& order : listed) page.items.push_back(std::move(order.order));
  return page;
}

base::Result<Page<std::pair<Picking, std::string>>> list_pickings(sql::Connection& connection,
                                                                  const PageRequest& request) {
  TRY_ASSIGN(const Window window, window_of(request, kFromTheNewest));
  std::vector<ListedPicking> listed;
  TRY(connection.query(
      "SELECT k.id, k.direction, coalesce(o.name, s.name) FROM stock_picking k "
      "LEFT JOIN pos_order o ON o.id = k.order_id LEFT JOIN pos_session s ON s.id = k.session_id "
      "WHERE k.id < ? ORDER BY k.id DESC LIMIT ?",
      {window.cursor, std::int64_t{window.limit + 1}}, [&](const sql::Row& row) {
        ListedPicking& entry = listed.emplace_back();
        entry.id = row.integer(0);
        entry.picking.name = picking_name(entry.id);
        entry.picking.state = "done";
        const bool in = row.integer(1) == stored(PickingDirection::in);
        entry.picking.direction = in ? PickingDirection::in : PickingDirection::out;
        entry.origin = row.text(2);
      }));
  Page<std::pair<Picking, std::string>> page;
  page.next = cut(listed, window.limit, [](const ListedPicking& picking) { return picking.id; });
  for (ListedPicking& entry : listed) {
    TRY(add_moves(connection, entry));
    page.items.emplace_back(std::move(entry.picking), std::move(entry.origin));
  }
  return page;
}

base::Result<Page<Quantity>> list_stock(sql::Connection& connection, const PageRequest& request) {
  TRY_ASSIGN(const Window window, window_of(request, 0));
  Page<Quantity> page;
  StoredText text;
  TRY(connection.query(
      "SELECT p.id, p.name, q.on_hand FROM product p "
      "LEFT JOIN stock_quant q ON q.location_id = ? AND q.product_id = p.id "
      "WHERE p.id > ? AND p.type = 'storable' ORDER BY p.id LIMIT ?",
      {kStockLocation, window.cursor, std::int64_t{window.limit + 1}}, [&](const sql::Row& row) {
        page.items.push_back({row.integer(0), std::string(row.text(1)),
                              row.is_null(2) ? base::Decimal() : text.decimal(row.text(2))});
      }));
  TRY(text.checked("stock_quant"));
  page.next = cut(page.items, window.limit, [](const Quantity& quantity) { return quantity.product_id; });
  return page;
}

}  // namespace ordersync::pos
