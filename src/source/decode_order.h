// PURE: the fields of one order, read from its JSON with all defaults and aliases resolved (behaviour 2).
// Which orders are booked at all is decode.cc's to say.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "order/order.h"
#include "source/decode_fields.h"
#include "source/json_tape.h"
#include "source/settings.h"

namespace ordersync::source {

// More than these in one order is no order that a shop took.
inline constexpr std::uint32_t kMaxLines = 5000;
inline constexpr std::uint32_t kMaxCheckouts = 1000;
inline constexpr std::size_t kLongestPaymentWord = 200;  // bytes of CardType and PaymentMode
inline constexpr std::uint32_t kMaxComponents = 1000;

// The order's own date, OrderDate before CheckoutDate; neither date nor error when it sends none.
struct DateReading {
  std::optional<base::Instant> date;
  std::optional<base::Error> error;  // "ambiguous_date" with the question, or what is wrong with the text
  std::string_view key;              // of the member that was read
};
DateReading read_date(const Members& header, const base::DateRules& rules);

// The text of an order's date as `json` has it; empty where it has none that could be read.
std::string date_text(std::string_view json, int max_depth);

class OrderReader {
 public:
  OrderReader(const JsonTape& tape, const DecodeRules& rules, Complaints& complaints);

  // Everything but key, status and date, signs as sent. Worthless when there were complaints. Throws
  // base::Overflow.
  order::Order read(const Members& header);

 private:
  using Need = FieldReader::Need;
  void read_amounts(const Members& header, order::Order& order);
  void read_customer(const Members& header, order::Order& order);
  void read_lines(const Members& header, order::Order& order);
  void read_line(const JsonNode& node, const FieldPath& at, order::Order& order);
  bool is_void(const Members& item) const;
  void read_line_amounts(const Members& item, const FieldPath& at, order::OrderLine& line);
  void read_product(const Members& item, const FieldPath& at, order::OrderLine& line);
  std::optional<std::int64_t> read_odoo_id(const JsonNode* node, const FieldPath& path);
  void read_components(const Members& item, const FieldPath& at, order::OrderLine& line);
  order::Component read_component(const JsonNode& node, const FieldPath& at);
  void read_checkouts(const Members& header, order::Order& order);
  std::string payment_word(const std::string& word, const FieldPath& at);
  order::Checkout read_checkout(const JsonNode& node, const FieldPath& at, const Members& header,
                                order::Order& order);
  // Nothing that is booked: what cannot be read is left out with a warning.
  std::string side_text(const JsonNode* node, order::Order& order);
  // Whether `node` is a list of at most `limit` objects; complains when it is not.
  bool is_list(const JsonNode& node, const FieldPath& path, std::uint32_t limit);
  base::Money amount(const Members& header, Field field, std::string_view name, Need need);

  const JsonTape& tape_;
  const DecodeRules& rules_;
  FieldReader reader_;
  std::optional<base::Money> grand_total_;  // as read; nothing when missing or unreadable
};

}  // namespace ordersync::source
