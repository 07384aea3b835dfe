// Reading single fields; see decode_fields.h.
#include "source/decode_fields.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "source/json_text.h"
#include "source/redact.h"

namespace ordersync::source {

namespace {

struct Known {
  Field field;
  std::string_view key;
};
constexpr std::array<Known, kFields> kKnown{{{Field::order_id, "OrderID"},
                                             {Field::order_status, "OrderStatus"},
                                             {Field::order_date, "OrderDate"},
                                             {Field::checkout_date, "CheckoutDate"},
                                             {Field::order_items, "OrderItems"},
                                             {Field::order_details, "OrderDetails"},
                                             {Field::checkout_details, "CheckoutDetails"},
                                             {Field::order_checkout_details, "OrderCheckoutDetails"},
                                             {Field::amount_paid, "AmountPaid"},
                                             {Field::amount_total, "AmountTotal"},
                                             {Field::grand_total, "GrandTotal"},
                                             {Field::amount_discount, "AmountDiscount"},
                                             {Field::balance_amount, "BalanceAmount"},
                                             {Field::tax, "Tax"},
                                             {Field::tax_percent, "TaxPercent"},
                                             {Field::service_charges, "ServiceCharges"},
                                             {Field::delivery_charges, "DeliveryCharges"},
                                             {Field::tip, "Tip"},
                                             {Field::refund_id, "RefundID"},
                                             {Field::payment_mode, "PaymentMode"},
                                             {Field::customer_id, "CustomerID"},
                                             {Field::customer_name, "CustomerName"},
                                             {Field::customer_contact, "CustomerContact"},
                                             {Field::partner_id, "partner_id"},
                                             {Field::customer_ref, "customer_ref"},
                                             {Field::remark, "Remark"},
                                             {Field::item_id, "ItemID"},
                                             {Field::odoo_item_id, "OdooItemID"},
                                             {Field::item_name, "ItemName"},
                                             {Field::name, "Name"},
                                             {Field::price, "Price"},
                                             {Field::price_without_tax, "PriceWithoutTax"},
                                             {Field::quantity, "Quantity"},
                                             {Field::discount_amount, "DiscountAmount"},
                                             {Field::discount_percentage, "DiscountPercentage"},
                                             {Field::status, "Status"},
                                             {Field::order_detail_packages, "OrderDetailPackages"},
                                             {Field::card_type, "CardType"},
                                             {Field::card_number, "CardNumber"},
                                             {Field::reference_id, "ReferenceID"}}};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kFields; ++i) {
    if (static_cast<std::size_t>(kKnown[i].field) != i) return false;
  }
  return true;
}
static_assert(in_order(), "kKnown is indexed by Field");

// From the hash of a key to its field, by open addressing.
class FieldTable {
 public:
  FieldTable() {
    slots_.fill(kEmpty);
    for (std::size_t i = 0; i < kFields; ++i) {
      std::size_t slot = hash_key(kKnown[i].key) % slots_.size();
      while (slots_[slot] != kEmpty) slot = (slot + 1) % slots_.size();
      slots_[slot] = static_cast<std::uint8_t>(i);
    }
  }
  // kFields when the key means nothing.
  std::size_t find(const JsonNode& member) const {
    for (std::size_t slot = member.key_hash % slots_.size(); slots_[slot] != kEmpty;
         slot = (slot + 1) % slots_.size()) {
      if (kKnown[slots_[slot]].key == member.key) return slots_[slot];
    }
    return kFields;
  }

 private:
  static constexpr std::uint8_t kEmpty = 255;
  std::array<std::uint8_t, 256> slots_;
};

const FieldTable& known_fields() {
  static const FieldTable table;
  return table;
}

const base::Decimal kTooLarge{1'000'000'000'000'000};

// Plain ASCII at both ends needs no look at Unicode's blanks.
std::string_view trimmed(std::string_view text) {
  const auto plain = [](char c) { return c > ' ' && c < 0x7F; };
  if (text.empty() || (plain(text.front()) && plain(text.back()))) return text;
  return base::trim(text);
}

bool is_blank(const JsonNode& node) {
  return node.type == JsonType::string && trimmed(node.text).empty();
}

std::string_view kind_of(const JsonNode& node) {
  switch (node.type) {
    case JsonType::array:
      return "a list";
    case JsonType::object:
      return "an object";
    case JsonType::boolean:
      return node.text;
    case JsonType::null:
      return "null";
    case JsonType::number:
    case JsonType::string:
      break;
  }
  return "a text";
}

constexpr std::size_t kListed =
    100;  // of each kind; a broken export of thousands of lines stays a readable message

void list(std::string& to, std::size_t& count, const std::string& item, std::string_view separator) {
  if (++count > kListed) return;
  if (!to.empty()) to += separator;
  to += item;
}

std::string listed(const std::string& text, std::size_t count) {
  return count > kListed ? text + " and " + std::to_string(count - kListed) + " more" : text;
}

}  // namespace

std::optional<Field> known_field(const JsonNode& member) {
  const std::size_t field = known_fields().find(member);
  return field < kFields ? std::optional(kKnown[field].field) : std::nullopt;
}

Members::Members(const JsonTape& tape, const JsonNode& object) {
  const FieldTable& table = known_fields();
  for (const JsonNode& member : tape.children(object)) {
    const std::size_t field = table.find(member);
    if (field < kFields && nodes_[field] == nullptr) nodes_[field] = &member;
  }
}

