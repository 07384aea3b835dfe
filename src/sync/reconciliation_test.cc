// A day's two lists, in all the ways in which they can differ.
#include "sync/reconciliation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ordersync::sync {
namespace {

using base::Money;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr base::Instant kFrom = base::Instant(base::Milliseconds(1'795'305'600'000));  // 2026-11-22
constexpr base::Milliseconds kHour(3'600'000);

Money usd(std::int64_t minor) {
  return {minor, base::Currency()};
}

ReconciledDay day() {
  return {"Main Store", kFrom, kFrom + 24 * kHour, base::Currency()};
}

order::OrderKey key(const std::string& id) {
  return {"main", id, order::Kind::sale, ""};
}

// 92.00 with 12.00 of tax, paid in cash.
SentOrder sent(const std::string& id, std::int64_t total = 9'200) {
  SentOrder order;
  order.key = key(id);
  order.date = kFrom + 12 * kHour;
  order.total = usd(total);
  order.tax = usd(1'200);
  order.payments = {{"Cash", usd(total)}};
  order.state = "booked";
  return order;
}

pos::BookedOrder standing(const std::string& id, std::int64_t total = 9'200) {
  pos::BookedOrder order;
  order.key = key(id);
  order.name = "Main Store/" + id;
  order.state = "paid";
  order.pos_config = "Main Store";
  order.date = kFrom + 12 * kHour;
  order.total = usd(total);
  order.tax = usd(1'200);
  order.lines.resize(1);
  order::DocumentPayment payment;
  payment.method = "Cash";
  payment.amount = usd(total);
  order.payments = {payment};
  return order;
}

Reconciliation of(const std::vector<SentOrder>& sent, const std::vector<pos::BookedOrder>& standing) {
  return reconcile(day(), sent, standing);
}

std::vector<std::string> fields(const Reconciliation& report) {
  std::vector<std::string> names;
  for (const auto& different : report.different) {
    for (const auto& field : different.fields)
      names.push_back(field.name + " " + field.sent + " " + field.standing);
  }
  return names;
}

TEST(Reconciliation, AnEmptyDayAgrees) {
  const auto report = of({}, {});
  EXPECT_TRUE(report.agrees());
  EXPECT_EQ(report.total.difference(), usd(0));
}

TEST(Reconciliation, TheSameOnBothSidesAgreesWhateverTheOrder) {
  const auto report = of({sent("1"), sent("2")}, {standing("2"), standing("1")});
  EXPECT_TRUE(report.agrees());
  EXPECT_EQ(report.orders_sent, 2);
  EXPECT_EQ(report.orders_standing, 2);
  EXPECT_EQ(report.total.sent, usd(18'400));
  EXPECT_EQ(report.tax.difference(), usd(0));
  EXPECT_EQ(report.methods.at("Cash").standing, usd(18'400));
}

TEST(Reconciliation, WhatOnlyTheSourceHasIsMissing) {
  auto parked = sent("1");
  parked.state = "parked";
  parked.why = "Product not found";
  const auto report = of({parked, sent("2")}, {standing("2")});
  ASSERT_EQ(report.missing.size(), 1U);
  EXPECT_EQ(report.missing[0].key, key("1"));
  EXPECT_EQ(report.missing[0].why, "Product not found");
  EXPECT_EQ(report.total.difference(), usd(-9'200));
  EXPECT_FALSE(report.agrees());
}

TEST(Reconciliation, WhatOnlyThePosHasIsExtra) {
  const auto report = of({sent("1")}, {standing("1"), standing("7", 500)});
  ASSERT_EQ(report.extra.size(), 1U);
  EXPECT_EQ(report.extra[0].name, "Main Store/7");
  EXPECT_EQ(report.total.difference(), usd(500));
}

TEST(Reconciliation, ASecondOrderUnderTheSameKeyIsExtra) {
  const auto report = of({sent("1")}, {standing("1"), standing("1")});
  EXPECT_EQ(report.extra.size(), 1U);
  EXPECT_THAT(report.different, IsEmpty());
}

TEST(Reconciliation, AnotherTotalIsNamedWithBothFigures) {
  const auto report = of({sent("1")}, {standing("1", 9'201)});
  EXPECT_THAT(fields(report), ElementsAre("total 92.00 92.01", "paid by Cash 92.00 92.01"));
}

// The sync books into a POS of another currency by now: what was booked before is told, and added to nothing.
TEST(Reconciliation, AnotherCurrencyIsDifferentAndCountsInNoSum) {
  auto euros = standing("1");
  euros.currency = base::Currency::of("EUR").value();
  euros.total = base::Money(9'200, euros.currency);
  euros.tax = base::Money(1'200, euros.currency);
  for (auto& payment : euros.payments) payment.amount = base::Money(9'200, euros.currency);
  auto silent = sent("1");
  silent.tax.reset();
  const auto report = of({silent}, {euros});
  ASSERT_EQ(report.different.size(), 1U);
  EXPECT_EQ(report.different[0].fields.at(0).name, "currency");
  EXPECT_EQ(report.total.standing.minor(), 0);
  EXPECT_EQ(report.orders_standing, 1);
}

TEST(Reconciliation, TaxMayDifferByAMinorUnitALineAndOne) {
  auto near = standing("1");
  near.tax = usd(1'202);
  EXPECT_TRUE(of({sent("1")}, {near}).agrees());
  near.tax = usd(1'203);
  EXPECT_THAT(fields(of({sent("1")}, {near})), ElementsAre("tax 12.00 12.03"));
}

TEST(Reconciliation, TaxThatIsNotStatedIsNotCompared) {
  auto silent = sent("1");
  silent.tax.reset();
  const auto report = of({silent}, {standing("1")});
  EXPECT_TRUE(report.agrees());
  EXPECT_EQ(report.tax_not_stated, 1);
  EXPECT_EQ(report.tax.difference(), usd(0));
}

TEST(Reconciliation, ChangeIsPartOfItsMethodAndNothingIsLeftOfAMethodThatNetsToZero) {
  auto paid = standing("1");
  paid.payments[0].amount = usd(10'000);
  paid.payments.push_back(paid.payments[0]);
  paid.payments[1].amount = usd(-800);
  order::DocumentPayment card = paid.payments[0];
  card.method = "Card";
  card.amount = usd(5);
  paid.payments.push_back(card);
  card.amount = usd(-5);
  paid.payments.push_back(card);
  const auto report = of({sent("1")}, {paid});
  EXPECT_TRUE(report.agrees());
  EXPECT_FALSE(report.methods.contains("Card"));
}

TEST(Reconciliation, AnotherMethodIsToldOnBothSides) {
  auto by_card = standing("1");
  by_card.payments[0].method = "Card";
  const auto report = of({sent("1")}, {by_card});
  EXPECT_THAT(fields(report), ElementsAre("paid by Card 0.00 92.00", "paid by Cash 92.00 0.00"));
  EXPECT_EQ(report.methods.at("Cash").difference(), usd(-9'200));
  EXPECT_EQ(report.methods.at("Card").difference(), usd(9'200));
}

TEST(Reconciliation, AnOrderOfAnotherDayOrPosIsDifferentAndNotMissing) {
  auto elsewhere = standing("1");
  elsewhere.date = kFrom + 24 * kHour;
  elsewhere.pos_config = "Kiosk";
  const auto report = of({sent("1")}, {elsewhere});
  EXPECT_THAT(report.missing, IsEmpty());
  EXPECT_THAT(fields(report),
              ElementsAre("date 2026-11-22T12:00:00Z 2026-11-23T00:00:00Z", "POS Main Store Kiosk"));
}

TEST(Reconciliation, AnOrderThatStandsUnpaidOrWithAnAlarmIsDifferent) {
  auto draft = standing("1");
  draft.state = "draft";
  auto alarming = standing("2");
  alarming.alarm = order::Notice{"odoo_booked_twice", "stands twice"};
  auto invoiced = standing("3");
  invoiced.state = "invoiced";
  EXPECT_THAT(fields(of({sent("1"), sent("2"), sent("3")}, {draft, alarming, invoiced})),
              ElementsAre("state paid draft", "state paid paid: stands twice"));
}

TEST(Reconciliation, OfOneMomentAsTheyCame) {
  const auto report = of({sent("1"), sent("2"), sent("3"), sent("4")},
                         {standing("4", 5), standing("8"), standing("9"), standing("5"), standing("3", 5)});
  ASSERT_EQ(report.missing.size(), 2U);
  EXPECT_EQ(report.missing.front().key, key("1"));
  ASSERT_EQ(report.extra.size(), 3U);
  EXPECT_EQ(report.extra[0].key, key("8"));
  EXPECT_EQ(report.extra[1].key, key("9"));
  EXPECT_EQ(report.extra[2].key, key("5"));
  ASSERT_EQ(report.different.size(), 2U);
  EXPECT_EQ(report.different.front().sent.key, key("3"));
}

TEST(Reconciliation, ListsComeByDate) {
  auto later = sent("1");
  later.date = kFrom + 20 * kHour;
  const auto report = of({later, sent("2")}, {});
  ASSERT_EQ(report.missing.size(), 2U);
  EXPECT_EQ(report.missing[0].key, key("2"));
}

}  // namespace
}  // namespace ordersync::sync
