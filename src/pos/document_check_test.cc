// Which documents may not be booked, and how that is said; and what one order moves.
#include "pos/document_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "pos/embedded_stock.h"
#include "pos/test_embedded.h"

namespace ordersync::pos {
namespace {

using namespace test_shop;
using ::testing::HasSubstr;

constexpr std::int64_t kHuge = std::numeric_limits<std::int64_t>::max();

class CheckDocument : public EmbeddedTest {
 protected:
  CheckDocument() {
    import_shop();
    goods_ = goods();
    document_ = sale("639");
  }
  std::string code() const {
    const auto problem = check_document(document_, *goods_);
    return problem ? problem->code : "";
  }
  std::string message() const {
    const auto problem = check_document(document_, *goods_);
    return problem ? problem->message : "";
  }
  base::Money money(std::int64_t minor) const { return {minor, document_.currency}; }

  std::shared_ptr<const order::Catalogue> goods_;
  order::PosDocument document_;
};

TEST_F(CheckDocument, WhatTheMatchingMakesIsFine) {
  EXPECT_EQ(code(), "");
  pay_by_card(document_);
  EXPECT_EQ(code(), "");
  pay_in_cash_with_change(document_, "100.00");
  EXPECT_EQ(code(), "");
}

TEST_F(CheckDocument, TheRoundingProductMayBeBooked) {
  document_.lines.push_back(document_.lines[0]);
  order::DocumentLine& rounding = document_.lines.back();
  rounding.product_id = *goods_->rounding_product();
  rounding.taxes.clear();
  rounding.subtotal = rounding.total = money(1);
  document_.total = document_.amount_paid = document_.payments[0].amount = money(9'201);
  EXPECT_EQ(message(), "");
}

TEST_F(CheckDocument, AnotherPosOrCurrencyIsRefused) {
  document_.pos_config = "Kiosk";
  EXPECT_EQ(code(), "wrong_pos_config");
  document_ = sale("639");
  document_.payments[0].amount = base::Money(9'200, base::Currency::of("EUR").value());
  EXPECT_EQ(code(), "currency_mismatch");
}

TEST_F(CheckDocument, UnknownIdsAreNamedAndGroupedByWhatIsMissing) {
  document_.lines[0].product_id = 999;
  const auto problem = check_document(document_, *goods_);
  ASSERT_TRUE(problem.has_value());
  EXPECT_EQ(problem->code, "unknown_product");
  EXPECT_EQ(problem->cause, "unknown_product:999");
  EXPECT_THAT(problem->message, HasSubstr("Order 639: product \"Burger\" (id 999)"));

  document_ = sale("639");
  document_.lines[0].taxes = {99};
  EXPECT_EQ(code(), "unknown_tax");
  document_ = sale("639");
  document_.payments[0].method_id = kAccount;
  EXPECT_EQ(code(), "payment_method_not_in_pos");
}

TEST_F(CheckDocument, ACentBetweenLinesAndTotalIsRefused) {
  document_.total = document_.amount_paid = document_.payments[0].amount = money(9'201);
  EXPECT_EQ(code(), "document_inconsistent");
  EXPECT_THAT(message(), HasSubstr("its lines are 92.00, its total is 92.01"));
  document_ = sale("639");
  document_.tax = money(1'199);
  EXPECT_THAT(message(), HasSubstr("the tax of its lines is 12.00, its tax is 11.99"));
}

TEST_F(CheckDocument, PaymentsMustBeTheTotalAndWhatIsSaidOfThem) {
  document_.payments[0].amount = money(9'199);
  EXPECT_THAT(message(), HasSubstr("its payments are 91.99, it says that it is paid with 92.00"));
  document_.amount_paid = money(9'199);
  EXPECT_THAT(message(), HasSubstr("it is paid with 91.99, its total is 92.00"));
  document_ = sale("639");
  document_.payments.clear();
  EXPECT_EQ(code(), "document_inconsistent");
}

TEST_F(CheckDocument, ChangeIsCashAndNeverMoreThanTheCashPaid) {
  pay_in_cash_with_change(document_, "100.00");
  document_.payments[1].method_id = kCard;
  EXPECT_THAT(message(), HasSubstr("its change is not given in cash"));

  pay_in_cash_with_change(document_, "100.00");
  document_.payments[0].method_id = kCard;  // 100.00 by card, 8.00 back from the drawer
  EXPECT_THAT(message(), HasSubstr("its change 8.00 is more than the cash paid, 0.00"));

  pay_in_cash_with_change(document_, "100.00");
  document_.change = money(700);
  EXPECT_THAT(message(), HasSubstr("its change lines are 8.00, its change is 7.00"));
}

TEST_F(CheckDocument, ASaleIsNotNegativeAndARefundNotPositive) {
  document_.key.kind = order::Kind::refund;
  EXPECT_THAT(message(), HasSubstr("it is a refund of 92.00"));
  document_ = refund("639", {{kBurger, "-1"}});
  EXPECT_EQ(code(), "");
  document_.key.kind = order::Kind::sale;
  EXPECT_THAT(message(), HasSubstr("it is a sale of -92.00"));
}

TEST_F(CheckDocument, NoLinesOrNoKeyIsRefused) {
  document_.lines.clear();
  EXPECT_EQ(code(), "document_inconsistent");
  document_ = sale("");
  EXPECT_EQ(code(), "document_inconsistent");
}

TEST_F(CheckDocument, SumsThatWouldNotFitAreComputedAnyway) {
  document_.lines = {document_.lines[0], document_.lines[0], document_.lines[0]};
  for (auto& line : document_.lines) line.total = line.subtotal = money(kHuge);
  document_.payments = {document_.payments[0], document_.payments[0]};
  for (auto& payment : document_.payments) payment.amount = money(kHuge);
  EXPECT_EQ(code(), "document_inconsistent");
}

TEST_F(CheckDocument, GloballyRoundedLinesMayMissTheTotalByAMinorUnitEach) {
  CatalogueFile globally;
  globally.tax_rounding = order::TaxRounding::round_globally;
  import_goods(globally);
  goods_ = goods();
  document_.total = document_.amount_paid = document_.payments[0].amount = money(9'201);
  document_.tax = money(1'201);
  EXPECT_EQ(code(), "");
  document_.total = document_.amount_paid = document_.payments[0].amount = money(9'202);
  EXPECT_EQ(code(), "document_inconsistent");
}

class NetMoves : public CheckDocument {};

TEST_F(NetMoves, AreOneAProductInTheOrderOfTheLines) {
  document_ = sale("1", {{kWater, "2"}, {kBurger, "1"}, {kDelivery, "1"}, {kWater, "0.5"}, {kNapkin, "3"}});
  const auto moves = net_moves(document_);
  ASSERT_EQ(moves.size(), 3U);
  EXPECT_EQ(moves[0].product_id, kWater);
  EXPECT_EQ(moves[0].qty, base::Decimal::of("2.5"));
  EXPECT_TRUE(moves[0].counted);
  EXPECT_EQ(moves[1].product_id, kBurger);
  EXPECT_FALSE(moves[2].counted);
}

TEST_F(NetMoves, WhatCancelsOutDoesNotMove) {
  document_ = sale("1", {{kWater, "2"}, {kWater, "-2"}, {kBurger, "-1"}});
  const auto moves = net_moves(document_);
  ASSERT_EQ(moves.size(), 1U);
  EXPECT_EQ(direction_of(moves[0]), PickingDirection::in);
}

}  // namespace
}  // namespace ordersync::pos
