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
    return base::is_letter_or_digit(c) || kMarks.find(c) != std::string_view::npos;
  });
}

// No line break, which would begin another header, and no other control character but the tab.
inline bool is_header_value(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return base::is_control(c) && c != '\t'; });
}

// What "+" stands for: itself in a path, a blank in a query.
enum class Plus { is_plus, is_blank };

}  // namespace ordersync::http
