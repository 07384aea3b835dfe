// What a card number looks like, and how it is masked; see redact.h. The pass over JSON is in redact_json.cc.
#include "source/redact.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "base/contains.h"
#include "base/text.h"
#include "source/json_text.h"

namespace ordersync::source {

namespace {

constexpr std::size_t kShortest = 13;
constexpr std::size_t kLongest = 19;
constexpr std::size_t kKeptDigits = 4;
constexpr std::array<std::string_view, 7> kCardEndings{"cardno",   "cardnum", "cardnr", "cardpan",
                                                       "ccnumber", "ccnum",   "ccno"};
constexpr std::array<std::string_view, 6> kFreeText{"remark", "remarks", "note",
                                                    "notes",  "comment", "comments"};

// A key in lower-case letters and digits only: "Card_Number" and "cardNumber" are the same name. Longer keys
// than anybody gives to a card number or a remark are cut.
class Squeezed {
 public:
  explicit Squeezed(std::string_view key) {
    for (const char c : key) {
      if (!base::is_letter_or_digit(c)) continue;
      if (size_ == sizeof text_) break;
      text_[size_++] = base::ascii_lower(c);
    }
  }
  std::string_view text() const { return {text_, size_}; }

 private:
  char text_[64];
  std::size_t size_ = 0;
};

bool luhn_holds(std::string_view digits) {
  int sum = 0;
  bool doubled = false;
  for (std::size_t left = digits.size(); left > 0; --left) {
    int digit = digits[left - 1] - '0';
    if (doubled) digit = digit > 4 ? 2 * digit - 9 : 2 * digit;
    sum += digit;
    doubled = !doubled;
  }
  return sum % 10 == 0;
}

// The ranges of issuer numbers (ISO/IEC 7812) of the card networks, by their first four digits.
bool is_issuer(std::string_view digits) {
  struct Range {
    int first, last;
  };
  constexpr std::array<Range, 7> kRanges{{{2200, 2720},    // Mir, Mastercard
                                          {3000, 3099},    // Diners Club
                                          {3400, 3499},    // American Express
                                          {3528, 3589},    // JCB
                                          {3600, 3999},    // Diners Club, American Express
                                          {4000, 5099},    // Visa, Maestro
                                          {5100, 6999}}};  // Mastercard, Maestro, Discover, UnionPay, mada
  const int prefix =
      (digits[0] - '0') * 1000 + (digits[1] - '0') * 100 + (digits[2] - '0') * 10 + (digits[3] - '0');
  return std::any_of(kRanges.begin(), kRanges.end(),
                     [&](const Range& range) { return prefix >= range.first && prefix <= range.last; });
}

std::size_t count_digits(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), base::is_digit));
}

struct Group {  // digits without anything between them
  std::size_t begin = 0;
  std::size_t end = 0;
};

std::vector<Group> groups_of(std::string_view text) {
  std::vector<Group> groups;
  for (std::size_t at = 0; at < text.size();) {
    if (!base::is_digit(text[at])) {
      ++at;
      continue;
    }
    const std::size_t begin = at;
    while (at < text.size() && base::is_digit(text[at])) ++at;
    groups.push_back({begin, at});
  }
  return groups;
}

bool stand_together(std::string_view text, const Group& first, const Group& second) {
  return second.begin == first.end + 1 && (text[first.end] == ' ' || text[first.end] == '-');
}

// The end of the card number whose first group is groups[first]; nothing when there is none. "4111 1111 1111
// 1111 12/27" ends before the month.
std::optional<std::size_t> card_from(std::string_view text, const std::vector<Group>& groups,
                                     std::size_t first) {
  std::string digits;
  for (std::size_t i = first; i < groups.size(); ++i) {
    if (i > first && !stand_together(text, groups[i - 1], groups[i])) return std::nullopt;
    if (digits.size() + (groups[i].end - groups[i].begin) > kLongest) return std::nullopt;
    digits += text.substr(groups[i].begin, groups[i].end - groups[i].begin);
    if (digits.size() >= kShortest && is_issuer(digits) && luhn_holds(digits)) return i;
  }
  return std::nullopt;
}

