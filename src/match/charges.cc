// Service, delivery and tip: lines on the products that the sync names for them (behaviour 6).
#include "base/text.h"
#include "match/basket.h"

namespace ordersync::match {

using base::Money;

namespace {

struct Charge {
  std::string_view name;
  std::string_view setting;
  Money amount;
  std::optional<std::int64_t> product;
};

// The owner chose this product for the charge, so it need not be on sale in the POS: Odoo's own tip product
// is not either.
bool can_carry(const order::Product* product) {
  return product != nullptr && product->active && product->of_company;
}

order::Problem not_chosen(const Charge& charge) {
  const std::string name(charge.name);
  return problem("charge_product_missing",
                 "The " + name + " of " + charge.amount.abs().to_string() + " has no product: choose the " +
                     std::string(charge.setting) + " of the sync",
                 name);
}

order::Problem not_usable(const Charge& charge) {
  const std::string name(charge.name);
  return problem("charge_product_missing",
                 "The " + std::string(charge.setting) + " (id " + std::to_string(*charge.product) +
                     ") for the " + name + " of " + charge.amount.abs().to_string() +
                     " is not an active product of this POS: choose another",
                 name);
}

}  // namespace

Or<void> add_charges(const Context& context, Basket& basket) {
  const MatchRules& rules = context.rules;
  const Charge charges[] = {
      {"service charge", "service product", context.claims.service_charge, rules.service_product},
      {"delivery charge", "delivery product", context.claims.delivery_charge, rules.delivery_product},
      {"tip", "tip product", context.claims.tip, rules.tip_product},
  };
  for (const Charge& charge : charges) {
    if (charge.amount.is_zero()) continue;
    if (!charge.product) return not_chosen(charge);
    const order::Product* product = context.catalogue.product(*charge.product);
    if (!can_carry(product)) return not_usable(charge);
    const base::Decimal qty = charge.amount.is_negative() ? -1 : 1;
    Item item = make_item(context, *product, qty, charge.amount.abs().to_decimal(), 0);
    item.role = Role::charge;
    item.note = charge.name;
    basket.items.push_back(std::move(item));
    ++basket.priced;
  }
  return {};
}

}  // namespace ordersync::match
