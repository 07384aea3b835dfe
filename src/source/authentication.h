// PURE: how a sync proves who it is, and the headers of its own (behaviour 1, authentication and extra).
#pragma once

#include <vector>

#include "base/result.h"
#include "http/transport.h"
#include "source/settings.h"

namespace ordersync::source {

// Headers that carry secrets: the key, and all custom headers, since a key may be among them; the transport
// drops them on the way to another host. An empty key sends no authentication. Blanks and line ends around
// the key are dropped. Fails with "bad_api_key" on control characters inside the key, with "bad_header" on a
// header that HTTP cannot carry. Messages never show a value.
base::Result<std::vector<http::Header>> credentials_of(const SourceSettings& settings);

}  // namespace ordersync::source
