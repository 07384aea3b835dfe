// Files of a data folder that must be there whole or not at all: made for their owner alone, put in place by
// one rename, and on the disk when these answer. Those that write fail with
// "file_not_written", naming the path.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace ordersync::app {

bool file_exists(const std::string& path);
// "20261126T090000Z", for names of files.
std::string compact_time(base::Instant at);

// What is at `to` is replaced.
base::Result<void> put_in_place(const std::string& from, const std::string& to);
// `path` gets a second name, so that replacing it loses nothing. `kept` must not exist.
base::Result<void> keep_as(const std::string& path, const std::string& kept);
// Fails with "wrong_user" when root would work in a folder of somebody else's.
base::Result<void> check_user(const std::string& folder);
// A new file (0600) that a power cut leaves whole.
base::Result<void> write_private_file(const std::string& path, std::string_view bytes);
// A copy (0600) under a new name. REQUIRES: a small file.
base::Result<void> copy_private_file(const std::string& from, const std::string& to);

}  // namespace ordersync::app
