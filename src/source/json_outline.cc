// The grammar of RFC 8259 as an automaton over bytes; see json_outline.h.
#include "source/json_outline.h"

#include <algorithm>

#include "base/text.h"
#include "source/json_text.h"

namespace ordersync::source {

namespace {

bool begins_value(char c) {
  return c == '{' || c == '[' || c == '"' || c == '-' || base::is_digit(c) || c == 't' || c == 'f' ||
         c == 'n';
}

bool ends_literal(char c) {
  return is_json_blank(c) || c == ',' || c == ']' || c == '}' || c == ':' || c == '"' || c == '[' || c == '{';
}

}  // namespace

JsonOutline::Event JsonOutline::next(const char*& p, const char* end) {
  switch (token_) {
    case Token::string:
    case Token::key:
      return string(p, end);
    case Token::literal:
      return literal(p, end);
    case Token::none:
      break;
  }
  return structure(p, end);
}

JsonOutline::Event JsonOutline::structure(const char*& p, const char* end) {
  for (; p < end; ++p) {
    const char c = *p;
    if (is_json_blank(c)) {
      if (c == '\n') ++position_.line;
      continue;
    }
    started_ = true;
    switch (expect_) {
      case Expect::value:
        return value(p);
      case Expect::value_or_close:
        return c == ']' ? close(p) : value(p);
      case Expect::key_or_close:
        if (c == '}') return close(p);
        [[fallthrough]];
      case Expect::key:
        if (c != '"') return invalid(position_.offset(p));
        begin_token(Token::key, p++);
        return string(p, end);
      case Expect::colon:
        if (c != ':') return invalid(position_.offset(p));
        expect_ = Expect::value;
        break;
      case Expect::comma_or_close:
        if (c != ',') return close(p);
        expect_ = open_.top_is_object() ? Expect::key : Expect::value;
        break;
      case Expect::end:
        return invalid(position_.offset(p));
    }
  }
  return Event::more;
}

// The first time a value is only announced; the second time the caller wants it walked.
JsonOutline::Event JsonOutline::value(const char*& p) {
  const char c = *p;
  if (!begins_value(c)) return invalid(position_.offset(p));
  if (!announced_) {
    announced_ = true;
    return Event::value;
  }
  announced_ = false;
  if (c == '{' || c == '[') {
    if (depth() == kDeepest) return invalid(position_.offset(p));
    open_.push(c == '{');
    deepest_ = std::max(deepest_, depth());
    expect_ = c == '{' ? Expect::key_or_close : Expect::value_or_close;
    ++p;
  } else if (c == '"') {
    begin_token(Token::string, p++);
  } else {
    begin_token(Token::literal, p);
  }
  return Event::more;
}

void JsonOutline::take_value() {
  announced_ = false;
  value_ended();
}

JsonOutline::Event JsonOutline::close(const char*& p) {
  const bool object = open_.top_is_object();
  if (*p != (object ? '}' : ']')) return invalid(position_.offset(p));
  open_.pop(object);
  ++p;
  value_ended();
  return Event::closed;
}

void JsonOutline::value_ended() {
  expect_ = depth() == 0 ? Expect::end : Expect::comma_or_close;
}

void JsonOutline::begin_token(Token token, const char* at) {
  token_ = token;
  token_offset_ = position_.offset(at);
  text_.clear();
  overlong_ = false;
  literal_ = token == Token::literal;
  escape_left_ = 0;
}

void JsonOutline::keep(std::string_view piece) {
  const std::size_t room = kLongestText - text_.size();
  if (piece.size() > room) overlong_ = true;
  text_.append(piece.substr(0, room));
}

JsonOutline::Event JsonOutline::string(const char*& p, const char* end) {
  const char* const begin = p;
  for (; p < end; ++p) {
    const char c = *p;
    if (escape_left_ > 0) {
      if (!escape(c)) return invalid(position_.offset(p));
    } else if (c == '"') {
      keep({begin, static_cast<std::size_t>(p - begin)});
      ++p;
      const bool was_key = token_ == Token::key;
      token_ = Token::none;
      if (was_key) {
        expect_ = Expect::colon;
        return Event::key;
      }
      value_ended();
      return Event::scalar;
    } else if (c == '\\') {
      escape_left_ = 1;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      return invalid(position_.offset(p));
    }
  }
  keep({begin, static_cast<std::size_t>(p - begin)});
  return Event::more;
}

bool JsonOutline::escape(char c) {
  if (escape_left_ > 1) {
    escape_left_ = escape_left_ == 2 ? 0 : escape_left_ - 1;
    return base::hex_value(c) >= 0;
  }
  escape_left_ = c == 'u' ? 5 : 0;
  return std::string_view("\"\\/bfnrtu").find(c) != std::string_view::npos;
}

JsonOutline::Event JsonOutline::literal(const char*& p, const char* end) {
  const char* const begin = p;
  while (p < end && !ends_literal(*p)) ++p;
  keep({begin, static_cast<std::size_t>(p - begin)});
  return p < end ? end_literal() : Event::more;
}

JsonOutline::Event JsonOutline::end_literal() {
  const bool valid =
      text_ == "null" || text_ == "true" || text_ == "false" || (!overlong_ && is_json_number(text_));
  if (!valid) return invalid(token_offset_);
  token_ = Token::none;
  value_ended();
  return Event::scalar;
}

JsonOutline::Event JsonOutline::finish() {
  return token_ == Token::literal && depth() == 0 ? end_literal() : Event::more;
}

std::string JsonOutline::text() const {
  if (literal_ || text_.find('\\') == std::string::npos) return text_;
  std::string out;
  return unescape_json(text_, out) ? out : text_;
}

JsonOutline::Event JsonOutline::invalid(std::int64_t offset) {
  error_offset_ = offset;
  error_line_ = position_.line;
  return Event::invalid;
}

}  // namespace ordersync::source
