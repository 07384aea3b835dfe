// Odoo's times.
#include "pos/odoo_time.h"

#include <gtest/gtest.h>

#include <string>

#include "pos/test_shop.h"

namespace ordersync::pos::odoo {
namespace {

using test_shop::kNoon;

TEST(OdooTime, IsUtcWithoutAZoneAndWithoutAFraction) {
  EXPECT_EQ(odoo_time(kNoon), "2026-11-22 12:00:00");
  EXPECT_EQ(odoo_time(kNoon + base::Milliseconds(3'723'999)), "2026-11-22 13:02:03");
  EXPECT_EQ(odoo_time(base::from_unix_ms(0)), "1970-01-01 00:00:00");
}

TEST(OdooTime, ComesBackAsItWent) {
  EXPECT_EQ(parse_odoo_time("2026-11-22 12:00:00"), kNoon);
  EXPECT_EQ(parse_odoo_time("2026-11-22 12:00:00.250999"), kNoon + base::Milliseconds(250));
  EXPECT_EQ(parse_odoo_time("2026-11-22 12:00:00.5"), kNoon + base::Milliseconds(500));
  EXPECT_EQ(parse_odoo_time("2026-11-22 12:00:00." + std::string(1000, '9')),
            kNoon + base::Milliseconds(999));
}

TEST(OdooTime, WhatIsNoTimeIsNothing) {
  for (const char* text :
       {"", "2026-11-22", "2026-11-22T12:00:00", "2026-13-22 12:00:00", "2026-02-30 12:00:00",
        "2026-11-22 24:00:00", "2026-11-22 12:60:00", "2026-11-22 12:00:6x", "2026-11-22 12:00:60",
        "2026-11-22  1:15:08", "2026-1-22  11:15:08", "2026-11-22\t11:15:08", "2026-11-22 12:00:00Z",
        "2026-11-22 12:00:00.", "2026-11-22 12:00:00.1234567x"}) {
    EXPECT_FALSE(parse_odoo_time(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace ordersync::pos::odoo
