// The sample restaurant's menu as data, and as a catalogue file.
#include "app/demo_catalogue.h"

#include <nlohmann/json.hpp>

#include "app/views.h"

namespace ordersync::app {
namespace {

constexpr std::array<DemoDish, 30> kDishes{{
    {1001, "Chicken Shawarma", "شاورما دجاج", 1200, "storable"},
    {1002, "Beef Shawarma", "شاورما لحم", 1600, "storable"},
    {1003, "Falafel Wrap", "ساندويتش فلافل", 800, "storable"},
    {1004, "Mixed Grill (kg)", "مشاوي مشكلة (كيلو)", 8000, "storable"},
    {1005, "Chicken Kabsa", "كبسة دجاج", 2800, "storable"},
    {1006, "Lamb Mandi", "مندي لحم", 4800, "storable"},
    {1007, "Grilled Kofta", "كفتة مشوية", 3200, "storable"},
    {1008, "Shish Tawook", "شيش طاووق", 3200, "storable"},
    {1009, "Hummus", "حمص", 1200, "storable"},
    {1010, "Moutabal", "متبل", 1200, "storable"},
    {1011, "Tabbouleh", "تبولة", 1200, "storable"},
    {1012, "Fattoush", "فتوش", 1600, "storable"},
    {1013, "Lentil Soup", "شوربة عدس", 1200, "consumable"},
    {1014, "French Fries", "بطاطس مقلية", 800, "storable"},
    {1015, "Saffron Rice", "أرز بالزعفران", 800, "storable"},
    {1016, "Pita Bread", "خبز عربي", 400, "storable"},
    {1017, "Kunafa", "كنافة", 2000, "storable"},
    {1018, "Baklava", "بقلاوة", 1600, "storable"},
    {1019, "Orange Juice", "عصير برتقال", 1600, "storable"},
    {1020, "Mango Juice", "عصير مانجو", 1600, "storable"},
    {1021, "Mint Lemonade", "ليمون بالنعناع", 1200, "storable"},
    {1022, "Laban", "لبن", 400, "storable"},
    {1023, "Still Water 0.5 l", "ماء ٠٫٥ لتر", 400, "storable"},
    {1024, "Cola", "كولا", 400, "storable"},
    {1025, "Arabic Coffee", "قهوة عربية", 1200, "consumable"},
    {1026, "Karak Tea", "شاي كرك", 800, "consumable"},
    {1027, "Garlic Sauce", "ثومية", 400, "consumable"},
    {1028, "كبسة لحم", "كبسة لحم", 4000, "storable"},
    {1029, "عصير رمان", "عصير رمان", 1600, "storable"},
    {1030, "أم علي", "أم علي", 2000, "storable"},
}};

// Sold as one line; what leaves the stock are the components.
constexpr std::array<DemoMeal, 3> kMeals{{
    {{1040, "Family Meal", "وجبة عائلية", 12000, "service"}, {{{4, 4}, {13, 2}, {23, 4}}}},
    {{1041, "Shawarma Combo", "كومبو شاورما", 2400, "service"}, {{{0, 1}, {13, 1}, {23, 1}}}},
    {{1042, "Mezze Platter", "صحن مقبلات", 4400, "service"}, {{{8, 1}, {9, 1}, {10, 2}}}},
}};

std::string decimal(std::int64_t minor) {
  const std::string cents = std::to_string(minor % 100);
  return std::to_string(minor / 100) + "." + (cents.size() == 1 ? "0" : "") + cents;
}

Json product(std::int64_t id, std::string_view name, std::int64_t price, std::string_view type, Json taxes) {
  Json row{{"id", id},
           {"name", name},
           {"list_price", decimal(price)},
           {"type", type},
           {"taxes", std::move(taxes)}};
  if (type == "storable") row["on_hand"] = "50000";
  return row;
}

Json products() {
  const Json vat = Json::array({1});
  const Json untaxed = Json::array();
  Json rows = Json::array();
  rows.push_back(product(900, "Product Name", 8000, "storable", vat));  // the guide's example
  rows.push_back(product(175741, "Component Item", 2000, "storable", vat));
  rows.push_back(product(170388, "Fuchs Oil 5W30 Syn Sn", 2500, "storable", untaxed));
  for (const DemoDish& dish : kDishes)
    rows.push_back(product(dish.id, dish.name, dish.price, dish.type, vat));
  for (const DemoMeal& meal : kMeals) {
    rows.push_back(product(meal.dish.id, meal.dish.name, meal.dish.price, meal.dish.type, vat));
  }
  // For a sync that books charges, tips and roundings on products of its own.
  rows.push_back(product(1090, "Service Charge", 0, "service", vat));
  rows.push_back(product(1091, "Delivery", 0, "service", vat));
  rows.push_back(product(1092, "Tip", 0, "service", untaxed));
  return rows;
}

Json payment_methods() {
  Json rows = Json::array();
  const auto add = [&](int id, const char* name, const char* journal, const char* type) {
    Json row{{"id", id}, {"name", name}, {"type", type}};
    if (journal != nullptr) row["journal"] = journal;
    rows.push_back(std::move(row));
  };
  add(1, "Cash", "Cash", "cash");
  add(2, "Card", "Bank", "bank");
  add(3, "Mada", "Bank", "bank");
  add(4, "Visa / Mastercard", "Bank", "bank");
  add(5, "StcPay", "StcPay", "bank");
  add(6, "Tabby", "Tabby", "bank");
  add(7, "Tamara", "Tamara", "bank");
  add(8, "Bank Transfer", "Bank", "bank");
  add(9, "Gift Voucher", "Vouchers", "bank");
  add(10, "Customer Account", nullptr, "pay_later");
  return rows;
}

}  // namespace

std::span<const DemoDish> demo_dishes() {
  return kDishes;
}

std::span<const DemoMeal> demo_meals() {
  return kMeals;
}

std::string demo_catalogue_json() {
  const Json catalogue{
      {"currency", "SAR"},
      {"tax_rounding", "round_per_line"},
      {"taxes",
       {{{"id", 1}, {"name", "VAT 15%"}, {"amount", "15"}, {"price_include", false}},
        {{"id", 2}, {"name", "VAT 15% (included)"}, {"amount", "15"}, {"price_include", true}}}},
      {"products", products()},
      {"payment_methods", payment_methods()},
      {"fiscal_positions", Json::array()},
      {"pos_configs",
       {{{"id", 1},
         {"name", "Main Store"},
         {"payment_methods", {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}},
         {"stock", "real_time"},
         {"timezone", "Asia/Riyadh"},
         {"session", "none"}}}},
  };
  return catalogue.dump(2) + "\n";
}

}  // namespace ordersync::app
