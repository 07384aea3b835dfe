// PURE: what went wrong in one exchange, from libcurl's code to the owner's words. The exchange itself is
// curl_exchange.cc.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/url.h"

namespace ordersync::http {

// What is known of the exchange when it fails.
struct CurlFacts {
  int code = 0;                 // CURLcode
  int os_error = 0;             // errno of the last connection attempt
  long verify_result = 0;       // OpenSSL's verdict on the certificate; 0: it was fine or never judged
  bool request_sent = false;    // from here on nobody knows whether it took effect
  bool answer_began = false;    // the head of the answer is there
  std::int64_t body_bytes = 0;  // received so far, after decompression
  std::chrono::milliseconds connect_timeout{0};
  std::string curl_text;  // libcurl's own words, for the log
};

// Kinds and codes as in transport.h.
base::Error failure_of(const CurlFacts& facts, const Url& url);

}  // namespace ordersync::http
