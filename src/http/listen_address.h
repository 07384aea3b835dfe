// PURE: "127.0.0.1:8080", "[::1]:8080", "localhost:8080" as people write them after --listen.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace ordersync::http {

struct ListenAddress {
  std::string address;  // an IP address
  int port = 0;         // 0: any free port
  bool is_loopback = false;
};

// "8080" and ":8080" mean 127.0.0.1. Fails with "bad_listen_address", saying what was expected.
base::Result<ListenAddress> parse_listen_address(std::string_view text);

// "http://127.0.0.1:8080", "https://[::1]:8443"; an address that means "all" is shown as the loopback one.
std::string url_of(std::string_view scheme, std::string_view address, int port);

}  // namespace ordersync::http
