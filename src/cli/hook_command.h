// `ordersync sync hook`, and the profile that `sync add` and `sync edit` name.
#pragma once

#include <string>

#include "cli/context.h"

namespace ordersync::cli {

void declare_hook_command(const Declared& declared, CLI::App& sync);

// Fails with "profile_not_found", "sync_not_found".
base::Result<void> set_profile(app::Worker& worker, const std::string& sync, const std::string& name);

}  // namespace ordersync::cli
