// Reading an order, field by field; see decode_order.h.
#include "source/decode_order.h"

#include <algorithm>
#include <utility>

#include "base/contains.h"
#include "base/text.h"
#include "source/redact.h"

namespace ordersync::source {

using base::Decimal;
using base::Money;

namespace {

constexpr std::size_t kShortestCard = 13;

// Text that goes on into the order must not smuggle a card number along.
std::string without_cards(std::string text) {
  return text.size() < kShortestCard ? std::move(text) : mask_card_numbers(text);
}

bool is_above_zero(const std::string& id) {
  return !id.empty() && std::all_of(id.begin(), id.end(), base::is_digit) &&
         id.find_first_not_of('0') != std::string::npos;
}

// Sources write 0 for "none"; a text of zeros is none as well.
std::string none_if_zero(std::string id) {
  const bool zero = !id.empty() && id.find_first_not_of('0') == std::string::npos;
  return zero ? std::string() : std::move(id);
}

// .NET's DateTime.MinValue, which its serializers write for a date that was never set.
bool is_unset_date(std::string_view text) {
  return text.empty() || text.starts_with("0001-01-01T00:00:00");
}

FieldPath field(std::string_view name) {
  FieldPath path;
  path.name = name;
  return path;
}

FieldPath element(std::string_view list, std::size_t index) {
  FieldPath path;
  path.list = list;
  path.index = static_cast<int>(index);
  return path;
}

}  // namespace

DateReading read_date(const Members& header, const base::DateRules& rules) {
  for (const Field candidate : {Field::order_date, Field::checkout_date}) {
    const JsonNode* node = header.get(candidate);
    if (node == nullptr) continue;
    DateReading reading;
    reading.key = node->key;
    if (!node->is_text_or_number()) {
      reading.error = base::invalid("bad_date", "it is " + shown(*node));
      return reading;
    }
    const std::string_view text = base::trim(node->text);
    if (is_unset_date(text)) continue;
    auto date = base::parse_date(text, rules);
    if (date.ok()) {
      reading.date = date.value();
    } else {
      reading.error = std::move(date).error();
    }
    return reading;
  }
  return {};
}

std::string date_text(std::string_view json, int max_depth) {
  JsonTape tape;
  if (tape.parse(json, max_depth) != JsonTape::Outcome::ok || tape.root().type != JsonType::object) return {};
  const Members header(tape, tape.root());
  for (const Field candidate : {Field::order_date, Field::checkout_date}) {
    const JsonNode* const node = header.get(candidate);
    if (node != nullptr && node->is_text_or_number() && !is_unset_date(base::trim(node->text)))
      return std::string(node->text);
  }
  return {};
}

OrderReader::OrderReader(const JsonTape& tape, const DecodeRules& rules, Complaints& complaints)
    : tape_(tape), rules_(rules), reader_(rules.decimal_mark, rules.currency, complaints) {}

order::Order OrderReader::read(const Members& header) {
  order::Order order;
  read_amounts(header, order);
  read_lines(header, order);
  read_checkouts(header, order);
  read_customer(header, order);
  return order;
}

Money OrderReader::amount(const Members& header, Field name, std::string_view text, Need need) {
  return reader_.money(header.get(name), field(text), need).value_or(Money::zero(rules_.currency));
}

void OrderReader::read_amounts(const Members& header, order::Order& order) {
  order.amount_paid = amount(header, Field::amount_paid, "AmountPaid", Need::required);
  order.amount_total =
      reader_.bounded(header.get(Field::amount_total), field("AmountTotal"), Need::required).value_or(0);
  grand_total_ = reader_.money(header.get(Field::grand_total), field("GrandTotal"), Need::required);
  order.grand_total = grand_total_.value_or(Money::zero(rules_.currency));
  order.tax = reader_.bounded(header.get(Field::tax), field("Tax"), Need::optional);
  order.tax_percent = reader_.bounded(header.get(Field::tax_percent), field("TaxPercent"), Need::optional);
  order.discount = amount(header, Field::amount_discount, "AmountDiscount", Need::optional);
  order.service_charge = amount(header, Field::service_charges, "ServiceCharges", Need::optional);
  order.delivery_charge = amount(header, Field::delivery_charges, "DeliveryCharges", Need::optional);
  order.tip = amount(header, Field::tip, "Tip", Need::optional);
  order.balance = amount(header, Field::balance_amount, "BalanceAmount", Need::optional);
}

void OrderReader::read_customer(const Members& header, order::Order& order) {
  order.customer.id = none_if_zero(side_text(header.get(Field::customer_id), order));
  order.customer.reference = side_text(header.get(Field::customer_ref), order);
  order.customer.partner_id = none_if_zero(side_text(header.get(Field::partner_id), order));
  order.customer.name = side_text(header.get(Field::customer_name), order);
  order.customer.contact = side_text(header.get(Field::customer_contact), order);
  order.remark = without_cards(side_text(header.get(Field::remark), order));
}

std::string OrderReader::side_text(const JsonNode* node, order::Order& order) {
  if (node == nullptr) return {};
  if (node->is_text_or_number()) {
    if (const auto id = id_text(node); id && node->type == JsonType::number) return *id;
    return reader_.text(node, field(node->key));
  }
  if (node->text != "false") {  // Odoo's own word for "empty"
    order.warnings.push_back({"field_ignored", std::string(node->key) + " is " + shown(*node) +
                                                   " instead of a text: left out, since it is not booked"});
  }
  return {};
}

bool OrderReader::is_list(const JsonNode& node, const FieldPath& path, std::uint32_t limit) {
  Complaints& complaints = reader_.complaints();
  if (node.type != JsonType::array) {
    complaints.bad(path, "is " + shown(node) + ", not a list");
    return false;
  }
  if (node.children > limit) {
    complaints.bad(path,
                   "has " + std::to_string(node.children) + " elements, more than " + std::to_string(limit));
    return false;
  }
  return true;
}

void OrderReader::read_lines(const Members& header, order::Order& order) {
  const JsonNode* items = header.get(Field::order_items, Field::order_details);
  const FieldPath path = field(items != nullptr ? items->key : "OrderItems");
  if (items == nullptr || (items->type == JsonType::array && items->children == 0)) {
    return reader_.complaints().missing(path);
  }
  if (!is_list(*items, path, kMaxLines)) return;
  order.lines.reserve(items->children);
  std::size_t index = 0;
  for (const JsonNode& item : tape_.children(*items)) read_line(item, element(items->key, index++), order);
}

void OrderReader::read_line(const JsonNode& node, const FieldPath& at, order::Order& order) {
  if (node.type != JsonType::object)
    return reader_.complaints().bad(at, "is " + shown(node) + ", not an object");
  const Members item(tape_, node);
  const auto left_out = [&](const std::string& name, const std::string& why) {
    const std::string called = name.empty() ? std::string() : " (" + base::printable(name, 60) + ')';
    order.warnings.push_back(
        {"line_left_out", "Line " + std::to_string(at.index + 1) + called + " is left out: " + why});
  };
  if (is_void(item)) {
    const JsonNode* name = item.get(Field::item_name, Field::name);
    return left_out(name != nullptr ? std::string(name->text) : std::string(),
                    "its Status " + shown(*item.get(Field::status)) + " is void");
  }
  order::OrderLine line;
  line.number = at.index + 1;
  read_product(item, at, line);
  read_line_amounts(item, at, line);
  read_components(item, at, line);
  const JsonNode* quantity = item.get(Field::quantity);
  if (line.quantity.is_zero() && line.discount.is_zero() && quantity != nullptr) {
    return left_out(line.name, "its Quantity is 0 and it has no amount");
  }
  order.lines.push_back(std::move(line));
}

bool OrderReader::is_void(const Members& item) const {
  if (rules_.void_line_statuses.empty()) return false;
  const auto status = id_text(item.get(Field::status));
  return status && !status->empty() && base::contains(rules_.void_line_statuses, *status);
}

void OrderReader::read_product(const Members& item, const FieldPath& at, order::OrderLine& line) {
  line.item_id = none_if_zero(reader_.id(item.get(Field::item_id), at.named("ItemID")));
  const JsonNode* name = item.get(Field::item_name, Field::name);
  line.name = reader_.text(name, at.named("ItemName"));
  line.odoo_item_id = read_odoo_id(item.get(Field::odoo_item_id), at.named("OdooItemID"));
  const bool readable = name == nullptr || name->is_text_or_number();
  if (readable && line.name.empty() && !line.odoo_item_id && !is_above_zero(line.item_id)) {
    reader_.complaints().missing(at.named("ItemName"));
  }
}

std::optional<std::int64_t> OrderReader::read_odoo_id(const JsonNode* node, const FieldPath& path) {
  const std::string id = reader_.id(node, path);
  if (id.empty() || id.front() == '-') return std::nullopt;
  if (id.size() > 18 || !std::all_of(id.begin(), id.end(), base::is_digit)) {
    reader_.complaints().bad(path, "is " + shown(*node) + ", not the id of a product");
    return std::nullopt;
  }
  const std::int64_t value = std::stoll(id);
  return value > 0 ? std::optional(value) : std::nullopt;
}

void OrderReader::read_line_amounts(const Members& item, const FieldPath& at, order::OrderLine& line) {
  line.price =
      reader_.bounded(item.get(Field::price, Field::price_without_tax), at.named("Price"), Need::required)
          .value_or(0);
  line.quantity =
      reader_.bounded(item.get(Field::quantity), at.named("Quantity"), Need::required).value_or(0);
  line.discount =
      reader_.bounded(item.get(Field::discount_amount), at.named("DiscountAmount"), Need::optional)
          .value_or(0);
  const auto percent =
      reader_.bounded(item.get(Field::discount_percentage), at.named("DiscountPercentage"), Need::optional);
  if (!percent || percent->is_zero() || !line.discount.is_zero()) return;
  if (percent->is_negative() || *percent > Decimal(100)) {
    reader_.complaints().bad(
        at.named("DiscountPercentage"),
        "is " + shown(*item.get(Field::discount_percentage)) + ", not between 0 and 100");
  }
  line.discount_percent = percent;
}

void OrderReader::read_components(const Members& item, const FieldPath& at, order::OrderLine& line) {
  const JsonNode* packages = item.get(Field::order_detail_packages);
  if (packages == nullptr || !is_list(*packages, at.named("OrderDetailPackages"), kMaxComponents)) return;
  line.components.reserve(packages->children);
  FieldPath path = at;
  path.inner = packages->key;
  for (const JsonNode& package : tape_.children(*packages)) {
    ++path.inner_index;
    line.components.push_back(read_component(package, path));
  }
}

order::Component OrderReader::read_component(const JsonNode& node, const FieldPath& at) {
  order::Component component;
  if (node.type != JsonType::object) {
    reader_.complaints().bad(at, "is " + shown(node) + ", not an object");
    return component;
  }
  const Members package(tape_, node);
  component.item_id = none_if_zero(reader_.id(package.get(Field::item_id), at.named("ItemID")));
  component.name = reader_.text(package.get(Field::item_name, Field::name), at.named("ItemName"));
  component.price =
      reader_.bounded(package.get(Field::price, Field::price_without_tax), at.named("Price"), Need::optional)
          .value_or(0);
  component.quantity =
      reader_.bounded(package.get(Field::quantity), at.named("Quantity"), Need::required).value_or(0);
  return component;
}

void OrderReader::read_checkouts(const Members& header, order::Order& order) {
  const JsonNode* details = header.get(Field::checkout_details, Field::order_checkout_details);
  const FieldPath path = field(details != nullptr ? details->key : "CheckoutDetails");
  if (details == nullptr || (details->type == JsonType::array && details->children == 0)) {
    // A free order was not paid; one that is owed as a whole (BalanceAmount) was not paid yet.
    const bool unpaid = grand_total_ && (grand_total_->is_zero() || order.balance == *grand_total_);
    if (!unpaid) reader_.complaints().missing(path);
    return;
  }
  if (!is_list(*details, path, kMaxCheckouts)) return;
  order.checkouts.reserve(details->children);
  std::size_t index = 0;
  for (const JsonNode& detail : tape_.children(*details)) {
    order.checkouts.push_back(read_checkout(detail, element(details->key, index++), header, order));
  }
}

// The name of a way to pay. The header's stands for a thousand checkouts, so it must not be as long as an
// order.
std::string OrderReader::payment_word(const std::string& word, const FieldPath& at) {
  if (word.size() <= kLongestPaymentWord) return without_cards(word);
  reader_.complaints().bad(at, "is longer than " + std::to_string(kLongestPaymentWord) + " bytes");
  return {};
}

order::Checkout OrderReader::read_checkout(const JsonNode& node, const FieldPath& at, const Members& header,
                                           order::Order& order) {
  order::Checkout checkout;
  if (node.type != JsonType::object) {
    reader_.complaints().bad(at, "is " + shown(node) + ", not an object");
    return checkout;
  }
  const Members detail(tape_, node);
  checkout.amount = reader_.money(detail.get(Field::amount_paid), at.named("AmountPaid"), Need::required)
                        .value_or(Money::zero(rules_.currency));
  checkout.card_type =
      payment_word(reader_.text(detail.get(Field::card_type), at.named("CardType")), at.named("CardType"));
  checkout.payment_mode = payment_word(reader_.id(detail.get(Field::payment_mode), at.named("PaymentMode")),
                                       at.named("PaymentMode"));
  if (checkout.card_type.empty() && checkout.payment_mode.empty()) {
    checkout.payment_mode =
        payment_word(reader_.id(header.get(Field::payment_mode), field("PaymentMode")), field("PaymentMode"));
    if (checkout.payment_mode.empty()) {
      reader_.complaints().missing(at.named("CardType"));
      reader_.complaints().missing(at.named("PaymentMode"));
    }
  }
  checkout.reference_id =
      without_cards(reader_.text(detail.get(Field::reference_id), at.named("ReferenceID")));
  if (const JsonNode* card = detail.get(Field::card_number)) {
    const auto kind = card->type == JsonType::number ? CardValue::number : CardValue::text;
    const std::string text = reader_.text(card, at.named("CardNumber"));
    checkout.card_last4 = last_four_digits(text, kind);
    if (masked_card(text, kind) != text) {
      order.warnings.push_back(
          {"card_number_cut",
           at.named("CardNumber").text() + " held more than the last four digits: they are not kept"});
    }
  }
  return checkout;
}

}  // namespace ordersync::source
