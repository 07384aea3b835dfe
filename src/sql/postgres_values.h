// PURE: values on their way to PostgreSQL and back, in its binary form (integers big end first; arrays as
// array_send writes them). Knows no connection; the numbers of types are PostgreSQL's own.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "sql/database.h"

namespace ordersync::sql {

using TypeNumber = unsigned int;
inline constexpr TypeNumber kBool = 16, kBytea = 17, kInt8 = 20, kInt2 = 21, kInt4 = 23, kText = 25,
                            kNumeric = 1700;

// PostgreSQL's text holds no NUL and nothing that is no UTF-8, while SQLite's holds any bytes. What it would
// refuse is written as U+FDD0 (which no text means anything by) and two hexadecimal digits, and so is U+FDD0
// itself. Nothing: the text goes as it is.
std::optional<std::string> escaped_text(std::string_view text);
// The inverse; nothing: the text is as it was written.
std::optional<std::string> unescaped_text(std::string_view stored);

// The values of one statement, in the types that the statement has for them. Borrows texts and bytes.
class Parameters {
 public:
  explicit Parameters(std::size_t count);
  // Fails with "store_error" (kind invalid) where the type cannot hold the value.
  base::Result<void> add(const Value& value, TypeNumber type);
  // One array of `type` from every `step`th value.
  base::Result<void> add_array(std::span<const Value> values, std::size_t step, TypeNumber type);

  int count() const { return static_cast<int>(pointers_.size()); }
  const char* const* values() const { return pointers_.data(); }
  const int* lengths() const { return lengths_.data(); }
  const int* formats() const { return formats_.data(); }

 private:
  void push(std::string_view bytes);
  std::vector<const char*> pointers_;
  std::vector<int> lengths_;
  std::vector<int> formats_;
  std::deque<std::string> kept_;  // what is borrowed from nobody; stays where it is
};

// The type of an array of `type`; 0: of none that a column of ours has.
TypeNumber array_of(TypeNumber type);

// A cell of an answer. Of a text it is the number that it begins with, or 0; a sum too large for 64 bits is
// cut to them.
std::int64_t integer_in(std::string_view cell, TypeNumber type);
// Whether the cell's bytes are its text already; else `integer_in` says what it is.
bool is_textual(TypeNumber type);

}  // namespace ordersync::sql
