// The POS's arithmetic of taxes, per line and globally.
#include "order/taxes.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <deque>

#include "base/decimal_arbitrary.h"

namespace ordersync::order {
namespace {

using base::Currency;
using base::Decimal;
using base::Money;

const Currency kUsd = *Currency::of("USD");

constexpr TaxRounding kRoundings[] = {TaxRounding::round_per_line, TaxRounding::round_globally,
                                      TaxRounding::round_bases_globally, TaxRounding::round_taxes_globally};

enum class Price { net, gross };

class TaxesTest : public ::testing::Test {
 protected:
  const Tax* tax(const char* percent, Price price = Price::net) {
    Tax made;
    made.id = static_cast<std::int64_t>(taxes_.size()) + 1;
    made.amount = Decimal::of(percent);
    made.price_include = price == Price::gross;
    return &taxes_.emplace_back(made);
  }
  static TaxedLine line(const char* qty, const char* price, std::vector<const Tax*> taxes,
                        const char* discount = "0") {
    return {Decimal::of(qty), Decimal::of(price), Decimal::of(discount), std::move(taxes)};
  }
  static std::string told(const LineAmounts& amounts) {
    return amounts.subtotal.to_string() + " / " + amounts.total.to_string();
  }
  static std::string per_line(const TaxedLine& one, Currency currency = kUsd) {
    return told(compute_all({&one, 1}, TaxRounding::round_per_line, currency).lines.at(0));
  }
  static std::string order(const std::vector<TaxedLine>& lines, TaxRounding rounding,
                           Currency currency = kUsd) {
    const OrderAmounts amounts = compute_all(lines, rounding, currency);
    EXPECT_EQ(amounts.lines.size(), lines.size());
    return amounts.tax.to_string() + " / " + amounts.total.to_string();
  }

