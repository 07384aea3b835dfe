// LoopbackServer: a tiny HTTP/1.1 server on 127.0.0.1 for tests of real transports. It reads requests and
// leaves the answer to a handler, which may write any bytes it likes, slowly, in part, or never.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/transport.h"

namespace ordersync::testing {

struct LoopbackRequest {
  std::string method;
  std::string target;
  std::vector<http::Header> headers;
  std::string body;
  int connection = 0;  // which connection it came on, from 1: tells kept connections from new ones
  std::string header(std::string_view name) const;
};

// One connection, as the handler sees it.
class LoopbackConnection {
 public:
  virtual ~LoopbackConnection() = default;
  // Raw bytes. False when the client has gone.
  virtual bool write(std::string_view bytes) = 0;
  // A whole answer with Content-Length.
  virtual bool answer(int status, std::string_view body, const std::vector<http::Header>& headers = {}) = 0;
  // Head of a chunked answer; then chunk() as often as wanted; end with chunk("").
  virtual bool chunked_head(int status, const std::vector<http::Header>& headers = {}) = 0;
  virtual bool chunk(std::string_view bytes) = 0;
  // Waits; false when the client closed the connection or the server stops.
  virtual bool pause(std::chrono::milliseconds duration) = 0;
  // Waits until the client closes the connection or the server stops.
  virtual void never_answer() = 0;
  // No further request is read; `close` ends in order, `reset` with RST.
  virtual void close() = 0;
  virtual void reset() = 0;
};

class LoopbackServer {
 public:
  using Handler = std::function<void(const LoopbackRequest&, LoopbackConnection&)>;

  // Called by the threads of the connections.
  explicit LoopbackServer(Handler handler);
  // Waits for all connections to end; handlers that pause are woken.
  ~LoopbackServer();
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;

  // From now on connections are refused; those that are open go on.
  void refuse_more();

  int port() const;
  std::string url(std::string_view target = "/") const;  // "http://127.0.0.1:PORT/…"
  std::vector<LoopbackRequest> requests() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// A port of 127.0.0.1 on which nobody listens.
int unused_port();

// `plain` as a gzip member, without compressing it.
std::string gzipped(std::string_view plain);
// The beginning of a gzip member that grows to `plain_bytes` blanks: about 1/158 of that on the wire.
std::string gzip_bomb(std::size_t plain_bytes);

}  // namespace ordersync::testing
