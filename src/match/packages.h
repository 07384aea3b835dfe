// Packages: the components of a line, moved beside it at price 0 or sold in its place (behaviour 5).
#pragma once

#include "match/basket.h"
#include "match/products.h"

namespace ordersync::match {

// Whether anything of a component goes with the line.
bool has_components(const order::OrderLine& line, PackageQuantity rule);

// Adds each known component at price 0 and without tax, so that its stock moves. An unknown component does
// not stop the sale: the order carries a warning. So does one of a quantity below zero in a line that is
// sold, which is booked as if it were above ("component_negative").
void add_components(const order::OrderLine& line, Context& context, Basket& basket);

// Adds the components instead of the line; they share its amount by their price × quantity to the last cent.
// A component without a product is `missing`: nothing else could be sold for it.
// REQUIRES: has_components(line, …).
void explode(const order::OrderLine& line, base::Money amount, Context& context, Basket& basket,
             Missing& missing);

}  // namespace ordersync::match
