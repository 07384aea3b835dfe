// Behaviour 7, sentence by sentence.
#include "match/payments.h"

#include "match/test_shop.h"

namespace ordersync::match {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace): the words of the tests

Draft tea(std::string_view total = "92") {
  return Draft(total, {Line("Tea", total)}).subtotal(total);
}
std::string method_of(const Shop& shop, std::string card_type, std::string mode = {}) {
  const auto document = shop.book(tea().paid("92", std::move(card_type), std::move(mode)));
  return document.payments.empty() ? "" : document.payments.front().method;
}

// ---- which method

TEST(Methods, TheSyncsMapStandsAboveEverything) {
  Shop shop;
  shop.rules.payment_map = {{"Cash", 2}, {"5", 1}};
  EXPECT_EQ(method_of(shop, "Cash", "1"), "Card");
  EXPECT_EQ(method_of(shop, "cash "), "Card");
  EXPECT_EQ(method_of(shop, "Card", "5"), "Cash") << "by PaymentMode";
}

TEST(Methods, AMapToAMethodThatThePosDoesNotHaveIsParked) {
  Shop shop;
  shop.rules.payment_map = {{"Visa", 77}};
  EXPECT_EQ(shop.park(tea().paid("92", "Visa")).code, "payment_method_unavailable");
}

TEST(Methods, CardTypeEqualToAMethodsNameIgnoringCase) {
  Shop shop;
  shop.method(4, "Visa Business").method(5, "Visa");
  EXPECT_EQ(method_of(shop, "visa"), "Visa");
  EXPECT_EQ(method_of(shop, " CARD "), "Card");
}

TEST(Methods, CashMeansACashMethod) {
  Shop shop;
  shop.parts.payment_methods = {{2, "Card", "Bank", order::MethodType::bank},
                                {7, "Till Drawer", "Cash", order::MethodType::cash}};
  EXPECT_EQ(method_of(shop, "cash"), "Till Drawer");
}

TEST(Methods, CashIsNotCashless) {
  Shop shop;
  shop.parts.payment_methods = {{8, "Cashless Kiosk", "Bank", order::MethodType::bank},
                                {7, "Till", "Cash", order::MethodType::cash}};
  EXPECT_EQ(method_of(shop, "Cash"), "Till");
  shop.parts.payment_methods.pop_back();
  EXPECT_THAT(shop.warnings(tea().paid("92", "Cash")), ElementsAre("payment_method_fallback"));
}

TEST(Methods, AWholeWordInExactlyOneMethodsName) {
  Shop shop;
  shop.method(4, "Bank (Visa)");
  EXPECT_EQ(method_of(shop, "VISA"), "Bank (Visa)");
  EXPECT_THAT(shop.warnings(tea().paid("92", "Vis")), ElementsAre("payment_method_fallback"));
  shop.method(5, "Visa Gold");
  EXPECT_THAT(shop.warnings(tea().paid("92", "Visa")), ElementsAre("payment_method_fallback"))
      << "two have the word";
}

TEST(Methods, PaymentModeOneIsAnyCashMethod) {
  EXPECT_EQ(method_of(Shop(), "", "1"), "Cash");
  EXPECT_EQ(method_of(Shop(), "Something", "1"), "Cash");
}

TEST(Methods, ThePaymentModesByName) {
  Shop shop;
  shop.method(4, "Credit")
      .method(5, "Tabby")
      .method(6, "Tamara")
      .method(7, "STCPay")
      .method(8, "bank transfer");
  EXPECT_EQ(method_of(shop, "", "2"), "Card");
  EXPECT_EQ(method_of(shop, "", "3"), "Credit");
  EXPECT_EQ(method_of(shop, "", "5"), "Tabby");
  EXPECT_EQ(method_of(shop, "", "6"), "Tamara");
  EXPECT_EQ(method_of(shop, "", "7"), "STCPay");
  EXPECT_EQ(method_of(shop, "", "8"), "bank transfer");
}

TEST(Methods, CardTypeStandsAbovePaymentMode) {
  EXPECT_EQ(method_of(Shop(), "Card", "1"), "Card");
}

