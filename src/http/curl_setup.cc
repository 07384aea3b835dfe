// Options and sockets that all exchanges share; see curl_setup.h.
#include "http/curl_setup.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstddef>
#include <cstring>
#include <utility>

#include "base/check.h"

namespace ordersync::http {
namespace {

std::optional<IpAddress> ip_of(const curl_sockaddr& address) {
  IpAddress ip;
  if (address.family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &address.addr, sizeof v4);
    std::memcpy(ip.bytes.data(), &v4.sin_addr, 4);
    return ip;
  }
  if (address.family == AF_INET6) {
    // curl_sockaddr ends in a plain sockaddr, but curl reserves room for any address behind it.
    sockaddr_in6 v6{};
    std::memcpy(&v6, reinterpret_cast<const char*>(&address) + offsetof(curl_sockaddr, addr), sizeof v6);
    std::memcpy(ip.bytes.data(), &v6.sin6_addr, 16);
    ip.v6 = true;
    return ip;
  }
  return std::nullopt;
}

}  // namespace

// libcurl wants one call before any other, from one thread; it lives as long as the program.
CurlEasy make_curl_easy() {
  static const bool ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  CHECK(ready);
  CurlEasy easy(curl_easy_init());
  CHECK(easy != nullptr);
  return easy;
}

void set_common_options(CURL* easy, const std::string& ca_file) {
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  if (!ca_file.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, ca_file.c_str());
}

curl_socket_t open_judged_socket(const curl_sockaddr& address, PrivateNetwork private_network,
                                 std::optional<base::Error>& refused) {
  const auto ip = ip_of(address);
  if (!ip) return CURL_SOCKET_BAD;
  if (auto allowed = check_address(*ip, private_network); !allowed.ok()) {
    refused = std::move(allowed).error();
    return CURL_SOCKET_BAD;
  }
  return ::socket(address.family, address.socktype | SOCK_CLOEXEC, address.protocol);
}

}  // namespace ordersync::http
