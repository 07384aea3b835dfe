// Both ways to book the components of a line.
#include "match/packages.h"

#include <algorithm>

#include "base/text.h"

namespace ordersync::match {

using base::Decimal;
using base::Money;
using order::Component;
using order::OrderLine;

namespace {

// How much of a component goes with the line. The line gives the direction: in a refund it comes back,
// whether or not the source negates the components as well.
Decimal quantity_of(const Component& component, const OrderLine& line, PackageQuantity rule) {
  const Decimal each = component.quantity.abs().round_half_away(kDecimals);
  if (rule == PackageQuantity::per_unit) return (each * line.quantity).round_half_away(kDecimals);
  return line.quantity.is_negative() ? -each : each;
}

Wanted wanted(const Component& component) {
  return {component.item_id, std::nullopt, component.name};
}

std::string note_of(const OrderLine& line) {
  return "component of " + (line.name.empty() ? line.item_id : line.name);
}

// `Component "Milk" of "Latte" (line 2)`.
std::string place_of(const Component& component, const OrderLine& line) {
  const std::string name = base::printable(component.name.empty() ? component.item_id : component.name);
  return "Component \"" + name + "\" of \"" + base::printable(line.name) + "\" (line " +
         std::to_string(line.number) + ')';
}

void warn_of_unknown(const Component& component, const OrderLine& line, Context& context) {
  context.warn("component_not_found",
               place_of(component, line) + " is no product that the POS sells: its stock did not move");
}

// The line decides which way its components go; a sale that says otherwise is booked, and looked at.
void warn_of_sign(const Component& component, const OrderLine& line, Context& context) {
  if (!component.quantity.is_negative() || line.quantity.is_negative()) return;
  context.warn("component_negative",
               place_of(component, line) + " has the quantity " + component.quantity.to_string() +
                   " in a line that is sold: it was booked as " + component.quantity.abs().to_string() +
                   ", with stock going out; look what the source means by it");
}

}  // namespace

bool has_components(const OrderLine& line, PackageQuantity rule) {
  return std::any_of(line.components.begin(), line.components.end(), [&](const Component& component) {
    return !quantity_of(component, line, rule).is_zero();
  });
}

void add_components(const OrderLine& line, Context& context, Basket& basket) {
  for (const Component& component : line.components) {
    const Decimal qty = quantity_of(component, line, context.rules.package_quantity);
    if (qty.is_zero()) continue;
    const SearchResult result = find_product(wanted(component), context.catalogue, context.rules);
    const auto* found = std::get_if<Found>(&result);
    if (found == nullptr) {
      warn_of_unknown(component, line, context);
      continue;
    }
    if (auto warning = warning_of(wanted(component), *found, line.number)) {
      context.warnings.push_back(*std::move(warning));
    }
    warn_of_sign(component, line, context);
    Item item = make_item(context, *found->product, qty, 0, 0);
    item.taxes.clear();
    item.role = Role::component;
    item.note = note_of(line);
    basket.items.push_back(std::move(item));
  }
}

void explode(const OrderLine& line, Money amount, Context& context, Basket& basket, Missing& missing) {
  std::vector<const Component*> sold;
  std::vector<Decimal> quantities;
  std::vector<Decimal> weights;
  for (const Component& component : line.components) {
    const Decimal qty = quantity_of(component, line, context.rules.package_quantity);
    if (qty.is_zero()) continue;
    sold.push_back(&component);
    quantities.push_back(qty);
    weights.push_back((component.price.round_half_away(kDecimals) * qty).abs());
  }
  const std::vector<Money> parts = base::allocate(amount, weights);
  for (std::size_t i = 0; i < sold.size(); ++i) {
    const SearchResult result = find_product(wanted(*sold[i]), context.catalogue, context.rules);
    const auto* found = std::get_if<Found>(&result);
    if (found == nullptr) {
      missing.add(wanted(*sold[i]), std::get<NotFound>(result), line.number);
      continue;
    }
    if (auto warning = warning_of(wanted(*sold[i]), *found, line.number)) {
      context.warnings.push_back(*std::move(warning));
    }
    warn_of_sign(*sold[i], line, context);
    const Decimal price = base::divide_half_away(parts[i].to_decimal(), quantities[i], kDecimals);
    Item item = make_item(context, *found->product, quantities[i], price, 0);
    item.note = note_of(line);
    basket.items.push_back(std::move(item));
    ++basket.priced;
  }
}

}  // namespace ordersync::match
