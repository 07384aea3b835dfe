// Answers and failures of the fake transports.
#include "tests/support/fake_exchange.h"

#include <fmt/format.h>

#include "http/address_guard.h"
#include "http/units.h"
#include "http/url.h"

namespace ordersync::testing {

using base::Error;
using base::ErrorKind;

base::Result<void> admit(const http::Request& request) {
  TRY_ASSIGN(const http::Url url, http::parse_url(request.url));
  return http::check_url(
      url, request.allow_private_network ? http::PrivateNetwork::allowed : http::PrivateNetwork::refused);
}

base::Result<http::ResponseHead> deliver(const FakeAnswer& answer, const http::Request& request,
                                         http::BodySink& sink) {
  http::ResponseHead head;
  head.status = answer.status;
  head.headers = answer.headers;
  head.url = answer.url.empty() ? request.url : answer.url;
  TRY(sink.head(head));
  const std::string_view whole = answer.body;
  const std::string_view body = whole.substr(0, answer.cut_after.value_or(whole.size()));
  for (std::size_t at = 0; at < body.size(); at += answer.chunk_bytes) {
    const std::string_view chunk = body.substr(at, answer.chunk_bytes);
    if (static_cast<std::int64_t>(at + chunk.size()) > request.max_response_bytes) {
      return base::invalid("answer_too_large",
                           "the answer is larger than " + http::size_text(request.max_response_bytes));
    }
    TRY(sink.chunk(chunk));
  }
  if (answer.cut_after) {
    return Error{ErrorKind::unknown,
                 "connection_lost",
                 fmt::format("the answer of {} was cut off after {} bytes",
                             http::host_and_port(*http::parse_url(request.url)), body.size()),
                 {}};
  }
  return head;
}

Error refused(const http::Request& request) {
  return {ErrorKind::temporary,
          "connection_refused",
          "connection refused by " + http::host_and_port(*http::parse_url(request.url)),
          {}};
}

Error name_not_found(const http::Request& request) {
  return {
      ErrorKind::temporary, "name_not_found", "name not found: " + http::parse_url(request.url)->host, {}};
}

Error timed_out_connecting(const http::Request& request) {
  return {ErrorKind::temporary,
          "timed_out",
          fmt::format("timed out after {} connecting to {}", http::duration_text(request.connect_timeout),
                      http::host_and_port(*http::parse_url(request.url))),
          {}};
}

Error answer_lost(const http::Request& request) {
  return {ErrorKind::unknown,
          "connection_lost",
          fmt::format("the connection to {} was lost before the answer came",
                      http::host_and_port(*http::parse_url(request.url))),
          {}};
}

Error not_http(const http::Request& request) {
  return {ErrorKind::unknown,
          "not_http",
          fmt::format("what answers at {} is no web server: check the External API URL",
                      http::host_and_port(*http::parse_url(request.url))),
          {}};
}

}  // namespace ordersync::testing
