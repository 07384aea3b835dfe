// The pages behind embedded_lists.h: one row more than asked for tells whether there is a next page.
#include "pos/embedded_lists.h"

#include <algorithm>
#include <limits>

#include "base/text.h"
#include "base/whole_number.h"
#include "pos/embedded_stock.h"
#include "pos/embedded_summary.h"

namespace ordersync::pos {
namespace {

// Before the first id of a list.
std::int64_t start_of(base::ListOrder order) {
  return order == base::ListOrder::newest_first ? std::numeric_limits<std::int64_t>::max() : 0;
}

base::Result<int> limit_of(const PageRequest& request) {
  if (request.limit >= 1) return std::min(request.limit, base::kMostListed);
  return base::invalid("bad_limit", "The limit is " + std::to_string(request.limit) + ": ask for at least 1");
}

// "DATE.ID" (or "TOTAL.ID") of the last order shown.
base::Result<std::optional<OrderPlace>> order_cursor(std::string_view text) {
  if (text.empty()) return std::optional<OrderPlace>();
  const std::size_t dot = std::min(text.find('.'), text.size());
  const auto by = base::whole_number<std::int64_t>(text.substr(0, dot));
  const auto id = base::whole_number<std::int64_t>(text.substr(std::min(dot + 1, text.size())));
  if (!by || !id || *id < 1) return base::bad_cursor();
  return std::optional(OrderPlace{*by, *id});
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

#define PICKING_COLUMNS                                                      \
  "SELECT k.id, k.direction, coalesce(o.name, s.name) FROM stock_picking k " \
  "LEFT JOIN pos_order o ON o.id = k.order_id LEFT JOIN pos_session s ON s.id = k.session_id "
constexpr std::string_view kNewestPickings = PICKING_COLUMNS "WHERE k.id < ? ORDER BY k.id DESC LIMIT ?";
constexpr std::string_view kOldestPickings = PICKING_COLUMNS "WHERE k.id > ? ORDER BY k.id LIMIT ?";
constexpr std::string_view kPicking = PICKING_COLUMNS "WHERE k.id = ?";
#undef PICKING_COLUMNS
// An order's pickings, one a direction, are made one after the other.
constexpr std::string_view kPickingsOfOrder =
    "SELECT k.id FROM pos_order o JOIN stock_picking k ON k.id BETWEEN o.picking_id AND o.picking_id + 1 "
    "WHERE o.id = ? AND k.order_id = o.id";

// Ascending.
base::Result<std::vector<std::int64_t>> pickings_named(sql::Connection& connection, std::string_view text) {
  std::vector<std::int64_t> ids;
  const auto number = base::whole_number<std::int64_t>(text.substr(text.rfind('/') + 1));  // npos + 1 is 0
  if (number && text == picking_name(*number)) ids.push_back(*number);
  TRY_ASSIGN(const std::vector<std::int64_t> orders, orders_named(connection, text));
  for (const std::int64_t order : orders) {
    TRY(connection.query(kPickingsOfOrder, {order},
                         [&](const sql::Row& row) { ids.push_back(row.integer(0)); }));
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

constexpr std::string_view kStock =
    "SELECT p.id, p.name, q.on_hand FROM product p "
    "LEFT JOIN stock_quant q ON q.location_id = ? AND q.product_id = p.id "
    "WHERE p.id > ? AND p.type = 'storable' ORDER BY p.id LIMIT ?";

base::Result<std::vector<Quantity>> quantities_after(sql::Connection& connection, std::int64_t id,
                                                     std::int64_t rows) {
  std::vector<Quantity> found;
  StoredText text;
  TRY(connection.query(kStock, {kStockLocation, id, rows}, [&](const sql::Row& row) {
    found.push_back({row.integer(0), std::string(row.text(1)),
                     row.is_null(2) ? base::Decimal() : text.decimal(row.text(2))});
  }));
  TRY(text.checked("stock_quant"));
  return found;
}

// The rows behind the product of the cursor (0: from the first), in the order wanted. A product that is not
// in the list any more is no place to go on from.
base::Result<std::vector<Quantity>> page_of_stock(std::vector<Quantity> all, StockSort sort,
                                                  std::int64_t cursor, std::size_t rows) {
  std::vector<std::string> names;  // of a product by its place in `all`
  if (sort.key == StockKey::product) {
    for (const Quantity& quantity : all) names.push_back(base::fold_case(quantity.product));
  }
  std::vector<std::size_t> order(all.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  // They stand by id, and so do those that are the same.
  const auto stands_before = [&](std::size_t a, std::size_t b) {
    if (sort.key == StockKey::product && names[a] != names[b]) return names[a] < names[b];
    if (sort.key == StockKey::on_hand && all[a].on_hand != all[b].on_hand) {
      return all[a].on_hand < all[b].on_hand;
    }
    return a < b;
  };
  std::sort(order.begin(), order.end(), stands_before);
  if (sort.direction == Direction::descending) std::reverse(order.begin(), order.end());
  auto at = order.begin();
  if (cursor != 0) {
    at = std::find_if(order.begin(), order.end(), [&](std::size_t i) { return all[i].product_id == cursor; });
    if (at == order.end()) return base::bad_cursor();
    ++at;
  }
  std::vector<Quantity> page;
  for (; at != order.end() && page.size() < rows; ++at) page.push_back(std::move(all[*at]));
  return page;
}

}  // namespace

base::Result<Window> window_of(const PageRequest& request, std::int64_t start) {
  Window window;
  TRY_ASSIGN(window.limit, limit_of(request));
  window.cursor = start;
  if (request.cursor.empty()) return window;
  const auto id = base::whole_number<std::int64_t>(request.cursor);
  if (!id || *id < 1) return base::bad_cursor();
  window.cursor = *id;
  return window;
}

base::Result<Page<Session>> list_sessions(SessionStore& sessions, const PageRequest& request,
                                          base::ListOrder order) {
  TRY_ASSIGN(const Window window, window_of(request, start_of(order)));
  Page<Session> page;
  TRY_ASSIGN(page.items, sessions.page(order, window.cursor, window.limit + 1));
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
  for (const OrderPlace& order : found.page) ids.push_back(order.id);
  OrderPage listed;
  TRY_ASSIGN(listed.items, orders.by_id(ids));
  if (found.more) listed.next = std::to_string(found.page.back().by) + "." + std::to_string(ids.back());
  listed.count = found.count;
  if (found.total) listed.total = base::Money(*found.total, company.currency);
  return listed;
}

base::Result<Page<std::pair<Picking, std::string>>> list_pickings(sql::Connection& connection,
                                                                  const PageRequest& request,
                                                                  std::string_view text,
                                                                  base::ListOrder order) {
  const bool newest_first = order == base::ListOrder::newest_first;
  TRY_ASSIGN(const Window window, window_of(request, start_of(order)));
  std::vector<ListedPicking> listed;
  const auto add = [&](const sql::Row& row) {
    ListedPicking& entry = listed.emplace_back();
    entry.id = row.integer(0);
    entry.picking.name = picking_name(entry.id);
    entry.picking.state = "done";
    entry.picking.direction = stored_direction(row.integer(1));
    entry.origin = row.text(2);
  };
  const std::int64_t rows = window.limit + 1;
  if (text.empty()) {
    TRY(connection.query(newest_first ? kNewestPickings : kOldestPickings, {window.cursor, rows}, add));
  } else {
    TRY_ASSIGN(std::vector<std::int64_t> ids, pickings_named(connection, text));
    if (newest_first) std::reverse(ids.begin(), ids.end());
    for (const std::int64_t id : ids) {
      const bool is_ahead = newest_first ? id < window.cursor : id > window.cursor;
      if (is_ahead && static_cast<std::int64_t>(listed.size()) < rows) {
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
                                        std::string_view text, StockSort sort) {
  TRY_ASSIGN(const Window window, window_of(request, 0));
  const std::string part = base::fold_case(base::trim(text));
  const auto rows = static_cast<std::size_t>(window.limit) + 1;
  const bool is_by_id = sort.key == StockKey::id && sort.direction == Direction::ascending;
  Page<Quantity> page;
  if (is_by_id && part.empty()) {
    TRY_ASSIGN(page.items, quantities_after(connection, window.cursor, static_cast<std::int64_t>(rows)));
  } else {
    TRY_ASSIGN(auto all, quantities_after(connection, 0, std::numeric_limits<std::int64_t>::max()));
    if (!part.empty()) {
      std::erase_if(all, [&](const Quantity& quantity) {
        return base::fold_case(quantity.product).find(part) == std::string::npos;
      });
    }
    TRY_ASSIGN(page.items, page_of_stock(std::move(all), sort, window.cursor, rows));
  }
  page.next = cut(page.items, window.limit, [](const Quantity& quantity) { return quantity.product_id; });
  return page;
}

}  // namespace ordersync::pos
