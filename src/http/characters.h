// The letters of HTTP's grammar (RFC 9110, RFC 3986).
#pragma once

#include <algorithm>
#include <string_view>

#include "base/text.h"

namespace ordersync::http {

// A name of a header or a method.
inline bool is_token(std::string_view text) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || base::is_digit(c) ||
           kMarks.find(c) != std::string_view::npos;
  });
}

// No line break, which would begin another header, and no other control character but the tab.
inline bool is_header_value(std::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7f; });
}

// -1 where it is no hexadecimal digit.
inline int hex_value(char c) {
  if (base::is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// What "+" stands for: itself in a path, a blank in a query.
enum class Plus { is_plus, is_blank };

}  // namespace ordersync::http