  std::deque<Tax> taxes_;
};

TEST_F(TaxesTest, GuidesOrder) {
  EXPECT_EQ(per_line(line("1", "80", {tax("15")})), "80.00 / 92.00");
  EXPECT_EQ(per_line(line("1", "92", {tax("15", Price::gross)})), "80.00 / 92.00");
  EXPECT_EQ(per_line(line("1", "80", {})), "80.00 / 80.00");
}

TEST_F(TaxesTest, TaxIsTakenOnTheRoundedBase) {
  // Net 0.335 is 0.34; 15 % of that is 0.051, of the unrounded base 0.05025: same. 10.005 × 50 %: 5.01
  // against 5.00.
  EXPECT_EQ(per_line(line("1", "10.005", {tax("50")})), "10.01 / 15.02");
}

TEST_F(TaxesTest, SeveralTaxesAreTakenOnTheSameBase) {
  EXPECT_EQ(per_line(line("1", "100", {tax("15"), tax("5")})), "100.00 / 120.00");
  EXPECT_EQ(per_line(line("1", "0.05", {tax("10"), tax("10")})),
            "0.05 / 0.07");  // 0.005 each, rounded up each
}

TEST_F(TaxesTest, IncludedTaxLeavesTheCustomersPriceStanding) {
  EXPECT_EQ(per_line(line("1", "10", {tax("15", Price::gross)})), "8.70 / 10.00");
  EXPECT_EQ(per_line(line("3", "3.33", {tax("15", Price::gross)})), "8.69 / 9.99");
  EXPECT_EQ(per_line(line("1", "100", {tax("10", Price::gross), tax("10", Price::gross)})), "83.33 / 100.00");
}

TEST_F(TaxesTest, TaxOnTopOfAnIncludedOneIsTakenOnTheBase) {
  EXPECT_EQ(per_line(line("1", "115", {tax("15", Price::gross), tax("5")})), "100.00 / 120.00");
}

TEST_F(TaxesTest, DiscountComesBeforeTheTax) {
  EXPECT_EQ(per_line(line("2", "50", {tax("15")}, "20")), "80.00 / 92.00");
  EXPECT_EQ(per_line(line("1", "80", {tax("15")}, "100")), "0.00 / 0.00");
  EXPECT_EQ(per_line(line("1", "10", {}, "33.333333333333333333")), "6.67 / 6.67");
}

TEST_F(TaxesTest, RefundIsTheSaleWithTheSignChanged) {
  EXPECT_EQ(per_line(line("-1", "10.005", {tax("50")})), "-10.01 / -15.02");
  EXPECT_EQ(per_line(line("-1", "10", {tax("15", Price::gross)})), "-8.70 / -10.00");
}

TEST_F(TaxesTest, CurrencyDecidesTheDecimals) {
  EXPECT_EQ(per_line(line("1", "1005", {tax("10")}), *Currency::of("JPY")), "1005 / 1106");
  EXPECT_EQ(per_line(line("1", "1.005", {tax("5")}), *Currency::of("KWD")), "1.005 / 1.055");
}

TEST_F(TaxesTest, PerLineTheOrderIsTheSumOfItsLines) {
  const Tax* vat = tax("23");
  const TaxedLine one = line("12.12", "12.12", {vat});
  EXPECT_EQ(order({one, one}, TaxRounding::round_per_line), "67.56 / 361.34");
}

TEST_F(TaxesTest, GloballyBaseAndTaxAreRoundedOnceAnOrder) {
  const Tax* vat = tax("23");
  const TaxedLine one = line("12.12", "12.12", {vat});
  // 293.7888 → 293.79; 67.571424 → 67.57
  EXPECT_EQ(order({one, one}, TaxRounding::round_globally), "67.57 / 361.36");
}

TEST_F(TaxesTest, GloballyEveryTaxIsRoundedByItself) {
  const Tax* a = tax("10");
  const Tax* b = tax("10");
  EXPECT_EQ(order({line("1", "0.05", {a, b})}, TaxRounding::round_globally), "0.02 / 0.07");
  EXPECT_EQ(order({line("1", "0.02", {a}), line("1", "0.02", {a})}, TaxRounding::round_globally),
            "0.00 / 0.04");
  EXPECT_EQ(order({line("1", "0.03", {a}), line("1", "0.03", {a})}, TaxRounding::round_globally),
            "0.01 / 0.07");
}

TEST_F(TaxesTest, GloballyIncludedTaxesLeaveTheTotalStanding) {
  const Tax* vat = tax("15", Price::gross);
  EXPECT_EQ(order({line("3", "3.33", {vat}), line("1", "0.01", {vat})}, TaxRounding::round_globally),
            "1.30 / 10.00");
  const Tax* one = tax("10", Price::gross);
  const Tax* two = tax("10", Price::gross);
  EXPECT_EQ(order({line("1", "100", {one, two})}, TaxRounding::round_globally), "16.66 / 100.00");
}

TEST_F(TaxesTest, GloballyATaxOfNothingOnTopIsATaxOnTop) {
  const Tax* included = tax("12", Price::gross);
  const Tax* none = tax("0");
  // Base 0.125 and tax 0.015 are both rounded up.
  EXPECT_EQ(order({line("1", "0.14", {included}), line("1", "1", {none})}, TaxRounding::round_globally),
            "0.02 / 1.15");
  EXPECT_EQ(order({line("1", "0.14", {included}), line("1", "1", {})}, TaxRounding::round_globally),
            "0.02 / 1.14");
}

// Odoo 18 closed these so: 100.005 is 86.9609 and 13.0441.
TEST_F(TaxesTest, BasesGloballyAnIncludedPriceMayLoseACent) {
  const Tax* vat = tax("15", Price::gross);
  EXPECT_EQ(order({line("1.5", "66.67", {vat})}, TaxRounding::round_bases_globally), "13.04 / 100.00");
  EXPECT_EQ(order({line("1.5", "66.67", {vat})}, TaxRounding::round_globally), "13.04 / 100.01");
  EXPECT_EQ(order({line("-1.5", "66.67", {vat})}, TaxRounding::round_bases_globally), "-13.04 / -100.00");
}

TEST_F(TaxesTest, GloballyWhatTakesBackIsRoundedByItself) {
  const Tax* vat = tax("23");
  const std::vector<TaxedLine> exchange = {line("1", "0.103", {vat}), line("-1", "0.204", {vat})};
  for (const TaxRounding rounding : {TaxRounding::round_globally, TaxRounding::round_bases_globally})
    EXPECT_EQ(order(exchange, rounding), "-0.03 / -0.13");  // 0.10 + 0.02, less 0.20 + 0.05
}

TEST_F(TaxesTest, GloballyLinesAreRoundedForDisplay) {
  const Tax* vat = tax("23");
  const std::vector<TaxedLine> lines(2, line("12.12", "12.12", {vat}));
  const OrderAmounts amounts = compute_all(lines, TaxRounding::round_globally, kUsd);
  EXPECT_EQ(told(amounts.lines[0]), "146.89 / 180.67");
}

TEST_F(TaxesTest, TaxesGloballyTheBaseIsRoundedByLineAndTheTaxOnceAnOrder) {
  const Tax* vat = tax("23");
  const TaxedLine one = line("12.12", "12.12", {vat});
  // Bases 146.89 each; 23 % of 293.78 is 67.5694. Per line it is 67.56, and globally the base is 293.79.
  EXPECT_EQ(order({one, one}, TaxRounding::round_taxes_globally), "67.57 / 361.35");
  // 50 % of the rounded base of 10.01; the unrounded one would give 5.00.
  EXPECT_EQ(order({line("1", "10.005", {tax("50")})}, TaxRounding::round_taxes_globally), "5.01 / 15.02");
}

TEST_F(TaxesTest, TaxesGloballyIncludedTaxesLeaveTheLinesPricesStanding) {
  const Tax* vat = tax("15", Price::gross);
  EXPECT_EQ(order({line("3", "3.33", {vat}), line("1", "0.01", {vat})}, TaxRounding::round_taxes_globally),
            "1.30 / 10.00");
  // 9.995 and 0.004: rounded by line, where globally the price is 10.00.
  EXPECT_EQ(order({line("1", "9.994", {vat}), line("1", "0.004", {vat})}, TaxRounding::round_taxes_globally),
            "1.30 / 9.99");
}

TEST_F(TaxesTest, TaxesGloballyTheLastIncludedTaxIsWhatTheOthersLeave) {
  const Tax* one = tax("10", Price::gross);
  const Tax* two = tax("10", Price::gross);
  const Tax* none = tax("0", Price::gross);
  // Base 83.33; 8.333 and 8.337, of two orders 16.666 and 16.674 each.
  EXPECT_EQ(order({line("1", "100", {one, two, none})}, TaxRounding::round_taxes_globally), "16.67 / 100.00");
  EXPECT_EQ(
      order({line("1", "100", {one, two}), line("1", "100", {one, two})}, TaxRounding::round_taxes_globally),
      "33.34 / 200.00");
}

TEST_F(TaxesTest, TaxesGloballyWhatTakesBackIsRoundedByItself) {
  const Tax* vat = tax("50");
  // 0.005 and −0.005: 0.01 and −0.01, however the lines stand; two of a kind are 0.01.
  EXPECT_EQ(order({line("3", "0.03", {vat}), line("-1", "0.07", {vat})}, TaxRounding::round_taxes_globally),
            "0.01 / 0.03");
  EXPECT_EQ(order({line("1", "0.01", {vat}), line("1", "0.01", {vat})}, TaxRounding::round_taxes_globally),
            "0.01 / 0.03");
  // A negative price takes back as a negative quantity does.
  EXPECT_EQ(order({line("3", "0.03", {vat}), line("1", "-0.07", {vat})}, TaxRounding::round_taxes_globally),
            "0.01 / 0.03");
}

// Made by running account.tax.compute_all of the 17.0 community source and summing as
// pos.session._accumulate_amounts does: bases and taxes in cents, then qty, price, discount and taxes by
// line.
TEST_F(TaxesTest, TaxesGloballyIsWhatOdoo17Computes) {
  const Tax* const vat[] = {tax("15"), tax("5", Price::gross),   tax("7.7"), tax("20", Price::gross),
                            tax("0"),  tax("12.5", Price::gross)};
  const auto with = [&](const char* qty, const char* price, const char* discount, std::vector<int> which) {
    std::vector<const Tax*> taxes;
    for (const int number : which) taxes.push_back(vat[number - 1]);
    return line(qty, price, taxes, discount);
  };
  EXPECT_EQ(order({with("1", "20.89", "12.5", {4}), with("1.25", "3.545", "0", {2, 5})},
                  TaxRounding::round_taxes_globally),
            "3.26 / 22.71");
  EXPECT_EQ(
      order({with("1", "3.143", "0", {4}), with("3", "41.34", "12.5", {3}), with("1", "1.880", "0", {2, 3}),
             with("1", "5.77", "0", {3, 4, 6}), with("-1", "5.69", "0", {1, 5})},
            TaxRounding::round_taxes_globally),
      "10.01 / 121.60");
  EXPECT_EQ(order({with("-1", "10.68", "0", {2}), with("1", "30.96", "10", {1}),
                   with("1.25", "2.425", "12.5", {1, 4, 5}), with("2", "27.77", "0", {1, 2})},
                  TaxRounding::round_taxes_globally),
            "15.02 / 87.82");
  EXPECT_EQ(order({with("0.33", "43.62", "0", {2, 3, 5}), with("-1", "30.15", "10", {1, 2}),
                   with("1", "26.27", "12.5", {1}), with("1.25", "0.627", "0", {4, 6}),
                   with("-1", "8.82", "10", {1, 3, 4, 6})},
                  TaxRounding::round_taxes_globally),
            "-3.10 / 2.34");
  EXPECT_EQ(order({with("1.25", "13.27", "12.5", {1, 2, 4}), with("-1", "45.07", "12.5", {2, 4})},
                  TaxRounding::round_taxes_globally),
            "-3.25 / -23.19");
  EXPECT_EQ(order({with("1", "41.07", "0", {3, 4, 5}), with("-1", "0.875", "10", {1, 2})},
                  TaxRounding::round_taxes_globally),
            "9.33 / 42.81");
  EXPECT_EQ(order({with("3", "14.59", "12.5", {2, 4}), with("0.33", "3.523", "10", {6}),
                   with("1", "3.413", "0", {1, 3, 4, 5}), with("1.25", "46.20", "0", {2, 3}),
                   with("0.33", "18.49", "10", {3})},
                  TaxRounding::round_taxes_globally),
            "16.41 / 111.31");
  EXPECT_EQ(order({with("1.25", "0.967", "10", {1}), with("1", "49.61", "10", {1, 2, 4, 6}),
                   with("0.33", "1.376", "10", {6}), with("1", "1.97", "0", {5})},
                  TaxRounding::round_taxes_globally),
            "17.25 / 53.14");
  EXPECT_EQ(order({with("-1", "14.59", "0", {2, 6}), with("-1", "39.69", "12.5", {2, 3, 5, 6}),
                   with("0.33", "1.61", "0", {5, 6}), with("0.5", "22.04", "0", {6})},
                  TaxRounding::round_taxes_globally),
            "-8.34 / -40.05");
  EXPECT_EQ(order({with("1", "1.24", "0", {4, 5}), with("-1", "1.18", "0", {2, 6})},
                  TaxRounding::round_taxes_globally),
            "0.03 / 0.06");
  EXPECT_EQ(order({with("2", "2.287", "0", {6}), with("1", "4.816", "0", {5}),
                   with("1.25", "44.08", "12.5", {2, 3, 6}), with("2", "7.91", "0", {4, 5})},
                  TaxRounding::round_taxes_globally),
            "13.49 / 76.58");
  EXPECT_EQ(order({with("0.5", "8.13", "0", {1, 2}), with("0.33", "0.201", "10", {1, 3, 4}),
                   with("0.5", "10.65", "12.5", {5}), with("0.5", "2.774", "12.5", {3})},
                  TaxRounding::round_taxes_globally),
            "0.89 / 10.69");
}

TEST_F(TaxesTest, OrderWithoutLinesIsZeroInItsCurrency) {
  const Currency jpy = *Currency::of("JPY");
  for (const TaxRounding rounding : kRoundings) {
    EXPECT_EQ(compute_all({}, rounding, jpy).total, Money::zero(jpy));
    EXPECT_EQ(compute_all({}, rounding, jpy).tax, Money::zero(jpy));
  }
}

TEST_F(TaxesTest, LongFractionsOfSourcesDoNotOverflow) {
  EXPECT_EQ(per_line(line("0.33333333333333331", "949.56521739130434", {tax("15")}, "12.345678901234567")),
            "277.44 / 319.06");
}

TEST_F(TaxesTest, AmountsThatCannotBeAreOverflow) {
  const TaxedLine huge = line("1e18", "1e18", {});
  EXPECT_THROW((void)compute_all({&huge, 1}, TaxRounding::round_per_line, kUsd), base::Overflow);
}

TEST_F(TaxesTest, IncludedTaxOfMinusOneHundredPercentDividesByNothing) {
  EXPECT_EQ(per_line(line("1", "10", {tax("-100", Price::gross)})), "10.00 / 10.00");
}

// Random lines over a few taxes of ordinary rates.
std::vector<TaxedLine> random_lines(std::deque<Tax>& taxes) {
  for (const char* rate : {"15", "5", "7.7", "20", "0"}) {
    Tax made;
    made.id = static_cast<std::int64_t>(taxes.size()) + 1;
    made.amount = Decimal::of(rate);
    made.price_include = *rc::gen::arbitrary<bool>();
    taxes.push_back(made);
  }
  std::vector<TaxedLine> lines(*rc::gen::inRange<std::size_t>(1, 6));
  for (TaxedLine& line : lines) {
    line.qty = Decimal::from_units(*rc::gen::inRange(1, 5000), *rc::gen::inRange(0, 4));
    line.price_unit = Decimal::from_units(*rc::gen::inRange(0, 100'000), *rc::gen::inRange(0, 4));
    line.discount_percent = Decimal::from_units(*rc::gen::inRange(0, 1000), 1);
    for (const Tax& tax : taxes) {
      if (*rc::gen::inRange(0, 3) == 0) line.taxes.push_back(&tax);
    }
  }
  return lines;
}

RC_GTEST_PROP(TaxesProperty, RefundMirrorsTheSale, ()) {
  std::deque<Tax> taxes;
  std::vector<TaxedLine> lines = random_lines(taxes);
  for (const TaxRounding rounding : kRoundings) {
    const OrderAmounts sale = compute_all(lines, rounding, kUsd);
    std::vector<TaxedLine> back = lines;
    for (TaxedLine& line : back) line.qty = -line.qty;
    const OrderAmounts refund = compute_all(back, rounding, kUsd);
    RC_ASSERT(refund.total == -sale.total);
    RC_ASSERT(refund.tax == -sale.tax);
  }
}

RC_GTEST_PROP(TaxesProperty, AllRoundingsStayWithinTheirTolerance, ()) {
  std::deque<Tax> taxes;
  const std::vector<TaxedLine> lines = random_lines(taxes);
  const OrderAmounts by_line = compute_all(lines, TaxRounding::round_per_line, kUsd);
  const OrderAmounts globally = compute_all(lines, TaxRounding::round_globally, kUsd);
  const OrderAmounts taxes_globally = compute_all(lines, TaxRounding::round_taxes_globally, kUsd);
  Money sum = Money::zero(kUsd);
  Money tax = Money::zero(kUsd);
  std::int64_t roundings = 2;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    sum += by_line.lines[i].total;
    tax += by_line.lines[i].total - by_line.lines[i].subtotal;
    roundings += 2 + static_cast<std::int64_t>(lines[i].taxes.size());
  }
  RC_ASSERT(by_line.total == sum);
  RC_ASSERT(by_line.tax == tax);
  RC_ASSERT((globally.total - by_line.total).abs().minor() <= roundings);
  RC_ASSERT((taxes_globally.total - by_line.total).abs().minor() <= roundings);
}

// The session's entry balances: what was paid is the lines' bases and the rounded taxes.
RC_GTEST_PROP(TaxesProperty, TaxesGloballyTheTotalIsTheLinesBasesAndTheTax, ()) {
  std::deque<Tax> taxes;
  const std::vector<TaxedLine> lines = random_lines(taxes);
  const OrderAmounts order = compute_all(lines, TaxRounding::round_taxes_globally, kUsd);
  Money bases = Money::zero(kUsd);
  for (const LineAmounts& line : order.lines) bases += line.subtotal;
  RC_ASSERT(order.total == bases + order.tax);
}

RC_GTEST_PROP(TaxesProperty, OneLineIsRoundedTheSameByLineAndByOrder, ()) {
  std::deque<Tax> taxes;
  const std::vector<TaxedLine> lines = random_lines(taxes);
  const std::span<const TaxedLine> one(lines.data(), 1);
  const OrderAmounts by_line = compute_all(one, TaxRounding::round_per_line, kUsd);
  const OrderAmounts by_order = compute_all(one, TaxRounding::round_taxes_globally, kUsd);
  RC_ASSERT(by_line.lines[0].subtotal == by_order.lines[0].subtotal);
  RC_PRE(std::count_if(lines[0].taxes.begin(), lines[0].taxes.end(),
                       [](const Tax* tax) { return tax->price_include; }) <= 1);
  RC_ASSERT(by_line.total == by_order.total);
}

RC_GTEST_PROP(TaxesProperty, WithoutTaxesOnTopTheTotalIsThePrice, ()) {
  std::deque<Tax> taxes;
  std::vector<TaxedLine> lines = random_lines(taxes);
  for (Tax& tax : taxes) tax.price_include = true;
  Decimal gross;
  Money rounded = Money::zero(kUsd);
  for (const TaxedLine& line : lines) {
    gross += net_of(line);
    const OrderAmounts one = compute_all({&line, 1}, TaxRounding::round_per_line, kUsd);
    RC_ASSERT(one.total == base::round_half_away(net_of(line), kUsd));
    rounded += one.total;
  }
  for (TaxedLine& line : lines) line.taxes.resize(std::min<std::size_t>(line.taxes.size(), 1));
  RC_ASSERT(compute_all(lines, TaxRounding::round_taxes_globally, kUsd).total == rounded);
  RC_ASSERT(compute_all(lines, TaxRounding::round_globally, kUsd).total ==
            base::round_half_away(gross, kUsd));
}

}  // namespace
}  // namespace ordersync::order
