// Order: one order of the source, decoded: the fields that decide what is booked, exact and with defaults
// resolved.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/decimal.h"
#include "base/money.h"
#include "base/time.h"
#include "order/key.h"
#include "order/problem.h"

namespace ordersync::order {

// A component of a line ("OrderDetailPackages").
struct Component {
  std::string item_id;  // as sent, as text; empty when absent or 0
  std::string name;
  base::Decimal price;
  base::Decimal quantity;
  friend bool operator==(const Component&, const Component&) = default;
};

// One element of OrderItems. Under a refund quantities are negative (the decoder negates as a whole; the
// other line of an exchange is positive) and prices are as the sale had them; components stay positive, since
// they are per unit of their line.
struct OrderLine {
  std::string item_id;                       // as sent, as text; empty when absent or 0
  std::optional<std::int64_t> odoo_item_id;  // OdooItemID, > 0
  std::string name;                          // trimmed; may be empty where item_id is set
  base::Decimal price;                       // per unit, as sent
  base::Decimal quantity;
  base::Decimal discount;                         // amount off the whole line, same sign as price * quantity
  std::optional<base::Decimal> discount_percent;  // where `discount` is absent or 0
  std::vector<Component> components;
  int number = 0;  // the person's line number, counted from 1 in the payload
  friend bool operator==(const OrderLine&, const OrderLine&) = default;
};

// One element of CheckoutDetails.
struct Checkout {
  base::Money amount;
  std::string card_type;     // trimmed; may be empty
  std::string payment_mode;  // as text ("1"); the order's own where the element has no card_type either
  std::string reference_id;  // becomes the payment's transaction id
  std::string card_last4;    // at most the last four digits, never more (behaviour 2)
  friend bool operator==(const Checkout&, const Checkout&) = default;
};

struct Customer {
  std::string id;          // CustomerID
  std::string reference;   // customer_ref
  std::string partner_id;  // partner_id: the POS's own
  std::string name;
  std::string contact;
  friend bool operator==(const Customer&, const Customer&) = default;
};

// All money is in the POS's currency. For a refund all amounts and quantities are negative.
struct Order {
  OrderKey key;
  std::string status;                 // OrderStatus as text; empty: absent
  std::optional<base::Instant> date;  // nothing: the time received counts
  std::vector<OrderLine> lines;       // void and empty lines already left out
  std::vector<Checkout> checkouts;
  base::Money grand_total;
  base::Money amount_paid;
  base::Decimal amount_total;        // compared only, never booked: kept as sent, not forced to minor units
  std::optional<base::Decimal> tax;  // likewise; nothing when absent
  std::optional<base::Decimal> tax_percent;
  base::Money discount;  // AmountDiscount
  base::Money service_charge;
  base::Money delivery_charge;
  base::Money tip;
  base::Money balance;  // BalanceAmount
  Customer customer;
  std::string remark;
  Warnings warnings;  // lines left out, card numbers cut …
};

// The bytes that two equal contents share: status class, lines, amounts, payments, date; versioned ("1|…").
// 92.0 and "92.00" give the same bytes. `status_class` is "sale", "refund" or "other" (behaviour 3,
// "Content").
std::string content_bytes(const Order& order, std::string_view status_class);

// One difference between two contents of the same order, for people ("OrderItems[0].Price: 80 → 90").
struct Difference {
  std::string field;
  std::string before;
  std::string after;
};
std::vector<Difference> differences(const Order& before, const Order& after);

}  // namespace ordersync::order