TEST(Methods, TheFirstMethodWithAJournalIsAFallbackWithAWarning) {
  Shop shop;
  shop.parts.payment_methods = {{3, "Customer Account", "", order::MethodType::pay_later},
                                {2, "Card", "Bank", order::MethodType::bank},
                                {1, "Cash", "Cash", order::MethodType::cash}};
  const Matched matched = shop.booked(tea().paid("92", "Bitcoin", "4"));
  EXPECT_THAT(payments_of(matched.document), ElementsAre("Card 92.00"));
  ASSERT_EQ(matched.warnings.size(), 1U);
  EXPECT_EQ(matched.warnings.front().code, "payment_method_fallback");
  EXPECT_THAT(matched.warnings.front().message, HasSubstr("Bitcoin"));
}

TEST(Methods, AnEmptyCardTypeMatchesNothing) {
  Shop shop;
  shop.parts.payment_methods.front().name = "";
  EXPECT_THAT(shop.warnings(tea().paid("92", "", "")), ElementsAre("payment_method_fallback"));
  EXPECT_THAT(shop.warnings(tea().paid("92", "  ", "")), ElementsAre("payment_method_fallback"));
}

TEST(Methods, NoMethodAtAllIsParked) {
  Shop shop;
  shop.parts.payment_methods = {{3, "Customer Account", "", order::MethodType::pay_later}};
  EXPECT_EQ(shop.park(tea().paid("92", "Visa")).code, "no_payment_method");
  shop.parts.payment_methods.clear();
  EXPECT_EQ(shop.park(tea().paid("92", "Cash", "1")).code, "no_payment_method");
}

TEST(Methods, AMethodWithoutAJournalNeedsACustomer) {
  const Draft order = tea().paid("92", "Customer Account");
  const auto why = Shop().park(order);
  EXPECT_EQ(why.code, "customer_missing");
  EXPECT_THAT(why.message, HasSubstr("92.00 is paid by \"Customer Account\""));
  Draft named = order;
  named.customer.name = "Walk-in";
  EXPECT_EQ(Shop().park(named).code, "customer_missing") << "a name alone identifies nobody";
  named.customer.id = "C-7";
  EXPECT_THAT(payments_of(Shop().book(named)), ElementsAre("Customer Account 92.00"));
}

TEST(Methods, AMethodThatIdentifiesItsCustomerNeedsOne) {
  Shop shop;
  for (auto& method : shop.parts.payment_methods) method.needs_customer = true;
  Draft order = tea().paid("92", "Cash", "1");
  EXPECT_EQ(shop.park(order).code, "customer_missing");
  order.customer.id = "C-7";
  EXPECT_THAT(payments_of(shop.book(order)), ElementsAre("Cash 92.00"));
}

// A debt that is nobody's: Odoo would book it all the same.
TEST(Methods, WhereThePosHasCustomersItMustHaveFoundOne) {
  Draft order = tea().paid("92", "Customer Account");
  order.customer.id = "C-7";
  order.customer.partner_id = "7";
  Shop shop;
  shop.around.pos_has_customers = true;
  const auto why = shop.park(order);
  EXPECT_EQ(why.code, "customer_missing");
  EXPECT_THAT(why.message, HasSubstr("the POS has none that the order names"));
  shop.around.customer_id = "41";
  EXPECT_EQ(shop.book(order).customer_id, "41");
}

// ---- how much

TEST(Payments, KeepTheTransactionIdAndTheLastFourDigits) {
  Draft order = tea().paid("92", "Card");
  order.checkouts.front().reference_id = "TX-1";
  order.checkouts.front().card_last4 = "4242";
  const auto document = Shop().book(order);
  EXPECT_EQ(document.payments.front().reference_id, "TX-1");
  EXPECT_EQ(document.payments.front().card_last4, "4242");
}

TEST(Payments, SplitPaymentsStayApart) {
  EXPECT_THAT(payments_of(Shop().book(tea().paid("50", "Cash").paid("42", "Card"))),
              ElementsAre("Cash 50.00", "Card 42.00"));
}

