// Building the payload by version. Which keys a version takes was measured on running servers (docs/odoo.md)
// and read in the community sources of 16.0, 17.0, 18.0 (point_of_sale/models/pos_order.py, pos_payment.py).
// Up to 17 unknown keys are ignored; from 18 on one of them aborts the batch, so nothing is sent there that
// is no field of the version.
#include "pos/odoo_request.h"

#include <string>
#include <utility>

#include "base/check.h"
#include "base/decimal.h"
#include "base/text.h"
#include "order/taxes.h"
#include "pos/odoo_key.h"
#include "pos/odoo_text.h"
#include "pos/odoo_time.h"

namespace ordersync::pos::odoo {
namespace {

using order::DocumentLine;
using order::DocumentPayment;
using order::PosDocument;
using order::Problem;
using order::Remedy;

// The first with sync_from_ui: an order is a flat object of field values, and its identity is a uuid.
constexpr int kFlat = 18;
// The first to know customer notes of a line and what a line takes back.
constexpr int kLineLinks = 15;
constexpr int kLineUuids = 17;
// The first whose date key is called as the field, and whose pos_reference is.
constexpr int kDateOrder = 17;
constexpr int kPosReference = 19;

Value amount(base::Money money) {
  return {money.to_decimal()};
}

Value id_or_false(const std::optional<std::int64_t>& id) {
  return id ? Value(*id) : Value(false);
}

// Odoo's command "a new record with these values".
Value created(Value::Object values) {
  return Value::list({0, 0, Value::object(std::move(values))});
}

class Payload {
 public:
  Payload(const PosDocument& document, const OrderFrame& frame, const OrderLinks& links)
      : document_(document),
        frame_(frame),
        links_(links),
        series_(frame.series),
        date_(odoo_time(document.date)) {
    CHECK(links.refunded_lines.empty() || links.refunded_lines.size() == document.lines.size());
  }

  Value wrapped() const;
  Value flat() const;

 private:
  void add_amounts(Value::Object& order) const;
  Value::Object line(std::size_t index) const;
  Value::Object payment(std::size_t index) const;
  Value lines() const;
  Value payments() const;

