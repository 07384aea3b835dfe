// One rate for the whole order, as the order itself states or implies it, where the products' own taxes do
// not explain its totals (behaviour 6).
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "match/readings.h"

namespace ordersync::match {

struct OneRate {
  std::optional<base::Decimal> rate;         // in percent
  std::optional<Reading> reading;            // the best that fits, with a sales tax of the POS of this rate
  std::optional<base::Decimal> without_tax;  // a rate that would fit, but that no sales tax of the POS has
};

// By TaxPercent. Nothing where it is not sent or is what every product is taxed with anyway.
OneRate by_stated_rate(const Reader& reader, std::span<const Shares> placements, base::Money target);

// By Tax / base, else by (GrandTotal − AmountTotal) / AmountTotal.
OneRate by_implied_rate(const Reader& reader, std::span<const Shares> placements, base::Money target);

// The warning that goes with `reading`.
order::Notice one_rate_notice(const base::Decimal& rate, const Reading& reading);

// `No 15 % sales tax for "Burger"`, naming the first product that is not taxed so.
order::Problem no_sales_tax(const base::Decimal& rate, const Basket& basket);

}  // namespace ordersync::match
