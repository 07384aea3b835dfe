// One request and its answer on libcurl, without following redirects: what CurlTransport is made of. Inside
// http/ only.
#pragma once

#include <curl/curl.h>

#include <array>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "http/address_guard.h"
#include "http/curl_setup.h"
#include "http/transport.h"
#include "http/url.h"

namespace ordersync::http {

// libcurl's handles; the multi handle owns the connections.
struct CurlHandles {
  struct FreeMulti {
    void operator()(CURLM* handle) const { curl_multi_cleanup(handle); }
  };
  std::unique_ptr<CURLM, FreeMulti> multi;
  CurlEasy easy;  // after multi: it goes first
};

class CurlExchange {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;

  // `deadline` ends the exchange whatever happens. A redirect that is to be followed is not shown to `sink`.
  // REQUIRES: all outlive the object.
  CurlExchange(CurlHandles& handles, const Request& request, const Url& url, SteadyTime deadline,
               const std::function<bool()>& stop, BodySink& sink);

  // Blocks.
  base::Result<void> run();

  // After run().
  const ResponseHead& head() const { return head_; }
  // Where the answer sends us; empty when it is the final one.
  const std::string& location() const { return location_; }

 private:
  base::Result<void> exchange();
  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self);
  static curl_socket_t on_socket(void* self, curlsocktype purpose, curl_sockaddr* address);
  static int on_request(void* self, char* remote, char* local, int remote_port, int local_port);

  base::Result<void> set_options();
  base::Result<void> set_headers();
  void set_method();
  base::Result<void> header_line(std::string_view line);
  base::Result<void> head_ends();
  base::Result<void> body_chunk(std::string_view bytes);
  base::Result<void> judge_remote(const char* remote);

  CURLcode perform();
  // A reason of ours to stop now: asked to, too long without a byte, too long in all.
  std::optional<base::Error> overdue();
  std::chrono::milliseconds patience() const;
  std::int64_t bytes_moved() const;
  base::Error failure(CURLcode code) const;
  base::Error timed_out(const std::string& how) const;
  bool is_redirect() const;

  CurlHandles& handles_;
  const Request& request_;
  const Url& url_;
  const SteadyTime deadline_;
  const std::function<bool()>& stop_;
  BodySink& sink_;
  const PrivateNetwork private_network_;
  CurlList header_list_;
  std::array<char, CURL_ERROR_SIZE> curl_text_{};

  ResponseHead head_;
  std::string location_;
  bool head_complete_ = false;
  std::size_t head_bytes_ = 0;
  std::int64_t body_bytes_ = 0;
  int times_sent_ = 0;
  SteadyTime last_byte_;
  std::int64_t last_moved_ = -1;
  std::optional<base::Error> failure_;  // ours, from inside a callback; wins over libcurl's
};

}  // namespace ordersync::http
