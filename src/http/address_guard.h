// PURE: which addresses a URL of the owner may reach (behaviour 1, limits). Judges both the text of a URL
// before anything is sent and the address a socket is about to connect to, so that a name that changes its
// address between the two gains nothing.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/url.h"

namespace ordersync::http {

// --allow-private-network of the sync.
enum class PrivateNetwork { refused, allowed };

struct IpAddress {
  bool v6 = false;
  std::array<std::uint8_t, 16> bytes{};  // in network order; IPv4 uses the first four
};

// Dotted decimal, or IPv6 without brackets (Url::host); nothing when it is a name.
std::optional<IpAddress> parse_ip(std::string_view text);
std::string to_string(const IpAddress& address);

enum class AddressClass {
  open,             // the internet
  private_network,  // loopback, private, link-local, multicast, reserved, or IPv4 wrapped in IPv6
  metadata,         // a cloud's own credentials service: never allowed
};

struct AddressVerdict {
  AddressClass address_class = AddressClass::open;
  std::string_view what;  // "loopback", "link-local" …; empty for open ones
};

AddressVerdict classify(const IpAddress& address);

// Fails with "forbidden_address".
base::Result<void> check_address(const IpAddress& address, PrivateNetwork private_network);

// What can be told without resolving the name. Fails with "forbidden_address", or with "plain_http" for http
// that was not allowed.
base::Result<void> check_url(const Url& url, PrivateNetwork private_network);

}  // namespace ordersync::http
