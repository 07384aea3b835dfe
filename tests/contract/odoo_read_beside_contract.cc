// What a second connection reads back while the first one posts: nothing is asked for twice, nothing is taken
// from memory that may have changed, and a failure costs only time. On a model of each version.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/mutex.h"
#include "pos/odoo_pos.h"
#include "pos/test_shop.h"
#include "tests/contract/odoo_parts_fixture.h"
#include "tests/support/odoo_contract_shop.h"

namespace ordersync::testing {
namespace {

namespace test_shop = pos::test_shop;

// One of several ways to the same Odoo, which takes one request at a time. Out of order, it loses each.
class Way final : public http::Transport {
 public:
  Way(FakeOdoo& odoo, base::Mutex& mutex) : odoo_(odoo), mutex_(mutex) {}
  base::Result<http::ResponseHead> send(const http::Request& request, http::BodySink& sink) override {
    ++requests;
    if (out_of_order)
      return base::Error{base::ErrorKind::temporary, "connection_refused", "Nobody there", {}};
    const base::MutexLock lock(mutex_);
    return odoo_.send(request, sink);
  }
  std::atomic<int> requests = 0;
  std::atomic<bool> out_of_order = false;

 private:
  FakeOdoo& odoo_;
  base::Mutex& mutex_;
};

class OdooReadBeside : public OdooParts {
 protected:
  OdooReadBeside() {
    seed_contract_shop(odoo_);
    auto beside = std::make_unique<Way>(odoo_, mutex_);
    beside_ = beside.get();
    pos_ = std::make_unique<pos::OdooPos>(
        pos::OdooPos::Ports{main_, *store_, clock_, random_, {}, std::move(beside)}, settings_);
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

  base::Mutex mutex_;
  Way main_{odoo_, mutex_};
  std::unique_ptr<pos::OdooPos> pos_;
  Way* beside_ = nullptr;
  pos::Session session_;
  int sold_ = 0;
};

TEST_P(OdooReadBeside, WhatWasPostedIsReadByTheSecondConnectionAlone) {
  const auto keys = post(75);
  const int asked = main_.requests;
  expect_paid(keys);
  EXPECT_EQ(main_.requests, asked);
  EXPECT_GT(beside_->requests, 0);
}

TEST_P(OdooReadBeside, AKeyThatIsAskedForTwiceIsAnsweredTwice) {
  const auto keys = post(2);
  expect_paid({keys[1], keys[0], keys[1]});
}

TEST_P(OdooReadBeside, TheSecondConnectionDoesNotSignIn) {
  expect_paid(post(1));
  const auto& called = odoo_.called();
  EXPECT_LE(std::count(called.begin(), called.end(), "common.authenticate"), 1);
  EXPECT_LE(std::count(called.begin(), called.end(), "common.version"), 1);
}

TEST_P(OdooReadBeside, AnOrderIsAskedForAnewTheSecondTime) {
  const auto keys = post(3);
  expect_paid(keys);
  odoo_.set("pos.order", odoo_.rows("pos.order").front()["id"].get<int>(), "state", "draft");
  const auto found = pos_->find(keys).value();
  EXPECT_EQ(
      std::count_if(found.begin(), found.end(), [](const auto& order) { return order->alarm.has_value(); }),
      1);
}

// Nobody took what was read of the first batch: it is out of date when the second one is asked for.
TEST_P(OdooReadBeside, WhatNobodyTookIsForgottenWithTheNextBatch) {
  const auto first = post(3);
  odoo_.set("pos.order", odoo_.rows("pos.order").front()["id"].get<int>(), "state", "draft");
  post(1);
  const auto found = pos_->find(first).value();
  EXPECT_TRUE(
      std::any_of(found.begin(), found.end(), [](const auto& order) { return order->alarm.has_value(); }));
}

TEST_P(OdooReadBeside, WhereTheSecondConnectionFailsTheFirstOneReads) {
  beside_->out_of_order = true;
  expect_paid(post(40));
  beside_->out_of_order = false;
  const auto keys = post(40);
  const int asked = main_.requests;
  expect_paid(keys);
  EXPECT_EQ(main_.requests, asked);
}

TEST_P(OdooReadBeside, EndingInTheMiddleOfAQuestionIsQuiet) {
  post(75);
  pos_.reset();
  EXPECT_EQ(odoo_.rows("pos.order").size(), 75U);
}

INSTANTIATE_TEST_SUITE_P(EveryOdoo, OdooReadBeside, ::testing::ValuesIn(kAllOdoos), odoo_name);

}  // namespace
}  // namespace ordersync::testing
