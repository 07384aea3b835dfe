// Whom an order names among the contacts of an Odoo (behaviour 9): by which of its words, in which turn, and
// how often Odoo is asked. On a model of each version.
#include "pos/odoo_customers.h"

#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <string>

#include "tests/contract/odoo_parts_fixture.h"

namespace ordersync::testing {
namespace {

using pos::odoo::Customers;
using namespace std::chrono_literals;

class OdooCustomers : public OdooParts {
 protected:
  // A contact of the shop. Its id as text.
  std::string contact(json fields) {
    fields["name"] = "Somebody";
    fields["active"] = true;
    return std::to_string(odoo_.add("res.partner", std::move(fields)));
  }
  // Nobody: nothing.
  std::optional<std::string> found(const order::Customer& customer) {
    const auto id = customers_.find(customer);
    EXPECT_TRUE(id.ok()) << (id.ok() ? "" : id.error().message);
    return id.ok() ? *id : std::nullopt;
  }
  static order::Customer named(std::string partner_id, std::string reference, std::string contact) {
    order::Customer customer;
    customer.partner_id = std::move(partner_id);
    customer.reference = std::move(reference);
    customer.contact = std::move(contact);
    return customer;
  }

  Customers customers_{*rpc_, clock_};
};

TEST_P(OdooCustomers, AreFoundByIdThenReferenceThenEmailThenPhone) {
  const std::string by_id = contact({});
  const std::string by_reference = contact({{"ref", "C-1"}});
  const std::string by_email =
      contact({{"email", "Anna <A@b.example>"}, {"email_normalized", "a@b.example"}});
  const std::string by_phone = contact({{"phone", "+15550100"}});
  EXPECT_EQ(found(named(by_id, "C-1", "a@b.example")), by_id);
  EXPECT_EQ(found(named("", "C-1", "a@b.example")), by_reference);
  EXPECT_EQ(found(named("", "", "A@B.example")), by_email) << "in any case";
  EXPECT_EQ(found(named("", "", "+15550100")), by_phone);
}

TEST_P(OdooCustomers, WhatFitsNobodyLeavesTheNextToBeAsked) {
  const std::string by_reference = contact({{"ref", "C-1"}});
  const std::string by_email = contact({{"email_normalized", "a@b.example"}});
  EXPECT_EQ(found(named("999", "C-1", "a@b.example")), by_reference);
  EXPECT_EQ(found(named("our-7", "C-1", "")), by_reference) << "an id that is no number is not asked for";
  EXPECT_EQ(found(named("999", "C-2", "a@b.example")), by_email);
  EXPECT_EQ(found(named("999", "C-2", "c@b.example")), std::nullopt);
}

TEST_P(OdooCustomers, WhatFitsSeveralIsNobody) {
  contact({{"ref", "C-1"}});
  contact({{"ref", "C-1"}});
  const std::string by_phone = contact({{"phone", "+15550100"}});
  EXPECT_EQ(found(named("", "C-1", "")), std::nullopt);
  EXPECT_EQ(found(named("", "C-1", "+15550100")), by_phone);
  contact({{"phone", "+15550100"}});
  EXPECT_EQ(found(named("", "C-1", "+15550100")), by_phone) << "as it was a moment ago";
  EXPECT_EQ(found(named("", "", "+15550100")), std::nullopt);
}

// 19 has it no more, and refuses a question that names it.
TEST_P(OdooCustomers, TheSecondNumberOfAContactCountsWhereTheVersionHasOne) {
  const std::string by_phone = contact({{"phone", "+15550100"}});
  EXPECT_EQ(found(named("", "", "+15550100")), by_phone);
  if (series() >= 19) return;
  const std::string by_mobile = contact({{"phone", "+15550101"}, {"mobile", "+15550102"}});
  EXPECT_EQ(found(named("", "", "+15550102")), by_mobile);
  contact({{"mobile", "+15550101"}});
  EXPECT_EQ(found(named("", "", "+15550101")), std::nullopt) << "two have the number";
}

// What the source sends is foreign text, and "%" would be everybody.
TEST_P(OdooCustomers, AContactIsNoPattern) {
  contact({{"phone", "+15550100"}});
  contact({{"email_normalized", "a@b.example"}});
  for (const char* const pattern : {"%", "+1555010_", "%@%", "a@b.exampl_"}) {
    EXPECT_EQ(found(named("", "", pattern)), std::nullopt) << pattern;
  }
}

TEST_P(OdooCustomers, AreAskedForOnceInFiveMinutes) {
  const auto customer = named("", "C-1", "");
  EXPECT_EQ(found(customer), std::nullopt);
  const std::string id = contact({{"ref", "C-1"}});
  const int asked = odoo_.exchanges();
  clock_.advance(5min - 1ms);
  EXPECT_EQ(found(customer), std::nullopt);
  EXPECT_EQ(odoo_.exchanges(), asked);
  clock_.advance(1ms);
  EXPECT_EQ(found(customer), id);
  odoo_.set("res.partner", std::stoi(id), "ref", "C-2");
  EXPECT_EQ(found(customer), id);
  clock_.advance(-1h);
  EXPECT_EQ(found(customer), std::nullopt) << "a clock that went back makes it ask anew";
}

TEST_P(OdooCustomers, ACustomerWithoutANameForOdooIsNotAskedFor) {
  order::Customer walk_in;
  walk_in.id = "7";  // the source's own
  walk_in.name = "Somebody";
  EXPECT_EQ(found(walk_in), std::nullopt);
  EXPECT_EQ(odoo_.exchanges(), 0);
}

TEST_P(OdooCustomers, NobodyIsEverCreated) {
  const std::size_t before = odoo_.rows("res.partner").size();
  EXPECT_EQ(found(named("999", "C-1", "a@b.example")), std::nullopt);
  EXPECT_EQ(found(named("", "", "+15550100")), std::nullopt);
  EXPECT_EQ(odoo_.rows("res.partner").size(), before);
  for (const std::string& method : odoo_.called()) {
    if (method.starts_with("res.partner.")) EXPECT_EQ(method, "res.partner.search_read");
  }
}

// "I do not know" is not "nobody", and is not remembered as such.
TEST_P(OdooCustomers, AnOdooThatIsAwayIsAnErrorAndNotNobody) {
  const std::string id = contact({{"ref", "C-1"}});
  odoo_.fail_always(OdooFault::refuse);
  EXPECT_FALSE(customers_.find(named("", "C-1", "")).ok());
  odoo_.heal();
  EXPECT_EQ(found(named("", "C-1", "")), id);
}

INSTANTIATE_TEST_SUITE_P(EveryOdoo, OdooCustomers, ::testing::ValuesIn(kAllOdoos), odoo_name);

}  // namespace
}  // namespace ordersync::testing