TEST(Payments, ZeroAmountsAreSkipped) {
  const Matched matched = Shop().booked(tea().paid("0", "Bitcoin").paid("92", "Card"));
  EXPECT_THAT(payments_of(matched.document), ElementsAre("Card 92.00"));
  EXPECT_THAT(matched.warnings, IsEmpty());
}

TEST(Payments, TheRestOfCashIsChange) {
  const auto document = Shop().book(tea().paid("100"));
  EXPECT_THAT(payments_of(document), ElementsAre("Cash 100.00", "Cash -8.00 change"));
  EXPECT_EQ(document.change, money("8"));
  EXPECT_EQ(document.amount_paid, money("92"));
}

TEST(Payments, ChangeIsNeverMoreThanTheCashPaid) {
  EXPECT_THAT(payments_of(Shop().book(tea().paid("50", "Card").paid("50", "Cash"))),
              ElementsAre("Card 50.00", "Cash 50.00", "Cash -8.00 change"));
  const auto why = Shop().park(tea().paid("95", "Card").paid("5", "Cash"));
  EXPECT_EQ(why.code, "overpaid");
}

TEST(Payments, AllOfTheCashMayBeChange) {
  EXPECT_THAT(payments_of(Shop().book(tea().paid("92", "Card").paid("5", "Cash"))),
              ElementsAre("Card 92.00", "Cash 5.00", "Cash -5.00 change"));
}

TEST(Payments, ChangeComesOutOfSeveralDrawersIfItMust) {
  Shop shop;
  shop.method(6, "Second till", order::MethodType::cash);
  const auto document = shop.book(tea().paid("88", "Card").paid("5", "Cash").paid("7", "Second till"));
  EXPECT_THAT(payments_of(document), ElementsAre("Card 88.00", "Cash 5.00", "Second till 7.00",
                                                 "Cash -5.00 change", "Second till -3.00 change"));
  EXPECT_EQ(document.change, money("8"));
}

TEST(Payments, OverpaidByCardIsParked) {
  const auto why = Shop().park(tea().paid("100", "Card"));
  EXPECT_EQ(why.code, "overpaid");
  EXPECT_THAT(why.message, HasSubstr("overpaid by 8.00 by card"));
  const auto with_cash = Shop().park(tea().paid("95", "Card").paid("5"));
  EXPECT_THAT(with_cash.message, HasSubstr("overpaid by 3.00 by card"));
}

TEST(Payments, ChangeThatTheSourceSendsItselfIsChange) {
  const auto document = Shop().book(tea().paid("100").paid("-8"));
  EXPECT_THAT(payments_of(document), ElementsAre("Cash 100.00", "Cash -8.00 change"));
  EXPECT_EQ(document.change, money("8"));
}

TEST(Payments, CashBackOnACardIsParked) {
  EXPECT_EQ(Shop().park(tea().paid("100", "Card").paid("-8", "Cash")).code, "overpaid");
}

TEST(Payments, CashBackWithoutCashSaysWhatIsWrong) {
  const auto why = Shop().park(tea().paid("100", "Card").paid("-8", "Cash"));
  EXPECT_THAT(why.message, HasSubstr("give back 8.00 more in cash than was paid in cash"));
  EXPECT_THAT(why.message, Not(HasSubstr("92.00 for 92.00")));
}

TEST(Payments, ASaleThatIsPaidBackIsNotFullyPaid) {
  for (const char* card_type : {"Cash", "Card"}) {
    const auto why = Shop().park(tea().paid("-92", card_type));
    EXPECT_EQ(why.code, "not_fully_paid");
    EXPECT_EQ(why.message, "Order is not fully paid: -92.00 of 92.00");
  }
  const auto short_of = Shop().park(tea().paid("100", "Card").paid("-20", "Cash"));
  EXPECT_EQ(short_of.message, "Order is not fully paid: 80.00 of 92.00");
  EXPECT_THAT(Shop().park(tea().paid("150", "Card").paid("-20", "Cash")).message,
              HasSubstr("overpaid by 38.00 by card: 130.00 for 92.00"));
  Shop coins;
  coins.parts.config.cash_rounding = dec("0.05");
  EXPECT_THAT(coins.park(tea().paid("100", "Card").paid("-8.02", "Cash")).message,
              HasSubstr("give back 8.02 more in cash"));
}

