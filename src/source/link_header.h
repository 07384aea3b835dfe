// PURE: the Link header of RFC 8288, as far as paging needs it: where "next" points.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ordersync::source {

// The target of the first link whose relation is "next", as written (perhaps relative); nothing where there
// is none or the header cannot be read. Several Link headers are joined by ", ".
std::optional<std::string> next_link(std::string_view header);

}  // namespace ordersync::source
