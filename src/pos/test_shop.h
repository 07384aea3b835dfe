// FOR TESTS ONLY: a small shop, and documents as the matching would make them for it. Nothing of the program
// includes it.
#pragma once

#include <string>
#include <vector>

#include "order/catalogue.h"
#include "order/document.h"
#include "order/taxes.h"
#include "pos/catalogue_file.h"

namespace ordersync::pos::test_shop {

inline constexpr std::int64_t kBurger = 10;    // 80.00 + 15 %, storable, 100 on hand
inline constexpr std::int64_t kWater = 11;     // 2.50 untaxed, storable, 1000 on hand
inline constexpr std::int64_t kNapkin = 12;    // 0.10 untaxed, consumable
inline constexpr std::int64_t kDelivery = 13;  // 10.00 + 15 %, service
inline constexpr std::int64_t kCake = 14;      // 10.50 with 5 % included, storable, 2 on hand
inline constexpr std::int64_t kCash = 1;
inline constexpr std::int64_t kCard = 2;
inline constexpr std::int64_t kAccount = 3;  // pay later, in no configuration

// How the shop is called where it stands: a real Odoo gives ids as it likes and may hold a "Main Store".
struct Names {
  std::int64_t burger = kBurger;
  std::int64_t water = kWater;
  std::int64_t napkin = kNapkin;
  std::int64_t delivery = kDelivery;
  std::int64_t cake = kCake;
  std::int64_t card = kCard;
  std::int64_t account = kAccount;
  std::string main_store = "Main Store";
  std::string kiosk = "Kiosk";
  std::string bare = "Bare";
  std::string source = "main-store-orders";
};

struct Item {
  std::int64_t product_id = 0;
  std::string qty;
};

namespace detail {

using base::Decimal;

inline CatalogueFile::ProductRow product(std::int64_t id, std::string name, const char* price,
                                         order::ProductType type, std::vector<std::int64_t> taxes,
                                         const char* on_hand) {
  CatalogueFile::ProductRow row;
  row.product.id = id;
  row.product.name = std::move(name);
  row.product.list_price = Decimal::of(price);
  row.product.type = type;
  row.product.taxes = std::move(taxes);
  row.on_hand = Decimal::of(on_hand);
  return row;
}

inline CatalogueFile::ConfigRow config(std::int64_t id, std::string name, std::vector<std::int64_t> methods,
                                       order::StockMode stock) {
  CatalogueFile::ConfigRow row;
  row.config.id = id;
  row.config.name = std::move(name);
  row.config.payment_methods = std::move(methods);
  row.config.stock = stock;
  return row;
}

inline order::DocumentPayment payment(std::int64_t method_id, std::string method, base::Money amount) {
  order::DocumentPayment out;
  out.method_id = method_id;
  out.method = std::move(method);
  out.amount = amount;
  return out;
}

}  // namespace detail

// "Main Store": cash and card, stock in real time. "Kiosk": card and cash, stock at closing, fiscal position
// Export (no 15 % tax). "Bare": no payment method. No sessions.
inline CatalogueFile shop_goods() {
  using order::ProductType;
  CatalogueFile goods;
  goods.currency = base::Currency();
  goods.taxes = {{1, "VAT 15%", order::TaxType::percent, base::Decimal::of("15"), false, true},
                 {2, "VAT 5% included", order::TaxType::percent, base::Decimal::of("5"), true, true}};
  goods.products = {detail::product(kBurger, "Burger", "80.00", ProductType::storable, {1}, "100"),
                    detail::product(kWater, "Water", "2.50", ProductType::storable, {}, "1000"),
                    detail::product(kNapkin, "Napkin", "0.10", ProductType::consumable, {}, "0"),
                    detail::product(kDelivery, "Delivery", "10.00", ProductType::service, {1}, "0"),
                    detail::product(kCake, "Cake", "10.50", ProductType::storable, {2}, "2")};
  goods.payment_methods = {{kCash, "Cash", "Cash", order::MethodType::cash},
                           {kCard, "Card", "Bank", order::MethodType::bank},
                           {kAccount, "Customer Account", "", order::MethodType::pay_later}};
  goods.fiscal_positions = {{1, "Export", {{1, std::nullopt}}}};
  goods.pos_configs = {detail::config(1, "Main Store", {kCash, kCard}, order::StockMode::real_time),
                       detail::config(2, "Kiosk", {kCard, kCash}, order::StockMode::at_closing),
                       detail::config(3, "Bare", {}, order::StockMode::real_time)};
  goods.pos_configs[1].config.fiscal_position = 1;
  return goods;
}

// Computed as the POS does, paid exactly and in cash, at 2026-11-22T14:00:00Z. REQUIRES: the products are in
// the catalogue.
inline order::PosDocument document_of(const order::Catalogue& catalogue, order::OrderKey key,
                                      const std::vector<Item>& items) {
  order::PosDocument document;
  document.reference = "External Order ID: " + key.external_id;
  document.note = document.reference;
  document.key = std::move(key);
  document.date = base::from_unix_ms(1'795'356'000'000);
  document.pos_config = catalogue.config().name;
  document.currency = catalogue.currency();
  std::vector<order::TaxedLine> taxed;
  for (const Item& item : items) {
    const order::Product* sold = catalogue.product(item.product_id);
    CHECK(sold != nullptr);
    taxed.push_back(
        {base::Decimal::of(item.qty), sold->list_price, base::Decimal(), catalogue.taxes_of(*sold)});
    order::DocumentLine line;
    line.product_id = sold->id;
    line.product = sold->name;
    line.product_type = sold->type;
    line.qty = taxed.back().qty;
    line.price_unit = sold->list_price;
    for (const order::Tax* tax : taxed.back().taxes) line.taxes.push_back(tax->id);
    document.lines.push_back(std::move(line));
  }
  const order::OrderAmounts amounts = compute_all(taxed, catalogue.tax_rounding(), catalogue.currency());
  for (std::size_t i = 0; i < document.lines.size(); ++i) {
    document.lines[i].subtotal = amounts.lines[i].subtotal;
    document.lines[i].total = amounts.lines[i].total;
  }
  document.total = amounts.total;
  document.tax = amounts.tax;
  document.amount_paid = amounts.total;
  document.change = base::Money::zero(catalogue.currency());
  document.payments = {detail::payment(kCash, "Cash", amounts.total)};
  for (const order::PaymentMethod& method : catalogue.payment_methods()) {
    if (method.type == order::MethodType::cash) document.payments.front().method_id = method.id;
  }
  return document;
}

inline order::PosDocument sale_of(const order::Catalogue& catalogue, const std::string& external_id,
                                  const std::vector<Item>& items,
                                  const std::string& source = "main-store-orders") {
  return document_of(catalogue, {source, external_id, order::Kind::sale, ""}, items);
}

inline void pay_by_card(order::PosDocument& document, std::int64_t card = kCard) {
  document.payments = {detail::payment(card, "Card", document.total)};
  document.payments.front().reference_id = "TX-1";
  document.payments.front().card_last4 = "4242";
}

inline void pay_in_cash_with_change(order::PosDocument& document, const std::string& given) {
  const base::Money cash = base::round_half_away(base::Decimal::of(given), document.currency);
  document.change = cash - document.total;
  const std::int64_t method = document.payments.front().method_id;
  document.payments = {detail::payment(method, "Cash", cash),
                       detail::payment(method, "Cash", -document.change)};
  document.payments.back().is_change = true;
}

}  // namespace ordersync::pos::test_shop
