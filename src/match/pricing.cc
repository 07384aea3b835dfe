// Unit prices, discounts and the way between net and gross.
#include "match/pricing.h"

#include <utility>

#include "match/basket.h"

namespace ordersync::match {

using base::Decimal;
using base::Money;

namespace {

constexpr int kPercentDecimals = 8;  // with the two before the point: ten digits

// A price and a discount in per cent, in the source's own terms.
struct Offer {
  Decimal price;
  Decimal percent;
};

bool keeps_amount(const Decimal& percent, const Decimal& full, const Decimal& wanted,
                  base::Currency currency) {
  if (percent <= Decimal(0) || percent > kHundred) return false;
  const Decimal left = base::multiply_half_away(full, (kHundred - percent) * kHundredth, 2 * kDecimals);
  return base::round_half_away(left, currency) == base::round_half_away(wanted, currency);
}

// The price whose amount is rounded as the wanted one is: half a cent must not be lost where the price has no
// end (123.895 for 3).
Decimal price_for(const Decimal& wanted, const Decimal& qty, base::Currency currency) {
  const Decimal price = base::divide_half_away(wanted, qty, kDecimals);
  if (base::round_half_away(price * qty, currency) == base::round_half_away(wanted, currency)) return price;
  const Decimal last = Decimal::from_units(1, kDecimals);
  return price.is_negative() ? price - last : price + last;
}

Offer offer_of(const Item& item, Money off) {
  const Decimal discount = item.discount + off.to_decimal();
  if (discount.is_zero()) return {item.price, 0};
  const Decimal full = item.price * item.qty;
  const Decimal wanted = full - discount;
  if (!full.is_zero()) {
    const Decimal percent = base::divide_half_away(discount * kHundred, full, kPercentDecimals);
    if (keeps_amount(percent, full, wanted, off.currency())) return {item.price, percent};
  }
  return {price_for(wanted, item.qty, off.currency()), 0};
}

// With base b, the POS's unit price is b and its included taxes, the price with tax b and all taxes.
Decimal booked_price(const Decimal& price, Pricing pricing, const Rates& rates) {
  const Decimal booked = kHundred + rates.included;
  const Decimal sent = pricing == Pricing::net ? kHundred : kHundred + rates.all;
  if (booked == sent) return price;
  return base::divide_half_away(price * booked, sent, kDecimals);
}

}  // namespace

Rates rates_of(std::span<const order::Tax* const> taxes) {
  Rates rates;
  for (const order::Tax* tax : taxes) {
    rates.all += tax->amount;
    if (tax->price_include) rates.included += tax->amount;
  }
  return rates;
}

order::TaxedLine price_line(const Item& item, Money off, Pricing pricing,
                            std::vector<const order::Tax*> taxes) {
  const Offer offer = offer_of(item, off);
  order::TaxedLine line;
  line.qty = item.qty;
  const bool is_plain = order::not_plain(taxes) == nullptr;
  line.price_unit = is_plain ? booked_price(offer.price, pricing, rates_of(taxes)) : offer.price;
  line.discount_percent = offer.percent;
  line.taxes = std::move(taxes);
  return line;
}

order::OrderAmounts compute(const Context& context, std::span<const order::TaxedLine> lines) {
  return order::compute_all(lines, context.catalogue.tax_rounding(), context.currency(),
                            context.surroundings.pos_amounts);
}

}  // namespace ordersync::match
