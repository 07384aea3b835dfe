// Numbers, escapes and pointers of JSON; see json_text.h.
#include "source/json_text.h"

#include <algorithm>

#include "base/decimal.h"
#include "base/text.h"

namespace ordersync::source {

namespace {

std::size_t skip_digits(std::string_view text, std::size_t at) {
  while (at < text.size() && base::is_digit(text[at])) ++at;
  return at;
}

std::optional<std::uint32_t> hex4(std::string_view text) {
  if (text.size() < 4) return std::nullopt;
  std::uint32_t value = 0;
  for (const char c : text.substr(0, 4)) {
    const int digit = base::hex_value(c);
    if (digit < 0) return std::nullopt;
    value = value * 16 + static_cast<std::uint32_t>(digit);
  }
  return value;
}

void append_utf8(std::uint32_t point, std::string& out) {
  const auto put = [&out](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (point < 0x80) {
    put(point);
  } else if (point < 0x800) {
    put(0xC0 | point >> 6);
    put(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    put(0xE0 | point >> 12);
    put(0x80 | (point >> 6 & 0x3F));
    put(0x80 | (point & 0x3F));
  } else {
    put(0xF0 | point >> 18);
    put(0x80 | (point >> 12 & 0x3F));
    put(0x80 | (point >> 6 & 0x3F));
    put(0x80 | (point & 0x3F));
  }
}

// The code point of \uXXXX, or of a surrogate pair, at the front of `text` (after the "u"); moves past it.
std::optional<std::uint32_t> take_unicode(std::string_view& text) {
  const auto high = hex4(text);
  if (!high || (*high >= 0xDC00 && *high < 0xE000)) return std::nullopt;
  text.remove_prefix(4);
  if (*high < 0xD800 || *high >= 0xE000) return high;
  if (!text.starts_with("\\u")) return std::nullopt;
  const auto low = hex4(text.substr(2));
  if (!low || *low < 0xDC00 || *low >= 0xE000) return std::nullopt;
  text.remove_prefix(6);
  return 0x10000 + ((*high - 0xD800) << 10) + (*low - 0xDC00);
}

std::optional<char> simple_escape(char c) {
  switch (c) {
    case '"':
    case '\\':
    case '/':
      return c;
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return std::nullopt;
  }
}

}  // namespace

bool is_json_number(std::string_view text) {
  std::size_t at = text.starts_with('-') ? 1 : 0;
  const std::size_t whole = at;
  at = skip_digits(text, at);
  if (at == whole || (text[whole] == '0' && at > whole + 1)) return false;
  if (at < text.size() && text[at] == '.') {
    const std::size_t fraction = ++at;
    at = skip_digits(text, at);
    if (at == fraction) return false;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    const std::size_t exponent = at;
    at = skip_digits(text, at);
    if (at == exponent) return false;
  }
  return at == text.size();
}

std::optional<std::string> integer_text(std::string_view number) {
  if (number.find_first_of(".eE") == std::string_view::npos) return std::string(number);
  const auto decimal = base::Decimal::parse(number);
  if (!decimal.ok() || decimal->scale() != 0) return std::nullopt;
  return decimal->to_string();
}

bool unescape_json(std::string_view inside, std::string& out) {
  while (!inside.empty()) {
    const std::size_t plain = std::min(inside.find('\\'), inside.size());
    out.append(inside.substr(0, plain));
    inside.remove_prefix(plain);
    if (inside.empty()) break;
    if (inside.size() < 2) return false;
    const char kind = inside[1];
    inside.remove_prefix(2);
    if (kind == 'u') {
      const auto point = take_unicode(inside);
      if (!point) return false;
      append_utf8(*point, out);
    } else {
      const auto simple = simple_escape(kind);
      if (!simple) return false;
      out += *simple;
    }
  }
  return true;
}

std::string_view kind_by(char c) {
  switch (c) {
    case '{':
      return "an object";
    case '[':
      return "a list";
    case '"':
      return "a text";
    case 'n':
      return "null";
    case 't':
    case 'f':
      return "true or false";
    default:
      return "a number";
  }
}

JsonPointer JsonPointer::parse(std::string_view text) {
  JsonPointer pointer;
  if (text.empty()) return pointer;
  if (text.front() == '/') text.remove_prefix(1);
  for (;;) {
    const std::size_t end = std::min(text.find('/'), text.size());
    Token token;
    for (std::size_t i = 0; i < end; ++i) {
      const bool escape = text[i] == '~' && i + 1 < end && (text[i + 1] == '0' || text[i + 1] == '1');
      token.key += escape ? (text[++i] == '0' ? '~' : '/') : text[i];
    }
    const bool canonical = token.key == "0" || (!token.key.empty() && token.key.front() != '0');
    if (canonical && token.key.size() <= 18 &&
        std::all_of(token.key.begin(), token.key.end(), base::is_digit)) {
      token.index = std::stoll(token.key);
    }
    pointer.tokens.push_back(std::move(token));
    if (end == text.size()) return pointer;
    text.remove_prefix(end + 1);
  }
}

}  // namespace ordersync::source
