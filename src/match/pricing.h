// Pricing: an item's price as sent, net or gross, becomes the unit price and discount that the POS books, and
// lines become amounts by the POS's own arithmetic. Which reading is right is not decided here.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "match/basket.h"
#include "order/taxes.h"

namespace ordersync::match {

// Whether the source's prices are without or with tax.
enum class Pricing { net, gross };

// The line that books `item` less `off` (its share of the order's discount) with `taxes`. The discount is
// kept as a percentage where the POS then computes the wanted amount, else it goes into the unit price.
// With taxes that only the POS can compute the price is taken as that of the product: net or gross, as its
// taxes are.
order::TaxedLine price_line(const Item& item, base::Money off, Pricing pricing,
                            std::vector<const order::Tax*> taxes);

// Together, in percent: the rates of the taxes that are price-included, and of all. REQUIRES: all are plain.
struct Rates {
  base::Decimal included;
  base::Decimal all;
};
Rates rates_of(std::span<const order::Tax* const> taxes);

order::OrderAmounts compute(const Context& context, std::span<const order::TaxedLine> lines);

}  // namespace ordersync::match
