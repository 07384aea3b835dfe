// What Odoo's records mean: standing_order of odoo_readback.h. PURE.
#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "pos/odoo_readback.h"
#include "pos/odoo_time.h"

namespace ordersync::pos::odoo {
namespace {

using base::Currency;
using base::Decimal;
using base::Money;
using order::DocumentLine;
using order::DocumentPayment;
using order::Notice;
using std::string_view;

// Odoo keeps quantities with the digits of its unit of measure, rarely more than 5; sums of them carry noise.
constexpr int kQuantityDigits = 9;
// No number of an order is larger; sums of these fit.
constexpr Decimal kLargest = 1'000'000'000'000;

// Takes fields out of one record; the first that is missing or of another kind is the error.
class Reader {
 public:
  Reader(const Value& record, string_view what, Currency currency)
      : record_(record), what_(what), currency_(currency) {}

  std::int64_t id(string_view field) { return taken(record_[field].id(), field, std::int64_t{0}); }
  Decimal decimal(string_view field) {
    auto value = record_[field].decimal();
    if (value && value->abs() > kLargest) value.reset();
    return taken(std::move(value), field, Decimal());
  }
  Decimal quantity(string_view field) { return decimal(field).round_half_away(kQuantityDigits); }
  std::string text(string_view field) {
    const string_view text = record_[field].text();
    if (text.empty()) fail(field);
    return std::string(text);
  }
  base::Instant time(string_view field) {
    return taken(parse_odoo_time(record_[field].text()), field, base::Instant());
  }
  // A minor unit with noise, or what a person wrote in Odoo with more digits than the currency has.
  Money money(string_view field) {
    const Decimal amount = decimal(field);
    const auto exact = base::exact_minor(amount, currency_);
    if (exact.ok()) return *exact;
    if (exact.error().code == "not_a_minor_unit") return base::round_half_away(amount, currency_);
    fail(field);
    return Money::zero(currency_);
  }

  const std::optional<base::Error>& error() const { return error_; }

 private:
  template <class T>
  T taken(std::optional<T> value, string_view field, T neutral) {
    if (value) return *std::move(value);
    fail(field);
    return neutral;
  }
  void fail(string_view field) {
    if (error_) return;
    error_ = base::invalid("odoo_bad_record",
                           "Odoo's answer lacks \"" + std::string(field) + "\" of " + std::string(what_) +
                               ", or it cannot be read: " + base::printable(encode(record_[field]), 60));
  }

