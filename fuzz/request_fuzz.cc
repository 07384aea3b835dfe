// Reading any bytes as the target of a request, and as its body, never throws; the segments and parameters of
// a target that was taken are UTF-8 without a NUL; a body that was taken is written as JSON that is taken as
// the same again.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "api/router.h"
#include "base/check.h"
#include "base/text.h"
#include "http/server.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ordersync;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto clean = [](const std::string& text) {
    return base::is_utf8(text) && text.find('\0') == std::string::npos;
  };
  if (const auto request = http::make_request("GET", bytes); request.ok()) {
    for (const std::string& segment : request->segments) CHECK(clean(segment));
    for (const auto& [name, value] : request->query) CHECK(clean(name) && clean(value));
  }
  if (const auto body = api::parse_body(bytes); body.ok()) {
    const auto again = api::parse_body(body->dump());
    CHECK(again.ok() && *again == *body);
  }
  return 0;
}
