// Whole units only: 1500 ms stay milliseconds, so that nothing is rounded away.
#include "http/units.h"

#include <fmt/format.h>

#include <string_view>

#include "base/text.h"

namespace ordersync::http {

std::string duration_text(std::chrono::milliseconds duration) {
  const auto ms = duration.count();
  if (ms % 60'000 == 0 && ms >= 120'000) return base::counted(ms / 60'000, "minute");
  if (ms % 1'000 == 0) return base::counted(ms / 1'000, "second");
  return base::counted(ms, "millisecond");
}

std::string size_text(std::int64_t bytes) {
  constexpr std::string_view kUnits[] = {"bytes", "KiB", "MiB", "GiB"};
  std::size_t unit = 0;
  while (unit + 1 < std::size(kUnits) && bytes >= 1024 && bytes % 1024 == 0) {
    bytes /= 1024;
    ++unit;
  }
  return fmt::format("{} {}", bytes, kUnits[unit]);
}

}  // namespace ordersync::http
