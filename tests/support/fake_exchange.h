// What the fake transports share: handing an answer to a body sink by the rules of http/transport.h.
#pragma once

#include <optional>
#include <string>

#include "http/transport.h"

namespace ordersync::testing {

struct FakeAnswer {
  int status = 200;
  std::vector<http::Header> headers;
  std::string body;
  std::optional<std::size_t> cut_after;  // the connection is lost after so many bytes of the body
  std::size_t chunk_bytes = 7;           // small, so that every token is split somewhere
  std::string url{};                     // what answered, after redirects; empty: what was asked
};

// Judges the request as the real transport does before anything is sent.
base::Result<void> admit(const http::Request& request);

base::Result<http::ResponseHead> deliver(const FakeAnswer& answer, const http::Request& request,
                                         http::BodySink& sink);

// The failures of a real network, with the real transport's codes and kinds.
base::Error refused(const http::Request& request);
base::Error name_not_found(const http::Request& request);
base::Error timed_out_connecting(const http::Request& request);
base::Error answer_lost(const http::Request& request);
base::Error not_http(const http::Request& request);

}  // namespace ordersync::testing
