// What routes about syncs share.
#pragma once

#include <optional>
#include <string>

#include "api/route.h"
#include "app/commands.h"

namespace ordersync::api {

// The sync that a path names: by its name, or by its number. Fails with "sync_not_found".
base::Result<std::string> sync_named(Call& call, const std::string& name_or_id);

// The sync that the query's `sync` names; nothing when that is absent or empty: all of them. Fails with
// "sync_not_found".
base::Result<std::optional<std::string>> sync_parameter(Call& call);

// Starts a run of it in the service, or finds the one under way; answers it as it stands. Fails with
// "run_not_started".
base::Result<journal::Run> start_run(Call& call, const app::SyncDetail& sync);

}  // namespace ordersync::api
