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

// Each member with a value that is not the one it has by itself.
const Json& every_member() {
  static const Json members = {{"auth", "header:X-Shop"},
                               {"allow_private_network", true},
                               {"params", {"branch=7"}},
                               {"headers", {"X-Region=eu"}},
                               {"since_param", "from"},
                               {"until_param", "to"},
                               {"since_format", "unix"},
                               {"overlap", 30},
                               {"page", "page:p=0,size:n=50"},
                               {"max_pages", 77},
                               {"orders_at", "/data/orders"},
                               {"rate", 9},
                               {"tries", 2},
                               {"connect_timeout", 5},
                               {"idle_timeout", 20},
                               {"total_timeout", 600},
                               {"max_response", 64},
                               {"max_order", 512},
                               {"max_depth", 200},
                               {"max_redirects", 0},
                               {"push", "hmac:x-signature"},
                               {"from", "2025-12-31T21:00:00Z"},
                               {"filters", {"/LocationID=404,405"}},
                               {"date_format", "%d-%m-%Y"},
                               {"timezone", "Asia/Riyadh"},
                               {"decimal_mark", "comma"},
                               {"sale_statuses", "103,104"},
                               {"refund_statuses", "106,107"},
                               {"void_line_statuses", "205"},
                               {"refund_id_at", "/Refund/Number"},
                               {"packages", "explode"},
                               {"package_quantity", "in_total"},
                               {"untaxed", "included"},
                               {"collision", "park"},
                               {"service_product", 5},
                               {"delivery_product", 6},
                               {"tip_product", 7},
                               {"rounding_product", 8},
                               {"voucher_method", 3},
                               {"pay_later_method", 4},
                               {"map_products", {{"Latte XL", 12}}},
                               {"map_payments", {{"2", 3}}}};
  return members;
}

TEST(SyncFormJson, EveryMemberIsReadAsItWasSentAndCanBeSentBack) {
  const Json first = advanced_form_json(settings_of(every_member()));
  for (const auto& [name, value] : first.items()) {
    ASSERT_TRUE(every_member().contains(name)) << name << " is sent by no test";
    EXPECT_EQ(value, every_member().at(name)) << name;
  }
  for (const auto& [name, value] : every_member().items()) EXPECT_TRUE(first.contains(name)) << name;
  EXPECT_EQ(advanced_form_json(settings_of(first)), first);
}

// Behaviour 1, 2, 5 and 6; a member that is changed here changes what shops that said nothing get.
TEST(SyncFormJson, TheDefaultsAreThoseThatTheDocumentationNames) {
  const sync::SyncSettings plain;
  EXPECT_TRUE(plain.active);
  EXPECT_TRUE(plain.auto_create_session);
  EXPECT_EQ(plain.interval_minutes, 15);
  const Json expected = {{"auth", "bearer"},
                         {"allow_private_network", false},
                         {"params", Json::array()},
                         {"headers", Json::array()},
                         {"since_param", ""},
                         {"until_param", ""},
                         {"since_format", "iso"},
                         {"overlap", 10},
                         {"page", "none"},
                         {"max_pages", 10'000},
                         {"orders_at", ""},
                         {"rate", 5},
                         {"tries", 4},
                         {"connect_timeout", 10},
                         {"idle_timeout", 60},
                         {"total_timeout", 1800},
                         {"max_response", 2048},
                         {"max_order", 1024},
                         {"max_depth", 64},
                         {"max_redirects", 5},
                         {"push", "none"},
                         {"from", nullptr},
                         {"filters", Json::array()},
                         {"date_format", ""},
                         {"timezone", "UTC"},
                         {"decimal_mark", "point"},
                         {"sale_statuses", "103"},
                         {"refund_statuses", "106"},
                         {"void_line_statuses", ""},
                         {"refund_id_at", ""},
                         {"packages", "components"},
                         {"package_quantity", "per_unit"},
                         {"untaxed", "park"},
                         {"collision", "id_wins"},
                         {"service_product", nullptr},
                         {"delivery_product", nullptr},
                         {"tip_product", nullptr},
                         {"rounding_product", nullptr},
                         {"voucher_method", nullptr},
                         {"pay_later_method", nullptr},
                         {"map_products", Json::object()},
                         {"map_payments", Json::object()}};
  const Json defaults = advanced_form_json(plain);
  EXPECT_EQ(defaults, expected);
  EXPECT_EQ(advanced_form_json(settings_of(defaults)), defaults) << "they can be sent back too";
  for (const auto& [name, value] : every_member().items()) EXPECT_NE(value, defaults.at(name)) << name;
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
