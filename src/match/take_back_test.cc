// Behaviour 3: "Book the reversal" takes back what was booked, whatever the shop sells today.
#include "match/take_back.h"

#include "match/test_shop.h"

namespace ordersync::match {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace): the words of the tests

// The sale as it stands in the POS, and nothing refunded of it.
Surroundings standing(const order::PosDocument& sale, std::string_view refunded = "0") {
  Surroundings surroundings;
  surroundings.received_at = base::from_unix_ms(2'000'000);
  surroundings.sale = Surroundings::Sale{sale.key, sale.total, money(refunded)};
  return surroundings;
}

order::PosDocument reversal(const Shop& shop, const order::PosDocument& sale) {
  auto result = take_back(sale, order::Catalogue(shop.parts), standing(sale));
  if (!result.ok()) {
    ADD_FAILURE() << "parked: " << result.error().message;
    return {};
  }
  return std::move(result).value().document;
}

std::string refused(const Shop& shop, const order::PosDocument& sale, const Surroundings& surroundings) {
  const auto result = take_back(sale, order::Catalogue(shop.parts), surroundings);
  return result.ok() ? "booked" : result.error().code;
}

Draft burger() {
  return Draft("92", {Line("Burger", "80")}).taxed("12");
}

TEST(TakeBack, IsTheSaleTheOtherWayRound) {
  Shop shop;
  const auto sale = shop.book(burger().paid("50", "Card").paid("42"));
  const auto document = reversal(shop, sale);
  EXPECT_EQ(document.key, order::reversal_of(sale.key));
  EXPECT_EQ(document.refund_of, sale.key);
  EXPECT_EQ(document.date, base::from_unix_ms(2'000'000));
  EXPECT_THAT(lines_of(document), ElementsAre("-1 × Burger at 80 = -80.00/-92.00 [1]"));
  EXPECT_THAT(payments_of(document), ElementsAre("Card -50.00", "Cash -42.00"));
  EXPECT_EQ(document.total, money("-92"));
  EXPECT_EQ(document.tax, money("-12"));
  EXPECT_EQ(document.amount_paid, money("-92"));
}

TEST(TakeBack, WhatWasGivenBackAsChangeIsNotGivenBackAgain) {
  Shop shop;
  const auto of = [&](const Draft& sale) { return payments_of(reversal(shop, shop.book(sale))); };
  EXPECT_THAT(of(burger().paid("100")), ElementsAre("Cash -92.00"));
  EXPECT_THAT(of(burger().paid("60", "Card").paid("40")), ElementsAre("Card -60.00", "Cash -32.00"));
  EXPECT_THAT(of(burger().paid("60").paid("10").paid("30")),
              ElementsAre("Cash -60.00", "Cash -10.00", "Cash -22.00"));
  EXPECT_THAT(of(burger().paid("90", "Card").paid("5").paid("5")), ElementsAre("Card -90.00", "Cash -2.00"));
}

TEST(TakeBack, ChangeOfAnotherDrawerGoesBackIntoIt) {
  Shop shop;
  auto sale = shop.book(burger().paid("92"));
  sale.payments = {{2, "Card", money("100"), false, {}, {}}, {1, "Cash", money("-8"), true, {}, {}}};
  EXPECT_THAT(payments_of(reversal(shop, sale)), ElementsAre("Card -100.00", "Cash 8.00"));
}

TEST(TakeBack, WhatWasOnAccountIsTakenFromTheAccount) {
  Shop shop;
  shop.rules.pay_later_method = 3;
  shop.around.customer_id = "7";
  const auto document = reversal(shop, shop.book(burger().paid("12").owing("80")));
  EXPECT_THAT(payments_of(document), ElementsAre("Cash -12.00", "Customer Account -80.00"));
  EXPECT_EQ(document.customer_id, "7");
}

TEST(TakeBack, AsksForNoProductOrRuleOfToday) {
  Shop shop;
  shop.rules.product_map["Dish"] = 10;
  const auto sale = shop.book(Draft("92", {Line("Dish", "80")}).taxed("12").paid("92"));
  shop.of(10).active = false;
  shop.rules.product_map.clear();
  EXPECT_THAT(lines_of(reversal(shop, sale)), ElementsAre("-1 × Burger at 80 = -80.00/-92.00 [1]"));
}

TEST(TakeBack, IsNoMoreThanWhatIsLeftOfTheSale) {
  Shop shop;
  const auto sale = shop.book(burger().paid("92"));
  EXPECT_EQ(refused(shop, sale, standing(sale)), "booked");
  EXPECT_EQ(refused(shop, sale, standing(sale, "0.01")), "refund_above_sale");
  EXPECT_EQ(refused(shop, sale, Surroundings()), "sale_not_booked");
}

TEST(TakeBack, IsNotBookedWhereThePosWouldTaxItOtherwise) {
  Shop shop;
  const auto sale = shop.book(burger().paid("92"));
  shop.parts.taxes.front().amount = dec("16");
  EXPECT_EQ(refused(shop, sale, standing(sale)), "reversal_taxed_otherwise");
  shop.parts.taxes.clear();
  EXPECT_EQ(refused(shop, sale, standing(sale)), "reversal_taxed_otherwise");
}

// Nothing follows by itself: the money may be given back by hand before the sale is booked again.
TEST(TakeBack, OfASaleThatThePosHasLostIsPressedAgain) {
  Shop shop;
  const auto sale = shop.book(burger().paid("92"));
  Surroundings lost;
  lost.lost_sale = "Main Store/0001";
  const auto result = take_back(sale, order::Catalogue(shop.parts), lost);
  ASSERT_FALSE(result.ok());
  EXPECT_THAT(result.error().message, HasSubstr("once the sale is booked again, press Retry"));
}

TEST(TakeBack, NamesTheMethodThatThePosHasNoMore) {
  Shop shop;
  const auto sale = shop.book(burger().paid("92", "Card"));
  std::erase_if(shop.parts.payment_methods, [](const auto& method) { return method.name == "Card"; });
  EXPECT_EQ(refused(shop, sale, standing(sale)), "reversal_method_missing");
}

TEST(TakeBack, IsNotBookedInAnotherCurrency) {
  Shop shop;
  const auto sale = shop.book(burger().paid("92"));
  shop.parts.currency = base::Currency::of("EUR").value();
  EXPECT_EQ(refused(shop, sale, standing(sale)), "currency_differs");
}

}  // namespace
}  // namespace ordersync::match
