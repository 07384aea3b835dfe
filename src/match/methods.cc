// The ranks of the method search.
#include "match/methods.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace ordersync::match {

using order::MethodType;
using order::PaymentMethod;

namespace {

// What the numbers of PaymentMode stand for, by the name of a method; 1 is any cash method.
struct Mode {
  std::string_view number;
  std::string_view name;
};
constexpr auto kModes = std::to_array<Mode>({{"2", "Card"},
                                             {"3", "Credit"},
                                             {"5", "Tabby"},
                                             {"6", "Tamara"},
                                             {"7", "StcPay"},
                                             {"8", "Bank Transfer"}});

class MethodSearch {
 public:
  explicit MethodSearch(const order::Catalogue& catalogue) : methods_(catalogue.payment_methods()) {}

  const PaymentMethod* named(std::string_view name) const {
    const std::string wanted = base::fold_case(base::trim(name));
    return first(
        [&](const PaymentMethod& method) { return base::fold_case(base::trim(method.name)) == wanted; });
  }

  // The one method that has `word` as a whole word in its name; none where two have.
  const PaymentMethod* having_word(std::string_view word) const {
    const PaymentMethod* found = nullptr;
    for (const PaymentMethod& method : methods_) {
      if (!base::has_word(method.name, word)) continue;
      if (found != nullptr) return nullptr;
      found = &method;
    }
    return found;
  }

  const PaymentMethod* cash() const {
    return first([](const PaymentMethod& method) { return method.type == MethodType::cash; });
  }

  const PaymentMethod* with_journal() const {
    return first([](const PaymentMethod& method) { return !method.journal.empty(); });
  }

  const PaymentMethod* of_card_type(std::string_view card_type) const {
    if (base::trim(card_type).empty()) return nullptr;
    if (const auto* method = named(card_type)) return method;
    if (base::fold_case(base::trim(card_type)) == "cash") {
      if (const auto* method = cash()) return method;
    }
    return having_word(base::trim(card_type));
  }

  const PaymentMethod* of_mode(std::string_view number) const {
    if (number == "1") return cash();
    const auto* mode =
        std::find_if(kModes.begin(), kModes.end(), [&](const Mode& known) { return known.number == number; });
    if (mode == kModes.end()) return nullptr;
    if (const auto* method = named(mode->name)) return method;
    return having_word(mode->name);
  }

 private:
  template <class Predicate>
  const PaymentMethod* first(Predicate predicate) const {
    const auto found = std::find_if(methods_.begin(), methods_.end(), predicate);
    return found == methods_.end() ? nullptr : &*found;
  }

  std::span<const PaymentMethod> methods_;
};

// CardType and then PaymentMode in the sync's map, exactly as written or ignoring case.
std::optional<std::int64_t> mapped(const MatchRules& rules, std::string_view text) {
  const std::string_view wanted = base::trim(text);
  if (wanted.empty() || rules.payment_map.empty()) return std::nullopt;
  if (const auto entry = rules.payment_map.find(std::string(wanted)); entry != rules.payment_map.end()) {
    return entry->second;
  }
  const std::string folded = base::fold_case(wanted);
  for (const auto& [key, method] : rules.payment_map) {
    if (base::fold_case(base::trim(key)) == folded) return method;
  }
  return std::nullopt;
}

std::string shown(std::string_view card_type, std::string_view payment_mode) {
  return "CardType=\"" + base::printable(card_type) +
         "\", PaymentMode=" + (payment_mode.empty() ? "0" : base::printable(payment_mode));
}

}  // namespace

Or<Method> find_method(const Context& context, std::string_view card_type, std::string_view payment_mode) {
  for (const std::string_view text : {card_type, payment_mode}) {
    if (const auto id = mapped(context.rules, text))
      return chosen_method(context, *id, '"' + base::printable(text) + '"');
  }
  const MethodSearch search(context.catalogue);
  if (const auto* method = search.of_card_type(card_type)) return Method{method};
  if (const auto* method = search.of_mode(payment_mode)) return Method{method};
  if (const auto* method = search.with_journal()) return Method{method, true};
  return problem("no_payment_method",
                 "No payment method of the POS fits " + shown(card_type, payment_mode) +
                     ": give the POS configuration one with a journal, or map it in the sync");
}

Or<Method> chosen_method(const Context& context, std::int64_t id, std::string_view purpose) {
  if (const auto* method = context.catalogue.payment_method(id)) return Method{method};
  return problem("payment_method_unavailable",
                 "The sync books " + std::string(purpose) + " by payment method " + std::to_string(id) +
                     ", which this POS configuration does not have: choose another",
                 std::to_string(id));
}

}  // namespace ordersync::match
