// JSON as Odoo speaks it: reading event by event, so that numbers keep their text; writing, so that whatever
// a source's text holds becomes valid JSON.
#include "pos/odoo_value.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "base/whole_number.h"

namespace ordersync::pos::odoo {
namespace {

constexpr std::size_t kMaxDepth = 64;

// nlohmann's event interface, making a Value without recursion.
class Builder {
 public:
  // NOLINTBEGIN(readability-identifier-naming): the library looks for these names
  using number_integer_t = nlohmann::json::number_integer_t;
  using number_unsigned_t = nlohmann::json::number_unsigned_t;
  using number_float_t = nlohmann::json::number_float_t;
  using string_t = nlohmann::json::string_t;
  using binary_t = nlohmann::json::binary_t;
  // NOLINTEND(readability-identifier-naming)

  bool null() { return add(Value()); }
  bool boolean(bool truth) { return add(Value(truth)); }
  // A whole number has one spelling but for "-0": that alone comes here as a zero, "0" is unsigned.
  bool number_integer(number_integer_t number) {
    return add(Value::number(number == 0 ? "-0" : std::to_string(number)));
  }
  bool number_unsigned(number_unsigned_t number) { return add(Value::number(std::to_string(number))); }
  // Also whole numbers of more than 64 bits.
  bool number_float(number_float_t, const string_t& token) { return add(Value::number(token)); }
  bool string(string_t& text) { return add(Value(std::move(text))); }
  bool binary(binary_t&) { return false; }  // JSON has none

  bool start_object(std::size_t) { return open(Level{true, {}, {}, {}}); }
  bool key(string_t& name) {
    stack_.back().name = std::move(name);
    return true;
  }
  bool end_object() { return close(); }
  bool start_array(std::size_t) { return open(Level{false, {}, {}, {}}); }
  bool end_array() { return close(); }

  bool parse_error(std::size_t at, const std::string& token, const nlohmann::json::exception&) {
    why_ = "at byte " + std::to_string(at) + ", near " + base::printable(token, 40);
    return false;
  }

  Value take() { return std::move(root_); }
  const std::string& why() const { return why_; }

 private:
  struct Level {
    bool is_object = false;
    std::string name;  // of the member that comes next
    Value::Object members;
    Value::Array items;
  };

  bool open(Level level) {
    if (stack_.size() == kMaxDepth) {
      why_ = "more than " + std::to_string(kMaxDepth) + " levels";
      return false;
    }
    stack_.push_back(std::move(level));
    return true;
  }
  bool close() {
    Level level = std::move(stack_.back());
    stack_.pop_back();
    return add(level.is_object ? Value::object(std::move(level.members)) : Value(std::move(level.items)));
  }
  bool add(Value value) {
    if (stack_.empty()) {
      root_ = std::move(value);
    } else if (Level& level = stack_.back(); level.is_object) {
      level.members.emplace_back(std::move(level.name), std::move(value));
    } else {
      level.items.push_back(std::move(value));
    }
    return true;
  }

  std::vector<Level> stack_;
  Value root_;
  std::string why_;
};

const Value& no_value() {
  static const Value none;
  return none;
}

}  // namespace

bool Value::is_false() const {
  const bool* truth = std::get_if<bool>(&data_);
  return truth != nullptr && !*truth;
}

const Value& Value::operator[](std::string_view name) const {
  const Object& all = members();
  const auto found = std::find_if(all.rbegin(), all.rend(), [&](const Member& m) { return m.first == name; });
  return found == all.rend() ? no_value() : found->second;
}

const Value::Array& Value::items() const {
  static const Array none;
  const Array* array = std::get_if<Array>(&data_);
  return array == nullptr ? none : *array;
}

const Value::Object& Value::members() const {
  static const Object none;
  const Object* object = std::get_if<Object>(&data_);
  return object == nullptr ? none : *object;
}

std::string_view Value::text() const {
  const std::string* text = std::get_if<std::string>(&data_);
  return text == nullptr ? std::string_view() : std::string_view(*text);
}

bool Value::boolean() const {
  const bool* truth = std::get_if<bool>(&data_);
  return truth != nullptr && *truth;
}

std::optional<std::int64_t> Value::integer() const {
  const Number* number = std::get_if<Number>(&data_);
  if (number == nullptr) return std::nullopt;
  if (const auto whole = base::whole_number<std::int64_t>(number->token)) return whole;
  const auto exact = decimal();
  if (!exact || exact->scale() != 0) return std::nullopt;
  const __int128 wide = exact->mantissa();
  const auto whole = static_cast<std::int64_t>(wide);
  return whole == wide ? std::optional(whole) : std::nullopt;
}

std::optional<base::Decimal> Value::decimal() const {
  const Number* number = std::get_if<Number>(&data_);
  if (number == nullptr) return std::nullopt;
  const auto exact = base::Decimal::parse(number->token);
  return exact.ok() ? std::optional(*exact) : std::nullopt;
}

std::optional<std::int64_t> Value::id() const {
  if (is_array()) return items().empty() ? std::nullopt : items().front().integer();
  return integer();
}

std::string_view Value::display_name() const {
  return items().size() < 2 ? std::string_view() : items()[1].text();
}

std::vector<std::int64_t> Value::ids() const {
  std::vector<std::int64_t> all;
  all.reserve(items().size());
  for (const Value& item : items()) {
    if (const auto id = item.integer()) all.push_back(*id);
  }
  return all;
}

void encode_to(const Value& value, std::string& out) {
  if (value.is_null()) {
    out += "null";
  } else if (const bool* truth = std::get_if<bool>(&value.data_)) {
    out += *truth ? "true" : "false";
  } else if (value.is_number()) {
    out += std::get<Value::Number>(value.data_).token;
  } else if (value.is_text()) {
    base::append_json_utf8(value.text(), out);
  } else if (value.is_array()) {
    char before = '[';
    for (const Value& item : value.items()) {
      out += before;
      encode_to(item, out);
      before = ',';
    }
    out += value.items().empty() ? "[]" : "]";
  } else {
    char before = '{';
    for (const auto& [name, member] : value.members()) {
      out += before;
      base::append_json_utf8(name, out);
      out += ':';
      encode_to(member, out);
      before = ',';
    }
    out += value.members().empty() ? "{}" : "}";
  }
}

std::string encode(const Value& value) {
  std::string out;
  encode_to(value, out);
  return out;
}

base::Result<Value> parse(std::string_view json) {
  Builder builder;
  // The library takes a NUL for the end of the text, whatever comes after it.
  const bool whole = json.find('\0') == std::string_view::npos;
  if (whole && nlohmann::json::sax_parse(json.begin(), json.end(), &builder)) return builder.take();
  return base::Error{base::ErrorKind::invalid, "odoo_bad_json", "What Odoo sent is no JSON",
                     whole ? builder.why() : "it holds a NUL"};
}

}  // namespace ordersync::pos::odoo
