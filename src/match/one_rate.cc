// Finding the rate, the POS's tax with that rate, and the reading that fits.
#include "match/one_rate.h"

#include <algorithm>

#include "base/text.h"
#include "match/basket.h"

namespace ordersync::match {

using base::Decimal;
using base::Money;
using order::Tax;

namespace {

// A percentage tax of this rate; rather a price-included one for gross prices, one on top for net prices.
const Tax* sales_tax(const order::Catalogue& catalogue, const Decimal& rate, Pricing pricing) {
  const Tax* any = nullptr;
  for (const Tax& tax : catalogue.taxes()) {
    if (!tax.active || tax.type != order::TaxType::percent || tax.amount != rate) continue;
    if (tax.price_include == (pricing == Pricing::gross)) return &tax;
    if (any == nullptr) any = &tax;
  }
  return any;
}

void keep_better(const Reader& reader, std::optional<Reading>& best, Reading candidate) {
  if (!reader.fits(candidate)) return;
  if (!best || reader.is_better(candidate, *best)) best = std::move(candidate);
}

// The best fitting reading with a sales tax of this rate, on the lines alone or on charges and tips as well;
// without such a tax, whether one would fit.
OneRate with_rate(const Reader& reader, std::span<const Shares> placements, const Decimal& rate,
                  Money target) {
  using Charges = Taxation::Charges;
  OneRate result;
  result.rate = rate;
  for (const Pricing pricing : {Pricing::net, Pricing::gross}) {
    const Tax* const known = sales_tax(reader.context().catalogue, rate, pricing);
    Tax wanted;
    wanted.amount = rate;
    wanted.price_include = pricing == Pricing::gross;
    const Tax& tax = known != nullptr ? *known : wanted;
    for (const Charges charges : {Charges::as_lines, Charges::own}) {
      if (charges == Charges::own && reader.charges().is_zero()) continue;
      Reading reading = reader.best(pricing, placements, Taxation::only(tax, charges), target);
      if (known != nullptr) {
        keep_better(reader, result.reading, std::move(reading));
      } else if (reader.fits(reading)) {
        result.without_tax = rate;
      }
    }
  }
  return result;
}

// TaxPercent, without the noise of floating point; a refund's may be negative.
std::optional<Decimal> stated_rate(const order::Order& order) {
  const Decimal rate = order.tax_percent.value_or(0).round_half_away(4).abs();
  if (rate.is_zero() || rate > kHundred) return std::nullopt;
  return rate;
}

bool all_taxed_with(const Basket& basket, const Decimal& rate) {
  return std::all_of(basket.items.begin(), basket.items.end(), [&](const Item& item) {
    return item.role == Role::component || rates_of(item.taxes).all == rate;
  });
}

bool all_of_one_rate(const Basket& basket) {
  const auto priced = std::find_if(basket.items.begin(), basket.items.end(),
                                   [](const Item& item) { return item.role == Role::line; });
  return priced != basket.items.end() &&
         std::all_of(basket.items.begin(), basket.items.end(), [&](const Item& item) {
           return item.role != Role::line || rates_of(item.taxes).all == rates_of(priced->taxes).all;
         });
}

// A deposit is no tax that a rate may stand for.
bool all_plain(const Basket& basket) {
  return std::all_of(basket.items.begin(), basket.items.end(),
                     [](const Item& item) { return order::not_plain(item.taxes) == nullptr; });
}

// A part of a whole: the tax and what it is a tax on, as the order's amounts have them.
struct Share {
  Decimal tax;
  Decimal base;
};

// Whether `rate` gives the tax but for the rounding of each line by half a minor unit.
bool explains(const Decimal& rate, const Share& share, const Reader& reader) {
  const Decimal off = (share.base * rate - share.tax * kHundred).abs();
  const Decimal unit = Money(1, reader.context().currency()).to_decimal();
  return off + off <= unit * reader.basket().priced * (kHundred + rate);
}

// The POS's rate that explains the share best.
std::optional<Decimal> rate_of_pos(const Share& share, const Reader& reader) {
  std::optional<Decimal> best;
  Decimal best_off;
  for (const Tax& tax : reader.context().catalogue.taxes()) {
    if (!tax.active || tax.type != order::TaxType::percent || tax.amount <= Decimal(0)) continue;
    if (!explains(tax.amount, share, reader)) continue;
    const Decimal off = (share.base * tax.amount - share.tax * kHundred).abs();
    if (best && best_off <= off) continue;
    best = tax.amount;
    best_off = off;
  }
  return best;
}

// The rate a person would read out of the share ("15", "8.5"), if it is a plain one.
std::optional<Decimal> plain_rate(const Share& share, const Reader& reader) {
  if (share.tax > share.base) return std::nullopt;
  const Decimal rate = base::divide_half_away(share.tax * kHundred, share.base, 1);
  if (rate.is_zero() || !explains(rate, share, reader)) return std::nullopt;
  return rate;
}

// Every way in which the order's amounts imply a rate.
std::vector<Share> implied(const Reader& reader, std::span<const Shares> placements) {
  const Claims& claims = reader.context().claims;
  std::vector<Share> shares;
  if (claims.tax) {
    const Decimal tax = claims.tax->to_decimal();
    const Decimal charges = reader.charges().to_decimal();
    for (const Shares& placement : placements) {
      const Decimal sum = reader.as_sent(placement).to_decimal();
      for (const Decimal& base : {sum, sum - charges}) {
        shares.push_back({tax, base});
        shares.push_back({tax, base - tax});
        if (charges.is_zero()) break;
      }
    }
  }
  const Decimal& subtotal = reader.context().order.amount_total;
  shares.push_back({claims.grand_total.to_decimal() - subtotal, subtotal});
  // A refund's amounts are all negative; a tax against its base is none.
  std::erase_if(shares, [](const Share& share) {
    return share.base.is_zero() || share.tax.is_zero() || share.base.is_negative() != share.tax.is_negative();
  });
  for (Share& share : shares) share = {share.tax.abs(), share.base.abs()};
  return shares;
}

}  // namespace

OneRate by_stated_rate(const Reader& reader, std::span<const Shares> placements, Money target) {
  const auto rate = stated_rate(reader.context().order);
  if (!rate || !all_plain(reader.basket()) || all_taxed_with(reader.basket(), *rate)) return {};
  return with_rate(reader, placements, *rate, target);
}

OneRate by_implied_rate(const Reader& reader, std::span<const Shares> placements, Money target) {
  if (!all_plain(reader.basket())) return {};
  // A tax can only be missing in the POS where the source sends one and does not name another rate for it; of
  // products with several rates it is a mixture, which no tax has.
  const bool tells_missing =
      reader.context().claims.tax && !stated_rate(reader.context().order) && all_of_one_rate(reader.basket());
  OneRate best;
  for (const Share& share : implied(reader, placements)) {
    if (const auto rate = rate_of_pos(share, reader)) {
      OneRate found = with_rate(reader, placements, *rate, target);
      if (!found.reading) continue;
      if (!best.reading || reader.is_better(*found.reading, *best.reading)) best = std::move(found);
    } else if (const auto plain = plain_rate(share, reader); plain && tells_missing && !best.without_tax) {
      best.without_tax = with_rate(reader, placements, *plain, target).without_tax;
    }
  }
  return best;
}

order::Notice one_rate_notice(const Decimal& rate, const Reading& reading) {
  std::string name;
  for (const auto& line : reading.lines) {
    if (!line.taxes.empty()) name = base::printable(line.taxes.front()->name);
  }
  return {"tax_from_order",
          "The products' own taxes do not explain the order's total; all its lines were booked with "
          "the tax \"" +
              name + "\", since the order is taxed with " + rate.to_string() + " %"};
}

order::Problem no_sales_tax(const Decimal& rate, const Basket& basket) {
  const Item* untaxed = &basket.items.front();
  for (const Item& item : basket.items) {
    if (item.role == Role::component || rates_of(item.taxes).all == rate) continue;
    untaxed = &item;
    break;
  }
  const std::string percent = rate.to_string() + " %";
  return problem("no_sales_tax",
                 "No " + percent + " sales tax for \"" + base::printable(untaxed->product->name) +
                     "\": give the product this tax, or create a sales tax of " + percent + " in the POS",
                 percent);
}

}  // namespace ordersync::match
