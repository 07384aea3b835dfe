// How a key or a password reaches the program: from a file or from a variable, never from the command line,
// which other users of the machine can read.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "base/secret.h"

namespace ordersync::cli {

// Whether the variable ORDERSYNC_KEY counts where no file is named: a command that changes one thing must not
// change the key because a variable happens to be set.
enum class KeyVariable { is_ignored, counts };

// Nothing when neither gives one. Fails with "key_file_unreadable".
base::Result<std::optional<base::Secret>> read_key(const std::string& file, KeyVariable variable);

// The first line of the file, blanks and all; "-": of standard input. Nothing when `file` is empty. Fails
// with "password_file_unreadable".
base::Result<std::optional<base::Secret>> read_password(const std::string& file);

}  // namespace ordersync::cli
