// Up to 17 the base of a line is rounded first and the tax is taken on it; from 18 on round_globally keeps
// everything raw until the whole order is summed up.
#include "tests/support/fake_odoo_taxes.h"

#include <cmath>
#include <map>

#include "tests/support/fake_odoo_computed.h"
#include "tests/support/fake_odoo_money.h"
#include "tests/support/fake_odoo_orm.h"

namespace ordersync::testing::odoo {
namespace {

struct Rate {
  int id;
  double percent;
  bool included;
  double each = 0;  // a fixed amount a unit, on top

  double of(double base, double qty) const {
    return each == 0 ? base * percent / 100 : std::copysign(qty, base) * each;
  }
};

std::vector<Rate> rates_of(Env& env, const json& taxes) {
  std::vector<Rate> rates;
  std::vector<int> ids;
  for (const json& id : taxes) ids.push_back(id.get<int>());
  sort_records(env, "account.tax", "sequence, id", ids);
  for (const int id : ids) {
    const double amount = env.number("account.tax", id, "amount");
    if (env.text("account.tax", id, "amount_type") == "fixed") {
      rates.push_back({id, 0, false, amount});
      continue;
    }
    rates.push_back({id, amount, value_of(env, "account.tax", id, "price_include") == true});
  }
  return rates;
}

double included_percent(const std::vector<Rate>& rates) {
  double percent = 0;
  for (const Rate& rate : rates) percent += rate.included ? rate.percent : 0;
  return percent;
}

TaxedLine line_until_17(Env& env, const std::vector<Rate>& rates, double price_unit, double qty) {
  const auto rounded = [&](double value, double unit) { return float_round(value, unit, env.major); };
  const double gross = rounded(price_unit * qty, kCent);
  TaxedLine line;
  line.base = rounded(gross / (1 + included_percent(rates) / 100), kCent);
  const double unit = rounds_globally(env) ? kCent * 1e-5 : kCent;
  double included_so_far = 0;
  int included_left = 0;
  for (const Rate& rate : rates) included_left += rate.included ? 1 : 0;
  line.total = line.base;
  for (const Rate& rate : rates) {
    double amount = rounded(rate.of(line.base, qty), unit);
    // The last included tax takes what is left, so that the price stays what it says.
    if (rate.included && --included_left == 0) amount = gross - line.base - included_so_far;
    if (rate.included) included_so_far += amount;
    line.taxes.emplace_back(rate.id, amount);
    line.total += amount;
  }
  return line;
}

TaxedLine line_from_18(Env& env, const std::vector<Rate>& rates, double price_unit, double qty) {
  const bool globally = rounds_globally(env);
  const auto rounded = [&](double value) { return globally ? value : float_round(value, kCent, env.major); };
  const double gross = rounded(price_unit * qty);
  const double percent = included_percent(rates);
  TaxedLine line;
  line.base = gross;
  std::map<int, double> amounts;
  for (const Rate& rate : rates) {
    if (!rate.included) continue;
    amounts[rate.id] = rounded(gross * rate.percent / (100 + percent));
    line.base -= amounts[rate.id];
  }
  line.total = line.base;
  for (const Rate& rate : rates) {
    const double amount = rate.included ? amounts[rate.id] : rounded(rate.of(line.base, qty));
    line.taxes.emplace_back(rate.id, amount);
    line.total += amount;
  }
  return line;
}

double discounted_price(Env& env, int line) {
  return env.number("pos.order.line", line, "price_unit") *
         (1 - env.number("pos.order.line", line, "discount") / 100);
}

}  // namespace

bool rounds_globally(Env& env) {
  return env.text("res.company", 1, "tax_calculation_rounding_method") == "round_globally";
}

TaxedLine tax_line(Env& env, const json& taxes, double price_unit, double qty) {
  const std::vector<Rate> rates = rates_of(env, taxes);
  return env.from(18) ? line_from_18(env, rates, price_unit, qty)
                      : line_until_17(env, rates, price_unit, qty);
}

json compute_all(Env& env, const json& taxes, double price_unit, double qty) {
  const TaxedLine line = tax_line(env, taxes, price_unit, qty);
  const auto rounded = [&](double value) { return float_round(value, kCent, env.major); };
  const bool raw = env.from(18) && rounds_globally(env);
  const bool accounts = !env.from(16) && env.switches.taxes_have_accounts;
  json details = json::array();
  double without_account = line.base;
  for (const auto& [id, exact] : line.taxes) {
    const double amount = env.from(18) ? rounded(exact) : exact;
    if (!accounts) without_account += amount;
    json detail = {{"id", id},
                   {"name", env.text("account.tax", id, "name")},
                   {"amount", amount},
                   {"base", line.base},
                   {"sequence", env.get("account.tax", id, "sequence")},
                   {"account_id", accounts ? json(36) : json(false)},
                   {"analytic", false},
                   {"price_include", value_of(env, "account.tax", id, "price_include") == true},
                   {"tax_exigibility", "on_invoice"},
                   {"tax_repartition_line_id", id * 2},
                   {"tag_ids", json::array()},
                   {"tax_ids", json::array()}};
    if (env.from(17)) detail["group"] = env.from(18) ? json("account.tax()") : json();
    details.push_back(std::move(detail));
  }
  return {{"base_tags", json::array()},
          {"taxes", details},
          {"total_excluded", rounded(line.base)},
          {"total_included", rounded(line.total)},
          {"total_void", raw ? without_account : rounded(without_account)}};
}

Retaxed retax(Env& env, int order) {
  Retaxed sums;
  std::map<bool, double> bases, raw_totals;  // by whether the line gives back
  std::map<bool, bool> on_top;
  std::map<std::pair<int, bool>, double> taxes;
  for (const int id : children(env, "pos.order.line", "order_id", order)) {
    const double qty = env.number("pos.order.line", id, "qty");
    const double sign = qty < 0 ? -1 : 1;
    const TaxedLine line = tax_line(env, value_of(env, "pos.order.line", id, "tax_ids_after_fiscal_position"),
                                    discounted_price(env, id), std::abs(qty));
    // Up to 17 the sale is booked as it was sent; only the taxes are computed again.
    bases[qty < 0] += env.from(18) ? sign * line.base : env.number("pos.order.line", id, "price_subtotal");
    raw_totals[qty < 0] += sign * line.total;
    for (const auto& [tax, amount] : line.taxes) {
      taxes[{tax, qty < 0}] += sign * amount;
      on_top[qty < 0] = on_top[qty < 0] || value_of(env, "account.tax", tax, "price_include") != true;
    }
  }
  std::map<bool, double> rounded_taxes;
  for (const auto& [key, tax] : taxes) rounded_taxes[key.second] += float_round(tax, kCent, env.major);
  for (const auto& [refund, base] : bases) {
    // From 19 on prices that hold all their taxes stand; the base is what the taxes leave of them.
    const bool price_stands = env.from(19) && rounds_globally(env) && !on_top[refund];
    sums.base += price_stands   ? float_round(raw_totals[refund], kCent, env.major) - rounded_taxes[refund]
                 : env.from(18) ? float_round(base, kCent, env.major)
                                : base;
    sums.tax += rounded_taxes[refund];
  }
  return sums;
}

}  // namespace ordersync::testing::odoo
