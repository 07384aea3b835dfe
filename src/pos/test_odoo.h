// FOR TESTS ONLY: documents as they go to an Odoo, and records as it answers them. Nothing of the program
// includes it.
#pragma once

#include <string>
#include <utility>

#include "order/document.h"
#include "pos/odoo_value.h"

namespace ordersync::pos::odoo::testing {

using base::Decimal;
using base::Money;

inline Money usd(const char* text) {
  return base::round_half_away(Decimal::of(text), base::Currency());
}

inline order::DocumentLine line(std::int64_t product_id, std::string product, const char* qty,
                                const char* price_unit, const char* subtotal, const char* total,
                                std::vector<std::int64_t> taxes = {}) {
  order::DocumentLine out;
  out.product_id = product_id;
  out.product = std::move(product);
  out.qty = Decimal::of(qty);
  out.price_unit = Decimal::of(price_unit);
  out.taxes = std::move(taxes);
  out.subtotal = usd(subtotal);
  out.total = usd(total);
  return out;
}

inline order::DocumentPayment payment(std::int64_t method_id, std::string method, const char* amount) {
  order::DocumentPayment out;
  out.method_id = method_id;
  out.method = std::move(method);
  out.amount = usd(amount);
  return out;
}

inline constexpr std::int64_t kTax15 = 3;
inline constexpr std::int64_t kCash = 4;
inline constexpr std::int64_t kCard = 5;

// 10 × 3 less 10 % and 24.99, both with 15 %: 59.79; 20.00 by card, 50.00 in cash, 10.21 back. With a
// component that costs nothing.
inline order::PosDocument sale() {
  order::PosDocument document;
  document.key = {"shop", "639", order::Kind::sale, ""};
  document.reference = "External Order ID: 639";
  document.date = base::from_unix_ms(1'795'339'800'999);  // 2026-11-22T09:30:00.999Z
  document.pos_config = "PX Shop";
  document.lines = {line(10, "Burger", "3", "10", "27", "31.05", {kTax15}),
                    line(11, "Cake \"Sacher\"", "1", "24.99", "24.99", "28.74", {kTax15}),
                    line(12, "Bun", "3", "0", "0", "0")};
  document.lines[0].discount_percent = Decimal(10);
  document.lines[2].note = "component of Burger";
  document.payments = {payment(kCard, "Card", "20"), payment(kCash, "Cash", "50"),
                       payment(kCash, "Cash", "-10.21")};
  document.payments[0].reference_id = "TX-77";
  document.payments[0].card_last4 = "4242";
  document.payments[2].is_change = true;
  document.total = usd("59.79");
  document.tax = usd("7.8");
  document.amount_paid = document.total;
  document.change = usd("10.21");
  document.note = "External Order ID: 639\nno onions";
  return document;
}

// The first line of the sale taken back.
inline order::PosDocument refund() {
  order::PosDocument document = sale();
  document.key = {"shop", "639", order::Kind::refund, "R1"};
  document.refund_of = sale().key;
  document.lines = {line(10, "Burger", "-3", "10", "-27", "-31.05", {kTax15})};
  document.lines[0].discount_percent = Decimal(10);
  document.payments = {payment(kCard, "Card", "-31.05")};
  document.total = usd("-31.05");
  document.tax = usd("-4.05");
  document.amount_paid = document.total;
  document.change = usd("0");
  document.note = "External Order ID: 639";
  return document;
}

}  // namespace ordersync::pos::odoo::testing
