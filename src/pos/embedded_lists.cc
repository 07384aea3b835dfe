// The pages behind embedded_lists.h: one row more than asked for tells whether there is a next page.
#include "pos/embedded_lists.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <limits>

#include "base/text.h"
#include "pos/embedded_stock.h"
#include "pos/embedded_summary.h"
#include "pos/names.h"

namespace ordersync::pos {
namespace {

constexpr std::int64_t kFromTheNewest = std::numeric_limits<std::int64_t>::max();

bool read_number(std::string_view text, std::int64_t& number) {
  const char* const end = text.data() + text.size();
  const auto [next, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && next == end;
}

base::Result<int> limit_of(const PageRequest& request) {
  if (request.limit >= 1) return std::min(request.limit, kLargestPage);
  return base::invalid("bad_limit", "The limit is " + std::to_string(request.limit) + ": ask for at least 1");
}

// "DATE.ID" of the last order shown.
base::Result<std::optional<DatedId>> order_cursor(std::string_view text) {
  std::optional<DatedId> after;
  if (text.empty()) return after;
  after.emplace();
  const std::size_t dot = text.find('.');
  if (dot == std::string_view::npos || !read_number(text.substr(0, dot), after->date) ||
      !read_number(text.substr(dot + 1), after->id) || after->id < 1) {
    return bad_cursor();
  }
  return after;
}

// The sessions that the filter leaves, ascending; nothing: it does not say.
base::Result<std::optional<std::vector<std::int64_t>>> sessions_of(sql::Connection& connection,
                                                                   const OrderFilter& filter) {
  std::optional<std::vector<std::int64_t>> sessions;
  if (filter.session.empty() && filter.pos_config.empty()) return sessions;
  sessions.emplace();
  TRY(connection.query(
      "SELECT s.id, s.name, c.name FROM pos_session s JOIN pos_config c ON c.id = s.config_id ORDER BY s.id",
      {}, [&](const sql::Row& row) {
        const bool is_it = filter.session.empty() || row.text(1) == filter.session;
        if (is_it && (filter.pos_config.empty() || row.text(2) == filter.pos_config)) {
          sessions->push_back(row.integer(0));
        }
      }));
  return sessions;
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

constexpr std::string_view kPickings =
    "SELECT k.id, k.direction, coalesce(o.name, s.name) FROM stock_picking k "
    "LEFT JOIN pos_order o ON o.id = k.order_id LEFT JOIN pos_session s ON s.id = k.session_id "
    "WHERE k.id < ? ORDER BY k.id DESC LIMIT ?";
constexpr std::string_view kPicking =
    "SELECT k.id, k.direction, coalesce(o.name, s.name) FROM stock_picking k "
    "LEFT JOIN pos_order o ON o.id = k.order_id LEFT JOIN pos_session s ON s.id = k.session_id "
    "WHERE k.id = ?";
// An order's pickings, one a direction, are made one after the other.
constexpr std::string_view kPickingsOfOrder =
    "SELECT k.id FROM pos_order o JOIN stock_picking k ON k.id BETWEEN o.picking_id AND o.picking_id + 1 "
    "WHERE o.id = ? AND k.order_id = o.id";

// Descending.
base::Result<std::vector<std::int64_t>> pickings_named(sql::Connection& connection, std::string_view text) {
  std::vector<std::int64_t> ids;
  std::int64_t number = 0;
  if (const std::size_t slash = text.rfind('/'); slash != std::string_view::npos &&
                                                 read_number(text.substr(slash + 1), number) &&
                                                 text == picking_name(number)) {
    ids.push_back(number);
  }
  TRY_ASSIGN(const std::vector<std::int64_t> orders, orders_named(connection, text));
  for (const std::int64_t order : orders) {
    TRY(connection.query(kPickingsOfOrder, {order},
                         [&](const sql::Row& row) { ids.push_back(row.integer(0)); }));
  }
  std::sort(ids.begin(), ids.end(), std::greater<>());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

}  // namespace

base::Error bad_cursor() {
  return base::invalid("bad_cursor",
                       "The cursor is not one that a list gave: take \"next\" of the page before");
}

base::Result<Window> window_of(const PageRequest& request, std::int64_t start) {
  Window window;
  TRY_ASSIGN(window.limit, limit_of(request));
  window.cursor = start;
  if (request.cursor.empty()) return window;
  if (!read_number(request.cursor, window.cursor) || window.cursor < 1) return bad_cursor();
  return window;
}

base::Result<Page<Session>> list_sessions(SessionStore& sessions, const PageRequest& request) {
  TRY_ASSIGN(const Window window, window_of(request, kFromTheNewest));
  Page<Session> page;
  TRY_ASSIGN(page.items, sessions.newest(window.cursor, window.limit + 1));
  page.next = cut(page.items, window.limit, [](const Session& session) { return session.id; });
  return page;
}

base::Result<OrderPage> list_orders(sql::Connection& connection, OrderReader& orders,
                                    const PageRequest& request, const OrderFilter& filter) {
  OrdersPage page;
  page.sort = filter.sort;
  TRY_ASSIGN(const int limit, limit_of(request));
  page.limit = static_cast<std::size_t>(limit);
  TRY_ASSIGN(page.after, order_cursor(request.cursor));
  OrdersWanted wanted;
  wanted.text = base::trim(filter.text);
  TRY_ASSIGN(wanted.sessions, sessions_of(connection, filter));
  wanted.source = filter.source;
  wanted.kind = filter.kind;
  if (filter.dated_from) wanted.from = base::to_unix_ms(*filter.dated_from);
  if (filter.dated_until) wanted.until = base::to_unix_ms(*filter.dated_until);

  TRY_ASSIGN(const OrdersFound found, find_orders(connection, wanted, page));
  TRY_ASSIGN(const Company company, read_company(connection));
  std::vector<std::int64_t> ids;
  for (const DatedId& order : found.page) ids.push_back(order.id);
  OrderPage listed;
  TRY_ASSIGN(listed.items, orders.by_id(ids));
  if (found.more) listed.next = std::to_string(found.page.back().date) + "." + std::to_string(ids.back());
  listed.count = found.count;
  if (found.total) listed.total = base::Money(*found.total, company.currency);
  return listed;
}

base::Result<Page<std::pair<Picking, std::string>>> list_pickings(sql::Connection& connection,
                                                                  const PageRequest& request,
                                                                  std::string_view text) {
  TRY_ASSIGN(const Window window, window_of(request, kFromTheNewest));
  std::vector<ListedPicking> listed;
  const auto add = [&](const sql::Row& row) {
    ListedPicking& entry = listed.emplace_back();
    entry.id = row.integer(0);
    entry.picking.name = picking_name(entry.id);
    entry.picking.state = "done";
    const bool in = row.integer(1) == stored(PickingDirection::in);
    entry.picking.direction = in ? PickingDirection::in : PickingDirection::out;
    entry.origin = row.text(2);
  };
  const std::int64_t rows = window.limit + 1;
  if (text.empty()) {
    TRY(connection.query(kPickings, {window.cursor, rows}, add));
  } else {
    TRY_ASSIGN(const std::vector<std::int64_t> ids, pickings_named(connection, text));
    for (const std::int64_t id : ids) {
      if (id < window.cursor && static_cast<std::int64_t>(listed.size()) < rows) {
        TRY(connection.query(kPicking, {id}, add));
      }
    }
  }
  Page<std::pair<Picking, std::string>> page;
  page.next = cut(listed, window.limit, [](const ListedPicking& picking) { return picking.id; });
  for (ListedPicking& entry : listed) {
    TRY(add_moves(connection, entry));
    page.items.emplace_back(std::move(entry.picking), std::move(entry.origin));
  }
  return page;
}

base::Result<Page<Quantity>> list_stock(sql::Connection& connection, const PageRequest& request,
                                        std::string_view text) {
  TRY_ASSIGN(const Window window, window_of(request, 0));
  const std::string part = base::fold_case(base::trim(text));
  const auto rows = static_cast<std::size_t>(window.limit) + 1;
  Page<Quantity> page;
  StoredText quantities;
  // Without a text the store cuts the page; with one every product is looked at.
  const std::int64_t looked_at =
      part.empty() ? static_cast<std::int64_t>(rows) : std::numeric_limits<std::int64_t>::max();
  TRY(connection.query(
      "SELECT p.id, p.name, q.on_hand FROM product p "
      "LEFT JOIN stock_quant q ON q.location_id = ? AND q.product_id = p.id "
      "WHERE p.id > ? AND p.type = 'storable' ORDER BY p.id LIMIT ?",
      {kStockLocation, window.cursor, looked_at}, [&](const sql::Row& row) {
        if (page.items.size() == rows) return;
        if (!part.empty() && base::fold_case(row.text(1)).find(part) == std::string::npos) return;
        page.items.push_back({row.integer(0), std::string(row.text(1)),
                              row.is_null(2) ? base::Decimal() : quantities.decimal(row.text(2))});
      }));
  TRY(quantities.checked("stock_quant"));
  page.next = cut(page.items, window.limit, [](const Quantity& quantity) { return quantity.product_id; });
  return page;
}

}  // namespace ordersync::pos
