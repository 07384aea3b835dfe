// The shop of every world. Names are chosen to be mistaken for one another: "Tea" stands in "Iced Tea", and
// the first payment method begins with "Cash".
#include "tests/support/world.h"

namespace ordersync::testing {

const std::string_view kWorldShop = R"({
  "currency": "USD", "tax_rounding": "round_per_line",
  "taxes": [
    {"id": 1, "name": "VAT 15%", "amount": "15"},
    {"id": 2, "name": "VAT 5%", "amount": "5"},
    {"id": 3, "name": "VAT 15% included", "amount": "15", "price_include": true}],
  "products": [
    {"id": 10, "name": "Burger", "list_price": "80.00", "taxes": [1], "on_hand": "100"},
    {"id": 11, "name": "Fries", "list_price": "10.00", "taxes": [1], "on_hand": "100"},
    {"id": 12, "name": "Tea", "list_price": "5.00", "taxes": [], "on_hand": "100"},
    {"id": 13, "name": "Iced Tea", "list_price": "6.00", "taxes": [], "on_hand": "100"},
    {"id": 14, "name": "Bread", "list_price": "20.00", "taxes": [2], "on_hand": "100"},
    {"id": 15, "name": "Patty", "list_price": "8.00", "taxes": [1], "on_hand": "100"},
    {"id": 16, "name": "Bun", "list_price": "2.00", "taxes": [1], "on_hand": "100"},
    {"id": 17, "name": "Meal", "list_price": "30.00", "taxes": [1], "type": "service"},
    {"id": 18, "name": "Delivery", "list_price": "10.00", "taxes": [1], "type": "service"},
    {"id": 19, "name": "Service Charge", "list_price": "1.00", "taxes": [], "type": "service"},
    {"id": 20, "name": "Tips", "list_price": "1.00", "taxes": [], "type": "service"},
    {"id": 21, "name": "Staff Lunch", "list_price": "9.00", "taxes": [], "on_hand": "100", "sale_ok": false},
    {"id": 22, "name": "Napkin", "list_price": "0.10", "taxes": [], "type": "consumable"},
    {"id": 23, "name": "Caviar", "list_price": "50.00", "taxes": [], "on_hand": "1"},
    {"id": 24, "name": "Juice", "list_price": "11.50", "taxes": [3], "on_hand": "100"}],
  "payment_methods": [
    {"id": 1, "name": "Cashless Kiosk", "journal": "Bank", "type": "bank"},
    {"id": 2, "name": "Cash", "journal": "Cash", "type": "cash"},
    {"id": 3, "name": "Card", "journal": "Bank", "type": "bank"},
    {"id": 4, "name": "Gift Voucher", "journal": "Vouchers", "type": "bank"},
    {"id": 5, "name": "Customer Account", "type": "pay_later"}],
  "pos_configs": [
    {"id": 1, "name": "Main Store", "payment_methods": [1, 2, 3, 4, 5]},
    {"id": 2, "name": "Kiosk", "payment_methods": [2, 3], "stock": "at_closing"}]
})";

const std::string kWorldShopWithLatte = [] {
  std::string shop(kWorldShop);
  const std::string last = R"({"id": 24,)";
  return shop.insert(shop.find(last),
                     R"({"id": 30, "name": "Latte", "list_price": "4.00", "taxes": [], "on_hand": "10"}, )");
}();

}  // namespace ordersync::testing
