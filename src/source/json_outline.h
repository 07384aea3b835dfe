// PURE: the JSON around the orders, read strictly, byte by byte, in pieces of any size and in flat memory.
// The caller is asked before every value and may take it over (an order); everything else is walked and
// validated here.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "source/element_scan.h"

namespace ordersync::source {

// Where a piece lies in the stream.
struct StreamPosition {
  const char* begin = nullptr;  // of the current piece
  std::int64_t before = 0;      // bytes of earlier pieces
  std::int64_t line = 1;        // of the byte that is read next

  std::int64_t offset(const char* at) const { return before + (at - begin); }
};

class JsonOutline {
 public:
  enum class Event {
    more,     // the piece is used up
    value,    // a value begins at `p`, which is not consumed: take_value() or go on with next()
    key,      // a member's name: text(), overlong()
    scalar,   // a string, number or literal has ended: text(), overlong(), is_null()
    closed,   // a container has ended
    invalid,  // not JSON: error_offset(), error_line()
  };

  explicit JsonOutline(StreamPosition& position) : position_(position) {}

  Event next(const char*& p, const char* end);
  // The caller has read the value itself, or will before it calls next().
  void take_value();
  // The stream has ended: scalar for a number that only the end could end, more when all is well or when the
  // document is incomplete (is_complete() tells), invalid.
  Event finish();

  bool started() const { return started_; }  // anything but blanks was seen
  bool is_complete() const { return expect_ == Expect::end && token_ == Token::none; }
  std::int64_t depth() const { return open_.depth(); }
  std::int64_t deepest() const { return deepest_; }
  bool in_array() const { return depth() > 0 && !open_.top_is_object(); }

  std::string text() const;                    // unescaped
  bool overlong() const { return overlong_; }  // only the first 64 KiB were kept
  bool is_null() const { return literal_ && text_ == "null"; }
  bool is_string() const { return !literal_; }
  std::int64_t error_offset() const { return error_offset_; }
  std::int64_t error_line() const { return error_line_; }

 private:
  enum class Expect { value, value_or_close, key, key_or_close, colon, comma_or_close, end };
  enum class Token { none, string, key, literal };

  Event structure(const char*& p, const char* end);
  Event value(const char*& p);
  Event close(const char*& p);
  Event string(const char*& p, const char* end);
  bool escape(char c);
  Event literal(const char*& p, const char* end);
  Event end_literal();
  void begin_token(Token token, const char* at);
  void keep(std::string_view piece);
  void value_ended();
  Event invalid(std::int64_t offset);

  StreamPosition& position_;
  BracketStack open_{kDeepest};
  std::int64_t deepest_ = 0;
  Expect expect_ = Expect::value;
  Token token_ = Token::none;
  bool started_ = false;
  bool announced_ = false;  // Event::value was given for the value that comes next
  int escape_left_ = 0;     // in a string: 1 after a backslash, 5..2 before hexadecimal digits
  std::string text_;        // of the last key or scalar, as it stands
  bool overlong_ = false;
  bool literal_ = false;  // the text is no string
  std::int64_t token_offset_ = 0;
  std::int64_t error_offset_ = 0;
  std::int64_t error_line_ = 0;

 public:
  static constexpr std::int64_t kDeepest = 1 << 20;  // containers around the orders; past it: invalid
  static constexpr std::size_t kLongestText = 64 << 10;
};

}  // namespace ordersync::source
