// PORT: one HTTP exchange from our side. Streams the body; knows nothing of JSON, retries or pages.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace ordersync::http {

using Header = std::pair<std::string, std::string>;

// Whether two header names are the same: ASCII case does not count.
bool same_name(std::string_view a, std::string_view b);
// Whether a request may bear a header of that name. Those that frame the message may not be set by hand: one
// request could pass for two.
bool may_be_set(std::string_view name);

struct Request {
  std::string method = "GET";  // others are redirected only by 307 and 308, on the same origin
  std::string url;
  std::vector<Header> headers;
  std::vector<Header> credentials;  // headers dropped on a redirect to another host, never logged
  std::string body;
  std::chrono::milliseconds connect_timeout{10'000};
  std::chrono::milliseconds idle_timeout{60'000};
  std::chrono::milliseconds total_timeout{1'800'000};
  int max_redirects = 5;                        // https is never downgraded to http
  std::int64_t max_response_bytes = 2LL << 30;  // counted after decompression
  bool allow_private_network =
      false;            // else loopback, private, link-local, metadata and plain http are refused
  std::string ca_file;  // empty: the machine's authorities
};

struct ResponseHead {
  int status = 0;
  std::vector<Header> headers;
  std::string url;  // what answered, after redirects
  // The value of the first header of that name, ignoring case; empty when absent.
  std::string_view header(std::string_view name) const;
};

class BodySink {
 public:
  virtual ~BodySink() = default;
  // Called once per exchange, with the head of the final answer (after redirects), before any body.
  virtual base::Result<void> head(const ResponseHead& head) = 0;
  virtual base::Result<void> chunk(std::string_view bytes) = 0;  // an error ends the exchange and is returned
};

class Transport {
 public:
  virtual ~Transport() = default;
  // Blocks. Codes of failures: "forbidden_address", "plain_http", "bad_url", "bad_header", "name_not_found",
  // "connection_refused", "connection_failed", "tls_failed", "timed_out", "connection_lost", "not_http",
  // "bad_encoding", "too_many_redirects", "answer_too_large", "interrupted" (the program is asked to stop).
  // Kind temporary when sending it again may help and nothing can have happened; unknown when the request had
  // been sent and no whole answer came; invalid otherwise. Messages never mention credentials, paths or
  // queries. A request is never sent twice behind the caller's back unless its method is GET or HEAD.
  virtual base::Result<ResponseHead> send(const Request& request, BodySink& sink) = 0;
};

}  // namespace ordersync::http
