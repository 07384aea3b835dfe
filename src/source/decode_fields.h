// PURE: single fields of an order: which member a name means, how its value is read, and the list of
// everything that is missing or unreadable, so that an owner is told all of it at once. What an order is made
// of is decode_order.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"
#include "base/money.h"
#include "base/time.h"
#include "order/problem.h"
#include "source/json_tape.h"

namespace ordersync::source {

// The members that mean something (guide, "Single Order Format"; behaviour 2 for the aliases).
enum class Field : std::uint8_t {
  order_id,
  order_status,
  order_date,
  checkout_date,
  order_items,
  order_details,
  checkout_details,
  order_checkout_details,
  amount_paid,
  amount_total,
  grand_total,
  amount_discount,
  balance_amount,
  tax,
  tax_percent,
  service_charges,
  delivery_charges,
  tip,
  refund_id,
  payment_mode,
  customer_id,
  customer_name,
  customer_contact,
  partner_id,
  customer_ref,
  remark,
  item_id,
  odoo_item_id,
  item_name,
  name,
  price,
  price_without_tax,
  quantity,
  discount_amount,
  discount_percentage,
  status,
  order_detail_packages,
  card_type,
  card_number,
  reference_id
};
inline constexpr std::size_t kFields = 40;

// Nothing when the member's name means nothing.
std::optional<Field> known_field(const JsonNode& member);

// The known members of one object.
class Members {
 public:
  Members(const JsonTape& tape, const JsonNode& object);

  // nullptr when absent or null.
  const JsonNode* get(Field field) const;
  // The guide's name wins where both are there and it is not blank.
  const JsonNode* get(Field guide, Field alias) const;

 private:
  std::array<const JsonNode*, kFields> nodes_{};
};

// "OrderItems[2].OrderDetailPackages[0].Price", put together only where it is needed.
struct FieldPath {
  std::string_view list;
  int index = -1;
  std::string_view inner;
  int inner_index = -1;
  std::string_view name;

  FieldPath named(std::string_view field) const {
    FieldPath path = *this;
    path.name = field;
    return path;
  }
  std::string text() const { return written(Indexes::shown); }
  // "OrderItems[].Price": what many orders with one cause share.
  std::string without_indexes() const { return written(Indexes::left_out); }

 private:
  enum class Indexes { shown, left_out };
  std::string written(Indexes indexes) const;
};

// What is wrong with an order, in the order it was found.
class Complaints {
 public:
  void missing(const FieldPath& path);
  // `why` follows the path: "is \"92,00\", not a number".
  void bad(const FieldPath& path, const std::string& why);
  bool any() const { return count_missing_ + count_bad_ > 0; }
  // Code "missing_fields" when anything is missing, else "bad_field". REQUIRES: any().
  order::Problem problem() const;

 private:
  void cause(std::string_view kind, const FieldPath& path);

  std::string missing_;
  std::string bad_;
  std::vector<std::string> causes_;  // sorted, each once
  std::size_t count_missing_ = 0;
  std::size_t count_bad_ = 0;
};

// A value for a message: short, printable, without card numbers.
std::string shown(const JsonNode& node);

// The text of an id or a status: a string trimmed, a number as an exact integer (639.0 is "639"). Empty when
// `node` is nullptr or blank; nothing when it is neither a text nor an integer.
std::optional<std::string> id_text(const JsonNode* node);

// Reads values and complains about those that cannot be read. A blank string counts as absent.
class FieldReader {
 public:
  FieldReader(base::DecimalMark mark, base::Currency currency, Complaints& complaints)
      : mark_(mark), currency_(currency), complaints_(complaints) {}

  enum class Need { required, optional };
  // Nothing when absent (a complaint when required) or unreadable (a complaint).
  std::optional<base::Decimal> number(const JsonNode* node, const FieldPath& path, Need need);
  // A number whose magnitude stays below 10^15, so that sums of products fit.
  std::optional<base::Decimal> bounded(const JsonNode* node, const FieldPath& path, Need need);
  // An amount that moves money: within 0.000001 of a whole minor unit.
  std::optional<base::Money> money(const JsonNode* node, const FieldPath& path, Need need);
  // Trimmed text of a string or number, without NUL; empty when absent or unreadable (a complaint).
  std::string text(const JsonNode* node, const FieldPath& path);
  // As id_text(), with a complaint.
  std::string id(const JsonNode* node, const FieldPath& path);

  Complaints& complaints() { return complaints_; }

 private:
  base::DecimalMark mark_;
  base::Currency currency_;
  Complaints& complaints_;
};

}  // namespace ordersync::source