const JsonNode* Members::get(Field field) const {
  const JsonNode* node = nodes_[static_cast<std::size_t>(field)];
  return node != nullptr && node->type != JsonType::null ? node : nullptr;
}

const JsonNode* Members::get(Field guide, Field alias) const {
  const JsonNode* const node = get(guide);
  if (node != nullptr && !is_blank(*node)) return node;
  const JsonNode* const other = get(alias);
  return other != nullptr ? other : node;
}

std::string FieldPath::written(Indexes indexes) const {
  std::string out;
  const auto add = [&](std::string_view part, int at) {
    if (!part.empty()) out.append(out.empty() ? "" : ".").append(part);
    if (at >= 0) out += '[' + (indexes == Indexes::shown ? std::to_string(at) : std::string()) + ']';
  };
  add(list, index);
  add(inner, inner_index);
  add(name, -1);
  return out;
}

void Complaints::missing(const FieldPath& path) {
  list(missing_, count_missing_, path.text(), ", ");
  cause("missing ", path);
}

void Complaints::bad(const FieldPath& path, const std::string& why) {
  list(bad_, count_bad_, path.text() + ' ' + why, "; ");
  cause("bad ", path);
}

void Complaints::cause(std::string_view kind, const FieldPath& path) {
  std::string text = std::string(kind) + path.without_indexes();
  const auto at = std::lower_bound(causes_.begin(), causes_.end(), text);
  if (at == causes_.end() || *at != text) causes_.insert(at, std::move(text));
}

order::Problem Complaints::problem() const {
  order::Problem problem;
  problem.code = count_missing_ > 0 ? "missing_fields" : "bad_field";
  if (count_missing_ > 0) problem.message = "Missing required fields: " + listed(missing_, count_missing_);
  if (count_bad_ > 0) {
    problem.message += count_missing_ > 0 ? ". Unusable fields: " : "Unusable fields: ";
    problem.message += listed(bad_, count_bad_);
  }
  problem.cause = problem.code + ":";
  for (const std::string& cause : causes_) problem.cause += (problem.cause.back() == ':' ? "" : ",") + cause;
  return problem;
}

std::string shown(const JsonNode& node) {
  if (!node.is_text_or_number()) return std::string(kind_of(node));
  const std::string text = base::printable(mask_card_numbers(node.text), 40);
  return node.type == JsonType::string ? '"' + text + '"' : text;
}

std::optional<std::string> id_text(const JsonNode* node) {
  if (node == nullptr || node->type == JsonType::null) return std::string();
  if (node->type == JsonType::string) return std::string(trimmed(node->text));
  if (node->type != JsonType::number) return std::nullopt;
  if (node->text == "-0") return std::string("0");
  return integer_text(node->text);
}

std::optional<base::Decimal> FieldReader::number(const JsonNode* node, const FieldPath& path, Need need) {
  if (node == nullptr || is_blank(*node)) {
    if (need == Need::required) complaints_.missing(path);
    return std::nullopt;
  }
  if (!node->is_text_or_number()) {
    complaints_.bad(path, "is " + shown(*node) + ", not a number");
    return std::nullopt;
  }
  const auto mark = node->type == JsonType::number ? base::DecimalMark::point : mark_;
  auto decimal = base::Decimal::parse(node->text, mark);
  if (decimal.ok()) return std::move(decimal).value();
  complaints_.bad(path, "is " + shown(*node) +
                            (decimal.error().code == "number_too_long" ? ", which has too many digits"
                                                                       : ", not a number"));
  return std::nullopt;
}

std::optional<base::Decimal> FieldReader::bounded(const JsonNode* node, const FieldPath& path, Need need) {
  auto decimal = number(node, path, need);
  if (!decimal || decimal->abs() < kTooLarge) return decimal;
  complaints_.bad(path, "is " + shown(*node) + ", which is too large");
  return std::nullopt;
}

std::optional<base::Money> FieldReader::money(const JsonNode* node, const FieldPath& path, Need need) {
  const auto decimal = number(node, path, need);
  if (!decimal) return std::nullopt;
  auto money = base::exact_minor(*decimal, currency_);
  if (money.ok()) return money.value();
  const std::string unit = base::Money(1, currency_).to_string() + ' ' + std::string(currency_.code());
  complaints_.bad(path,
                  "is " + shown(*node) +
                      (money.error().code == "not_a_minor_unit" ? ", which is no whole number of " + unit
                                                                : ", which is too large"));
  return std::nullopt;
}

std::string FieldReader::text(const JsonNode* node, const FieldPath& path) {
  if (node == nullptr) return {};
  if (!node->is_text_or_number()) {
    complaints_.bad(path, "is " + shown(*node) + ", not a text");
    return {};
  }
  std::string_view left = trimmed(node->text);
  std::string out;
  // No store and no POS can hold a NUL; its stand-in keeps the text different from the one without it.
  for (auto nul = left.find('\0'); nul != std::string_view::npos; nul = left.find('\0')) {
    out.append(left.substr(0, nul)).append("\xEF\xBF\xBD");
    left.remove_prefix(nul + 1);
  }
  return out.append(left);
}

std::string FieldReader::id(const JsonNode* node, const FieldPath& path) {
  auto text = id_text(node);
  if (text) return *std::move(text);
  complaints_.bad(path, "is " + shown(*node) + ", neither a text nor a whole number");
  return {};
}

}  // namespace ordersync::source
