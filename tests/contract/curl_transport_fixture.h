// What the tests of the real transport share.
#pragma once

#include <string>
#include <utility>

#include "http/curl_transport.h"
#include "tests/contract/transport_contract.h"
#include "tests/support/loopback_server.h"

namespace ordersync::testing {

inline http::Request get(std::string url) {
  http::Request request;
  request.url = std::move(url);
  request.allow_private_network = true;
  return request;
}

inline std::string code_of(const base::Result<http::ResponseHead>& sent) {
  return sent.ok() ? "" : sent.error().code;
}
inline std::string message_of(const base::Result<http::ResponseHead>& sent) {
  return sent.ok() ? "" : sent.error().message;
}

inline LoopbackServer::Handler always(std::string bytes) {
  return [bytes = std::move(bytes)](const LoopbackRequest&, LoopbackConnection& connection) {
    connection.write(bytes);
    connection.close();
  };
}

}  // namespace ordersync::testing
