// Reading any bytes as a URL never throws; what was read is written in one spelling, which reads as the same
// URL and is judged as the same address; whatever is added as a parameter stays one parameter; a reference
// never leaves http and https.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "http/url.h"

namespace {

using namespace ordersync::http;

void hold(const Url& url) {
  CHECK(url.scheme == "http" || url.scheme == "https");
  CHECK(!url.host.empty() && url.port > 0 && url.port < 65536);
  CHECK(!url.path.empty() && url.path.front() == '/');
  const std::string written = to_string(url);
  for (const char c : written) CHECK(c > ' ' && c < 0x7f);
  const auto again = parse_url(written);
  CHECK(again.ok() && *again == url);
  CHECK(to_string(*again) == written);
  CHECK(same_origin(url, *again));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto url = parse_url(bytes); url.ok()) {
    hold(*url);
    Url asked = *url;
    set_parameter(asked, "since", bytes);
    hold(asked);
    CHECK(asked.host == url->host && asked.port == url->port && asked.path == url->path);
  }
  const Url page{"https", "shop.example", 443, "/api/orders", "page=1"};
  if (const auto next = resolve(page, bytes); next.ok()) hold(*next);
  return 0;
}
