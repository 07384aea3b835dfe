// A sync's hook: a script in Lua that turns what another system calls an order into orders of the guide's
// form (docs/hooks.md). It sees the order and nothing else: no file, no network, no clock, no chance, nothing
// of the order before; it has so many steps and so much memory, and no binary floating point.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "source/reshape.h"

namespace ordersync::hook {

struct Script {
  std::string name;  // for messages: "woocommerce.lua"
  std::string text;
};

struct ScriptLimits {
  std::size_t memory_bytes = 16 << 20;  // of one element's run
  std::int64_t steps = 5'000'000;       // instructions, and what library functions count as such
  // Of the processor, of one element's run. What takes long within a step, as comparing long texts does, is
  // not counted in steps; no script that ends by itself comes near.
  std::chrono::milliseconds processor_time{20'000};
  std::size_t output_bytes = 4 << 20;  // of the orders that one element becomes
  int orders = 1000;                   // that one element may become
  int depth = 64;                      // of what order() returns
};

inline constexpr std::size_t kLargestScript = 256 * 1024;

// Fails with "hook_not_valid", whose message names the line: no Lua, a number with a fraction or a "/" (which
// would be binary floating point), or neither order() nor validate() is defined.
base::Result<std::shared_ptr<const source::Reshaper>> compile(Script script, ScriptLimits limits = {});

}  // namespace ordersync::hook
