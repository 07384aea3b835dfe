// What SQLite's result codes mean to an owner: kind, stable code, and what to do. Nothing here touches a
// database.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace ordersync::sql {

// While what was being done the failure came: a commit that failed in the middle of its fsync may have
// happened.
enum class During { open, statement, commit };

// `extended` is SQLite's extended result code, `system_errno` the errno behind it (0: none), `library_text`
// its own words: they go to Error::detail only. `path` is named in the message.
base::Error sqlite_error(int extended, int system_errno, std::string_view library_text,
                         const std::string& path, During during);

}  // namespace ordersync::sql
