// Quoting; see csv.h.
#include "base/csv.h"

namespace ordersync::base {

namespace {

constexpr std::string_view kDigits = "0123456789";

// "-92.00"
bool is_negative_number(std::string_view value) {
  if (!value.starts_with('-')) return false;
  value.remove_prefix(1);
  const auto point = value.find('.');
  const std::string_view whole = value.substr(0, point);
  const std::string_view fraction = point == std::string_view::npos ? "0" : value.substr(point + 1);
  return !whole.empty() && !fraction.empty() && whole.find_first_not_of(kDigits) == std::string_view::npos &&
         fraction.find_first_not_of(kDigits) == std::string_view::npos;
}

// Spreadsheets skip blanks before they look for the sign of a formula.
bool looks_like_a_formula(std::string_view value) {
  const auto first = value.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos &&
         std::string_view("=+-@|%").find(value[first]) != std::string_view::npos &&
         !is_negative_number(value);
}

}  // namespace

CsvLine& CsvLine::cell(std::string_view value) {
  if (begun_) line_ += ',';
  begun_ = true;
  const bool quoted = value.find_first_of(",\"\r\n") != std::string_view::npos;
  if (quoted) line_ += '"';
  if (looks_like_a_formula(value)) line_ += '\'';
  for (const char c : value) {
    if (c == '"') line_ += '"';
    line_ += c;
  }
  if (quoted) line_ += '"';
  return *this;
}

}  // namespace ordersync::base
