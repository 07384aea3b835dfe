// From the order's lines to the items of the basket.
#include "match/basket.h"

#include <algorithm>

#include "base/text.h"
#include "match/packages.h"
#include "match/pricing.h"
#include "match/products.h"

namespace ordersync::match {

using base::Decimal;
using base::Money;
using order::OrderLine;
using order::Problem;

namespace {

std::string title(const OrderLine& line) {
  return '"' + base::printable(line.name.empty() ? line.item_id : line.name) + "\" (line " +
         std::to_string(line.number) + ')';
}

// What the line gives away, off price × quantity.
Decimal discount_of(const OrderLine& line, const Decimal& full) {
  if (!line.discount.is_zero() || !line.discount_percent) return line.discount.round_half_away(kDecimals);
  return base::multiply_half_away(full, *line.discount_percent * kHundredth, 2 * kDecimals);
}

// A discount may take all of a line, but not more.
std::optional<Problem> check_discount(const OrderLine& line, const Decimal& full, const Decimal& discount) {
  const bool opposite = discount.is_negative() != full.is_negative();  // an extra charge in disguise: allowed
  if (discount.is_zero() || (opposite && !full.is_zero()) || discount.abs() <= full.abs())
    return std::nullopt;
  return problem("discount_too_large", "The discount " + discount.abs().to_string(2) +
                                           " is larger than its line " + title(line) + " of " +
                                           full.abs().to_string(2));
}

// A tax that only the POS can compute (PosAmounts), where it cannot be asked: of an order's sums it tells
// nothing, so not where they are what is rounded.
Or<void> check_taxes(const Context& context, const Basket& basket) {
  const bool lines_are_rounded = context.catalogue.tax_rounding() == order::TaxRounding::round_per_line;
  if (context.surroundings.pos_amounts != nullptr && lines_are_rounded) return {};
  return plain_taxes(basket);
}

class Filler {
 public:
  explicit Filler(Context& context) : context_(context) {}

  Or<Basket> run() {
    basket_.line_discounts = context_.zero();
    for (const OrderLine& line : context_.order.lines) add_line(line);
    if (!missing_.empty()) return missing_.to_problem();
    if (bad_discount_) return *std::move(bad_discount_);
    TRY(add_charges(context_, basket_));
    if (basket_.items.empty()) return problem("no_lines", "The order has no line that can be sold");
    TRY(check_taxes(context_, basket_));
    return std::move(basket_);
  }

 private:
  void add_line(const OrderLine& line) {
    const Decimal qty = line.quantity.round_half_away(kDecimals);
    const Decimal price = line.price.round_half_away(kDecimals);
    const Decimal full = price * qty;
    const Decimal discount = discount_of(line, full);
    if (auto why = check_discount(line, full, discount); why && !bad_discount_)
      bad_discount_ = std::move(why);
    if (qty.is_zero()) return;  // nothing is sold
    basket_.line_discounts += base::round_half_away(discount, context_.currency());

    const MatchRules& rules = context_.rules;
    if (rules.packages == Packages::explode && has_components(line, rules.package_quantity)) {
      return explode(line, base::round_half_away(full - discount, context_.currency()), context_, basket_,
                     missing_);
    }
    const auto* product = find(line);
    if (product == nullptr) return;
    basket_.items.push_back(make_item(context_, *product, qty, price, discount));
    ++basket_.priced;
    if (rules.packages == Packages::components) add_components(line, context_, basket_);
  }

  const order::Product* find(const OrderLine& line) {
    const Wanted wanted{line.item_id, line.odoo_item_id, line.name};
    const SearchResult result = find_product(wanted, context_.catalogue, context_.rules);
    if (const auto* none = std::get_if<NotFound>(&result)) {
      missing_.add(wanted, *none, line.number);
      return nullptr;
    }
    const auto& found = std::get<Found>(result);
    if (auto warning = warning_of(wanted, found, line.number))
      context_.warnings.push_back(*std::move(warning));
    return found.product;
  }

  Context& context_;
  Basket basket_;
  Missing missing_;
  std::optional<Problem> bad_discount_;
};

}  // namespace

Item make_item(const Context& context, const order::Product& product, const Decimal& qty,
               const Decimal& price, const Decimal& discount) {
  Item item;
  item.product = &product;
  item.qty = qty;
  item.price = price;
  item.discount = discount;
  item.amount = base::round_half_away(price * qty - discount, context.currency());
  item.taxes = context.catalogue.taxes_of(product);
  return item;
}

Or<void> plain_taxes(const Basket& basket) {
  for (const Item& item : basket.items) {
    const order::Tax* tax = order::not_plain(item.taxes);
    if (tax == nullptr) continue;
    const std::string name = base::printable(tax->name);
    return problem(
        "tax_not_percentage",
        "The tax \"" + name + "\" of \"" + base::printable(item.product->name) +
            "\" is not a plain percentage: give the product a percentage tax, or book the order by hand",
        name);
  }
  return {};
}

Or<Basket> fill_basket(Context& context) {
  return Filler(context).run();
}

}  // namespace ordersync::match