TEST(Payments, UnderpaidIsParked) {
  const auto why = Shop().park(tea().paid("80"));
  EXPECT_EQ(why.code, "not_fully_paid");
  EXPECT_EQ(why.cause, "not_fully_paid");
  EXPECT_EQ(why.message, "Order is not fully paid: 80.00 of 92.00");
  EXPECT_EQ(Shop().park(tea()).message, "Order is not fully paid: 0.00 of 92.00");
}

TEST(Payments, TheMissingPartMayBePaidLater) {
  Shop shop;
  shop.rules.pay_later_method = 3;
  Draft order = tea().paid("80").owing("12");
  EXPECT_THAT(shop.park(order).message, HasSubstr("names no customer"));
  order.customer.id = "C-7";
  const auto document = shop.book(order);
  EXPECT_THAT(payments_of(document), ElementsAre("Cash 80.00", "Customer Account 12.00"));
  EXPECT_EQ(document.amount_paid, money("92"));
}

TEST(Payments, TheMissingPartMustBeTheBalance) {
  Shop shop;
  shop.rules.pay_later_method = 3;
  Draft order = tea().paid("80").owing("11");
  order.customer.id = "C-7";
  EXPECT_EQ(shop.park(order).message, "Order is not fully paid: 80.00 of 92.00");
}

TEST(Payments, ABalanceWithoutAPayLaterMethodSaysWhatToChoose) {
  Draft order = tea().paid("80").owing("12");
  order.customer.id = "C-7";
  EXPECT_THAT(
      Shop().park(order).message,
      HasSubstr("Order is not fully paid: 80.00 of 92.00; the rest is BalanceAmount: choose the pay-later"));
}

TEST(Payments, AnAmountPaidThatDiffersIsAWarning) {
  Draft order = tea().paid("92");
  order.amount_paid = money("90");
  EXPECT_THAT(Shop().warnings(order), ElementsAre("amount_paid_differs"));
}

TEST(Payments, AnAmountPaidThatExplainsTheChangeIsNone) {
  Draft order = tea().paid("100");
  EXPECT_THAT(Shop().warnings(order), IsEmpty());
  order.amount_paid = money("92");
  EXPECT_THAT(Shop().warnings(order), IsEmpty());
}

TEST(Payments, TheCheckoutsCountNotTheHeader) {
  Draft order = tea().paid("80");
  order.amount_paid = money("92");
  EXPECT_EQ(Shop().park(order).code, "not_fully_paid");
}

TEST(Payments, ADifferenceWithinTheCashRoundingIsARoundingLine) {
  Shop shop;
  shop.with_rounding_product().parts.config.cash_rounding = dec("0.05");
  const Matched less = shop.booked(tea("92.02").paid("92.00"));
  EXPECT_THAT(lines_of(less.document),
              ElementsAre("1 × Tea at 92.02 = 92.02/92.02 []", "1 × Rounding at -0.02 = -0.02/-0.02 []"));
  EXPECT_EQ(less.document.total, money("92.00"));
  EXPECT_EQ(less.document.amount_paid, money("92.00"));
  EXPECT_THAT(less.warnings.front().code, "cash_rounding");
  EXPECT_EQ(shop.book(tea("92.03").paid("92.05")).total, money("92.05"));
}

TEST(Payments, CashRoundingIsForCashAndForLessThanACoin) {
  Shop shop;
  shop.with_rounding_product().parts.config.cash_rounding = dec("0.05");
  EXPECT_EQ(shop.park(tea("92.02").paid("92.00", "Card")).code, "not_fully_paid");
  EXPECT_EQ(shop.park(tea("92.05").paid("92.00")).code, "not_fully_paid");
  shop.parts.rounding_product.reset();
  EXPECT_EQ(shop.park(tea("92.02").paid("92.00")).code, "rounding_product_missing");
}

TEST(Payments, AFreeOrderSkipsItsZeroPayment) {
  EXPECT_THAT(Shop().book(tea("0").paid("0", "Cash", "1")).payments, IsEmpty());
}

}  // namespace
}  // namespace ordersync::match
