// Properties over many shops and orders: a simulated source prices an order in one of the ways that real ones
// do, and whatever it says, no document leaves that does not verify.
#include <rapidcheck.h>

#include <algorithm>
#include <map>

#include "match/build.h"
#include "match/test_shop.h"

namespace ordersync::match {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace): the words of the tests
using base::Decimal;
using base::Money;
using order::TaxRounding;

constexpr const char* kRates[] = {"0", "5", "15", "20"};

// From `low` up to but not `high`, evenly from the first case on.
template <class Int>
Int pick(Int low, Int high) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<Int>(low, high));
}
bool toss() {
  return pick(0, 2) == 1;
}

// Products 10 to 17: each rate, on top and (in half of the shops) price-included.
Shop any_shop() {
  Shop shop;
  shop.parts.taxes.clear();
  shop.parts.products.clear();
  const bool has_included = toss();
  for (int i = 0; i < 8; ++i) {
    const std::string rate = kRates[i / 2];
    const bool included = has_included && i % 2 == 1;
    shop.tax(i + 1, "VAT " + rate + (included ? " incl." : ""), rate, included);
    shop.product(10 + i, "Product " + std::to_string(i), {i + 1});
  }
  shop.with_rounding_product();
  const TaxRounding roundings[] = {TaxRounding::round_per_line, TaxRounding::round_globally,
                                   TaxRounding::round_bases_globally, TaxRounding::round_taxes_globally};
  shop.rounding(roundings[pick(0, 4)]);
  return shop;
}

enum class Way { net, gross };
enum class Rounds { each_line, once };

// How a source works out an order, exactly; the noise of its floating point comes onto what it sends.
struct Source {
  Way way = Way::net;
  Rounds rounds = Rounds::each_line;
  Money discount_on_top;
};

Decimal noise() {
  return Decimal::from_units(pick(-3, 4), 13);
}

Line any_line() {
  const int product = pick(0, 8);
  const auto units = pick<std::int64_t>(1, 50'000);
  const bool deep = pick(0, 4) == 0;  // a price that was worked out of another: ten decimals
  const Decimal price =
      deep ? base::divide_half_away(Decimal(units), dec("115"), 10) : Decimal::from_units(units, 2);
  const char* quantities[] = {"1", "1", "2", "3", "5", "0.5", "1.25", "0.333"};
  Line line("Product " + std::to_string(product), "0", quantities[pick(0, 8)]);
  line.price = price;
  const Decimal full = price * line.quantity;
  switch (pick(0, 4)) {
    case 0:
      line.discount = base::round_half_away(base::multiply_half_away(full, dec("0.1"), 10), {}).to_decimal();
      break;
    case 1:
      line.discount_percent = Decimal(pick(0, 101));
      break;
    default:
      break;
  }
  if (line.discount > full) line.discount = 0;
  return line;
}

Decimal amount_of(const order::OrderLine& line) {
  const Decimal full = line.price * line.quantity;
  if (line.discount_percent)
    return full - base::multiply_half_away(full, *line.discount_percent * dec("0.01"), 20);
  return full - line.discount;
}

Decimal rate_of(const Shop& shop, const order::OrderLine& line) {
  for (const auto& product : shop.parts.products) {
    if (product.name == line.name) return shop.parts.taxes.at(product.taxes.front() - 1).amount;
  }
  return 0;
}

struct Worked {
  Money total;
  Decimal tax;
  Decimal net;
};

Worked work_out(const Shop& shop, const Source& source, const std::vector<order::OrderLine>& lines) {
  std::vector<Decimal> amounts;
  for (const auto& line : lines) amounts.push_back(amount_of(line));
  std::vector<Decimal> shares(lines.size());
  if (!source.discount_on_top.is_zero()) {
    const auto parts = base::allocate(source.discount_on_top, amounts);
    std::transform(parts.begin(), parts.end(), shares.begin(), [](Money part) { return part.to_decimal(); });
  }
  Decimal net;
  Decimal tax;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const Decimal rate = rate_of(shop, lines[i]);
    const bool once = source.rounds == Rounds::once;
    const int scale = once ? 12 : 2;
    Decimal base = (amounts[i] - shares[i]).round_half_away(scale);
    if (source.way == Way::gross) {
      const Decimal without = base::divide_half_away(base * 100, Decimal(100) + rate, scale);
      tax += base - without;
      base = without;
    } else {
      tax += base::divide_half_away(base * rate, 100, scale);
    }
    net += base;
  }
  return {base::round_half_away(net + tax, {}), tax, net};
}

enum class OnTop { maybe, never };

