// Which payment method of the POS a checkout line means (behaviour 7). Never a substring.
#pragma once

#include <string_view>

#include "match/context.h"

namespace ordersync::match {

struct Method {
  const order::PaymentMethod* method = nullptr;
  bool is_fallback = false;  // nothing matched: the first available one with a journal
};

// In this order: the sync's payment map, CardType equal to a method's name, "Cash", CardType as a whole word
// in exactly one method's name, PaymentMode, the first method with a journal. Fails with "no_payment_method",
// or "payment_method_unavailable" where the map names one that this POS does not have.
Or<Method> find_method(const Context& context, std::string_view card_type, std::string_view payment_mode);

// A method that the sync chose for a purpose. Fails with "payment_method_unavailable".
Or<Method> chosen_method(const Context& context, std::int64_t id, std::string_view purpose);

}  // namespace ordersync::match
