// What matching one order costs: a few microseconds, so that it never is what a run waits for.
#include <benchmark/benchmark.h>

#include <string>

#include "match/match.h"

namespace ordersync {
namespace {

using base::Decimal;
using base::Money;

constexpr int kProducts = 7000;

order::Catalogue catalogue(order::TaxRounding rounding) {
  order::Catalogue::Parts parts;
  parts.tax_rounding = rounding;
  parts.taxes = {{1, "VAT 15%", order::TaxType::percent, 15, false, true},
                 {2, "VAT 5%", order::TaxType::percent, 5, false, true}};
  for (int id = 1; id <= kProducts; ++id) {
    order::Product product;
    product.id = id;
    product.name = "Product number " + std::to_string(id);
    product.taxes = {id % 7 == 0 ? 2 : 1};
    parts.products.push_back(std::move(product));
  }
  parts.rounding_product = kProducts;
  parts.payment_methods = {{1, "Cash", "Cash", order::MethodType::cash},
                           {2, "Card", "Bank", order::MethodType::bank}};
  return order::Catalogue(std::move(parts));
}

// `lines` burgers at 80.00, which the source taxes at 15 %; `extra_cents` more than they come to.
order::Order order_of(int lines, std::int64_t extra_cents) {
  order::Order order;
  order.key = {"bench", "639", order::Kind::sale, {}};
  for (int i = 0; i < lines; ++i) {
    order::OrderLine line;
    line.number = i + 1;
    line.name = "Product number " + std::to_string(1 + 7 * i);
    line.price = 80;
    line.quantity = 2;
    order.lines.push_back(std::move(line));
  }
  order.grand_total = Money(18400 * lines + extra_cents, {});
  order.amount_total = Decimal(160 * lines);
  order.tax = Decimal(24 * lines);
  order.tax_percent = Decimal(15);
  order.checkouts.push_back({order.grand_total, "Cash", "1", {}, {}});
  order.amount_paid = order.grand_total;
  return order;
}

void match_orders(benchmark::State& state, const order::Catalogue& shop, const order::Order& order) {
  const match::MatchRules rules;
  const match::Surroundings surroundings;
  for (auto _ : state) {
    auto result = match::match(order, shop, rules, surroundings);
    if (!result.ok()) state.SkipWithError("the order was parked");
    benchmark::DoNotOptimize(result);
  }
}

void ExactOrder(benchmark::State& state) {
  const auto shop = catalogue(order::TaxRounding::round_per_line);
  match_orders(state, shop, order_of(static_cast<int>(state.range(0)), 0));
}
BENCHMARK(ExactOrder)->Arg(1)->Arg(3)->Arg(10)->Arg(1000);

void ExactOrderRoundedGlobally(benchmark::State& state) {
  const auto shop = catalogue(order::TaxRounding::round_globally);
  match_orders(state, shop, order_of(static_cast<int>(state.range(0)), 0));
}
BENCHMARK(ExactOrderRoundedGlobally)->Arg(3);

// A cent is left: all readings are tried, then the remedies.
void OrderOffByACent(benchmark::State& state) {
  const auto shop = catalogue(order::TaxRounding::round_per_line);
  match_orders(state, shop, order_of(static_cast<int>(state.range(0)), 1));
}
BENCHMARK(OrderOffByACent)->Arg(3)->Arg(1000);

void ParkedForAProduct(benchmark::State& state) {
  const auto shop = catalogue(order::TaxRounding::round_per_line);
  order::Order order = order_of(3, 0);
  order.lines[1].name = "Latte XL";
  for (auto _ : state) benchmark::DoNotOptimize(match::match(order, shop, {}, {}));
}
BENCHMARK(ParkedForAProduct);

}  // namespace
}  // namespace ordersync