Draft any_order(const Shop& shop, Source source, OnTop on_top = OnTop::maybe) {
  Draft order("0", {});
  const int count = pick(1, 7);
  for (int i = 1; i <= count; ++i) {
    order.lines.push_back(any_line());
    order.lines.back().number = i;
  }
  if (on_top == OnTop::maybe && pick(0, 3) == 0) {
    Money sum;
    for (const auto& line : order.lines) sum += base::round_half_away(amount_of(line), {});
    source.discount_on_top = Money(pick<std::int64_t>(0, sum.minor() / 2 + 1), {});
  }
  const Worked worked = work_out(shop, source, order.lines);
  order.grand_total = worked.total;
  order.discount = source.discount_on_top;
  order.tax = worked.tax + noise();
  order.amount_total = worked.net.round_half_away(2) + noise();
  for (auto& line : order.lines) {
    if (line.price.scale() < 10) line.price += noise();
  }
  return order;
}

Source any_source() {
  return {*rc::gen::element(Way::net, Way::gross), *rc::gen::element(Rounds::each_line, Rounds::once), {}};
}

// Pays exactly, in parts, or in cash with something back.
void pay(Draft& order) {
  const Money total = order.grand_total;
  if (total.is_zero()) return;
  switch (pick(0, 3)) {
    case 0:
      order.paid(total.to_string(), "Card");
      break;
    case 1: {
      const Money part(pick<std::int64_t>(0, total.minor() + 1), {});
      order.paid(part.to_string(), "Card").paid((total - part).to_string(), "Cash");
      break;
    }
    default:
      order.paid((total + Money(pick(0, 5000), {})).to_string(), "Cash");
      break;
  }
}

void require_proved(const order::PosDocument& document, const Shop& shop) {
  RC_ASSERT(verifies(document, order::Catalogue(shop.parts)));
  Money paid;
  for (const auto& payment : document.payments) paid += payment.amount;
  RC_ASSERT(paid == document.total);
  RC_ASSERT(!document.lines.empty());
  for (const auto& line : document.lines) {
    RC_ASSERT(!line.discount_percent.is_negative());
    RC_ASSERT(line.discount_percent <= Decimal(100));
    RC_ASSERT(line.price_unit.scale() <= 10);
  }
}

std::string told(const MatchResult& result) {
  return result.ok() ? order::encode(result->document) : result.error().code + ": " + result.error().message;
}

TEST(Properties, WhatARealSourcePricedIsBookedAtItsTotal) {
  const bool held = rc::check([] {
    const Shop shop = any_shop();
    Draft order = any_order(shop, any_source());
    pay(order);
    const auto result = shop.match(order);
    RC_LOG() << told(result) << " total " << order.grand_total.to_string() << " tax "
             << order.tax->to_string() << "\n";
    // Without a tax to go by, the shop's owner is asked.
    if (!result.ok() && order.tax->abs() < dec("0.005")) {
      RC_ASSERT(result.error().code == "tax_not_stated");
      return;
    }
    RC_ASSERT(result.ok());
    RC_ASSERT(result->document.total == order.grand_total);
    require_proved(result->document, shop);
  });
  EXPECT_TRUE(held);
}

TEST(Properties, AGrandTotalBeyondTheToleranceIsNeverBooked) {
  int tried = 0;
  const bool held = rc::check([&tried] {
    const Shop shop = any_shop();
    Draft order = any_order(shop, any_source(), OnTop::never);
    const auto tolerance = static_cast<std::int64_t>(order.lines.size()) + 1;
    // The tolerance counts from the POS's arithmetic, which may itself be that far from the source's.
    const auto off = 2 * tolerance + pick<std::int64_t>(1, 2000);
    const Money moved = order.grand_total + Money(toss() ? off : -off, {});
    const bool tax_tells = base::round_half_away(*order.tax, {}).minor() > 2 * tolerance;
    Money sum;
    for (const auto& line : order.lines) sum += base::round_half_away(amount_of(line), {});
    const bool means_the_lines = (moved - sum).abs().minor() <= 2 * tolerance;
    if (moved.is_negative() || !tax_tells || means_the_lines) return;
    ++tried;
    order.grand_total = moved;
    pay(order);
    const auto result = shop.match(order);
    RC_LOG() << told(result) << "\n";
    RC_ASSERT(!result.ok());
  });
  EXPECT_TRUE(held);
  EXPECT_GT(tried, 30);
}

