// Cleaning, one character at a time; see odoo_text.h.
#include "pos/odoo_text.h"

#include <algorithm>

#include "base/text.h"

namespace ordersync::pos::odoo {
namespace {

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
    const std::string_view next = text.substr(0, base::character_size(text));  // empty where it is no UTF-8
    text.remove_prefix(std::max<std::size_t>(next.size(), 1));
    if (!next.empty() && is_blank(next)) {
      blank_before = true;
      continue;
    }
    if (blank_before && !out.empty()) out += ' ';
    blank_before = false;
    out += next.empty() ? std::string_view("\xEF\xBF\xBD") : next;
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

std::string listed(const std::vector<std::string>& names, std::int64_t count) {
  std::string out = base::joined(names, ", ", base::quoted);
  const std::int64_t rest = count - static_cast<std::int64_t>(names.size());
  if (rest > 0) out += " and " + std::to_string(rest) + " more";
  return out;
}

}  // namespace ordersync::pos::odoo
