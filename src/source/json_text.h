// PURE: the small grammar of JSON that several files of this room share: numbers, escapes, pointers. No
// documents.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ordersync::source {

inline bool is_json_blank(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

// Whether `text` is exactly one number of RFC 8259: no leading zeros, no "+5", no "5.", no blanks.
bool is_json_number(std::string_view text);

// A number as the integer that it is (639.0 is "639"); nothing for a fraction.
std::optional<std::string> integer_text(std::string_view number);

// Appends the text that the inside of a JSON string stands for. False, with `out` undefined, when an escape
// is broken or half a surrogate pair stands alone.
bool unescape_json(std::string_view inside, std::string& out);

// What a JSON value that begins with `c` is, for people.
std::string_view kind_by(char c);

// A JSON Pointer (RFC 6901) taken apart: "/data/orders/0".
struct JsonPointer {
  struct Token {
    std::string key;                    // ~0 and ~1 resolved
    std::optional<std::int64_t> index;  // where the token may also stand for an array's element
  };
  std::vector<Token> tokens;  // empty: the whole document

  // Lenient in one thing: a missing first slash is supplied ("orders" is "/orders"), since people type it so.
  static JsonPointer parse(std::string_view text);
};

}  // namespace ordersync::source
