// An HTTP/1.1 server: sockets, deadlines and limits on this side, one function Request → Response on the
// other. Knows nothing of routes, users or JSON; a route is tested by calling the handler, without a socket.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/log.h"
#include "base/result.h"
#include "http/transport.h"

namespace ordersync::http {

struct ServerRequest {
  std::string method;  // "GET" for HEAD as well: the server leaves the body out by itself
  std::string target;  // as sent: "/api/v1/orders/shop%2F639?limit=10"
  std::string path;    // decoded, without the query: "/api/v1/orders/shop/639"
  std::vector<std::string>
      segments;  // of the path, each decoded on its own: "api", "v1", "orders", "shop/639"
  std::vector<std::pair<std::string, std::string>> query;  // decoded, in order; "+" is a blank
  std::vector<Header> headers;                             // in order; compare names ignoring case
  std::string body;
  std::string remote;      // the client's address without its port
  bool encrypted = false;  // between the client and here, or the proxy in front

  // The first value of that name, names ignoring case; empty when absent.
  std::string_view header(std::string_view name) const;
  // The first value of that name, exactly; nullptr when absent.
  const std::string* parameter(std::string_view name) const;
};

// Fills method, target, path, segments and query. Fails with "bad_target" on a broken percent escape, an
// embedded NUL or control byte, or a target that is no path. For the server, and for tests of routes.
base::Result<ServerRequest> make_request(std::string_view method, std::string_view target);

// Whom a proxy in front says it speaks for: the last address of X-Forwarded-For, which the proxy itself has
// written; `proxy` when there is none, or it is no IP address.
std::string forwarded_for(const ServerRequest& request, std::string_view proxy);

// Appends the next piece of a big answer to `chunk`, which comes empty; false: that was the last piece. May
// throw: the connection is cut, so that the client sees a broken answer and not a complete one.
using BodyProducer = std::function<bool(std::string& chunk)>;

struct ServerResponse;

// Gives the answer that a handler has promised; may be called from any thread, once, even after the server
// has gone. Status and body count, and the headers are added to those of the promise.
using GiveAnswer = std::function<void(ServerResponse)>;

struct ServerResponse {
  int status = 200;
  std::vector<Header> headers;  // Date, Content-Length, Transfer-Encoding and Connection are the server's
  std::string body;
  BodyProducer producer;  // set: sent after `body`, chunked, with flat memory
  // A piece that comes empty: asked again after so long, without holding a worker meanwhile. For answers that
  // tell what happens as it happens; they end when the server stops.
  std::chrono::milliseconds producer_pause{0};
  // Set: this is a promise. It is called once when the handler has returned, on the thread of all
  // connections, so it must neither block nor throw, and must see to it that the answer is given; no worker
  // is held meanwhile. For what waits for others, such as a transaction that many share.
  std::function<void(GiveAnswer)> later = {};
};

// May block and may be called from several threads at once; each call occupies one of `threads` workers. An
// exception is answered with status 500 and logged, its text never sent.
using Handler = std::function<ServerResponse(const ServerRequest&)>;

struct ServerOptions {
  std::string address = "127.0.0.1";  // an IP address, or "localhost"
  int port = 0;                       // 0: any free port
  int threads = 4;                    // workers that run handlers
  std::size_t max_header_bytes = 16 * 1024;
  std::size_t max_body_bytes = 8 * 1024 * 1024;
  std::size_t max_bodies_bytes = 128 * 1024 * 1024;  // of all requests being received together
  std::size_t max_connections = 512;                 // half of the descriptors that a process usually gets
  // Absolute: slow bytes do not extend them. For a header: from the connection, or a later request's first
  // byte.
  std::chrono::milliseconds header_timeout{10'000};
  // From a request's header to the end of its body.
  std::chrono::milliseconds request_timeout{60'000};
  // Between two requests of one connection.
  std::chrono::milliseconds idle_timeout{60'000};
  // For each 256 KiB of an answer to be taken, and for a whole answer.
  std::chrono::milliseconds write_timeout{30'000};
  std::chrono::milliseconds answer_timeout{1'800'000};
  // How long stop() lets answers in hand go on.
  std::chrono::milliseconds stop_timeout{5'000};
  std::string tls_certificate_file;  // PEM chain; both or none
  std::string tls_key_file;          // PEM
  // A proxy of ours in front terminates TLS: the client's address is the last of X-Forwarded-For, which the
  // proxy wrote; what stands before it anybody may have written.
  bool behind_proxy = false;
  base::Log* log = nullptr;  // outlives the server
};

// Accepts from start() on. Answers by itself: 400 malformed, 408 too slow, 413 and 431 too large, 417, 500,
// and 503 when more bodies arrive than fit or every connection is busy; all as application/problem+json with
// a `code`. When connections run out, the one that has waited longest for its client makes room: an idle one,
// else one whose request is still arriving.
class Server {
 public:
  // Codes of failures: "bad_listen_address", "address_in_use", "address_not_usable", "tls_files_unusable".
  static base::Result<std::unique_ptr<Server>> start(ServerOptions options, Handler handler);
  // As stop().
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  int port() const;
  // Accepts no more, drops idle connections, lets requests in hand be answered for at most `stop_timeout`,
  // cuts the rest, and waits for handlers that still run (they cannot be interrupted). Idempotent; one
  // thread.
  void stop();

 private:
  struct Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace ordersync::http
