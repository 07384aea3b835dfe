// The binary form of values; see postgres_values.h.
#include "sql/postgres_values.h"

#include <array>
#include <charconv>
#include <cstring>
#include <limits>

#include "base/check.h"
#include "base/text.h"

namespace ordersync::sql {

namespace {

constexpr std::string_view kMark = "\xEF\xB7\x90";  // U+FDD0
constexpr std::string_view kDigits = "0123456789abcdef";

void put(std::string& out, std::uint64_t value, std::size_t bytes) {
  std::array<char, 8> all{};
  for (std::size_t i = 0; i < 8; ++i) all[i] = static_cast<char>(value >> (8 * (7 - i)) & 0xff);
  out.append(all.data() + 8 - bytes, bytes);
}

std::int64_t get(std::string_view bytes) {
  std::uint64_t value = bytes.empty() || (bytes.front() & 0x80) == 0 ? 0 : ~std::uint64_t{0};
  for (const char c : bytes) value = value << 8 | static_cast<unsigned char>(c);
  return static_cast<std::int64_t>(value);
}

// Eight bytes at once: nearly all texts are ASCII.
bool are_ascii(const char* eight) {
  std::uint64_t word = 0;
  std::memcpy(&word, eight, sizeof word);
  constexpr std::uint64_t kHigh = 0x8080808080808080U, kOnes = 0x0101010101010101U;
  return ((word | (word - kOnes)) & kHigh) == 0;  // no byte is 0 or past 0x7f
}

// The first byte from `at` on that cannot stay as it is.
std::size_t find_refused(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    if (text.size() - at >= 8 && are_ascii(text.data() + at)) {
      at += 8;
      continue;
    }
    const std::size_t size = text[at] == '\0' ? 0 : base::character_size(text.substr(at));
    if (size == 0 || (size == 3 && text.substr(at, 3) == kMark)) return at;
    at += size;
  }
  return std::string_view::npos;
}

void append_escaped(std::string& out, char byte) {
  const auto value = static_cast<unsigned char>(byte);
  out.append(kMark);
  out += kDigits[value >> 4];
  out += kDigits[value & 0xf];
}

base::Error does_not_fit(TypeNumber type) {
  return {base::ErrorKind::invalid, "store_error", "The database refused a request: please report this",
          "a value does not fit the type " + std::to_string(type)};
}

// The bytes of one value that is not null. `kept` holds what has to be made.
base::Result<std::string_view> bytes_of(const Value& value, TypeNumber type, std::string& kept) {
  kept.clear();
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    std::size_t size = 0;
    if (type == kInt8) size = 8;
    if (type == kInt4) size = 4;
    if (type == kInt2) size = 2;
    if (size == 0) {
      if (!is_textual(type) || type == kBytea) return does_not_fit(type);
      kept = std::to_string(*number);
      return std::string_view(kept);
    }
    put(kept, static_cast<std::uint64_t>(*number), size);
    if (get(kept) != *number) return does_not_fit(type);
    return std::string_view(kept);
  }
  const auto* text = std::get_if<std::string_view>(&value);
  const std::string_view bytes = text != nullptr ? *text : std::get<Blob>(value).bytes;
  if (type == kBytea) return bytes;
  if (!is_textual(type)) return does_not_fit(type);
  auto escaped = escaped_text(bytes);
  if (!escaped) return bytes;
  kept = *std::move(escaped);
  return std::string_view(kept);
}

// NUMERIC: four 16-bit numbers (digits, weight, sign, scale), then digits to the base of 10 000.
std::int64_t whole_number(std::string_view cell) {
  constexpr auto kLeast = std::numeric_limits<std::int64_t>::min();
  constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
  if (cell.size() < 8) return 0;
  const std::int64_t digits = get(cell.substr(0, 2));
  const std::int64_t weight = get(cell.substr(2, 2));
  const bool negative = (get(cell.substr(4, 2)) & 0xffff) == 0x4000;
  std::int64_t value = 0;
  for (std::int64_t i = 0; i <= weight; ++i) {
    const std::int64_t digit = i < digits ? get(cell.substr(8 + 2 * static_cast<std::size_t>(i), 2)) : 0;
    // Downwards, where one more number has its place.
    if (__builtin_mul_overflow(value, 10'000, &value) || __builtin_sub_overflow(value, digit, &value)) {
      return negative ? kLeast : kMost;
    }
  }
  if (negative) return value;
  return value == kLeast ? kMost : -value;
}

}  // namespace

