// For tests: random decimals and amounts for rapidcheck, from everyday prices to numbers at the edge of what
// fits.
#pragma once

#include <rapidcheck.h>

#include <cstdint>
#include <ostream>

#include "base/decimal.h"
#include "base/money.h"

namespace ordersync::base {

inline std::ostream& operator<<(std::ostream& out, const Decimal& value) {
  return out << value.to_string();
}
inline std::ostream& operator<<(std::ostream& out, const Money& value) {
  return out << value.to_string() << ' ' << value.currency().code();
}

}  // namespace ordersync::base

template <>
struct rc::Arbitrary<ordersync::base::Decimal> {
  static rc::Gen<ordersync::base::Decimal> arbitrary() {
    using ordersync::base::Decimal;
    const auto of = [](std::int64_t units, int scale) { return Decimal::from_units(units, scale); };
    return rc::gen::oneOf(
        rc::gen::apply(of, rc::gen::inRange<std::int64_t>(-1'000'000, 1'000'000), rc::gen::inRange(0, 5)),
        rc::gen::apply(of, rc::gen::resize(100, rc::gen::arbitrary<std::int64_t>()),
                       rc::gen::inRange(0, 18)));
  }
};

template <>
struct rc::Arbitrary<ordersync::base::Currency> {
  static rc::Gen<ordersync::base::Currency> arbitrary() {
    using ordersync::base::Currency;
    return rc::gen::element(*Currency::of("USD"), *Currency::of("JPY"), *Currency::of("KWD"));
  }
};
