// The canonical bytes of an order's content (behaviour 3). Version 1:
//   1|CLASS;DATE;CURRENCY;amounts…;lines…;payments…
// Numbers end with ';', texts are written LENGTH:TEXT, lists begin with their count, what is absent is '-':
// the bytes can be read back in one way only, so two contents never share them.
#include "order/order.h"

#include <charconv>

namespace ordersync::order {
namespace {

class ContentWriter {
 public:
  explicit ContentWriter(std::string& out) : out_(out) {}

  void number(std::int64_t value) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    out_.append(digits, end);
    out_ += ';';
  }
  void count(std::size_t value) { number(static_cast<std::int64_t>(value)); }
  void text(std::string_view value) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, value.size()).ptr;
    out_.append(digits, end);
    out_ += ':';
    out_ += value;
  }
  void decimal(const base::Decimal& value) {
    value.append_to(out_);
    out_ += ';';
  }
  void money(base::Money value) { number(value.minor()); }
  void absent() { out_ += "-;"; }
  void maybe(const std::optional<base::Decimal>& value) { value ? decimal(*value) : absent(); }

 private:
  std::string& out_;
};

void write_line(ContentWriter& writer, const OrderLine& line) {
  writer.text(line.item_id);
  line.odoo_item_id ? writer.number(*line.odoo_item_id) : writer.absent();
  writer.text(line.name);
  writer.decimal(line.price);
  writer.decimal(line.quantity);
  writer.decimal(line.discount);
  writer.maybe(line.discount_percent);
  writer.count(line.components.size());
  for (const Component& component : line.components) {
    writer.text(component.item_id);
    writer.text(component.name);
    writer.decimal(component.price);
    writer.decimal(component.quantity);
  }
}

}  // namespace

std::string content_bytes(const Order& order, std::string_view status_class) {
  std::string out;
  out.reserve(160 + 64 * (order.lines.size() + order.checkouts.size()));
  out += "1|";
  ContentWriter writer(out);
  writer.text(status_class);
  order.date ? writer.number(base::to_unix_ms(*order.date)) : writer.absent();
  writer.text(order.grand_total.currency().code());
  for (const base::Money amount : {order.grand_total, order.amount_paid, order.discount, order.service_charge,
                                   order.delivery_charge, order.tip, order.balance}) {
    writer.money(amount);
  }
  writer.decimal(order.amount_total);
  writer.maybe(order.tax);
  writer.maybe(order.tax_percent);
  writer.count(order.lines.size());
  for (const OrderLine& line : order.lines) write_line(writer, line);
  writer.count(order.checkouts.size());
  for (const Checkout& checkout : order.checkouts) {
    writer.money(checkout.amount);
    writer.text(checkout.card_type);
    writer.text(checkout.payment_mode);
    writer.text(checkout.reference_id);
  }
  return out;
}

}  // namespace ordersync::order
