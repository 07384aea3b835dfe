// What every transport shares: the names of headers. An exchange itself is curl_exchange.cc.
#include "http/transport.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "http/characters.h"

namespace ordersync::http {

bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return base::ascii_lower(x) == base::ascii_lower(y); });
}

bool may_be_set(std::string_view name) {
  constexpr std::string_view kFraming[] = {
      "Content-Length", "Transfer-Encoding", "Connection", "Upgrade", "TE", "Trailer",
      "Expect",         "Accept-Encoding"};
  return is_token(name) && std::none_of(std::begin(kFraming), std::end(kFraming),
                                        [&](std::string_view framing) { return same_name(name, framing); });
}

std::string_view ResponseHead::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (same_name(key, name)) return value;
  }
  return {};
}

}  // namespace ordersync::http
