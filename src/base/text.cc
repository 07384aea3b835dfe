// Unicode work on names: normal forms and categories come from utf8proc, with a fast path for plain ASCII.
#include "base/text.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <numeric>
#include <vector>

namespace ordersync::base {
namespace {

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<signed char>(c) >= 0; });
}

// The character at the front of `text` and how many bytes it has; code < 0 and size 1 where it is not UTF-8.
struct Character {
  std::int32_t code = -1;
  std::size_t size = 1;
};

Character first_character(std::string_view text) {
  utf8proc_int32_t code = -1;
  const utf8proc_ssize_t size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                                 static_cast<utf8proc_ssize_t>(text.size()), &code);
  if (size <= 0) return {};
  return {code, static_cast<std::size_t>(size)};
}

Character last_character(std::string_view text) {
  for (std::size_t size = 1; size <= std::min<std::size_t>(4, text.size()); ++size) {
    const Character found = first_character(text.substr(text.size() - size));
    if (found.code >= 0 && found.size == size) return found;
  }
  return {};
}

bool is_space(std::int32_t code) {
  return (code >= 0x09 && code <= 0x0D) || code == 0x20 || code == 0x85 || code == 0xA0 || code == 0x1680 ||
         (code >= 0x2000 && code <= 0x200A) || code == 0x2028 || code == 0x2029 || code == 0x202F ||
         code == 0x205F || code == 0x3000 || code == 0xFEFF;
}

// REQUIRES: `text` is UTF-8.
std::string mapped(std::string_view text, int options) {
  utf8proc_uint8_t* bytes = nullptr;
  const utf8proc_ssize_t size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                             static_cast<utf8proc_ssize_t>(text.size()), &bytes,
                                             static_cast<utf8proc_option_t>(options));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(bytes, &std::free);
  if (size < 0) return std::string(text);
  return std::string(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
}

// How many bytes at the front are UTF-8.
std::size_t utf8_prefix(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t size = character_size(text.substr(at));
    if (size == 0) break;
    at += size;
  }
  return at;
}

bool is_word_character(std::int32_t code) {
  if (code < 0) return false;
  switch (utf8proc_category(code)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
      return true;
    default:
      return false;
  }
}

// Characters that would break a line, or reorder or hide what stands around them.
bool is_unprintable(std::int32_t code) {
  return code < 0x20 || (code >= 0x7F && code <= 0x9F) || code == 0x2028 || code == 0x2029 ||
         code == 0xFEFF || (code >= 0x200B && code <= 0x200F) || (code >= 0x202A && code <= 0x202E) ||
         (code >= 0x2066 && code <= 0x2069);
}

void append_escaped(std::string& out, std::int32_t code) {
  switch (code) {
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  out += code < 0x100 ? "\\x" : "\\u";
  append_hex(static_cast<std::uint32_t>(code), code < 0x100 ? 2 : 4, out);
}

// As it stands between the quotes of JSON.
void append_json_inside(std::string_view text, std::string& out) {
  std::size_t plain = 0;  // where what goes as it is begins
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte >= 0x20 && byte != '"' && byte != '\\') continue;
    out += text.substr(plain, i - plain);
    plain = i + 1;
    out += byte < 0x20 ? "\\u" : "\\";
    if (byte < 0x20) {
      append_hex(byte, 4, out);
    } else {
      out += text[i];
    }
  }
  out += text.substr(plain);
}

}  // namespace

void append_json_string(std::string_view text, std::string& out) {
  out += '"';
  append_json_inside(text, out);
  out += '"';
}

void append_json_utf8(std::string_view text, std::string& out) {
  out += '"';
  for (std::size_t good = utf8_prefix(text); good < text.size(); good = utf8_prefix(text)) {
    append_json_inside(text.substr(0, good), out);
    out += "\xEF\xBF\xBD";
    text.remove_prefix(good + 1);
  }
  append_json_inside(text, out);
  out += '"';
}

std::string ascii_lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = ascii_lower(c);
  return out;
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), is_control);
}

void append_hex(std::uint64_t value, int digits, std::string& out) {
  for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) out += "0123456789abcdef"[(value >> shift) & 15];
}

std::string quoted(std::string_view text) {
  return "\"" + std::string(text) + "\"";
}

std::string counted(std::int64_t count, std::string_view one, std::string_view many) {
  std::string text = std::to_string(count) + " ";
  text += count == 1 || many.empty() ? one : many;
  if (count != 1 && many.empty()) text += 's';
  return text;
}

