// PURE: reads and writes addresses to listen on. Opens nothing.
#include "http/listen_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <array>
#include <cstring>
#include <optional>

#include "base/whole_number.h"

namespace ordersync::http {
namespace {

base::Error refused(std::string_view text) {
  return base::invalid("bad_listen_address",
                       "\"" + std::string(text.substr(0, 100)) +
                           "\" is not an address to listen on: write an IP address and a port, such as "
                           "127.0.0.1:8080 or [::1]:8080.");
}

std::optional<int> parse_port(std::string_view text) {
  const auto port = base::whole_number<int>(text);
  return port && *port >= 0 && *port <= 65535 ? port : std::nullopt;
}

// Nothing when it is no IP address.
std::optional<bool> loopback(const std::string& address) {
  in_addr v4{};
  if (inet_pton(AF_INET, address.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24) == 127;
  in6_addr v6{};
  if (inet_pton(AF_INET6, address.c_str(), &v6) != 1) return std::nullopt;
  if (IN6_IS_ADDR_V4MAPPED(&v6)) return v6.s6_addr[12] == 127;
  return std::memcmp(&v6, &in6addr_loopback, sizeof v6) == 0;
}

}  // namespace

base::Result<ListenAddress> parse_listen_address(std::string_view text) {
  std::string_view host;
  std::string_view port = text;
  if (const auto colon = text.rfind(':'); colon != std::string_view::npos) {
    host = text.substr(0, colon);
    port = text.substr(colon + 1);
  }
  if (host.size() >= 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string_view::npos) {
    return refused(text);  // "::1:8080" could be read in two ways
  }
  if (host.empty() || host == "localhost") host = "127.0.0.1";
  const std::optional<int> number = parse_port(port);
  const std::optional<bool> is_loopback = loopback(std::string(host));
  if (!number || !is_loopback) return refused(text);
  return ListenAddress{std::string(host), *number, *is_loopback};
}

std::string url_of(std::string_view scheme, std::string_view address, int port) {
  std::string host(address);
  if (host == "0.0.0.0") host = "127.0.0.1";
  if (host == "::") host = "::1";
  if (host.find(':') != std::string::npos) host = "[" + host + "]";
  return std::string(scheme) + "://" + host + ":" + std::to_string(port);
}

}  // namespace ordersync::http
