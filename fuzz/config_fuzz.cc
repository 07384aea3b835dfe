// Reading any bytes as the configuration file never throws; what is kept as a value is known and well formed;
// a problem has a code; where a value comes from is told as it is.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "app/settings.h"
#include "base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ordersync::app;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const ConfigFile file = parse_config(bytes);
  for (const auto& [name, kept] : file.values) {
    const Setting* const setting = find_setting(name);
    CHECK(setting != nullptr && check_setting(*setting, kept.value).ok());
    CHECK(kept.line > 0);
  }
  for (const SettingProblem& problem : file.problems) CHECK(!problem.code.empty() && problem.line >= 0);
  const Settings settings("ordersync.conf", file, [](std::string_view) { return std::nullopt; });
  for (const EffectiveSetting& each : settings.all()) {
    CHECK(each.setting != nullptr);
    CHECK(file.values.contains(each.setting->name) == (each.from == From::file));
  }
  return 0;
}
