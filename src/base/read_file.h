// A file that somebody named, read whole.
#pragma once

#include <string>

#include "base/result.h"

namespace ordersync::base {

// Whatever can be read to its end: a pipe and /dev/stdin too. Fails with "file_not_found" (kind not_found),
// whose message names the path and why: it is not there, may not be read, is a folder.
Result<std::string> read_file(const std::string& path);

}  // namespace ordersync::base
