// As much of Lua's lexer as it takes to tell numbers and operators from comments and texts.
#include "hook/script_check.h"

#include <algorithm>
#include <cstdint>

#include "base/text.h"
#include "base/whole_number.h"

namespace ordersync::hook {

namespace {

bool is_word(char c) {
  return base::is_letter_or_digit(c) || c == '_';
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  std::optional<ScriptFault> run() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '-' && next() == '-') {
        comment();
      } else if (c == '"' || c == '\'') {
        quoted(c);
      } else if (c == '[' && (next() == '[' || next() == '=')) {
        if (!long_text()) ++at_;
      } else if (base::is_digit(c) || (c == '.' && base::is_digit(next()))) {
        if (auto fault = number()) return fault;
      } else if (c == '.') {
        while (at_ < text_.size() && text_[at_] == '.') ++at_;
      } else if (is_word(c)) {
        while (at_ < text_.size() && is_word(text_[at_])) ++at_;
      } else if (c == '/' && next() == '/') {
        at_ += 2;
      } else if (c == '/') {
        return fault("\"/\" gives binary fractions: write div(a, b, digits)");
      } else if (c == '^') {
        return fault("\"^\" gives binary fractions: multiply instead");
      } else {
        if (c == '\n') ++line_;
        ++at_;
      }
    }
    return std::nullopt;
  }

 private:
  char next() const { return at_ + 1 < text_.size() ? text_[at_ + 1] : '\0'; }
  ScriptFault fault(std::string text) const { return {line_, std::move(text)}; }

  void comment() {
    at_ += 2;
    if (at_ < text_.size() && text_[at_] == '[' && long_text()) return;
    while (at_ < text_.size() && text_[at_] != '\n') ++at_;
  }

  void quoted(char quote) {
    ++at_;
    while (at_ < text_.size() && text_[at_] != quote) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      if (text_[at_] == '\n') ++line_;
      ++at_;
    }
    ++at_;
  }

  // "[==[ … ]==]"; false where none begins here.
  bool long_text() {
    std::size_t level = at_ + 1;
    while (level < text_.size() && text_[level] == '=') ++level;
    if (level >= text_.size() || text_[level] != '[') return false;
    const std::string end = "]" + std::string(level - at_ - 1, '=') + "]";
    const std::size_t found = text_.find(end, level);
    const std::size_t stop = found == std::string_view::npos ? text_.size() : found + end.size();
    line_ += static_cast<int>(std::count(text_.begin() + static_cast<std::ptrdiff_t>(at_),
                                         text_.begin() + static_cast<std::ptrdiff_t>(stop), '\n'));
    at_ = stop;
    return true;
  }

  std::optional<ScriptFault> number() {
    const std::size_t begin = at_;
    const bool hex = text_[at_] == '0' && (next() == 'x' || next() == 'X');
    while (at_ < text_.size()) {
      const char c = text_[at_];
      const bool exponent = hex ? c == 'p' || c == 'P' : c == 'e' || c == 'E';
      if (exponent && (next() == '+' || next() == '-')) {
        at_ += 2;
      } else if (is_word(c) || c == '.') {
        ++at_;
      } else {
        break;
      }
    }
    const std::string_view token = text_.substr(begin, at_ - begin);
    if (hex && token.find_first_of(".pP") == std::string_view::npos)
      return std::nullopt;  // wraps, and stays whole
    if (base::whole_number<std::int64_t>(token)) return std::nullopt;
    return fault(std::string(token) + " would be a binary fraction: write decimal(\"" + std::string(token) +
                 "\")");
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int line_ = 1;
};

}  // namespace

std::optional<ScriptFault> find_binary_float(std::string_view script) {
  return Lexer(script).run();
}

}  // namespace ordersync::hook
