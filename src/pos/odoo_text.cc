// Cleaning, one character at a time; see odoo_text.h.
#include "pos/odoo_text.h"

#include "base/text.h"

namespace ordersync::pos::odoo {
namespace {

// The first character of a text that is not empty: its bytes, or one byte where that is no UTF-8.
struct Character {
  std::string_view bytes;
  bool is_utf8 = false;
};

Character first_of(std::string_view text) {
  for (std::size_t size = 1; size <= 4 && size <= text.size(); ++size) {
    if (base::is_utf8(text.substr(0, size))) return {text.substr(0, size), true};
  }
  return {text.substr(0, 1), false};
}

// Blanks and control characters of ASCII and of Latin-1 (C2 80 … C2 A0, the no-break space among them).
bool is_blank(std::string_view character) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(character[i]); };
  if (character.size() == 1) return byte(0) <= 0x20 || byte(0) == 0x7F;
  return character.size() == 2 && byte(0) == 0xC2 && byte(1) <= 0xA0;
}

}  // namespace

std::string one_line(std::string_view text) {
  std::string out;
  bool blank_before = false;
  while (!text.empty()) {
    const Character next = first_of(text);
    text.remove_prefix(next.bytes.size());
    if (next.is_utf8 && is_blank(next.bytes)) {
      blank_before = true;
      continue;
    }
    if (blank_before && !out.empty()) out += ' ';
    blank_before = false;
    out += next.is_utf8 ? next.bytes : std::string_view("\xEF\xBF\xBD");
  }
  return out;
}

std::string several_lines(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string line = one_line(text.substr(0, end));
    if (!out.empty() && !line.empty()) out += '\n';
    out += line;
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return out;
}

std::string shortened(std::string text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  const auto continues = [&](std::size_t at) {
    return (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
  };
  while (max_bytes > 0 && continues(max_bytes)) --max_bytes;
  text.resize(max_bytes);
  return text + "…";
}

}  // namespace ordersync::pos::odoo
