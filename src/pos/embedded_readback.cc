// Putting orders together again. Orders that lie together, as those of one batch do, are read by one range of
// each table; the same code reads a single order.
#include "pos/embedded_readback.h"

#include <algorithm>
#include <map>

#include "pos/embedded_stock.h"

namespace ordersync::pos {
namespace {

using order::DocumentLine;
using order::DocumentPayment;

#define HEAD_COLUMNS                                                                                        \
  "SELECT id, session_id, picking_id, source, external_id, kind, refund_id, name, reference, date, total, " \
  "tax, amount_paid, change_given FROM pos_order "

constexpr std::string_view kHeadByKey =
    HEAD_COLUMNS "WHERE external_id = ? AND source = ? AND kind = ? AND refund_id = ?";
constexpr std::string_view kHeadById = HEAD_COLUMNS "WHERE id = ?";
constexpr std::string_view kHeadsById = HEAD_COLUMNS "WHERE id BETWEEN ? AND ? ORDER BY id";
constexpr std::string_view kDatedHeads = HEAD_COLUMNS
    "WHERE date >= ? AND date < ? AND source = ? "
    "AND session_id IN (SELECT id FROM pos_session WHERE config_id = ?) ORDER BY id";
constexpr std::string_view kIdByKey =
    "SELECT id FROM pos_order WHERE external_id = ? AND source = ? AND kind = ? AND refund_id = ?";

#undef HEAD_COLUMNS

// Up to this many orders in between are stepped over rather than starting a query of its own (measured: with
// two in between both cost the same; ranges take 3.8 us an order of a dense batch, single queries 5.9).
constexpr std::int64_t kSkipped = 2;

struct Range {
  std::int64_t first = 0;
  std::int64_t last = 0;
};

// REQUIRES: `ids` ascending.
std::vector<Range> ranges_of(const std::vector<std::int64_t>& ids) {
  std::vector<Range> ranges;
  for (const std::int64_t id : ids) {
    if (ranges.empty() || id - ranges.back().last > kSkipped + 1) {
      ranges.push_back({id, id});
    } else {
      ranges.back().last = id;
    }
  }
  return ranges;
}

// As kIdByKey and kHeadByKey ask for it.
void append_key(const order::OrderKey& key, std::vector<sql::Value>& values) {
  values.insert(values.end(), {key.external_id, key.source, stored(key.kind), key.refund_id});
}

}  // namespace

base::Result<std::optional<std::int64_t>> OrderReader::id_of(const order::OrderKey& key) {
  return sql::integer_of(connection_, kIdByKey,
                         {key.external_id, key.source, stored(key.kind), key.refund_id});
}

base::Result<std::vector<std::optional<std::int64_t>>> OrderReader::ids_of(
    std::span<const order::OrderKey* const> keys) {
  std::vector<sql::Value> values;
  values.reserve(keys.size() * 4);
  for (const order::OrderKey* key : keys) append_key(*key, values);
  std::vector<std::optional<std::int64_t>> ids(keys.size());
  TRY(connection_.query_each(kIdByKey, 4, values,
                             [&](std::size_t index, const sql::Row& row) { ids[index] = row.integer(0); }));
  return ids;
}

base::Result<std::vector<std::optional<BookedOrder>>> OrderReader::find(
    std::span<const order::OrderKey> keys) {
  TRY_ASSIGN(const Company company, read_company(connection_));
  TRY_ASSIGN(std::vector<Head> heads, heads_in_a_row(keys, company.currency));
  if (heads.empty()) {
    TRY_ASSIGN(heads, heads_by_key(keys, company.currency));
  }
  TRY(complete(heads));
  std::vector<std::optional<BookedOrder>> found(keys.size());
  for (Head& head : heads) found[head.asked] = std::move(head.order);
  return found;
}

base::Result<std::vector<OrderReader::Head>> OrderReader::heads_by_key(std::span<const order::OrderKey> keys,
                                                                       base::Currency currency) {
  std::vector<Head> heads;
  heads.reserve(keys.size());
  std::vector<sql::Value> values;
  values.reserve(keys.size() * 4);
  for (const order::OrderKey& key : keys) append_key(key, values);
  TRY(connection_.query_each(kHeadByKey, 4, values, [&](std::size_t index, const sql::Row& row) {
    heads.emplace_back(read_head(row, currency)).asked = index;
  }));
  return heads;
}

// The orders of one batch were booked one behind the other: where the first and the last key lie as far apart
// as they do here, one range of the table has all of them, each with its key, and no index is asked for each.
// Empty where any of them is another one.
base::Result<std::vector<OrderReader::Head>> OrderReader::heads_in_a_row(
    std::span<const order::OrderKey> keys, base::Currency currency) {
  std::vector<Head> heads;
  if (keys.size() <= static_cast<std::size_t>(kSkipped)) return heads;
  TRY_ASSIGN(const auto first, id_of(keys.front()));
  if (!first) return heads;
  TRY_ASSIGN(const auto last, id_of(keys.back()));
  if (!last || *last - *first != static_cast<std::int64_t>(keys.size()) - 1) return heads;
  heads.reserve(keys.size());
  bool as_asked = true;
  TRY(connection_.query(kHeadsById, {*first, *last}, [&](const sql::Row& row) {
    as_asked = as_asked && heads.size() < keys.size();
    if (!as_asked) return;
    Head& head = heads.emplace_back(read_head(row, currency));
    head.asked = heads.size() - 1;
    as_asked = head.order.key == keys[head.asked];
  }));
  if (!as_asked || heads.size() != keys.size()) heads.clear();
  return heads;
}

base::Result<std::vector<BookedOrder>> OrderReader::by_id(std::span<const std::int64_t> ids) {
  TRY_ASSIGN(const Company company, read_company(connection_));
  std::vector<Head> heads;
  heads.reserve(ids.size());
  const std::vector<sql::Value> values(ids.begin(), ids.end());
  TRY(connection_.query_each(kHeadById, 1, values, [&](std::size_t, const sql::Row& row) {
    heads.push_back(read_head(row, company.currency));
  }));
  CHECK(heads.size() == ids.size());
  return completed(heads);
}

base::Result<std::vector<BookedOrder>> OrderReader::dated(std::int64_t config_id, const OrderRange& range) {
  TRY_ASSIGN(const Company company, read_company(connection_));
  std::vector<Head> heads;
  TRY(connection_.query(
      kDatedHeads, {base::to_unix_ms(range.from), base::to_unix_ms(range.until), range.source, config_id},
      [&](const sql::Row& row) { heads.push_back(read_head(row, company.currency)); }));
  return completed(heads);
}

base::Result<std::vector<BookedOrder>> OrderReader::completed(std::vector<Head>& heads) {
  TRY(complete(heads));
  std::vector<BookedOrder> orders;
  orders.reserve(heads.size());
  for (Head& head : heads) orders.push_back(std::move(head.order));
  return orders;
}

OrderReader::Head OrderReader::read_head(const sql::Row& row, base::Currency currency) {
  Head head;
  head.id = row.integer(0);
  head.session_id = row.integer(1);
  head.picking_id = row.is_null(2) ? 0 : row.integer(2);
  BookedOrder& order = head.order;
  order.key.source = row.text(3);
  order.key.external_id = row.text(4);
  order.key.kind = row.integer(5) == stored(order::Kind::refund) ? order::Kind::refund : order::Kind::sale;
  order.key.refund_id = row.text(6);
  order.name = row.text(7);
  order.reference = row.text(8);
  order.date = base::from_unix_ms(row.integer(9));
  order.currency = currency;
  order.total = base::Money(row.integer(10), currency);
  order.tax = base::Money(row.integer(11), currency);
  order.amount_paid = base::Money(row.integer(12), currency);
  order.change = base::Money(row.integer(13), currency);
  return head;
}

base::Result<void> OrderReader::complete(std::vector<Head>& heads) {
  Heads by_id;
  by_id.reserve(heads.size());
  for (Head& head : heads) by_id.push_back(&head);
  std::sort(by_id.begin(), by_id.end(), [](const Head* a, const Head* b) { return a->id < b->id; });
  TRY(add_sessions(by_id));
  TRY(add_lines(by_id));
  TRY(add_payments(by_id));
  Heads with_picking;
  with_picking.reserve(heads.size());
  std::copy_if(by_id.begin(), by_id.end(), std::back_inserter(with_picking),
               [](const Head* head) { return head->picking_id != 0; });
  std::sort(with_picking.begin(), with_picking.end(),
            [](const Head* a, const Head* b) { return a->picking_id < b->picking_id; });
  return add_pickings(with_picking);
}

// As in Odoo an order is "paid" while its session is open and "done" once it is closed.
base::Result<void> OrderReader::add_sessions(const Heads& by_id) {
  struct Facts {
    std::string name;
    std::string config;
    bool closed = false;
  };
  std::map<std::int64_t, Facts> sessions;
  for (Head* head : by_id) {
    const auto [found, added] = sessions.try_emplace(head->session_id);
    Facts& facts = found->second;
    if (added) {
      TRY(
          connection_.query("SELECT s.name, c.name, s.state FROM pos_session s JOIN pos_config c ON c.id = "
                            "s.config_id WHERE s.id = ?",
                            {head->session_id}, [&](const sql::Row& row) {
                              facts = {std::string(row.text(0)), std::string(row.text(1)),
                                       row.text(2) == to_string(SessionState::closed)};
                            }));
    }
    head->order.session = facts.name;
    head->order.pos_config = facts.config;
    head->order.state = facts.closed ? "done" : "paid";
  }
  return {};
}

// Both come by this id; one order may be asked for twice and then has two heads.
template <class Use>
base::Result<void> OrderReader::each_row(std::string_view sql, const Heads& heads, std::int64_t Head::*id,
                                         Use use) {
  std::vector<std::int64_t> ids;
  for (const Head* head : heads) ids.push_back(head->*id);
  std::size_t next = 0;
  for (const Range& range : ranges_of(ids)) {
    TRY(connection_.query(sql, {range.first, range.last}, [&](const sql::Row& row) {
      while (next < heads.size() && heads[next]->*id < row.integer(0)) ++next;
      for (std::size_t i = next; i < heads.size() && heads[i]->*id == row.integer(0); ++i) {
        use(*heads[i], row);
      }
    }));
  }
  return {};
}

base::Result<void> OrderReader::add_lines(const Heads& by_id) {
  StoredText text;
  TRY(each_row(
      "SELECT order_id, product_id, product, product_type, qty, price_unit, discount_percent, taxes, "
      "subtotal, total, note FROM pos_order_line WHERE order_id BETWEEN ? AND ? ORDER BY order_id, line_no",
      by_id, &Head::id, [&](Head& head, const sql::Row& row) {
        DocumentLine& line = head.order.lines.emplace_back();
        line.product_id = row.integer(1);
        line.product = row.text(2);
        line.product_type = text.product_type(row.integer(3));
        line.qty = text.decimal(row.text(4));
        line.price_unit = text.decimal(row.text(5));
        if (!row.is_null(6)) line.discount_percent = text.decimal(row.text(6));
        if (!row.is_null(7)) text.ids(row.text(7), line.taxes);
        line.subtotal = base::Money(row.integer(8), head.order.currency);
        line.total = base::Money(row.integer(9), head.order.currency);
        if (!row.is_null(10)) line.note = row.text(10);
      }));
  return text.checked("pos_order_line");
}

base::Result<void> OrderReader::add_payments(const Heads& by_id) {
  std::map<std::int64_t, std::string> methods;
  TRY(connection_.query("SELECT id, name FROM payment_method", {},
                        [&](const sql::Row& row) { methods[row.integer(0)] = row.text(1); }));
  return each_row(
      "SELECT order_id, method_id, amount, is_change, reference_id, card_last4 FROM pos_payment "
      "WHERE order_id BETWEEN ? AND ? ORDER BY order_id, line_no",
      by_id, &Head::id, [&](Head& head, const sql::Row& row) {
        DocumentPayment& payment = head.order.payments.emplace_back();
        payment.method_id = row.integer(1);
        payment.method = methods[payment.method_id];
        payment.amount = base::Money(row.integer(2), head.order.currency);
        payment.is_change = row.integer(3) != 0;
        if (!row.is_null(4)) payment.reference_id = row.text(4);
        if (!row.is_null(5)) payment.card_last4 = row.text(5);
      });
}

base::Result<void> OrderReader::add_pickings(const Heads& with_picking) {
  TRY(each_row("SELECT id, direction FROM stock_picking WHERE id BETWEEN ? AND ? ORDER BY id", with_picking,
               &Head::picking_id, [](Head& head, const sql::Row& row) {
                 Picking& picking = head.order.picking.emplace();
                 picking.name = picking_name(row.integer(0));
                 picking.state = "done";
                 picking.direction = stored_direction(row.integer(1));
               }));
  StoredText text;
  TRY(
      each_row("SELECT picking_id, product_id, qty FROM stock_move WHERE picking_id BETWEEN ? AND ? "
               "ORDER BY picking_id, product_id",
               with_picking, &Head::picking_id, [&](Head& head, const sql::Row& row) {
                 if (!head.order.picking) return;
                 BookedMove& move = head.order.picking->moves.emplace_back();
                 move.product_id = row.integer(1);
                 move.qty = text.decimal(row.text(2));
                 // The order's own line names the product as it was sold.
                 for (const DocumentLine& line : head.order.lines) {
                   if (line.product_id == move.product_id) move.product = line.product;
                 }
               }));
  return text.checked("stock_move");
}

}  // namespace ordersync::pos
