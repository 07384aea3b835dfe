// PURE: an HTTP status that is not a success, in the owner's words (behaviour 1, failure text). Nothing of
// what the server wrote is repeated.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace ordersync::source {

// Codes: "source_unauthorized" (401, 403, 407, 511), "source_not_found" (404, 410), "source_redirects" (3xx),
// "source_unavailable" (408, 425, 429, other 5xx: temporary), "source_refused" (the rest). REQUIRES: not 2xx.
base::Error status_error(int status, int tries);

// 401 or 403 from `where` (host and port), to which a redirect led and the key was not taken along:
// "source_redirects".
base::Error refused_elsewhere(int status, std::string_view where);

}  // namespace ordersync::source
