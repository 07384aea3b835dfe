// PURE: durations and sizes as people read them.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace ordersync::http {

// "60 seconds", "30 minutes", "250 milliseconds".
std::string duration_text(std::chrono::milliseconds duration);
// "2 GiB", "512 KiB", "1000 bytes".
std::string size_text(std::int64_t bytes);

}  // namespace ordersync::http
