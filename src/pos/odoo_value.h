// Value: JSON as Odoo speaks it. Numbers keep the text of their token in both directions, so that no amount
// passes through binary floating point. Not for orders of a source (source/decode.h is).
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/decimal.h"
#include "base/result.h"

namespace ordersync::pos::odoo {

class Value {
 public:
  struct Number {
    std::string token;  // a valid JSON number: "3", "45.230000000000004", "1e-07"
    friend bool operator==(const Number&, const Number&) = default;
  };
  using Array = std::vector<Value>;
  using Member = std::pair<std::string, Value>;
  using Object = std::vector<Member>;  // in the order written; the last of two equal names counts

  Value() = default;  // null
  // The kinds of JSON are implicit on purpose: Value("paid"), Value(3), Value(false).
  Value(bool value) : data_(value) {}                                      // NOLINT
  Value(int value) : data_(Number{std::to_string(value)}) {}               // NOLINT
  Value(std::int64_t value) : data_(Number{std::to_string(value)}) {}      // NOLINT
  Value(const base::Decimal& value) : data_(Number{value.to_string()}) {}  // NOLINT
  Value(const char* text) : data_(std::string(text)) {}                    // NOLINT
  Value(std::string_view text) : data_(std::string(text)) {}               // NOLINT
  Value(std::string text) : data_(std::move(text)) {}                      // NOLINT
  Value(Array items) : data_(std::move(items)) {}                          // NOLINT
  static Value object(std::initializer_list<Member> members) { return Value(Object(members)); }
  static Value object(Object members) { return Value(std::move(members)); }
  static Value list(std::initializer_list<Value> items) { return Value(Array(items)); }
  static Value number(std::string token) { return Value(Number{std::move(token)}); }

  bool is_null() const { return std::holds_alternative<std::monostate>(data_); }
  bool is_array() const { return std::holds_alternative<Array>(data_); }
  bool is_object() const { return std::holds_alternative<Object>(data_); }
  bool is_text() const { return std::holds_alternative<std::string>(data_); }
  bool is_number() const { return std::holds_alternative<Number>(data_); }
  bool is_false() const;  // false, which is also how Odoo says "empty"

  // What a record's field holds; each answers the neutral value when the field is absent, false or of another
  // kind, since Odoo says false for every empty field.
  const Value& operator[](std::string_view name) const;  // of an object; a null otherwise
  const Array& items() const;                            // empty unless an array
  const Object& members() const;                         // empty unless an object
  std::string_view text() const;                         // ""
  bool boolean() const;                                  // false
  std::optional<std::int64_t> integer() const;           // whole numbers only, "3.0" included
  std::optional<base::Decimal> decimal() const;          // exactly as its token says
  // Of a many2one: [7, "Main Store"] or 7 gives 7; false gives nothing. And its display name.
  std::optional<std::int64_t> id() const;
  std::string_view display_name() const;
  std::vector<std::int64_t> ids() const;  // of a one2many or many2many

  friend bool operator==(const Value&, const Value&) = default;

 private:
  explicit Value(Object members) : data_(std::move(members)) {}
  explicit Value(Number number) : data_(std::move(number)) {}
  std::variant<std::monostate, bool, Number, std::string, Array, Object> data_;

  friend void encode_to(const Value& value, std::string& out);
};

// Compact JSON. The same value always gives the same bytes; bytes that are no UTF-8 become U+FFFD.
std::string encode(const Value& value);
void encode_to(const Value& value, std::string& out);

// Fails with "odoo_bad_json" on anything that is not one JSON document of at most 64 levels, and on numbers
// past 1.8e308.
base::Result<Value> parse(std::string_view json);

}  // namespace ordersync::pos::odoo