  const Value& record_;
  string_view what_;
  Currency currency_;
  std::optional<base::Error> error_;
};

base::Result<DocumentLine> line_of(const Value& record, Currency currency) {
  Reader read(record, "an order line", currency);
  DocumentLine line;
  line.product_id = read.id("product_id");
  // What was sent; a line that a person added may have none.
  line.product = record["full_product_name"].text();
  if (line.product.empty()) line.product = record["product_id"].display_name();
  line.qty = read.quantity("qty");
  line.price_unit = read.decimal("price_unit");
  line.discount_percent = read.decimal("discount");
  const Value& mapped =
      record["tax_ids_after_fiscal_position"];  // asked for where a fiscal position maps them
  line.taxes = (mapped.is_null() ? record["tax_ids"] : mapped).ids();
  line.subtotal = read.money("price_subtotal");
  line.total = read.money("price_subtotal_incl");
  if (read.error()) return *read.error();
  return line;
}

const Value* with_id(const Value::Array& records, std::int64_t id) {
  const auto found = std::find_if(records.begin(), records.end(),
                                  [id](const Value& record) { return record["id"].id() == id; });
  return found == records.end() ? nullptr : &*found;
}

base::Result<DocumentPayment> payment_of(const Value& record, const OrderRecords& records, order::Kind kind,
                                         Currency currency) {
  Reader read(record, "a payment", currency);
  DocumentPayment payment;
  payment.method_id = read.id("payment_method_id");
  payment.amount = read.money("amount");
  if (read.error()) return *read.error();
  const Value* method = with_id(records.methods, payment.method_id);
  payment.method = method != nullptr ? (*method)["name"].text() : record["payment_method_id"].display_name();
  const bool in_cash = method != nullptr && (*method)["is_cash_count"].boolean();
  payment.is_change =
      record["is_change"].boolean() || (in_cash && payment.amount.is_negative() && kind == order::Kind::sale);
  payment.reference_id = record["transaction_id"].text();
  payment.card_last4 = record["card_no"].text();
  return payment;
}

// A picking type without a type for returns takes returns as well: then the lines tell. Moves may be of
// products that no line sells (the parts of a kit).
PickingDirection direction_of(const Value& picking, const OrderRecords& records,
                              const std::vector<DocumentLine>& lines) {
  if (picking["picking_type_code"].text() == "incoming") return PickingDirection::in;
  bool taken_back = false;
  for (const Value& move : records.moves) {
    if (move["picking_id"].id() != picking["id"].id()) continue;
    for (const DocumentLine& line : lines) {
      if (move["product_id"].id() != line.product_id) continue;
      if (!line.qty.is_negative()) return PickingDirection::out;
      taken_back = true;
    }
  }
  const auto goes_out = [](const DocumentLine& line) { return !line.qty.is_negative(); };
  return !taken_back && std::any_of(lines.begin(), lines.end(), goes_out) ? PickingDirection::out
                                                                          : PickingDirection::in;
}

base::Result<void> add_moves(const Value& picking, const OrderRecords& records, Picking& to) {
  for (const Value& record : records.moves) {
    if (record["picking_id"].id() != picking["id"].id() || record["state"].text() == "cancel") continue;
    Reader read(record, "a stock move", {});
    BookedMove move;
    move.product_id = read.id("product_id");
    move.product = record["product_id"].display_name();
    move.qty = read.quantity(record["quantity"].is_number() ? "quantity" : "product_uom_qty");
    if (read.error()) return *read.error();
    to.moves.push_back(std::move(move));
  }
  return {};
}

// The picking that goes the order's own way; the other one of an order with both is only looked at for its
// state. A second one in the same direction would be stock moved twice, and its moves count.
base::Result<std::optional<Picking>> picking_of(const OrderRecords& records, const BookedOrder& order) {
  const auto own = order.key.kind == order::Kind::sale ? PickingDirection::out : PickingDirection::in;
  const auto any_own =
      std::any_of(records.pickings.begin(), records.pickings.end(), [&](const Value& picking) {
        return picking["state"].text() != "cancel" && direction_of(picking, records, order.lines) == own;
      });
  std::optional<Picking> all;
  for (const Value& record : records.pickings) {
    const PickingDirection direction = direction_of(record, records, order.lines);
    if (record["state"].text() == "cancel" || (any_own && direction != own)) continue;
    Reader read(record, "a picking", {});
    const std::string name = read.text("name");
    const std::string state = read.text("state");
    if (read.error()) return *read.error();
    if (!all) {
      all = Picking{name, state, direction, {}};
    } else {
      all->name += ", " + name;
      if (all->state == "done") all->state = state;
    }
    TRY(add_moves(record, records, *all));
  }
  return all;
}

std::string order_text(const BookedOrder& order) {
  return "Order " + base::printable(order.key.external_id) + " over " + order.total.to_string() + " " +
         std::string(order.currency.code());
}

std::string picking_names(const Value::Array& pickings) {
  return base::joined(pickings, ", ", [](const Value& picking) { return picking["name"].text(); });
}

Notice left_draft(const BookedOrder& order, const OrderRecords& records) {
  std::string text = order_text(order) + " was left by Odoo as a draft (receipt number " + order.reference +
                     "): Odoo takes " + order.amount_paid.to_string() + " of it as paid. ";
  if (!records.pickings.empty()) {
    text += "Its stock has moved all the same (" + picking_names(records.pickings) + "). ";
  }
  text += "In Odoo, cancel or delete the draft (Point of Sale > Orders)";
  if (!records.pickings.empty()) text += ", take the goods back in by a return of that picking";
  return {"odoo_left_draft",
          text +
              ", and book the order by hand. Nothing is sent again by itself, and the session "
              "cannot be closed before"};
}

Notice rescue_session(const BookedOrder& order) {
  return {
      "odoo_rescue_session",
      order_text(order) + " is booked as " + order.name + ", but in the rescue session \"" + order.session +
          "\": the session it was sent to had been closed meanwhile. Close that session in Odoo (Point of "
          "Sale > Sessions); it moves the stock when it is closed"};
}

Notice picking_not_done(const BookedOrder& order, const Value& picking) {
  return {"odoo_picking_not_done",
          "The stock of " + order_text(order) + " (" + order.name + ") has not moved: picking " +
              std::string(picking["name"].text()) + " is " + std::string(picking["state"].text()) +
              ". Open it in Odoo (Inventory > Transfers), see what it waits for, and validate it"};
}

std::optional<Notice> alarm_of(const BookedOrder& order, const OrderRecords& records) {
  if (order.state == "draft") return left_draft(order, records);
  if (records.session["rescue"].boolean()) return rescue_session(order);
  for (const Value& picking : records.pickings) {
    const string_view state = picking["state"].text();
    if (state != "done" && state != "cancel") return picking_not_done(order, picking);
  }
  return std::nullopt;
}

base::Result<StandingOrder> read_order(const order::OrderKey& key, const OrderRecords& records,
                                       Currency currency) {
  StandingOrder standing;
  BookedOrder& booked = standing.booked;
  Reader read(records.order, "an order", currency);
  standing.id = read.id("id");
  standing.session_id = read.id("session_id");
  booked.key = key;
  booked.name = read.text("name");
  booked.reference = records.order["pos_reference"].text();
  booked.state = read.text("state");
  booked.date = read.time("date_order");
  booked.currency = currency;
  booked.total = read.money("amount_total");
  booked.tax = read.money("amount_tax");
  booked.amount_paid = read.money("amount_paid");
  if (read.error()) return *read.error();
  Reader read_session(records.session, "a session", currency);
  booked.session = read_session.text("name");
  Reader read_config(records.config, "a POS configuration", currency);
  booked.pos_config = read_config.text("name");
  if (read_session.error()) return *read_session.error();
  if (read_config.error()) return *read_config.error();

  if (records.lines_sent) booked.lines = *records.lines_sent;
  for (const Value& record : records.lines) {
    TRY_ASSIGN(DocumentLine line, line_of(record, currency));
    booked.lines.push_back(std::move(line));
    standing.line_ids.push_back(record["id"].id().value_or(0));
  }
  booked.change = Money::zero(currency);
  for (const Value& record : records.payments) {
    TRY_ASSIGN(DocumentPayment payment, payment_of(record, records, key.kind, currency));
    if (payment.is_change) booked.change -= payment.amount;
    booked.payments.push_back(std::move(payment));
  }
  TRY_ASSIGN(booked.picking, picking_of(records, booked));
  booked.alarm = alarm_of(booked, records);
  return standing;
}

}  // namespace

base::Result<StandingOrder> standing_order(const order::OrderKey& key, const OrderRecords& records,
                                           Currency currency) {
  try {
    return read_order(key, records, currency);
  } catch (const base::Overflow&) {
    return base::invalid("odoo_bad_record", "The numbers of order " + base::printable(key.external_id) +
                                                " in Odoo are larger than any order's");
  }
}

}  // namespace ordersync::pos::odoo
