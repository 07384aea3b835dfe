// Any script on any element: compiling and running never throw, crash or take long; what comes out is an
// object that the tape reads, and the same again the second time; no number in it is a binary fraction's.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "hook/script.h"
#include "source/json_tape.h"
#include "source/reader.h"

namespace {

using namespace ordersync;

hook::ScriptLimits small_limits() {
  hook::ScriptLimits limits;
  limits.memory_bytes = 1 << 20;
  limits.steps = 100'000;
  limits.output_bytes = 64 * 1024;
  return limits;
}

bool same(const source::Reshaped& a, const source::Reshaped& b) {
  if (a.orders.size() != b.orders.size() || a.printed != b.printed) return false;
  if (a.problem.has_value() != b.problem.has_value() || a.skip.has_value() != b.skip.has_value())
    return false;
  for (std::size_t i = 0; i < a.orders.size(); ++i) {
    if (a.orders[i].json != b.orders[i].json) return false;
  }
  return true;
}

}  // namespace

// The script up to a NUL byte, then the element. A script without functions is tried as the inside of one.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::size_t end = bytes.find('\0');
  const std::string script(bytes.substr(0, end));
  const std::string_view element =
      end == std::string_view::npos ? std::string_view("{}") : bytes.substr(end + 1);
  auto hook = hook::compile({"fuzz.lua", script}, small_limits());
  if (!hook.ok())
    hook = hook::compile({"fuzz.lua", "function order(o)\n" + script + "\nend"}, small_limits());
  if (!hook.ok()) {
    CHECK(hook.error().code == "hook_not_valid");
    return 0;
  }
  source::JsonTape tape;
  if (tape.parse(element, 64) != source::JsonTape::Outcome::ok ||
      tape.root().type != source::JsonType::object || !tape.duplicates().empty()) {
    return 0;
  }
  const source::Reshaped first = (*hook)->reshape(tape);
  const source::Reshaped again = (*hook)->reshape(tape);
  CHECK(same(first, again));
  CHECK(first.problem.has_value() + first.skip.has_value() + !first.orders.empty() == 1);
  for (const auto& order : first.orders) {
    source::JsonTape made;
    CHECK(made.parse(order.json, 64) == source::JsonTape::Outcome::ok);
    CHECK(made.root().type == source::JsonType::object && made.duplicates().empty());
  }
  source::DecodeRules rules;
  rules.source = "fuzz";
  rules.hook = *hook;
  const source::Reading reading = source::Reader(rules).read(element);
  CHECK(!reading.orders.empty());
  for (const auto& decoded : reading.orders) CHECK(!decoded.key.external_id.empty());
  return 0;
}