std::string_view trim(std::string_view text) {
  while (!text.empty()) {
    const Character first = first_character(text);
    if (!is_space(first.code)) break;
    text.remove_prefix(first.size);
  }
  while (!text.empty()) {
    const Character last = last_character(text);
    if (!is_space(last.code)) break;
    text.remove_suffix(last.size);
  }
  return text;
}

std::size_t characters_in(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::size_t character_size(std::string_view text) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const auto follows = [&](std::size_t at, unsigned low = 0x80, unsigned high = 0xBF) {
    return at < text.size() && byte(at) >= low && byte(at) <= high;
  };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return follows(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const unsigned low = first == 0xE0 ? 0xA0 : 0x80;
    const unsigned high = first == 0xED ? 0x9F : 0xBF;
    return follows(1, low, high) && follows(2) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const unsigned low = first == 0xF0 ? 0x90 : 0x80;
    const unsigned high = first == 0xF4 ? 0x8F : 0xBF;
    return follows(1, low, high) && follows(2) && follows(3) ? 4 : 0;
  }
  return 0;
}

bool is_utf8(std::string_view text) {
  return utf8_prefix(text) == text.size();
}

bool is_one_line(std::string_view text) {
  return is_utf8(text) && text.find_first_of("\r\n") == std::string_view::npos;
}

std::string fold_case(std::string_view text) {
  if (is_ascii(text)) return ascii_lower(text);
  std::string out;
  while (!text.empty()) {
    const std::size_t good = utf8_prefix(text);
    // Normalised before and after: folding looks at single characters, and may undo a composition.
    const std::string composed = mapped(text.substr(0, good), UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    out += mapped(composed, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD);
    text.remove_prefix(good);
    if (!text.empty()) {
      out += text.front();
      text.remove_prefix(1);
    }
  }
  return out;
}

std::string slug(std::string_view name) {
  std::string plain(name);
  if (!is_ascii(name) && is_utf8(name)) {
    plain = mapped(name, UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_STRIPMARK |
                             UTF8PROC_CASEFOLD);
  }
  std::string out;
  bool gap = false;
  for (char c : plain) {
    c = ascii_lower(c);
    if ((c < 'a' || c > 'z') && (c < '0' || c > '9')) {
      gap = true;
      continue;
    }
    if (gap && !out.empty()) out += '-';
    gap = false;
    out += c;
  }
  return out.empty() ? "source" : out;
}

bool has_word(std::string_view text, std::string_view word) {
  const std::string wanted = fold_case(trim(word));
  if (wanted.empty()) return false;
  const std::string folded = fold_case(text);
  const std::string_view all = folded;
  for (std::size_t at = all.find(wanted); at != std::string_view::npos; at = all.find(wanted, at + 1)) {
    const std::string_view before = all.substr(0, at);
    const std::string_view after = all.substr(at + wanted.size());
    if ((before.empty() || !is_word_character(last_character(before).code)) &&
        (after.empty() || !is_word_character(first_character(after).code))) {
      return true;
    }
  }
  return false;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  // Of the beginnings of `a`, the last three; each beginning of `b` has its place in them.
  std::vector<std::size_t> two_shorter(b.size() + 1), shorter(b.size() + 1), row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    two_shorter.swap(shorter);
    shorter.swap(row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = shorter[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({shorter[j] + 1, row[j - 1] + 1, changed});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], two_shorter[j - 2] + 1);
    }
  }
  return row[b.size()];
}

std::string printable(std::string_view text, std::size_t max_bytes) {
  constexpr std::string_view kMore = "…";
  std::string out;
  std::size_t fits = 0;  // the longest length of `out` that leaves room for kMore
  while (!text.empty()) {
    const Character next = first_character(text);
    const std::size_t before = out.size();
    if (next.code < 0) {
      out += "\\x";
      append_hex(static_cast<unsigned char>(text.front()), 2, out);
    } else if (is_unprintable(next.code)) {
      append_escaped(out, next.code);
    } else {
      out.append(text.substr(0, next.size));
    }
    text.remove_prefix(next.size);
    if (before + kMore.size() <= max_bytes) fits = before;
    if (out.size() > max_bytes) {
      out.resize(fits);
      if (fits + kMore.size() <= max_bytes) out += kMore;
      return out;
    }
  }
  return out;
}

}  // namespace ordersync::base
