// The options of `sync add` and `sync edit`: one table from option to form field.
#pragma once

#include <memory>
#include <string>

#include "app/sync_form.h"

namespace CLI {
class App;
}

namespace ordersync::cli {

struct SyncOptions {
  app::SyncForm form;
  std::string key_file;
  std::string push_secret_file;
  std::string profile;
};

enum class SyncCommand { add, edit };
void declare_sync_options(CLI::App& command, SyncOptions& options, SyncCommand which);

}  // namespace ordersync::cli
