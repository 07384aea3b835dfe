// The copies of orders that stand in Odoo; see odoo_mirror.h. The text holds the order as a document, which
// the order room writes and reads, and around it what only a booked order has.
#include "pos/odoo_mirror.h"

#include <utility>

#include "order/document.h"
#include "pos/odoo_store.h"
#include "pos/odoo_value.h"

namespace ordersync::pos::odoo {

namespace {

order::PosDocument document_of(const BookedOrder& order) {
  order::PosDocument document;
  document.key = order.key;
  document.reference = order.reference;
  document.date = order.date;
  document.pos_config = order.pos_config;
  document.currency = order.currency;
  document.lines = order.lines;
  document.payments = order.payments;
  document.total = order.total;
  document.tax = order.tax;
  document.amount_paid = order.amount_paid;
  document.change = order.change;
  return document;
}

Value picking_value(const Picking& picking) {
  Value::Array moves;
  for (const BookedMove& move : picking.moves) {
    moves.push_back(Value::object(
        {{"product_id", move.product_id}, {"product", move.product}, {"qty", move.qty.to_string()}}));
  }
  return Value::object({{"name", picking.name},
                        {"state", picking.state},
                        {"direction", picking.direction == PickingDirection::in ? "in" : "out"},
                        {"moves", std::move(moves)}});
}

base::Result<Picking> picking_from(const Value& value) {
  Picking picking;
  picking.name = value["name"].text();
  picking.state = value["state"].text();
  picking.direction = value["direction"].text() == "in" ? PickingDirection::in : PickingDirection::out;
  for (const Value& item : value["moves"].items()) {
    BookedMove move;
    move.product_id = item["product_id"].integer().value_or(0);
    move.product = item["product"].text();
    TRY_ASSIGN(move.qty, base::Decimal::parse(item["qty"].text()));
    picking.moves.push_back(std::move(move));
  }
  return picking;
}

}  // namespace

std::string encode(const BookedOrder& order) {
  Value::Object members = {{"name", order.name},
                           {"state", order.state},
                           {"session", order.session},
                           {"document", order::encode(document_of(order))}};
  if (!order.returned.is_zero()) members.emplace_back("returned", order.returned.minor());
  if (order.picking) members.emplace_back("picking", picking_value(*order.picking));
  if (order.alarm) {
    members.emplace_back("alarm",
                         Value::object({{"code", order.alarm->code}, {"message", order.alarm->message}}));
  }
  return encode(Value::object(std::move(members)));
}

base::Result<BookedOrder> decode_booked_order(std::string_view json) {
  TRY_ASSIGN(const Value value, parse(json));
  TRY_ASSIGN(order::PosDocument document, order::decode_document(value["document"].text()));
  BookedOrder order;
  order.key = std::move(document.key);
  order.name = value["name"].text();
  order.reference = std::move(document.reference);
  order.state = value["state"].text();
  order.session = value["session"].text();
  order.pos_config = std::move(document.pos_config);
  order.date = document.date;
  order.currency = document.currency;
  order.total = document.total;
  order.tax = document.tax;
  order.amount_paid = document.amount_paid;
  order.change = document.change;
  order.returned = base::Money(value["returned"].integer().value_or(0), order.currency);
  order.lines = std::move(document.lines);
  order.payments = std::move(document.payments);
  if (value["picking"].is_object()) {
    TRY_ASSIGN(order.picking, picking_from(value["picking"]));
  }
  if (value["alarm"].is_object()) {
    order.alarm = order::Notice{std::string(value["alarm"]["code"].text()),
                                std::string(value["alarm"]["message"].text())};
  }
  return order;
}

Mirror::Mirror(sql::Connection& store, const base::Clock& clock, const ConnectionSettings& settings)
    : store_(store), clock_(clock), settings_(settings) {}

base::Result<void> Mirror::keep(std::span<const std::optional<StandingOrder>> orders) {
  const auto stands = [](const std::optional<StandingOrder>& order) { return order.has_value(); };
  if (std::none_of(orders.begin(), orders.end(), stands)) return {};
  TRY_ASSIGN(const std::int64_t connection, connection_id(store_, connection_key(settings_)));
  return sql::write_transaction(store_, [&]() -> base::Result<void> {
    for (const auto& order : orders) {
      if (!order) continue;
      const order::OrderKey& key = order->booked.key;
      const std::string text = encode(order->booked);
      TRY(store_.execute(
          "INSERT INTO odoo_order(connection_id, source, external_id, kind, refund_id, odoo_id, session_id, "
          "name, "
          "document, read_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
          "ON CONFLICT (external_id, source, kind, refund_id, connection_id) DO UPDATE SET "
          "odoo_id = excluded.odoo_id, session_id = excluded.session_id, name = excluded.name, "
          "document = excluded.document, read_at = excluded.read_at",
          {connection, key.source, key.external_id, kind_number(key.kind), key.refund_id, order->id,
           order->session_id, order->booked.name, text, base::to_unix_ms(clock_.now())}));
    }
    return {};
  });
}

base::Result<std::vector<std::optional<BookedOrder>>> Mirror::kept(std::span<const order::OrderKey> keys) {
  TRY_ASSIGN(const std::int64_t connection, connection_id(store_, connection_key(settings_)));
  std::vector<std::optional<BookedOrder>> orders;
  orders.reserve(keys.size());
  for (const order::OrderKey& key : keys) {
    std::optional<base::Result<BookedOrder>> found;
    TRY(store_.query(
        "SELECT document, odoo_id FROM odoo_order "
        "WHERE external_id = ? AND source = ? AND kind = ? AND refund_id = ? AND connection_id = ?",
        {key.external_id, key.source, kind_number(key.kind), key.refund_id, connection},
        [&](const sql::Row& row) {
          found = decode_booked_order(row.text(0));
          if (found->ok()) (*found)->page = page_of_order(settings_, row.integer(1));
        }));
    if (found && !found->ok()) return found->error();
    orders.push_back(found ? std::optional(std::move(**found)) : std::nullopt);
  }
  return orders;
}

}  // namespace ordersync::pos::odoo
