// Taxes as each version computes them. Inside of the fake Odoo only.
#pragma once

#include <vector>

#include "tests/support/fake_odoo_env.h"

namespace ordersync::testing::odoo {

struct TaxedLine {
  double base = 0;   // without tax
  double total = 0;  // with it
  std::vector<std::pair<int, double>> taxes;
};
// One line by the company's rounding method. Under round_globally nothing but the base up to 17 is rounded.
// Knows percent taxes, included in the price or not, and fixed ones on top; a tax on a tax is not modelled.
TaxedLine tax_line(Env& env, const json& taxes, double price_unit, double qty);

// account.tax.compute_all as it answers over RPC.
json compute_all(Env& env, const json& taxes, double price_unit, double qty);

// What the journal entry of a session posts for an order: its lines taxed anew.
struct Retaxed {
  double base = 0;
  double tax = 0;
  double total() const { return base + tax; }
};
Retaxed retax(Env& env, int order);

bool rounds_globally(Env& env);

}  // namespace ordersync::testing::odoo
