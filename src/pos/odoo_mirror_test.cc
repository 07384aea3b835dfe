// The JSON of an order as it stands in Odoo comes back as it went.
#include "pos/odoo_mirror.h"

#include <gtest/gtest.h>

namespace ordersync::pos::odoo {
namespace {

using base::Decimal;

BookedOrder booked() {
  BookedOrder order;
  order.key = {"main-store-orders", "639", order::Kind::refund, "R1"};
  order.name = "Main Store/0001";
  order.reference = "Order 48213-117-0042000001 639";
  order.state = "paid";
  order.session = "POS/00001";
  order.pos_config = "Main Store";
  order.date = base::from_unix_ms(1'795'356'000'000);
  order.total = {-9'200, order.currency};
  order.tax = {-1'200, order.currency};
  order.amount_paid = order.total;
  order.change = {0, order.currency};
  order.returned = {1'500, order.currency};
  order::DocumentLine line;
  line.product_id = 10;
  line.product = "Burger \"XL\" زيت";
  line.qty = Decimal::of("-1.5");
  line.price_unit = Decimal::of("53.33333333333333");
  line.taxes = {1, 2};
  line.subtotal = {-8'000, order.currency};
  line.total = order.total;
  order.lines = {line};
  order::DocumentPayment payment;
  payment.method_id = 3;
  payment.method = "Card";
  payment.amount = order.total;
  order.payments = {payment};
  order.picking = Picking{"WH/POS/00001", "done", PickingDirection::in, {{10, "Burger", Decimal::of("1.5")}}};
  order.alarm = order::Notice{"odoo_left_draft", "Odoo left it in draft"};
  return order;
}

TEST(OdooMirror, AnOrderComesBackFromItsTextAsItWent) {
  const auto again = decode_booked_order(encode(booked()));
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_EQ(encode(*again), encode(booked()));
  EXPECT_EQ(again->lines, booked().lines);
  EXPECT_EQ(again->payments, booked().payments);
  EXPECT_EQ(again->total, booked().total);
  EXPECT_EQ(again->returned, booked().returned);
  ASSERT_TRUE(again->picking);
  EXPECT_EQ(again->picking->direction, PickingDirection::in);
  EXPECT_EQ(again->picking->moves.at(0).qty, Decimal::of("1.5"));
  EXPECT_EQ(again->alarm, booked().alarm);
}

TEST(OdooMirror, WhatAnOrderDoesNotHaveStaysAbsent) {
  BookedOrder plain = booked();
  plain.picking.reset();
  plain.alarm.reset();
  const auto again = decode_booked_order(encode(plain));
  ASSERT_TRUE(again.ok());
  EXPECT_FALSE(again->picking);
  EXPECT_FALSE(again->alarm);
}

TEST(OdooMirror, BytesThatAreNoOrderAreAnError) {
  EXPECT_FALSE(decode_booked_order("").ok());
  EXPECT_FALSE(decode_booked_order("[]").ok());
  EXPECT_FALSE(decode_booked_order(R"({"document":"{}"})").ok());
}

}  // namespace
}  // namespace ordersync::pos::odoo