  const PosDocument& document_;
  const OrderFrame& frame_;
  const OrderLinks& links_;
  const int series_;
  const std::string date_;
};

// server_id must be there: 14 looks for an order of the same name only then. Always false, since an order is
// never sent over one that stands. sequence_number is asked for and means nothing to us.
Value Payload::wrapped() const {
  const std::string reference = pos_reference(document_.key);
  Value::Object data = {
      {"name", reference},
      {"server_id", false},
      {"pos_session_id", frame_.session_id},
      {"user_id", frame_.user_id},
      {"sequence_number", 1},
      {"partner_id", id_or_false(links_.partner_id)},
      {series_ >= kDateOrder ? "date_order" : "creation_date", date_},
      {"fiscal_position_id", false},
      {"pricelist_id", id_or_false(frame_.pricelist_id)},
  };
  add_amounts(data);
  data.emplace_back("to_invoice", false);
  data.emplace_back("lines", lines());
  data.emplace_back("statement_ids", payments());
  return Value::object({{"id", reference}, {"data", Value::object(std::move(data))}, {"to_invoice", false}});
}

// Never `state`: 18 takes "paid" for granted. Never `access_token`: whoever knows it can open the order's
// page, so it must not be derived from anything; Odoo makes a random one. Without it sending over an order
// that stands as a draft fails as a whole ("del order['access_token']") instead of doubling its lines.
Value Payload::flat() const {
  Value::Object order = {
      {"uuid", order_uuid(document_.key)},
      {series_ >= kPosReference ? "pos_reference" : "name", pos_reference(document_.key)},
      {"session_id", frame_.session_id},
      {"company_id", frame_.company_id},
      {"user_id", frame_.user_id},
      {"partner_id", id_or_false(links_.partner_id)},
      {"date_order", date_},
      {"fiscal_position_id", false},
      {"pricelist_id", id_or_false(frame_.pricelist_id)},
  };
  add_amounts(order);
  order.emplace_back("to_invoice", false);
  // 19 keeps its internal note as JSON of its own; a plain text there would break the till's screen.
  if (std::string note = several_lines(document_.note); !note.empty()) {
    order.emplace_back(series_ >= kPosReference ? "general_customer_note" : "general_note", std::move(note));
  }
  order.emplace_back("lines", lines());
  order.emplace_back("payment_ids", payments());
  return Value::object(std::move(order));
}

// Change is a payment of its own, negative and in cash. amount_return would make the server add another one,
// with a sign that depends on the version.
void Payload::add_amounts(Value::Object& order) const {
  order.emplace_back("amount_total", amount(document_.total));
  order.emplace_back("amount_tax", amount(document_.tax));
  order.emplace_back("amount_paid", amount(document_.amount_paid));
  order.emplace_back("amount_return", 0);
}

// tax_ids stand after the fiscal position, and the order has none, so that Odoo does not map them again.
Value::Object Payload::line(std::size_t index) const {
  const DocumentLine& line = document_.lines[index];
  Value::Array taxes(line.taxes.begin(), line.taxes.end());
  Value::Object values = {
      {"product_id", line.product_id},
      {"full_product_name", one_line(line.product)},
      {"qty", line.qty},
      {"price_unit", line.price_unit},
      {"discount", line.discount_percent},
      {"price_subtotal", amount(line.subtotal)},
      {"price_subtotal_incl", amount(line.total)},
      {"tax_ids", Value::list({Value::list({6, 0, std::move(taxes)})})},
  };
  if (series_ >= kLineLinks) {
    if (std::string note = one_line(line.note); !note.empty()) {
      values.emplace_back("customer_note", std::move(note));
    }
    const std::int64_t refunded = links_.refunded_lines.empty() ? 0 : links_.refunded_lines[index];
    if (refunded != 0) values.emplace_back("refunded_orderline_id", refunded);
  }
  if (series_ >= kLineUuids) values.emplace_back("uuid", line_uuid(document_.key, index));
  return values;
}

// transaction_id is taken by every version; a card's last digits have a field from 18 on.
Value::Object Payload::payment(std::size_t index) const {
  const DocumentPayment& payment = document_.payments[index];
  const bool flat = series_ >= kFlat;
  Value::Object values = {
      {flat ? "payment_date" : "name", date_},
      {"payment_method_id", payment.method_id},
      {"amount", amount(payment.amount)},
  };
  if (std::string id = one_line(payment.reference_id); !id.empty()) {
    values.emplace_back("transaction_id", std::move(id));
  }
  if (!flat) return values;
  if (std::string digits = one_line(payment.card_last4); !digits.empty()) {
    values.emplace_back("card_no", std::move(digits));
  }
  if (payment.is_change) values.emplace_back("is_change", true);
  values.emplace_back("uuid", payment_uuid(document_.key, index));
  return values;
}

Value Payload::lines() const {
  Value::Array records;
  for (std::size_t i = 0; i < document_.lines.size(); ++i) records.push_back(created(line(i)));
  return {std::move(records)};
}

Value Payload::payments() const {
  Value::Array records;
  for (std::size_t i = 0; i < document_.payments.size(); ++i) records.push_back(created(payment(i)));
  return {std::move(records)};
}

std::string order_text(const PosDocument& document) {
  return "Order " + base::printable(document.key.external_id) + " over " + document.total.to_string() + " " +
         std::string(document.currency.code());
}

std::optional<Problem> too_precise(const PosDocument& document, int quantity_digits) {
  for (std::size_t i = 0; i < document.lines.size(); ++i) {
    const DocumentLine& line = document.lines[i];
    if (line.qty.scale() <= quantity_digits) continue;
    return Problem{
        "quantity_too_precise",
        order_text(document) + ": " + line.qty.to_string() + " × \"" + base::printable(line.product) +
            "\" (line " + std::to_string(i + 1) + ") has more digits than the " +
            std::to_string(quantity_digits) +
            " that Odoo keeps of a quantity. Raise them in Odoo (Settings > Technical > Decimal Accuracy, "
            "the unit of measure), then press Retry",
        "quantity_too_precise:" + std::to_string(line.qty.scale()), Remedy::fix};
  }
  return std::nullopt;
}

// Of taxes that are plain percentages; others only Odoo can compute.
bool come_to(const std::vector<order::TaxedLine>& lines, const order::Catalogue& goods,
             const PosDocument& document) {
  try {
    const auto amounts = order::compute_all(lines, goods.tax_rounding(), goods.currency());
    return amounts.total == document.total && amounts.tax == document.tax;
  } catch (const base::Overflow&) {
    return false;
  }
}

Problem taxed_otherwise(const PosDocument& document, const std::string& why) {
  if (order::is_reversal(document.key)) {
    return Problem{
        "reversal_taxed_otherwise",
        order_text(document) + ": " + why +
            ", so that its reversal would come to other amounts in Odoo than the sale. Nothing was "
            "sent. Take the sale back in Odoo by hand, then ignore this one",
        "reversal_taxed_otherwise", Remedy::fix};
  }
  return Problem{
      "taxed_otherwise",
      order_text(document) + ": " + why +
          ", so that its session could not be closed in Odoo. Nothing was sent: the order is matched "
          "anew",
      "taxed_otherwise", Remedy::wait};
}

}  // namespace

Value order_payload(const PosDocument& document, const OrderFrame& frame, const OrderLinks& links) {
  const Payload payload(document, frame, links);
  return frame.series >= kFlat ? payload.flat() : payload.wrapped();
}

// An invoice's PDF needs a program that may be missing on the server, and would fail the whole batch with it;
// Odoo makes the PDF when somebody asks for it.
Call booking_call(Value::Array payloads, int series) {
  CHECK(!payloads.empty());
  Call call;
  call.model = "pos.order";
  call.method = series >= kFlat ? "sync_from_ui" : "create_from_ui";
  call.arguments = {{"orders", std::move(payloads)}};
  call.context = {{"generate_pdf", false}};
  call.effect = Effect::writes;
  return call;
}

std::optional<Problem> why_not(const PosDocument& document, int quantity_digits) {
  base::Money paid = base::Money::zero(document.currency);
  for (const DocumentPayment& payment : document.payments) paid += payment.amount;
  // Odoo up to 18 keeps such an order as a draft, moves its stock and says nothing.
  if (paid != document.total || document.amount_paid != document.total) {
    return Problem{"document_inconsistent",
                   order_text(document) + " is paid with " + paid.to_string() + ": Odoo would not book it",
                   "document_inconsistent", Remedy::fix};
  }
  return too_precise(document, quantity_digits);
}

std::optional<Problem> why_not_in_coins(const PosDocument& document, const base::Decimal& coin, int series) {
  if (series > 14 || coin.is_zero()) return std::nullopt;
  const base::Decimal total = document.total.to_decimal();
  if (base::divide_half_away(total, coin, 0) * coin == total) return std::nullopt;
  return Problem{"odoo_cash_rounding",
                 order_text(document) + " is no multiple of " + coin.to_string() +
                     ", to which Odoo 14 rounds what is due at \"" + base::printable(document.pos_config) +
                     "\", paid in cash or not: Odoo would leave it in draft with its stock moved. Switch off "
                     "Cash Rounding of the "
                     "Point of Sale in Odoo, then press Retry",
                 "odoo_cash_rounding", Remedy::fix};
}

std::optional<Problem> why_not_by_taxes_of(const order::Catalogue& goods, const PosDocument& document) {
  std::vector<order::TaxedLine> lines;
  lines.reserve(document.lines.size());
  bool plain = true;
  for (const DocumentLine& line : document.lines) {
    order::TaxedLine taxed{line.qty, line.price_unit, line.discount_percent, {}};
    for (const std::int64_t id : line.taxes) {
      const order::Tax* tax = goods.tax(id);
      if (tax == nullptr) continue;  // check_document has refused it
      if (!tax->active) {
        return taxed_otherwise(document, "its tax \"" + base::printable(tax->name) + "\" is archived by now");
      }
      taxed.taxes.push_back(tax);
    }
    plain = plain && order::not_plain(taxed.taxes) == nullptr;
    lines.push_back(std::move(taxed));
  }
  if (!plain || come_to(lines, goods, document)) return std::nullopt;
  return taxed_otherwise(document, "the taxes of the POS, or how it rounds them, are others by now");
}

}  // namespace ordersync::pos::odoo
