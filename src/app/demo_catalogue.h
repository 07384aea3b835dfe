// The sample restaurant's catalogue: what is on its menu, and the catalogue file of the contract made from
// it. Invented; the orders that sell from it are in demo_menu.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace ordersync::app {

// Net prices are whole multiples of 4.00: discounts of 10, 25 and 50 % and 15 % of tax then come out to the
// cent, on every line and with prices that include the tax (price × 1.15) as well.
struct DemoDish {
  std::int64_t id = 0;      // the product's id
  std::string_view name;    // the product's name
  std::string_view arabic;  // what the source sends as AlternateName
  std::int64_t price = 0;   // minor units, without tax
  std::string_view type;    // "storable", "consumable", "service"
};

struct DemoComponent {
  std::size_t dish = 0;  // index into demo_dishes()
  int quantity = 0;      // per meal
};

struct DemoMeal {
  DemoDish dish;
  std::array<DemoComponent, 3> components;
};

std::span<const DemoDish> demo_dishes();
std::span<const DemoMeal> demo_meals();

// The contract's catalogue file: everything that the sample's orders need but "Latte XL", which is missing on
// purpose. Its POS configuration is "Main Store".
std::string demo_catalogue_json();

}  // namespace ordersync::app
