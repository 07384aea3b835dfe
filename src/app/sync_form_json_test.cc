// A sync's form as JSON: what is read can be sent back, and a mistake is named by its member.
#include "app/sync_form_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace ordersync::app {
namespace {

sync::SyncSettings settings_of(const Json& body) {
  sync::SyncSettings settings;
  settings.name = "Main Store Orders";
  const auto form = sync_form_of(body);
  EXPECT_TRUE(form.ok()) << form.error().message;
  const auto applied = apply(*form, settings);
  EXPECT_TRUE(applied.ok()) << applied.error().message;
  return settings;
}

TEST(SyncFormJson, WhatIsReadCanBeSentBack) {
  const Json body = {{"auth", "header:X-Shop"},
                     {"params", {"branch=7"}},
                     {"headers", {"X-Region=eu"}},
                     {"since_param", "from"},
                     {"since_format", "unix"},
                     {"overlap", 30},
                     {"page", "page:p,size:n=50"},
                     {"orders_at", "/data/orders"},
                     {"filters", {"/LocationID=404,405"}},
                     {"from", "2026-01-01"},
                     {"timezone", "Asia/Riyadh"},
                     {"decimal_mark", "comma"},
                     {"sale_statuses", "103,104"},
                     {"packages", "explode"},
                     {"untaxed", "included"},
                     {"tip_product", 7},
                     {"connect_timeout", 5},
                     {"max_response", 64},
                     {"max_depth", 200},
                     {"max_redirects", 0},
                     {"allow_private_network", true},
                     {"map_products", {{"Latte XL", 12}}},
                     {"map_payments", {{"2", 3}}}};
  const Json first = advanced_form_json(settings_of(body));
  const Json second = advanced_form_json(settings_of(first));
  EXPECT_EQ(first, second);
  EXPECT_EQ(first.at("auth"), "header:X-Shop");
  EXPECT_EQ(first.at("filters"), Json({"/LocationID=404,405"}));
  EXPECT_EQ(first.at("map_products"), (Json{{"Latte XL", 12}}));
  EXPECT_EQ(first.at("max_response"), 64);
  EXPECT_EQ(first.at("max_depth"), 200);
  EXPECT_EQ(first.at("max_redirects"), 0);
}

TEST(SyncFormJson, TheDefaultsCanBeSentBackToo) {
  const sync::SyncSettings plain;
  const Json defaults = advanced_form_json(plain);
  EXPECT_EQ(advanced_form_json(settings_of(defaults)), defaults);
}

TEST(SyncFormJson, NullForgetsAMappedName) {
  sync::SyncSettings settings = settings_of({{"map_products", {{"Latte", 1}, {"Mocha", 2}}}});
  const auto form = sync_form_of({{"map_products", {{"Latte", nullptr}}}});
  ASSERT_TRUE(form.ok());
  ASSERT_TRUE(apply(*form, settings).ok());
  EXPECT_THAT(settings.match.product_map, testing::ElementsAre(testing::Pair("Mocha", 2)));
}

TEST(SyncFormJson, AnUnknownMemberIsNotLostInSilence) {
  const auto form = sync_form_of({{"intervall_minutes", 5}});
  ASSERT_FALSE(form.ok());
  EXPECT_EQ(form.error().code, "bad_field");
  EXPECT_EQ(form.error().about, "intervall_minutes");
}

TEST(SyncFormJson, AMistakeIsNamedByTheMemberAndNotByTheOption) {
  sync::SyncSettings settings;
  const auto form = sync_form_of({{"interval_minutes", -1}});
  ASSERT_TRUE(form.ok());
  const base::Error error = in_members(apply(*form, settings).error());
  EXPECT_EQ(error.about, "interval_minutes");
  EXPECT_THAT(error.message, testing::StartsWith("interval_minutes: \"-1\" is not"));
}

TEST(SyncFormJson, TheKeyIsNeverAmongWhatIsRead) {
  sync::SyncSettings settings = settings_of({{"key", "very secret"}});
  EXPECT_EQ(settings.fetch.key.reveal(), "very secret");
  EXPECT_THAT(advanced_form_json(settings).dump(), testing::Not(testing::HasSubstr("very secret")));
}

}  // namespace
}  // namespace ordersync::app
