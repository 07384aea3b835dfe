// The basket: what an order sells, as products of the POS with the source's own prices. Whether those prices
// hold tax, and what is booked in the end, is decided later (readings.h).
#pragma once

#include <string>
#include <vector>

#include "match/context.h"

namespace ordersync::match {

// Prices and quantities are kept to ten decimals: beyond is only the noise of floating point, as in
// "0.30000000000000004".
inline constexpr int kDecimals = 10;
inline const base::Decimal kHundred = 100;
inline const base::Decimal kHundredth = base::Decimal::from_units(1, 2);

enum class Role {
  line,       // a line of the order, or a component sold in its place
  component,  // moves stock at price 0, without tax
  charge,     // service, delivery, tip
  rounding,   // an untaxed amount on the rounding product
};

struct Item {
  const order::Product* product = nullptr;
  base::Decimal qty;       // not zero
  base::Decimal price;     // per unit, as sent
  base::Decimal discount;  // off the whole item
  base::Money amount;      // price × qty − discount, rounded: the item's part of S (behaviour 6)
  std::vector<const order::Tax*> taxes;  // the product's own, after the fiscal position; none for components
  Role role = Role::line;
  std::string note;
};

struct Basket {
  std::vector<Item> items;
  base::Money line_discounts;  // of the order's lines together
  int priced = 0;              // items that are neither components nor rounding
};

// Finds every product and checks every line discount. The products that are missing are named together.
Or<Basket> fill_basket(Context& context);

// An item whose price × qty − discount is worked out here.
Item make_item(const Context& context, const order::Product& product, const base::Decimal& qty,
               const base::Decimal& price, const base::Decimal& discount);

// Fails with "tax_not_percentage" where an item has a tax that is not plain.
Or<void> plain_taxes(const Basket& basket);

// Adds service, delivery and tip as lines on the products that the sync names for them. Fails with
// "charge_product_missing" when none is named.
Or<void> add_charges(const Context& context, Basket& basket);

}  // namespace ordersync::match
