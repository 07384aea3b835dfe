// The tables of special addresses (IANA special-purpose registries, RFC 6890) and the two checks that use
// them.
#include "http/address_guard.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/contains.h"

namespace ordersync::http {
namespace {

struct Block {
  std::array<std::uint8_t, 16> prefix;
  int bits;
  std::string_view what;
};

bool inside(const IpAddress& address, const Block& block) {
  int left = block.bits;
  for (std::size_t i = 0; left > 0; ++i, left -= 8) {
    const int mask = left >= 8 ? 0xff : (0xff << (8 - left)) & 0xff;
    if (((address.bytes[i] ^ block.prefix[i]) & mask) != 0) return false;
  }
  return true;
}

constexpr Block kPrivateV4[] = {
    {{0}, 8, "this network"},      {{10}, 8, "private"},           {{100, 64}, 10, "carrier-grade NAT"},
    {{127}, 8, "loopback"},        {{169, 254}, 16, "link-local"}, {{172, 16}, 12, "private"},
    {{192, 0, 0}, 24, "reserved"}, {{192, 168}, 16, "private"},    {{198, 18}, 15, "benchmarking"},
    {{224}, 4, "multicast"},       {{240}, 4, "reserved"},  // with 255.255.255.255
};

// AWS, Azure, Google, DigitalOcean, OpenStack · AWS containers · Alibaba · Oracle · Azure's wire server.
constexpr Block kMetadataV4[] = {
    {{169, 254, 169, 254}, 32, "cloud metadata"}, {{169, 254, 170, 2}, 32, "cloud metadata"},
    {{169, 254, 170, 23}, 32, "cloud metadata"},  {{169, 254, 169, 253}, 32, "cloud metadata"},
    {{100, 100, 100, 200}, 32, "cloud metadata"}, {{192, 0, 0, 192}, 32, "cloud metadata"},
    {{168, 63, 129, 16}, 32, "cloud metadata"},
};

constexpr Block kMetadataV6[] = {
    {{0xfd, 0x00, 0x0e, 0xc2}, 32, "cloud metadata"},  // AWS: fd00:ec2::254, ::23, ::253
    {{0xfd, 0x20, 0x00, 0xce, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54}, 128, "cloud metadata"},  // Google
};

// Where an IPv4 address sits in an IPv6 one; what reaches it depends on the machine, so only NAT64 of a
// public address (how IPv6-only networks reach the rest of the internet) passes.
struct Wrapping {
  Block block;
  std::size_t at;
};
constexpr Block kNat64{{0, 0x64, 0xff, 0x9b}, 96, "NAT64"};
constexpr Wrapping kWrappings[] = {
    {{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96, "IPv4 in IPv6"}, 12},
    {{{0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96, "IPv4 in IPv6"}, 12},  // SIIT ::ffff:0:a.b.c.d
    {{{0}, 96, "IPv4 in IPv6"}, 12},
    {{{0x20, 0x02}, 16, "6to4"}, 2},
    {kNat64, 12},
};

constexpr Block kPrivateV6[] = {
    {{0xfc}, 7, "private"},
    {{0xfe, 0x80}, 10, "link-local"},
    {{0xfe, 0xc0}, 10, "site-local"},
    {{0xff}, 8, "multicast"},
    {{0x20, 0x01, 0, 0}, 32, "Teredo"},
    {{0x20, 0x01, 0}, 23, "reserved"},
    {{0x20, 0x01, 0x0d, 0xb8}, 32, "documentation"},
    {{0x3f, 0xff}, 20, "documentation"},
};
constexpr Block kGlobalUnicast{{0x20}, 3, ""};

const Block* find(const IpAddress& address, const Block* begin, const Block* end) {
  const Block* found = std::find_if(begin, end, [&](const Block& block) { return inside(address, block); });
  return found == end ? nullptr : found;
}

AddressVerdict classify_v4(const IpAddress& address) {
  if (const Block* block = find(address, std::begin(kMetadataV4), std::end(kMetadataV4))) {
    return {AddressClass::metadata, block->what};
  }
  if (const Block* block = find(address, std::begin(kPrivateV4), std::end(kPrivateV4))) {
    return {AddressClass::private_network, block->what};
  }
  return {};
}

IpAddress embedded(const IpAddress& address, std::size_t at) {
  IpAddress v4;
  std::copy_n(address.bytes.begin() + static_cast<std::ptrdiff_t>(at), 4, v4.bytes.begin());
  return v4;
}

AddressVerdict classify_v6(const IpAddress& address) {
  if (const Block* block = find(address, std::begin(kMetadataV6), std::end(kMetadataV6))) {
    return {AddressClass::metadata, block->what};
  }
  IpAddress loopback{true, {}};
  if (address.bytes == loopback.bytes) return {AddressClass::private_network, "unspecified"};
  loopback.bytes[15] = 1;
  if (address.bytes == loopback.bytes) return {AddressClass::private_network, "loopback"};
  for (const Wrapping& wrapping : kWrappings) {
    if (!inside(address, wrapping.block)) continue;
    const AddressVerdict inner = classify_v4(embedded(address, wrapping.at));
    const bool passes = wrapping.block.what == kNat64.what;
    if (inner.address_class != AddressClass::open || passes) return inner;
    return {AddressClass::private_network, wrapping.block.what};
  }
  if (const Block* block = find(address, std::begin(kPrivateV6), std::end(kPrivateV6))) {
    return {AddressClass::private_network, block->what};
  }
  if (!inside(address, kGlobalUnicast)) return {AddressClass::private_network, "reserved"};
  return {};
}

base::Error never_allowed(std::string_view host) {
  return base::invalid(
      "forbidden_address",
      fmt::format("{} is a cloud's metadata service and is never asked: check the External API URL", host));
}

base::Error on_private_network(std::string_view host, std::string_view what) {
  return base::invalid(
      "forbidden_address",
      fmt::format("{} is on a private network ({}); allow it with --allow-private-network", host, what));
}

bool is_metadata_name(std::string_view host) {
  // Shorter spellings depend on search domains; the check at the socket meets them.
  constexpr std::string_view kNames[] = {"metadata.google.internal", "metadata.goog",
                                         "instance-data.ec2.internal"};
  return base::contains(kNames, host);
}

bool is_local_name(std::string_view host) {
  return host == "localhost" || host.ends_with(".localhost");
}

}  // namespace

std::optional<IpAddress> parse_ip(std::string_view text) {
  IpAddress address;
  const std::string terminated(text);
  if (inet_pton(AF_INET, terminated.c_str(), address.bytes.data()) == 1) return address;
  address.v6 = true;
  if (inet_pton(AF_INET6, terminated.c_str(), address.bytes.data()) == 1) return address;
  return std::nullopt;
}

std::string to_string(const IpAddress& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(address.v6 ? AF_INET6 : AF_INET, address.bytes.data(), text.data(), text.size());
  return text.data();
}

AddressVerdict classify(const IpAddress& address) {
  return address.v6 ? classify_v6(address) : classify_v4(address);
}

base::Result<void> check_address(const IpAddress& address, PrivateNetwork private_network) {
  const AddressVerdict verdict = classify(address);
  if (verdict.address_class == AddressClass::metadata) return never_allowed(to_string(address));
  if (verdict.address_class == AddressClass::private_network && private_network == PrivateNetwork::refused) {
    return on_private_network(to_string(address), verdict.what);
  }
  return {};
}

base::Result<void> check_url(const Url& url, PrivateNetwork private_network) {
  if (is_metadata_name(url.host)) return never_allowed(url.host);
  if (const auto address = parse_ip(url.host)) TRY(check_address(*address, private_network));
  if (private_network == PrivateNetwork::allowed) return {};
  if (is_local_name(url.host)) return on_private_network(url.host, "loopback");
  if (url.scheme != "https") {
    return base::invalid("plain_http",
                         fmt::format("http://{} is not encrypted: use https, or allow plain http in your own "
                                     "network with --allow-private-network",
                                     url.host));
  }
  return {};
}

}  // namespace ordersync::http
