// The pass over the text of JSON that masks card numbers; see redact.h. It knows tokens and nesting, not
// grammar: whatever it does not understand is copied as it is.
#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "base/text.h"
#include "source/decode_fields.h"
#include "source/json_tape.h"
#include "source/json_text.h"
#include "source/redact.h"

namespace ordersync::source {

namespace {

// What the values in a container may be.
enum class Place : std::uint8_t { other, suspect, card };

bool is_number_byte(char c) {
  return base::is_digit(c) || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

bool is_suspect_key(std::string_view key) {
  return is_checkout_list_key(key) || is_free_text_key(key) || is_payment_key(key);
}

// What a member's name alone says. The names of the format are answered by their hash, since nearly all are.
Place place_by_key(const JsonNode& member) {
  if (const auto field = known_field(member)) {
    switch (*field) {
      case Field::card_number:
        return Place::card;
      case Field::remark:
      case Field::checkout_details:
      case Field::order_checkout_details:
        return Place::suspect;
      default:
        return Place::other;
    }
  }
  if (is_card_key(member.key)) return Place::card;
  return is_free_text_key(member.key) || is_payment_key(member.key) ? Place::suspect : Place::other;
}

class Redactor {
 public:
  Redactor(std::string_view json, RedactScope scope) : json_(json), scope_(scope) {
    out_.reserve(json.size());
  }

  std::string run() {
    while (at_ < json_.size()) step();
    return std::move(out_);
  }

 private:
  void step() {
    const char c = json_[at_];
    if (c == '"') return string();
    if (base::is_digit(c) || c == '-') return number();
    if (c == '{' || c == '[') {
      open();
    } else if (c == '}' || c == ']') {
      if (!places_.empty()) places_.pop_back();
    }
    if (c == ',' || c == '{' || c == '}' || c == ']') key_.clear();
    out_ += c;
    ++at_;
  }

  Place place() const { return places_.empty() ? Place::other : places_.back(); }

  // What stands inside a container takes part in what the container is.
  void open() {
    Place inside = place();
    if (is_card_key(key_)) {
      inside = Place::card;
    } else if (inside == Place::other && is_suspect_key(key_)) {
      inside = Place::suspect;
    }
    places_.push_back(inside);
  }

  void string() {
    const std::size_t begin = at_ + 1;
    std::size_t end = begin;
    while (end < json_.size() && json_[end] != '"') end += json_[end] == '\\' ? 2 : 1;
    const bool whole = end < json_.size();
    end = std::min(end, json_.size());
    const std::string_view inside = json_.substr(begin, end - begin);
    at_ = whole ? end + 1 : end;

    std::string text;
    if (inside.find('\\') == std::string_view::npos || !unescape_json(inside, text)) text = inside;
    if (whole && is_followed_by_colon()) {
      key_ = text;
      out_ += '"';
      out_ += inside;
      out_ += '"';
      return;
    }
    std::string masked = whole ? masked_value(text, CardValue::text) : without_digits(text);
    if (masked == text) {
      out_ += '"';
      out_ += inside;
      if (whole) out_ += '"';
    } else {
      base::append_json_string(masked, out_);
    }
  }

  void number() {
    const std::size_t begin = at_;
    while (at_ < json_.size() && is_number_byte(json_[at_])) ++at_;
    const std::string_view text = json_.substr(begin, at_ - begin);
    const bool whole = at_ < json_.size() || begin == 0;
    const std::string masked = whole ? masked_value(text, CardValue::number) : without_digits(text);
    if (masked == text) {
      out_ += text;
    } else {
      base::append_json_string(masked, out_);
    }
  }

  bool is_followed_by_colon() const {
    std::size_t next = at_;
    while (next < json_.size() && is_json_blank(json_[next])) ++next;
    return next < json_.size() && json_[next] == ':';
  }

  bool may_hold_cards() const {
    if (scope_ == RedactScope::everything) return true;
    if (place() == Place::suspect) return !is_checkout_amount_key(key_);
    return is_suspect_key(key_);
  }

  std::string masked_value(std::string_view text, CardValue kind) const {
    if (!may_need_masking(text)) return std::string(text);
    if (is_card_key(key_) || place() == Place::card) return masked_card(text, kind);
    return may_hold_cards() ? mask_card_numbers(text) : std::string(text);
  }

  // Of a value that is cut off nobody knows which digits are the last four.
  std::string without_digits(std::string_view text) const {
    std::string out(text);
    if (is_card_key(key_) || place() == Place::card || may_hold_cards())
      std::replace_if(
          out.begin(), out.end(),
          [](char c) { return base::is_digit(c) || static_cast<unsigned char>(c) >= 0x80; }, '*');
    return out;
  }

  std::string_view json_;
  RedactScope scope_;
  std::size_t at_ = 0;
  std::string out_;
  std::string key_;            // of the member whose value comes next; empty in an array
  std::vector<Place> places_;  // of the open containers
};

}  // namespace

std::string redact_json(std::string_view json, RedactScope scope) {
  return Redactor(json, scope).run();
}

bool holds_card_data(const JsonTape& tape) {
  std::size_t suspect_until = 0;
  std::size_t card_until = 0;
  const std::span<const JsonNode> nodes = tape.nodes();
  for (std::size_t i = 1; i < nodes.size(); ++i) {
    const JsonNode& node = nodes[i];
    if (node.is_container()) {
      const Place inside = place_by_key(node);
      if (inside == Place::suspect) suspect_until = std::max<std::size_t>(suspect_until, node.next);
      if (inside == Place::card) card_until = std::max<std::size_t>(card_until, node.next);
      continue;
    }
    if (!node.is_text_or_number() || !may_need_masking(node.text)) continue;
    const Place here = place_by_key(node);
    if (here == Place::card || i < card_until) {
      const auto kind = node.type == JsonType::number ? CardValue::number : CardValue::text;
      if (masked_card(node.text, kind) != node.text) return true;
    } else if (here == Place::suspect || (i < suspect_until && !is_checkout_amount_key(node.key))) {
      if (holds_card_number(node.text)) return true;
    }
  }
  return false;
}

}  // namespace ordersync::source
