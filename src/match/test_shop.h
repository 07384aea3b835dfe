// A small shop for the tests of this room: a catalogue, the rules of a sync, and orders written in a few
// words. Only tests include this.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <initializer_list>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "match/match.h"
#include "order/taxes.h"

namespace ordersync::match::testing {

inline base::Decimal dec(std::string_view text) {
  return base::Decimal::of(text);
}

inline base::Money money(std::string_view text, base::Currency currency = {}) {
  return base::round_half_away(dec(text), currency);
}

// "LINE: product × qty at price" of a source, in its own words.
struct Line : order::OrderLine {
  Line(std::string item, std::string_view unit_price, std::string_view qty = "1") {
    name = std::move(item);
    price = dec(unit_price);
    quantity = dec(qty);
  }
  Line& id(std::string text) { return item_id = std::move(text), *this; }
  Line& odoo_id(std::int64_t value) { return odoo_item_id = value, *this; }
  Line& off(std::string_view amount) { return discount = dec(amount), *this; }
  Line& percent_off(std::string_view percent) { return discount_percent = dec(percent), *this; }
  Line& with(std::string component, std::string_view component_price, std::string_view qty,
             std::string item_id_ = {}) {
    components.push_back({std::move(item_id_), std::move(component), dec(component_price), dec(qty)});
    return *this;
  }
};

// An order of the source. Everything not said is absent or zero; what is paid is said by paid().
struct Draft : order::Order {
  Draft(std::string_view total, std::initializer_list<Line> items, base::Currency currency_ = {})
      : currency(currency_) {
    key = {"main", "639", order::Kind::sale, {}};
    grand_total = money(total, currency);
    amount_paid = base::Money::zero(currency);
    for (const Line& item : items) {
      lines.push_back(item);
      lines.back().number = static_cast<int>(lines.size());
    }
  }
  Draft& paid(std::string_view amount, std::string card_type = "Cash", std::string mode = {}) {
    order::Checkout checkout;
    checkout.amount = money(amount, currency);
    checkout.card_type = std::move(card_type);
    checkout.payment_mode = std::move(mode);
    amount_paid += checkout.amount;
    checkouts.push_back(std::move(checkout));
    return *this;
  }
  Draft& taxed(std::string_view amount) { return tax = dec(amount), *this; }
  Draft& rate(std::string_view percent) { return tax_percent = dec(percent), *this; }
  Draft& subtotal(std::string_view amount) { return amount_total = dec(amount), *this; }
  Draft& off(std::string_view amount) { return discount = money(amount, currency), *this; }
  Draft& tipped(std::string_view amount) { return tip = money(amount, currency), *this; }
  Draft& service(std::string_view amount) { return service_charge = money(amount, currency), *this; }
  Draft& delivery(std::string_view amount) { return delivery_charge = money(amount, currency), *this; }
  Draft& owing(std::string_view amount) { return balance = money(amount, currency), *this; }
  Draft& refund(std::string id = {}) {
    key.kind = order::Kind::refund;
    key.refund_id = std::move(id);
    return *this;
  }
  base::Currency currency;
};

// The shop: "Burger" with 15 % on top, "Tea" without tax, "Water" whose price holds 15 %, and so on; see the
// constructor. Change `parts`, `rules` and `around` before matching.
struct Shop {
  Shop() {
    tax(1, "VAT 15%", "15");
    product(10, "Burger", {1});
    product(11, "Fries", {1});
    product(12, "Tea", {});
    product(13, "Iced Tea", {});
    parts.payment_methods = {{1, "Cash", "Cash", order::MethodType::cash},
                             {2, "Card", "Bank", order::MethodType::bank},
                             {3, "Customer Account", "", order::MethodType::pay_later}};
    parts.config.id = 1;
    parts.config.name = "Main Store";
    around.received_at = base::from_unix_ms(1'000'000);
  }

  Shop& tax(std::int64_t id, std::string name, std::string_view amount, bool price_include = false) {
    order::Tax tax;
    tax.id = id;
    tax.name = std::move(name);
    tax.amount = dec(amount);
    tax.price_include = price_include;
    parts.taxes.push_back(std::move(tax));
    return *this;
  }
  order::Product& product(std::int64_t id, std::string name, std::vector<std::int64_t> taxes = {}) {
    order::Product product;
    product.id = id;
    product.name = std::move(name);
    product.taxes = std::move(taxes);
    return parts.products.emplace_back(std::move(product));
  }
  order::Product& of(std::int64_t id) {
    for (auto& product : parts.products) {
      if (product.id == id) return product;
    }
    CHECK(false);
  }
  Shop& method(std::int64_t id, std::string name, order::MethodType type = order::MethodType::bank) {
    const std::string journal = type == order::MethodType::pay_later ? "" : name;
    parts.payment_methods.push_back({id, std::move(name), journal, type});
    return *this;
  }
  Shop& with_rounding_product() {
    product(99, "Rounding").type = order::ProductType::service;
    parts.rounding_product = 99;
    return *this;
  }
  Shop& globally() { return rounding(order::TaxRounding::round_globally); }
  Shop& rounding(order::TaxRounding how) { return parts.tax_rounding = how, *this; }

  MatchResult match(const order::Order& order) const {
    const order::Catalogue catalogue(parts);
    return match::match(order, catalogue, rules, around);
  }
  // The document of an order that must match.
  order::PosDocument book(const order::Order& order) const { return booked(order).document; }
  Matched booked(const order::Order& order) const {
    MatchResult result = match(order);
    if (!result.ok()) {
      ADD_FAILURE() << "parked: " << result.error().code << ": " << result.error().message;
      return {};
    }
    return std::move(result).value();
  }
  // The problem of an order that must not match.
  order::Problem park(const order::Order& order) const {
    MatchResult result = match(order);
    if (result.ok()) {
      ADD_FAILURE() << "booked: " << order::encode(result->document);
      return {};
    }
    return std::move(result).error();
  }
  std::vector<std::string> warnings(const order::Order& order) const {
    std::vector<std::string> codes;
    for (const auto& warning : booked(order).warnings) codes.push_back(warning.code);
    return codes;
  }

  order::Catalogue::Parts parts;
  MatchRules rules;
  Surroundings around;
};

// "2 × Burger at 80 -10% = 144.00/165.60 [1]": a document's line in one text.
inline std::string text(const order::DocumentLine& line) {
  std::string out = line.qty.to_string() + " × " + line.product + " at " + line.price_unit.to_string();
  if (!line.discount_percent.is_zero()) out += " -" + line.discount_percent.to_string() + '%';
  out += " = " + line.subtotal.to_string() + '/' + line.total.to_string() + " [";
  for (const std::int64_t tax : line.taxes) out += (out.back() == '[' ? "" : ",") + std::to_string(tax);
  return out + ']';
}
inline std::string text(const order::DocumentPayment& payment) {
  return payment.method + ' ' + payment.amount.to_string() + (payment.is_change ? " change" : "");
}
inline std::vector<std::string> lines_of(const order::PosDocument& document) {
  std::vector<std::string> out;
  for (const auto& line : document.lines) out.push_back(text(line));
  return out;
}
inline std::vector<std::string> payments_of(const order::PosDocument& document) {
  std::vector<std::string> out;
  for (const auto& payment : document.payments) out.push_back(text(payment));
  return out;
}

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

}  // namespace ordersync::match::testing
