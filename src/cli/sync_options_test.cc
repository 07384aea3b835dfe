// Options of a sync as they are typed; what they mean is tested with app::apply().
#include "cli/sync_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace ordersync::cli {
namespace {

using testing::ElementsAre;
using testing::Optional;

TEST(SyncOptions, TheOdooMayBeNamedAsAConnectionAsElsewhere) {
  for (const char* const name : {"--odoo", "--connection"}) {
    CLI::App app;
    SyncOptions options;
    declare_sync_options(app, options, Saving::edit);
    app.parse(std::vector<std::string>{"My Odoo", name});  // CLI11 takes them backwards
    EXPECT_EQ(options.form.connection, "My Odoo") << name;
  }
}

TEST(SyncOptions, WhatMayBeRepeatedTakesOneWordEachTime) {
  CLI::App app;
  SyncOptions options;
  std::string name;
  app.add_option("NAME", name)->required();
  declare_sync_options(app, options, Saving::edit);
  app.parse(std::vector<std::string>{"5", "--interval", "Main Store Orders", "[Combo, Large]", "--filter",
                                     "A=10", "--map-product", "B=11", "--map-product"});  // backwards
  EXPECT_EQ(name, "Main Store Orders");
  EXPECT_THAT(options.form.map_products, Optional(ElementsAre("B=11", "A=10")));
  EXPECT_THAT(options.form.filters, Optional(ElementsAre("[Combo, Large]")));
}

}  // namespace
}  // namespace ordersync::cli