std::optional<std::string> escaped_text(std::string_view text) {
  std::size_t refused = find_refused(text, 0);
  if (refused == std::string_view::npos) return std::nullopt;
  std::string out;
  std::size_t at = 0;
  while (refused != std::string_view::npos) {
    out.append(text.substr(at, refused - at));
    append_escaped(out, text[refused]);
    at = refused + 1;
    // What follows a mark are the rest of its bytes, which are no characters by themselves.
    refused = find_refused(text, at);
  }
  return out.append(text.substr(at));
}

std::optional<std::string> unescaped_text(std::string_view stored) {
  std::size_t mark = stored.find(kMark);
  if (mark == std::string_view::npos) return std::nullopt;
  std::string out;
  std::size_t at = 0;
  for (; mark != std::string_view::npos; mark = stored.find(kMark, at)) {
    out.append(stored.substr(at, mark - at));
    const std::string_view code = stored.substr(std::min(mark + kMark.size(), stored.size()), 2);
    const std::size_t high = code.size() == 2 ? kDigits.find(code[0]) : std::string_view::npos;
    const std::size_t low = code.size() == 2 ? kDigits.find(code[1]) : std::string_view::npos;
    at = mark + kMark.size();
    if (high == std::string_view::npos || low == std::string_view::npos) {
      out.append(kMark);  // written by somebody else
      continue;
    }
    out += static_cast<char>(high << 4 | low);
    at += 2;
  }
  return out.append(stored.substr(at));
}

Parameters::Parameters(std::size_t count) {
  pointers_.reserve(count);
  lengths_.reserve(count);
  formats_.reserve(count);
}

void Parameters::push(std::string_view bytes) {
  pointers_.push_back(bytes.data() == nullptr ? "" : bytes.data());
  lengths_.push_back(static_cast<int>(bytes.size()));
  formats_.push_back(1);
}

base::Result<void> Parameters::add(const Value& value, TypeNumber type) {
  if (std::holds_alternative<Null>(value)) {
    pointers_.push_back(nullptr);
    lengths_.push_back(0);
    formats_.push_back(1);
    return {};
  }
  std::string made;
  TRY_ASSIGN(const std::string_view bytes, bytes_of(value, type, made));
  const bool is_made = bytes.data() == made.data();
  push(is_made ? std::string_view(kept_.emplace_back(std::move(made))) : bytes);
  return {};
}

base::Result<void> Parameters::add_array(std::span<const Value> values, std::size_t step, TypeNumber type) {
  CHECK(step > 0);
  const std::size_t count = (values.size() + step - 1) / step;
  std::string& out = kept_.emplace_back();
  bool any_null = false;
  std::size_t size = 20 + count * 12;
  for (std::size_t i = 0; i < values.size(); i += step) {
    any_null = any_null || std::holds_alternative<Null>(values[i]);
    if (const auto* text = std::get_if<std::string_view>(&values[i])) size += text->size();
    if (const auto* blob = std::get_if<Blob>(&values[i])) size += blob->bytes.size();
  }
  out.reserve(size);
  put(out, 1, 4);  // dimensions
  put(out, any_null ? 1 : 0, 4);
  put(out, type, 4);
  put(out, count, 4);
  put(out, 1, 4);  // the first index
  std::string made;
  for (std::size_t i = 0; i < values.size(); i += step) {
    if (std::holds_alternative<Null>(values[i])) {
      put(out, ~std::uint64_t{0}, 4);
      continue;
    }
    TRY_ASSIGN(const std::string_view bytes, bytes_of(values[i], type, made));
    put(out, bytes.size(), 4);
    out.append(bytes);
  }
  push(out);
  return {};
}

TypeNumber array_of(TypeNumber type) {
  switch (type) {
    case kBool:
      return 1000;
    case kBytea:
      return 1001;
    case kInt2:
      return 1005;
    case kInt4:
      return 1007;
    case kInt8:
      return 1016;
    case kText:
      return 1009;
    default:
      return 0;
  }
}

bool is_textual(TypeNumber type) {
  switch (type) {
    case kBool:
    case kInt2:
    case kInt4:
    case kInt8:
    case kNumeric:
      return false;
    default:
      return true;
  }
}

std::int64_t integer_in(std::string_view cell, TypeNumber type) {
  if (type == kNumeric) return whole_number(cell);
  if (!is_textual(type)) return get(cell);
  std::int64_t number = 0;
  std::from_chars(cell.data(), cell.data() + cell.size(), number);
  return number;
}

}  // namespace ordersync::sql
