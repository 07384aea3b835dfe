// PURE: what a configuration's records tell by themselves.
#include <algorithm>

#include "base/contains.h"
#include "base/text.h"
#include "pos/odoo_doctor_parts.h"
#include "pos/odoo_shop.h"
#include "pos/odoo_text.h"

namespace ordersync::pos::odoo {
namespace {

constexpr std::size_t kNamed = 5;

std::string first_names(const std::vector<std::string>& names) {
  const std::vector<std::string> first(names.begin(), names.begin() + std::min(names.size(), kNamed));
  return listed(first, static_cast<std::int64_t>(names.size()));
}

std::string percent(const base::Decimal& rate) {
  return rate.to_string() + " %";
}

void note_methods(const Value& records, const order::Catalogue::Parts& shop, const Topic& topic) {
  if (shop.payment_methods.empty()) {
    topic.bad("The POS has no payment method", "Add cash and card to the POS configuration in Odoo");
    return;
  }
  std::vector<std::string> with_journal, without, wants_customer;
  for (const order::PaymentMethod& method : shop.payment_methods)
    (method.journal.empty() ? without : with_journal).push_back(method.name);
  for (const Value& method : records["methods"].items()) {
    const std::string_view type = method["type"].text();
    if ((type == "bank" || type == "cash") && method["split_transactions"].boolean())
      wants_customer.emplace_back(method["name"].text());
  }
  if (with_journal.empty()) {
    topic.bad("No payment method has a journal: " + first_names(without),
              "Give cash and card methods their journals in Odoo, Point of Sale, Payment Methods");
    return;
  }
  std::string text = first_names(with_journal);
  if (!without.empty()) text += "; without a journal, for orders with a customer: " + first_names(without);
  if (wants_customer.empty()) {
    topic.good(text);
    return;
  }
  topic.warning(text + "; " + first_names(wants_customer) + " identifies the customer",
                "Switch Identify Customer off where orders come without one");
}

void note_cash(const Value& records, const order::Catalogue::Parts& shop, const Topic& topic) {
  const bool has_cash =
      std::any_of(shop.payment_methods.begin(), shop.payment_methods.end(),
                  [](const order::PaymentMethod& method) { return method.type == order::MethodType::cash; });
  if (!has_cash) {
    topic.warning("The POS takes no cash: change cannot be booked, and a cash order is parked",
                  "Add a cash method to the POS configuration, if orders are paid in cash");
  } else if (!records["config"]["cash_control"].boolean()) {
    topic.warning("Cash control is off: what is counted at closing is not kept",
                  "Switch Cash Control on in the POS configuration, if cash is counted");
  } else {
    topic.good("The cash of a session is counted at closing");
  }
}

void note_price_list(const Value& records, const Topic& topic) {
  if (records["series"].integer() != 14) return;
  if (records["config"]["pricelist_id"].id()) {
    topic.good(std::string(records["config"]["pricelist_id"].display_name()));
    return;
  }
  topic.bad("The POS has no price list, which Odoo 14 requires on every order",
            "Choose a default price list in the POS configuration");
}

// The company's setting rules what people open; what ordersync opens is as the connection wants it; a session
// that is open keeps its own.
void note_stock(const Value& records, const Topic& topic) {
  const std::string_view at_once = "Each order moves its stock at once";
  const std::string_view at_closing = "Stock moves once, when the session is closed";
  const bool wanted_at_closing = records["at_closing"].boolean();
  const std::string wanted(wanted_at_closing ? at_closing : at_once);
  const bool company_at_closing =
      records["companies"].items().front()["point_of_sale_update_stock_quantities"].text() == "closing";
  const Value& session = records["session"];
  if (session.is_object() && session["update_stock_at_closing"].boolean() != wanted_at_closing) {
    topic.warning(std::string(wanted_at_closing ? at_once : at_closing) +
                      ": the open session was opened so, and no session changes in its middle",
                  wanted_at_closing
                      ? "The next session that ordersync opens is as the connection says"
                      : "For a picking of every order close it, and let ordersync open the next; or "
                        "choose real time in Point of Sale, Settings, Inventory Management");
  } else if (company_at_closing != wanted_at_closing) {
    topic.good(wanted + " in sessions that ordersync opens; those of people follow the company: " +
               (company_at_closing ? "at closing" : "in real time"));
  } else {
    topic.good(wanted);
  }
}

void note_tax_rounding(const Value& records, const Topic& topic) {
  const std::string_view method =
      records["companies"].items().front()["tax_calculation_rounding_method"].text();
  topic.good(method == "round_globally" ? "Taxes are rounded once an order"
                                        : "Taxes are rounded on every line");
}

// What a source's order of this rate would be booked with.
bool has_rate(const order::Catalogue::Parts& shop, const base::Decimal& rate) {
  return std::any_of(shop.taxes.begin(), shop.taxes.end(), [&](const order::Tax& tax) {
    return tax.active && tax.type == order::TaxType::percent && tax.amount == rate;
  });
}

void note_taxes(const order::Catalogue::Parts& shop, const std::vector<base::Decimal>& source_rates,
                const Topic& topic) {
  std::vector<std::string> rates, missing, other, parked;
  for (const order::Tax& tax : shop.taxes) {
    if (!tax.active) continue;
    if (tax.type == order::TaxType::other) {
      const bool asked = tax.pos_tells && shop.tax_rounding == order::TaxRounding::round_per_line;
      (asked ? other : parked).push_back(tax.name);
    } else {
      std::string rate = percent(tax.amount) + (tax.price_include ? " included" : "");
      if (!base::contains(rates, rate)) rates.push_back(std::move(rate));
    }
  }
  for (const base::Decimal& rate : source_rates) {
    if (!rate.is_zero() && !has_rate(shop, rate)) missing.push_back(percent(rate));
  }
  std::string there = rates.empty() ? "There is no sales tax" : "Sales taxes: " + base::joined(rates, ", ");
  if (!missing.empty()) {
    topic.bad(
        "No sales tax of " + first_names(missing) + ", as the source's orders carry. " + there,
        "Add the tax in Odoo, Accounting, Taxes, of type Sales and computed as a percentage of the price");
    return;
  }
  if (!other.empty()) there += "; computed in another way than as a percentage: " + first_names(other);
  if (parked.empty()) {
    topic.good(there);
    return;
  }
  topic.warning(
      there + "; not to be computed here: " + first_names(parked),
      shop.tax_rounding == order::TaxRounding::round_per_line
          ? "Orders of products with these taxes are parked: give the products plain percentages"
          : "While taxes are rounded once an order, orders of products with these taxes are parked: "
            "round taxes on every line, or give the products plain percentages");
}

void note_zone(const Value& records, const order::Catalogue::Parts& shop, const Topic& topic) {
  const Value::Array& zones = records["timezones"].items();
  const bool named = std::any_of(zones.begin(), zones.end(),
                                 [&](const Value& zone) { return zone.text() == shop.config.timezone; });
  if (named) {
    topic.good(shop.config.timezone);
    return;
  }
  topic.warning("Neither the user nor the company has a time zone: UTC is used",
                "Set the time zone in the user's preferences: closing times of day follow it");
}

void note_invoice_journal(const Value& records, const Topic& topic) {
  if (records["series"].integer().value_or(0) < 19 || records["config"]["invoice_journal_id"].id()) return;
  topic.bad("The POS has no invoice journal: Odoo refuses every order then",
            "Choose one in the POS configuration, under Accounting");
}

}  // namespace

void examine_records(const Value& records, const std::vector<base::Decimal>& source_rates, Notes& notes) {
  const auto shop = shop_of(records);
  if (!shop.ok()) {
    notes.bad("pos_config", "POS configuration", shop.error().message, "");
    return;
  }
  note_methods(records, *shop, {notes, "payment_methods", "Payment methods"});
  note_cash(records, *shop, {notes, "cash_control", "Cash control"});
  note_price_list(records, {notes, "price_list", "Price list"});
  note_invoice_journal(records, {notes, "invoice_journal", "Invoice journal"});
  note_stock(records, {notes, "stock_mode", "Stock"});
  note_tax_rounding(records, {notes, "tax_rounding", "Tax rounding"});
  note_taxes(*shop, source_rates, {notes, "sales_taxes", "Sales taxes"});
  note_zone(records, *shop, {notes, "time_zone", "Time zone"});
}

}  // namespace ordersync::pos::odoo
