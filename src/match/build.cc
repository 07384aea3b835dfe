// Writing the document and proving it.
#include "match/build.h"

#include <utility>

namespace ordersync::match {

using base::Money;
using order::DocumentLine;
using order::PosDocument;

namespace {

DocumentLine line_of(const Item& item, const order::TaxedLine& taxed, const order::LineAmounts& amounts) {
  DocumentLine line;
  line.product_id = item.product->id;
  line.product = item.product->name;
  line.product_type = item.product->type;
  line.qty = taxed.qty;
  line.price_unit = taxed.price_unit;
  line.discount_percent = taxed.discount_percent;
  line.taxes.reserve(taxed.taxes.size());
  for (const order::Tax* tax : taxed.taxes) line.taxes.push_back(tax->id);
  line.subtotal = amounts.subtotal;
  line.total = amounts.total;
  line.note = item.note;
  return line;
}

// The lines as the POS will read them: from what is written, not from what was meant.
std::optional<std::vector<order::TaxedLine>> read_again(const PosDocument& document,
                                                        const order::Catalogue& catalogue, bool only_plain) {
  std::vector<order::TaxedLine> lines;
  lines.reserve(document.lines.size());
  for (const DocumentLine& line : document.lines) {
    order::TaxedLine& taxed = lines.emplace_back();
    taxed.qty = line.qty;
    taxed.price_unit = line.price_unit;
    taxed.discount_percent = line.discount_percent;
    for (const std::int64_t id : line.taxes) {
      const order::Tax* tax = catalogue.tax(id);
      if (tax == nullptr) return std::nullopt;
      taxed.taxes.push_back(tax);
    }
    if (only_plain && order::not_plain(taxed.taxes) != nullptr) return std::nullopt;
  }
  return lines;
}

}  // namespace

PosDocument build_document(const Context& context, const Basket& basket, const Reading& reading,
                           Payments payments) {
  const order::Order& order = context.order;
  PosDocument document;
  document.key = order.key;
  document.reference = "External Order ID: " + order.key.external_id;
  document.date = order.date.value_or(context.surroundings.received_at);
  document.pos_config = context.catalogue.config().name;
  document.currency = context.currency();
  document.lines.reserve(reading.lines.size());
  for (std::size_t i = 0; i < reading.lines.size(); ++i) {
    const std::size_t sold = basket.items.size();
    const Item& item = i < sold ? basket.items[i] : reading.rounding[i - sold];
    document.lines.push_back(line_of(item, reading.lines[i], reading.amounts.lines[i]));
  }
  document.payments = std::move(payments.lines);
  document.total = reading.amounts.total;
  document.tax = reading.amounts.tax;
  document.amount_paid = payments.paid;
  document.change = payments.change;
  document.note = document.reference;
  if (!order.remark.empty()) document.note += '\n' + order.remark;
  if (context.is_refund() && context.surroundings.sale) document.refund_of = context.surroundings.sale->key;
  const std::string& customer = context.surroundings.customer_id;
  const bool as_sent = customer.empty() && !context.surroundings.pos_has_customers;
  document.customer_id = as_sent ? order.customer.partner_id : customer;
  return document;
}

bool verifies(const PosDocument& document, const order::Catalogue& catalogue,
              order::PosAmounts* pos_amounts) {
  const auto lines = read_again(document, catalogue, pos_amounts == nullptr);
  if (!lines || lines->empty()) return false;
  const auto amounts =
      order::compute_all(*lines, catalogue.tax_rounding(), catalogue.currency(), pos_amounts);
  Money paid = Money::zero(catalogue.currency());
  for (const auto& payment : document.payments) paid += payment.amount;
  return amounts.known && amounts.total == document.total && amounts.tax == document.tax &&
         paid == document.total && document.amount_paid == document.total;
}

}  // namespace ordersync::match
