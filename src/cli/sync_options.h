// The options of `sync add` and `sync edit`: one table from option to form field.
#pragma once

#include <string>

#include "app/sync_form.h"
#include "cli/context.h"

namespace ordersync::cli {

struct SyncOptions {
  app::SyncForm form;
  std::string key_file;
  std::string push_secret_file;
  std::string profile;
};

void declare_sync_options(CLI::App& command, SyncOptions& options, Saving saving);

}  // namespace ordersync::cli
