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
};

enum class SyncCommand { add, edit };
void declare_sync_options(CLI::App& command, SyncOptions& options, SyncCommand which);

// Puts the key from --key-file (or, for `sync add`, from ORDERSYNC_KEY) into the form. Fails with
// "key_file_unreadable".
base::Result<void> read_key(SyncOptions& options, SyncCommand which);

}  // namespace ordersync::cli
