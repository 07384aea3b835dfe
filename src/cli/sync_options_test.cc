// Options of a sync as they are typed; what they mean is tested with app::apply().
#include "cli/sync_options.h"

#include <gtest/gtest.h>

#include <CLI/CLI.hpp>

namespace ordersync::cli {
namespace {

TEST(SyncOptions, TheOdooMayBeNamedAsAConnectionAsElsewhere) {
  for (const char* const name : {"--odoo", "--connection"}) {
    CLI::App app;
    SyncOptions options;
    declare_sync_options(app, options, Saving::edit);
    app.parse(std::vector<std::string>{"My Odoo", name});  // CLI11 takes them backwards
    EXPECT_EQ(options.form.connection, "My Odoo") << name;
  }
}

}  // namespace
}  // namespace ordersync::cli
