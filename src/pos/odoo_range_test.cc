// Which order a reference in Odoo belongs to.
#include "pos/odoo_range.h"

#include <gtest/gtest.h>

#include "pos/odoo_key.h"

namespace ordersync::pos::odoo {
namespace {

using order::Kind;
using order::OrderKey;

TEST(OdooRange, AReferenceTellsItsSaleOrRefund) {
  for (const OrderKey& key :
       {OrderKey{"main", "639", Kind::sale, ""}, OrderKey{"main", "639", Kind::refund, ""},
        OrderKey{"main", "639", Kind::refund, "R 1"}, OrderKey{"main", "A REFUND B", Kind::sale, ""},
        OrderKey{"main", "A REFUND", Kind::refund, "REFUND 2"}}) {
    EXPECT_EQ(key_of_reference(pos_reference(key), "main"), key) << pos_reference(key);
  }
}

TEST(OdooRange, OrdersOfAnotherSourceAndOfPeopleAreNotOurs) {
  EXPECT_EQ(key_of_reference(pos_reference({"other", "639", Kind::sale, ""}), "main"), std::nullopt);
  for (const char* text : {"", "Order 00001-001-0001", "639", "Order 12345-123-1234567890 639", "Order "}) {
    EXPECT_EQ(key_of_reference(text, "main"), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace ordersync::pos::odoo
