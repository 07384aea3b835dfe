// What every exchange over libcurl begins with, HTTP's and SMTP's: its handles, the options that say whom to
// trust, and sockets that the address guard lets be opened. Inside http/ only.
#pragma once

#include <curl/curl.h>

#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "http/address_guard.h"

namespace ordersync::http {

struct FreeCurl {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using CurlEasy = std::unique_ptr<CURL, FreeCurl>;
using CurlList = std::unique_ptr<curl_slist, FreeCurl>;

// Makes the library ready with the first of them. Never null.
CurlEasy make_curl_easy();

// No proxy, no ~/.netrc, no signals, TLS 1.2 or newer with a certificate that is right. `ca_file` empty: the
// machine's authorities.
void set_common_options(CURL* easy, const std::string& ca_file);

// For CURLOPT_OPENSOCKETFUNCTION. `refused` says why where the guard refuses the address.
curl_socket_t open_judged_socket(const curl_sockaddr& address, PrivateNetwork private_network,
                                 std::optional<base::Error>& refused);

}  // namespace ordersync::http
