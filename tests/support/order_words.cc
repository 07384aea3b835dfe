// From words to JSON; see order_words.h.
#include "tests/support/order_words.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "base/decimal.h"

namespace ordersync::testing {

namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;  // name → JSON text

std::string without_spaces(std::string_view text) {
  const auto begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(' ') - begin + 1));
}

// Splits outside quotes and brackets.
std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  std::string part;
  int depth = 0;
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (!quoted && (c == '[' || c == '{')) ++depth;
    if (!quoted && (c == ']' || c == '}')) --depth;
    if (c == separator && !quoted && depth == 0) {
      parts.push_back(without_spaces(std::exchange(part, {})));
    } else {
      part += c;
    }
  }
  if (!without_spaces(part).empty()) parts.push_back(without_spaces(part));
  return parts;
}

std::string quoted(const std::string& text) {
  return '"' + text + '"';
}

std::string object(const Fields& fields) {
  std::string text;
  for (const auto& [name, value] : fields) {
    text += (text.empty() ? "" : ", ") + quoted(name) + ": " + value;
  }
  return '{' + text + '}';
}

void set(Fields& fields, const std::string& name, std::string value) {
  for (auto& [known, old] : fields) {
    if (known == name) {
      old = std::move(value);
      return;
    }
  }
  fields.emplace_back(name, std::move(value));
}

// What stands after `mark` is taken off `words` and given back; empty where there is none.
std::string taken(std::string& words, std::string_view mark) {
  const auto at = words.rfind(mark);
  if (at == std::string::npos) return {};
  std::string rest = words.substr(at + mark.size());
  words.resize(at);
  return rest;
}

// "2 Tea #12 at 5.00 less 1.00 [1 Cup at 0]"
std::string item_json(const std::string& text) {
  const auto bracket = text.find(" [");
  const std::string components =
      bracket == std::string::npos ? "" : text.substr(bracket + 2, text.size() - bracket - 3);
  std::string words = text.substr(0, bracket);
  const std::string discount = taken(words, " less ");
  const std::string price = taken(words, " at ");
  const std::string id = taken(words, " #");
  const auto blank = words.find(' ');
  if (price.empty() || blank == std::string::npos) {
    ADD_FAILURE() << "not an item: " << text;
    return "{}";
  }
  Fields fields{{"ItemID", id.empty() ? "0" : id},
                {"ItemName", quoted(words.substr(blank + 1))},
                {"Price", price},
                {"Quantity", words.substr(0, blank)}};
  if (!discount.empty()) fields.emplace_back("DiscountAmount", discount);
  if (!components.empty()) {
    std::string packages;
    for (const auto& component : split(components, ',')) {
      packages += (packages.empty() ? "" : ", ") + item_json(component);
    }
    fields.emplace_back("OrderDetailPackages", '[' + packages + ']');
  }
  return object(fields);
}

// "92.00 Cash", "5 mode 2"
std::string payment_json(const std::string& words) {
  const auto blank = words.find(' ');
  if (blank == std::string::npos) {
    ADD_FAILURE() << "not a payment: " << words;
    return "{}";
  }
  const std::string amount = words.substr(0, blank);
  const std::string type = words.substr(blank + 1);
  if (type.starts_with("mode ")) {
    return object({{"AmountPaid", amount}, {"CardType", "\"\""}, {"PaymentMode", type.substr(5)}});
  }
  return object(
      {{"AmountPaid", amount}, {"CardType", quoted(type)}, {"PaymentMode", type == "Cash" ? "1" : "9"}});
}

template <class Turn>
std::string array(std::string_view words, const Turn& turn) {
  std::string text;
  for (const auto& part : split(words, ';')) text += (text.empty() ? "" : ", ") + turn(part);
  return '[' + text + ']';
}

// A number as the source writes it, in quotes or not.
base::Result<base::Decimal> number(std::string_view token) {
  if (token.size() > 1 && token.front() == '"') token = token.substr(1, token.size() - 2);
  return base::Decimal::parse(token);
}

std::string sum_of_payments(std::string_view paid, const std::string& otherwise) {
  base::Decimal sum;
  for (const auto& part : split(paid, ';')) {
    const auto amount = number(part.substr(0, part.find(' ')));
    if (!amount.ok()) return otherwise;
    sum += *amount;
  }
  return sum.to_string(2);
}

std::string less(const std::string& total, const std::string& tax) {
  const auto whole = number(total);
  const auto part = number(tax);
  return whole.ok() && part.ok() ? (*whole - *part).to_string(2) : total;
}

}  // namespace

std::string order_json(const OrderWords& words) {
  std::string tax = "0";
  Fields also;
  for (const auto& field : split(words.also, ',')) {
    const auto equals = field.find('=');
    if (equals == std::string::npos) {
      ADD_FAILURE() << "not a field: " << field;
      continue;
    }
    also.emplace_back(field.substr(0, equals), field.substr(equals + 1));
    if (also.back().first == "Tax") tax = also.back().second;
  }
  Fields fields{{"OrderID", words.id},
                {"AmountPaid", sum_of_payments(words.paid, words.total)},
                {"AmountTotal", less(words.total, tax)},
                {"GrandTotal", words.total},
                {"OrderStatus", "103"},
                {"CheckoutDetails", array(words.paid, payment_json)},
                {"OrderItems", array(words.sold, item_json)}};
  for (auto& [name, value] : also) set(fields, name, std::move(value));
  return object(fields);
}

}  // namespace ordersync::testing
