// How the untaxed order is recognised and answered.
#include "match/untaxed.h"

#include <algorithm>

#include "base/text.h"

namespace ordersync::match {

using base::Money;
using order::Tax;

namespace {

bool is_taxed(const Item& item) {
  return order::not_plain(item.taxes) != nullptr || !rates_of(item.taxes).all.is_zero();
}

const Item* first_taxed(const Basket& basket) {
  const auto found = std::find_if(basket.items.begin(), basket.items.end(), is_taxed);
  return found == basket.items.end() ? nullptr : &*found;
}

// Every tax of every product stands in its price: then the total that agrees says what is meant.
bool prices_hold_their_tax(const Basket& basket) {
  return std::all_of(basket.items.begin(), basket.items.end(), [](const Item& item) {
    return order::not_plain(item.taxes) == nullptr &&
           std::all_of(item.taxes.begin(), item.taxes.end(),
                       [](const Tax* tax) { return tax->price_include || tax->amount.is_zero(); });
  });
}

// The order sends no Tax, but an AmountTotal that is its total less the tax: then it has said it.
bool amount_total_says_gross(const Reader& reader, const Reading& gross) {
  const base::Decimal& subtotal = reader.context().order.amount_total;
  if (subtotal == gross.target.to_decimal()) return false;
  return (subtotal - gross.net().to_decimal()).abs() <= reader.tolerance().to_decimal();
}

}  // namespace

const Shares* untaxed_placement(const Reader& reader, Money target) {
  if (reader.context().claims.tax || first_taxed(reader.basket()) == nullptr) return nullptr;
  for (const Shares& shares : reader.placements()) {
    if (reader.as_sent(shares) == target) return &shares;
  }
  return nullptr;
}

Or<Reading> answer_untaxed(Context& context, const Reader& reader, const Shares& shares, Money target) {
  const Item* taxed = first_taxed(reader.basket());
  if (taxed == nullptr) return reader.read(Pricing::net, shares, Taxation::own(), target);  // nothing to ask
  Reading gross = reader.read(Pricing::gross, shares, Taxation::own(), target);
  if (prices_hold_their_tax(reader.basket())) {
    context.warn("tax_of_products",
                 "The order states no tax; its prices were booked with the tax that the products "
                 "hold, " +
                     gross.amounts.tax.to_string());
    return gross;
  }
  if (amount_total_says_gross(reader, gross)) return gross;
  switch (context.rules.untaxed) {
    case Untaxed::included:
      return gross;
    case Untaxed::none:
      return reader.read(Pricing::net, shares, Taxation::none(), target);
    case Untaxed::park:
      break;
  }
  const Money grand_total = context.claims.grand_total;
  const std::string with_tip = target == grand_total ? "" : " with the tip";
  return problem("tax_not_stated",
                 "The order states no tax and GrandTotal " + grand_total.to_string() + with_tip +
                     " equals its lines, but \"" + base::printable(taxed->product->name) +
                     "\" is taxed: choose in the sync whether prices include the product's tax or "
                     "such orders are booked without tax");
}

}  // namespace ordersync::match
