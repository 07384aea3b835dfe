// Text as people write it: blanks, case, and the names that sources and Odoo give to things. UTF-8
// throughout.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace ordersync::base {

inline bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// A to Z alone, whatever the rest is.
inline char ascii_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}
std::string ascii_lower(std::string_view text);

inline char ascii_upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c;
}

// ASCII's alone.
inline bool is_letter(char c) {
  const char lower = ascii_lower(c);
  return lower >= 'a' && lower <= 'z';
}
inline bool is_letter_or_digit(char c) {
  return is_letter(c) || is_digit(c);
}
inline bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}
bool has_control(std::string_view text);

// -1 where it is no hexadecimal digit.
inline int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  const char lower = ascii_lower(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// The lowest `digits` of the number, in lower case.
void append_hex(std::uint64_t value, int digits, std::string& out);

// Appends `text` as a JSON string, with its quotes; bytes beyond ASCII as they are.
void append_json_string(std::string_view text, std::string& out);
// The same with U+FFFD in place of each byte that is no UTF-8.
void append_json_utf8(std::string_view text, std::string& out);

// "text" between double quotes, as names stand in messages.
std::string quoted(std::string_view text);

// How many there are, as people say it: "1 order", "2 orders". `many`: the plural of a noun that takes more
// than an s.
std::string counted(std::int64_t count, std::string_view one, std::string_view many = {});

// The parts, each as `text` says it, with the separator between two.
template <class Parts, class Text = std::identity>
std::string joined(const Parts& parts, std::string_view separator, Text text = {}) {
  std::string out;
  bool is_first = true;
  for (const auto& part : parts) {
    if (!is_first) out += separator;
    is_first = false;
    out += std::invoke(text, part);
  }
  return out;
}

// Without Unicode white space (including NBSP, BOM) at both ends.
std::string_view trim(std::string_view text);

// Unicode default case folding (not the Turkic one) of the NFC form: equal results mean "equal ignoring
// case". Bytes that are not UTF-8 are kept as they are. Behaviour 4.
std::string fold_case(std::string_view text);

// How many bytes the character at the front has; 0: it is none (RFC 3629: nothing overlong, no surrogates,
// nothing past U+10FFFF). REQUIRES: not empty.
std::size_t character_size(std::string_view text);
bool is_utf8(std::string_view text);
// UTF-8 without CR and LF, as names are.
bool is_one_line(std::string_view text);
// How many characters it has, as code points. REQUIRES: UTF-8.
std::size_t characters_in(std::string_view text);

// Lower-case ASCII letters, digits and single hyphens: the default source code of a sync ("Main Store Orders"
// → "main-store-orders"). Never empty: "source" when nothing is left.
std::string slug(std::string_view name);

// Whether `word` stands in `text` as a whole word, ignoring case ("Visa" in "Card (Visa)", not in "Visage").
bool has_word(std::string_view text, std::string_view word);

// How many bytes have to be changed, added, left out, or changed with their neighbour to make one of the
// other: what somebody may have meant is near.
std::size_t edit_distance(std::string_view a, std::string_view b);

// For a log line or a message: control characters escaped, cut to at most `max_bytes` on a character
// boundary.
std::string printable(std::string_view text, std::size_t max_bytes = 200);

}  // namespace ordersync::base
