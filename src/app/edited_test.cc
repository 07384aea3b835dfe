// Two people edit the same record at the same moment, each on a connection to the store of their own.
#include "app/edited.h"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "app/connection_store.h"
#include "app/hook_store.h"
#include "app/store.h"
#include "app/sync_store.h"
#include "app/test_folder.h"
#include "pos/odoo_store.h"

namespace ordersync::app {
namespace {

// The first time it is asked, another does something in between.
class Meanwhile final : public base::Clock {
 public:
  explicit Meanwhile(std::function<void()> another) : another_(std::move(another)) {}
  base::Instant now() const override {
    if (another_) std::exchange(another_, nullptr)();
    return base::from_unix_ms(1'770'000'000'000);
  }
  bool sleep_for(base::Milliseconds) override { return true; }

 private:
  mutable std::function<void()> another_;
};

class EditedMeanwhile : public FolderTest {
 protected:
  std::unique_ptr<Worker> other_ = Worker::open(*store_).value();
};

TEST_F(EditedMeanwhile, ARemovedConnectionStaysRemoved) {
  ConnectionForm form;
  form.url = "https://shop.odoo.example";
  form.login = "till";
  form.key = base::Secret("sesame");
  ASSERT_TRUE(worker_->connections.add("Shop", form).ok());
  const Meanwhile clock([&] { EXPECT_TRUE(other_->connections.remove("Shop").ok()); });
  ConnectionStore connections(*worker_->connection, store_->secrets(), clock);
  ConnectionForm edit;
  edit.login = "boss";
  EXPECT_EQ(connections.edit("Shop", edit, std::nullopt, Leads::to_the_same).error().code,
            "connection_not_found");
  EXPECT_TRUE(worker_->connections.list().value().empty());
}

TEST_F(EditedMeanwhile, AConnectionLeadsWhereItWasLedLast) {
  ConnectionForm form;
  form.url = "https://shop.odoo.example";
  form.database = "shop";
  form.login = "till";
  form.key = base::Secret("sesame");
  const auto before = worker_->connections.add("Shop", form).value();
  const std::string key = pos::odoo::connection_key(before.settings);
  EXPECT_TRUE(worker_->connections.leads_to("Shop", key).value());
  ConnectionForm edit;
  edit.login = "boss";
  ASSERT_TRUE(other_->connections.edit("Shop", edit, std::nullopt, Leads::to_the_same).ok());
  EXPECT_TRUE(worker_->connections.leads_to("Shop", key).value());
  edit.url = "https://moved.odoo.example";
  ASSERT_TRUE(other_->connections.edit("Shop", edit, std::nullopt, Leads::to_the_same).ok());
  EXPECT_FALSE(worker_->connections.leads_to("Shop", key).value());
  ASSERT_TRUE(other_->connections.remove("Shop").ok());
  EXPECT_FALSE(worker_->connections.leads_to("Shop", key).value());
}

TEST_F(EditedMeanwhile, WhatTwoMapIsMappedTwice) {
  SyncForm form;
  form.url = "https://shop.example/orders";
  form.pos_config = "Main Store";
  ASSERT_TRUE(worker_->syncs.add("Shop", form).ok());
  const auto mapping = [](const std::string& entry) {
    SyncForm edit;
    edit.map_products = {entry};
    return edit;
  };
  const Meanwhile clock(
      [&] { EXPECT_TRUE(other_->syncs.edit("Shop", mapping("Latte=10"), Booked::nothing).ok()); });
  SyncStore syncs(*worker_->connection, store_->secrets(), clock);
  EXPECT_TRUE(syncs.edit("Shop", mapping("Mocha=11"), Booked::nothing).ok());
  EXPECT_EQ(worker_->syncs.get("Shop").value().match.product_map.size(), 2U);
}

TEST_F(EditedMeanwhile, AHookThatSomebodyElseSavedStays) {
  SyncForm form;
  form.url = "https://shop.example/orders";
  form.pos_config = "Main Store";
  const auto id = worker_->syncs.add("Shop", form).value().id;
  HookStore hooks(*worker_->connection, store_->clock());
  const hook::Script script{"one.lua", "function order(o) return o end"};
  EXPECT_EQ(hooks.set(id, script, "", 0).value().revision, 1);
  EXPECT_EQ(hooks.set(id, script, "", 0).error().code, "edited_meanwhile");
  EXPECT_EQ(hooks.remove(id, 0).error().code, "edited_meanwhile");
  EXPECT_EQ(hooks.set(id, script, "", 1).value().revision, 2);
  EXPECT_TRUE(hooks.remove(id, 2).ok());
}

}  // namespace
}  // namespace ordersync::app
