// What every step of matching reads: the order, the catalogue, the sync's rules, and the order's amounts in
// the POS's currency. And where they leave what a person should know. No step is here.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "base/money.h"
#include "base/result.h"
#include "match/match.h"

namespace ordersync::match {

// What a step gives: its result, or why the order is parked.
template <class T>
using Or = base::Result<T, order::Problem>;

// A problem that a person has to fix. `missing` names what one fix would free many orders of ("Latte XL"); it
// becomes part of the cause, by which orders are grouped.
inline order::Problem problem(std::string code, std::string message, const std::string& missing = {}) {
  std::string cause = missing.empty() ? code : code + ": " + missing;
  return {std::move(code), std::move(message), std::move(cause), order::Remedy::fix};
}

// The order's header amounts, all in the POS's currency. `tax` is nothing where the source sends none or 0.
struct Claims {
  base::Money grand_total;
  std::optional<base::Money> tax;
  base::Money discount;
  base::Money service_charge;
  base::Money delivery_charge;
  base::Money tip;
  base::Money balance;
  base::Money amount_paid;
  base::Money checkouts;  // Σ CheckoutDetails
};

struct Context {
  const order::Order& order;
  const order::Catalogue& catalogue;
  const MatchRules& rules;
  const Surroundings& surroundings;
  Claims claims;
  order::Warnings warnings;

  base::Currency currency() const { return catalogue.currency(); }
  base::Money zero() const { return base::Money::zero(currency()); }
  bool is_refund() const { return order.key.kind == order::Kind::refund; }
  void warn(std::string code, std::string message) {
    warnings.push_back({std::move(code), std::move(message)});
  }
};

// Fails with "currency_differs" when an amount of the order is not in the POS's currency.
Or<Claims> read_claims(const order::Order& order, base::Currency currency);

}  // namespace ordersync::match
