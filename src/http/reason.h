// The names of statuses (RFC 9110, section 15, and what proxies add).
#pragma once

#include <string_view>

namespace ordersync::http {

// "Service Unavailable"; empty for a status that has no standard name.
std::string_view reason_of(int status);

}  // namespace ordersync::http
