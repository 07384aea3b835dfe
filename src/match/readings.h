// Readings: what the order's totals may mean (prices net or gross of tax × where its discount stands × which
// tax), how well each fits, and which fits best (behaviour 6). What to do with the best one is totals.h.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "match/pricing.h"

namespace ordersync::match {

// Each item's part of AmountDiscount; empty: the discount is inside the lines already.
using Shares = std::vector<base::Money>;

// The products' own taxes, or these on every priced item instead (none at all: an empty list); charges and
// tips may keep those of their products.
struct Taxation {
  enum class Charges { as_lines, own };
  static Taxation own() { return {}; }
  static Taxation only(const order::Tax& tax, Charges charges) { return {{{&tax}}, charges}; }
  static Taxation none() { return {std::vector<const order::Tax*>{}}; }
  std::optional<std::vector<const order::Tax*>> instead;
  Charges charges = Charges::as_lines;
};

struct Reading {
  Pricing pricing = Pricing::net;
  Shares shares;
  std::vector<order::TaxedLine> lines;  // one per item of the basket, then one per rounding item
  std::vector<Item> rounding;           // what settling added (settle_cents.h)
  order::OrderAmounts amounts;
  base::Money target;   // what is to be booked: GrandTotal, and a tip or voucher that only the payments hold
  base::Money voucher;  // AmountDiscount where it is a payment; else zero

  base::Money net() const { return amounts.total - amounts.tax; }
  base::Money difference() const { return target - amounts.total; }
  base::Money share(std::size_t item) const {
    return shares.empty() ? base::Money::zero(target.currency()) : shares[item];
  }
};

class Reader {
 public:
  // Both must outlive it.
  Reader(const Context& context, const Basket& basket);

  const Context& context() const { return context_; }
  const Basket& basket() const { return basket_; }
  // Where AmountDiscount may stand: inside the lines, on top of them, on top less the line discounts.
  std::span<const Shares> placements() const { return placements_; }
  // One minor unit per priced line plus one.
  base::Money tolerance() const { return tolerance_; }

  // The sum of the items as sent, less their shares.
  base::Money as_sent(const Shares& shares) const;
  // What charges and tips are of it.
  base::Money charges() const;
  Reading read(Pricing pricing, const Shares& shares, const Taxation& taxation, base::Money target) const;

  // Minor units between the reading and what the order says: of its total, and of its tax where one is sent.
  std::int64_t distance(const Reading& reading) const;
  bool is_exact(const Reading& reading) const { return reading.amounts.known && distance(reading) == 0; }
  bool fits(const Reading& reading) const;
  // Exact before near, the nearest, net before gross; AmountTotal breaks ties.
  bool is_better(const Reading& a, const Reading& b) const;

  // The best of the readings with these prices over `placements`, fitting or not.
  Reading best(Pricing pricing, std::span<const Shares> placements, const Taxation& taxation,
               base::Money target) const;

 private:
  const Context& context_;
  const Basket& basket_;
  base::Money tolerance_;
  std::vector<Shares> placements_;
};

}  // namespace ordersync::match