TEST(Properties, ARefundIsItsSaleWithTheSignChanged) {
  const bool held = rc::check([] {
    Shop shop = any_shop();
    shop.around.refund_alone = true;
    Draft sale = any_order(shop, any_source());
    if (!sale.grand_total.is_zero()) sale.paid(sale.grand_total.to_string(), "Card");
    Draft refund = sale;
    refund.refund();
    for (auto& line : refund.lines) {
      line.quantity = -line.quantity;
      line.discount = -line.discount;
    }
    for (auto& checkout : refund.checkouts) checkout.amount = -checkout.amount;
    refund.grand_total = -sale.grand_total;
    refund.amount_paid = -sale.amount_paid;
    refund.discount = -sale.discount;
    refund.amount_total = -sale.amount_total;
    refund.tax = -*sale.tax;

    const auto sold = shop.match(sale);
    const auto back = shop.match(refund);
    RC_LOG() << told(sold) << "\n" << told(back) << "\n";
    RC_ASSERT(sold.ok() == back.ok());
    if (!sold.ok()) return;
    const auto& there = sold->document;
    const auto& again = back->document;
    require_proved(again, shop);
    RC_ASSERT(again.total == -there.total);
    RC_ASSERT(again.tax == -there.tax);
    RC_ASSERT(again.lines.size() == there.lines.size());
  });
  EXPECT_TRUE(held);
}

Decimal any_decimal() {
  const auto units =
      *rc::gen::element<std::int64_t>(0, 1, -1, 99, 5'000, 9'200, 1'000'000'007, -9'200,
                                      9'000'000'000'000'000'000, *rc::gen::arbitrary<std::int64_t>());
  return Decimal::from_units(units, pick(0, 20));
}

Money any_money() {
  return {
      *rc::gen::element<std::int64_t>(0, 1, -1, 5, 9'200, -9'200, 8'000, *rc::gen::arbitrary<std::int64_t>()),
      {}};
}

// One field of the order becomes something else.
void spoil(Draft& order) {
  order::OrderLine& line = order.lines.at(pick<std::size_t>(0, order.lines.size()));
  switch (pick(0, 16)) {
    case 0:
      line.price = any_decimal();
      break;
    case 1:
      line.quantity = any_decimal();
      break;
    case 2:
      line.discount = any_decimal();
      break;
    case 3:
      line.discount_percent = any_decimal();
      break;
    case 4:
      order.grand_total = any_money();
      break;
    case 5:
      order.discount = any_money();
      break;
    case 6:
      order.tip = any_money();
      break;
    case 7:
      order.service_charge = any_money();
      break;
    case 8:
      order.delivery_charge = any_money();
      break;
    case 9:
      order.balance = any_money();
      break;
    case 10:
      order.amount_total = any_decimal();
      break;
    case 11:
      order.tax = any_decimal();
      break;
    case 12:
      order.tax.reset();
      break;
    case 13:
      order.tax_percent = any_decimal();
      break;
    case 14:
      order.paid(any_money().to_string(),
                 *rc::gen::element<std::string>("Cash", "Card", "", "Customer Account"));
      break;
    default:
      line.components.push_back({"", toss() ? "Product 3" : "Nothing", any_decimal(), any_decimal()});
      break;
  }
}

// A shop that has chosen something for everything, at random.
Shop any_rules(Shop shop) {
  shop.product(30, "Charge", {pick(1, 9)});
  shop.method(4, "Voucher");
  shop.rules.service_product = shop.rules.delivery_product = shop.rules.tip_product = 30;
  shop.rules.voucher_method = 4;
  shop.rules.pay_later_method = 3;
  shop.rules.packages = *rc::gen::element(Packages::components, Packages::explode, Packages::parent_only);
  shop.rules.package_quantity = *rc::gen::element(PackageQuantity::per_unit, PackageQuantity::in_total);
  shop.rules.untaxed = *rc::gen::element(Untaxed::park, Untaxed::included, Untaxed::none);
  shop.parts.config.cash_rounding = *rc::gen::element(dec("0"), dec("0.05"), dec("1"));
  shop.around.refund_alone = true;
  return shop;
}

// Anything at all in any field: no exception, no CHECK, and what is booked is proved.
TEST(Properties, HostileNumbersNeverBreakAnything) {
  const bool held = rc::check([] {
    const Shop shop = any_rules(any_shop());
    Draft order = any_order(shop, any_source());
    pay(order);
    if (pick(0, 5) == 0) order.refund();
    for (int times = pick(1, 5); times > 0; --times) spoil(order);
    const auto result = shop.match(order);
    RC_LOG() << told(result) << "\n";
    if (result.ok()) require_proved(result->document, shop);
  });
  EXPECT_TRUE(held);
}

}  // namespace
}  // namespace ordersync::match
