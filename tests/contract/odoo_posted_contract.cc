// What was just posted is read back by what Odoo answered: few questions, nothing taken from memory that may
// have changed, and nothing believed that stands otherwise. On a model of each version.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "pos/odoo_pos.h"
#include "pos/test_shop.h"
#include "tests/contract/odoo_parts_fixture.h"
#include "tests/support/odoo_contract_shop.h"

namespace ordersync::testing {
namespace {

namespace test_shop = pos::test_shop;

class OdooPosted : public OdooParts {
 protected:
  OdooPosted() {
    seed_contract_shop(odoo_);
    pos_ =
        std::make_unique<pos::OdooPos>(pos::OdooPos::Ports{odoo_, *store_, clock_, random_, {}}, settings_);
    session_ = pos_->ensure_session("Main Store", pos::AutoCreate::yes).value();
  }

  // Sales that are posted and accepted.
  std::vector<order::OrderKey> post(int count) {
    const auto goods = pos_->catalogue("Main Store").value();
    std::vector<order::PosDocument> documents;
    std::vector<order::OrderKey> keys;
    for (int i = 0; i < count; ++i) {
      documents.push_back(test_shop::sale_of(*goods, std::to_string(++sold_), {{test_shop::kBurger, "1"}}));
      keys.push_back(documents.back().key);
    }
    for (const pos::Outcome& outcome : pos_->post(session_, documents)) {
      EXPECT_EQ(outcome.kind, pos::Outcome::Kind::created);
    }
    return keys;
  }
  void expect_paid(const std::vector<order::OrderKey>& keys) {
    const auto found = pos_->find(keys).value();
    for (std::size_t i = 0; i < keys.size(); ++i) {
      ASSERT_TRUE(found[i]) << keys[i].external_id;
      EXPECT_EQ(found[i]->key, keys[i]);
      EXPECT_FALSE(found[i]->alarm);
    }
  }

  std::unique_ptr<pos::OdooPos> pos_;
  pos::Session session_;
  int sold_ = 0;
};

TEST_P(OdooPosted, HoweverManyWerePostedTheyAreReadInFewQuestions) {
  const auto keys = post(75);
  const std::size_t asked = odoo_.called().size();
  expect_paid(keys);
  EXPECT_LE(odoo_.called().size() - asked, 7U);
}

TEST_P(OdooPosted, TheLinesAreThoseThatWereSent) {
  const auto found = pos_->find(post(1)).value();
  ASSERT_EQ(found[0]->lines.size(), 1U);
  EXPECT_EQ(found[0]->lines[0].product_id, test_shop::kBurger);
  EXPECT_EQ(found[0]->lines[0].total, found[0]->total);
}

TEST_P(OdooPosted, AnOrderThatStandsTwiceIsReadWithItsAlarm) {
  const auto keys = post(2);
  auto copy = odoo_.rows("pos.order").front();
  copy.erase("id");
  odoo_.add("pos.order", copy);
  const auto found = pos_->find(keys).value();
  ASSERT_TRUE(found[0]->alarm);
  EXPECT_EQ(found[0]->alarm->code, "odoo_booked_twice");
  EXPECT_FALSE(found[1]->alarm);
}

TEST_P(OdooPosted, AKeyThatIsAskedForTwiceIsAnsweredTwice) {
  const auto keys = post(2);
  expect_paid({keys[1], keys[0], keys[1]});
}

TEST_P(OdooPosted, AnOrderIsAskedForAnewTheSecondTime) {
  const auto keys = post(3);
  expect_paid(keys);
  odoo_.set("pos.order", odoo_.rows("pos.order").front()["id"].get<int>(), "state", "draft");
  const auto found = pos_->find(keys).value();
  EXPECT_EQ(
      std::count_if(found.begin(), found.end(), [](const auto& order) { return order->alarm.has_value(); }),
      1);
}

// Nobody took what was read of the first batch: it is out of date when the second one is asked for.
TEST_P(OdooPosted, WhatNobodyTookIsForgottenWithTheNextBatch) {
  const auto first = post(3);
  odoo_.set("pos.order", odoo_.rows("pos.order").front()["id"].get<int>(), "state", "draft");
  post(1);
  const auto found = pos_->find(first).value();
  EXPECT_TRUE(
      std::any_of(found.begin(), found.end(), [](const auto& order) { return order->alarm.has_value(); }));
}

INSTANTIATE_TEST_SUITE_P(EveryOdoo, OdooPosted, ::testing::ValuesIn(kAllOdoos), odoo_name);

}  // namespace
}  // namespace ordersync::testing
