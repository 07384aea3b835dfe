// What of a setting may be shown: never a password.
#include "app/shown_setting.h"

#include <gtest/gtest.h>

namespace ordersync::app {
namespace {

std::string shown(const std::string& address) {
  return shown_value({find_setting("store"), address, From::option, 0});
}

TEST(ConfigShows, APasswordBeforeTheHostAsStars) {
  EXPECT_EQ(shown("postgresql://shop:hunter2@db.example:5432/ordersync?sslmode=verify-full"),
            "postgresql://shop:***@db.example:5432/ordersync?sslmode=verify-full");
  EXPECT_EQ(shown("postgres://shop:@db.example/ordersync"), "postgres://shop:***@db.example/ordersync");
  EXPECT_EQ(shown("postgresql://shop:hunter2@pg1,pg2:5433/o"), "postgresql://shop:***@pg1,pg2:5433/o");
}

TEST(ConfigShows, APasswordThatShouldHaveBeenWrittenWithPerCentSignsAsStars) {
  for (const char* const password :
       {"hun@ter2", "hun/ter2", "hun?ter2", "12/hun@ter2", "hun:ter2", "a&b@ter2"}) {
    const std::string seen = shown("postgresql://shop:" + std::string(password) + "@db.example/ordersync");
    EXPECT_EQ(seen, "postgresql://shop:***@db.example/ordersync") << password;
  }
}

TEST(ConfigShows, APasswordAmongTheParametersAsStars) {
  EXPECT_EQ(shown("postgresql://shop@db.example/o?password=hunter2&connect_timeout=3"),
            "postgresql://shop@db.example/o?password=***&connect_timeout=3");
  EXPECT_EQ(shown("postgresql:///o?host=/run/pg&pass%77ord=hunter2&sslpassword=hunter3"),
            "postgresql:///o?host=/run/pg&pass%77ord=***&sslpassword=***");
}

TEST(ConfigShows, AnAddressWithoutAPasswordAsItIs) {
  for (const std::string address :
       {"", "postgresql://shop@db.example/ordersync", "postgresql://db.example:5432,[::1]:5433/ordersync",
        "postgresql://shop@[::1]:5432/o?options=-c%20search_path=a@b", "postgresql://pg1:5432/o?user=a@b",
        "postgresql:///", "postgresql://shop@db/o?"}) {
    EXPECT_EQ(shown(address), address);
  }
}

TEST(ConfigShows, WhatIsNoAddressButHoldsAPasswordAsStars) {
  EXPECT_EQ(shown("host=db user=shop password=hunter2"), "***");
  EXPECT_EQ(shown("shop:hunter2@db.example/ordersync"), "***");
  EXPECT_EQ(shown("/var/lib/ordersync.db"), "/var/lib/ordersync.db");
  EXPECT_EQ(shown("mysql://shop:hunter2@db.example/o"), "mysql://shop:***@db.example/o");
}

TEST(ConfigShows, OtherSettingsAsTheyAre) {
  EXPECT_EQ(shown_value({find_setting("data"), "/srv/a:b@c", From::file, 1}), "/srv/a:b@c");
}

}  // namespace
}  // namespace ordersync::app
