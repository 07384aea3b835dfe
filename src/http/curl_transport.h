// The real Transport, on libcurl: one exchange at a time, connections kept for the next one. Redirects are
// followed here, hop by hop, so that each is judged by the address guard. Proxies of the environment are not
// used.
#pragma once

#include <functional>
#include <memory>

#include "http/transport.h"

namespace ordersync::http {

// One thread at a time per object.
class CurlTransport final : public Transport {
 public:
  // `stop` is asked several times a second during an exchange, by the thread that called send(); when it
  // answers true, the exchange ends with "interrupted". Empty: never.
  explicit CurlTransport(std::function<bool()> stop = {});
  ~CurlTransport() override;
  base::Result<ResponseHead> send(const Request& request, BodySink& sink) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ordersync::http