// The card numbers in `text`, as pieces of it.
std::vector<Group> cards_in(std::string_view text) {
  std::vector<Group> cards;
  if (text.size() < kShortest || count_digits(text) < kShortest) return cards;
  const std::vector<Group> groups = groups_of(text);
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (const auto last = card_from(text, groups, i)) {
      cards.push_back({groups[i].begin, groups[*last].end});
      i = *last;
    }
  }
  return cards;
}

void mask_digits(std::string& text, std::size_t begin, std::size_t end, std::size_t kept) {
  for (std::size_t i = end; i > begin; --i) {
    if (!base::is_digit(text[i - 1])) continue;
    if (kept > 0) {
      --kept;
    } else {
      text[i - 1] = '*';
    }
  }
}

// The group in which the last kept digits of a number begin, cut to those; the number ends with groups[last].
std::size_t keep_last_digits(std::vector<Group>& groups, std::size_t last) {
  std::size_t kept = kKeptDigits;
  while (kept > groups[last].end - groups[last].begin) {
    kept -= groups[last].end - groups[last].begin;
    --last;
  }
  groups[last].begin = groups[last].end - kept;
  return last;
}

}  // namespace

bool is_card_key(std::string_view key) {
  if (key.size() < 3) return false;
  const Squeezed squeezed(key);
  std::string_view name = squeezed.text();
  while (!name.empty() && base::is_digit(name.back())) name.remove_suffix(1);  // CardNumber2
  if (name.find("cardnumber") != std::string_view::npos) return true;
  return name == "pan" || std::any_of(kCardEndings.begin(), kCardEndings.end(),
                                      [name](std::string_view end) { return name.ends_with(end); });
}

bool is_free_text_key(std::string_view key) {
  if (key.size() < 4 || key.find_first_of("rnRNcC") == std::string_view::npos) return false;
  const Squeezed squeezed(key);
  const std::string_view name = squeezed.text();
  return base::contains(kFreeText, name);
}

bool is_payment_key(std::string_view key) {
  constexpr std::array<std::string_view, 6> kPayments{"card",     "creditcard", "payment",
                                                      "payments", "tender",     "tenders"};
  if (key.size() < 4 || key.size() > 12) return false;
  const Squeezed squeezed(key);
  const std::string_view name = squeezed.text();
  return base::contains(kPayments, name);
}

bool is_checkout_amount_key(std::string_view key) {
  return key == "AmountPaid" || key == "AmountDiscount";
}

bool is_checkout_list_key(std::string_view key) {
  return key == "CheckoutDetails" || key == "OrderCheckoutDetails";
}

std::string masked_card(std::string_view value, CardValue kind) {
  std::string text(value);
  if (text.size() <= 4) return text;
  // Digits of other scripts are not told apart from letters: all that is not ASCII goes.
  std::replace_if(
      text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; }, '*');
  if (count_digits(text) <= 4) return text;
  if (kind == CardValue::number) {
    const auto integer = integer_text(value);
    if (!integer) return "****";
    text = *integer;
  }
  mask_digits(text, 0, text.size(), kKeptDigits);
  return text;
}

std::string last_four_digits(std::string_view value, CardValue kind) {
  const std::string masked = masked_card(value, kind);
  std::string digits;
  std::copy_if(masked.begin(), masked.end(), std::back_inserter(digits), base::is_digit);
  return digits;
}

bool may_need_masking(std::string_view value) {
  int digits = 0;
  for (const char c : value) {
    if (static_cast<unsigned char>(c) >= 0x80 || (base::is_digit(c) && ++digits > 4)) return true;
  }
  return false;
}

bool holds_card_number(std::string_view text) {
  return !cards_in(text).empty();
}

// The four digits that are left of one number may begin another with the digits behind them: those are masked
// in a second pass, which goes on from what each leaves. Nothing before it can become a number by that.
std::string mask_card_numbers(std::string_view text) {
  std::string out(text);
  const std::vector<Group> cards = cards_in(out);
  for (const Group& card : cards) mask_digits(out, card.begin, card.end, kKeptDigits);
  if (cards.empty()) return out;
  std::vector<Group> groups = groups_of(out);
  for (std::size_t i = 0; i < groups.size();) {
    const auto last = card_from(out, groups, i);
    if (!last) {
      ++i;
      continue;
    }
    mask_digits(out, groups[i].begin, groups[*last].end, kKeptDigits);
    i = keep_last_digits(groups, *last);
  }
  return out;
}

}  // namespace ordersync::source
