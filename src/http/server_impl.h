// The inside of the HTTP server, shared by server.cc (the house: accepting, deadlines, stopping) and
// server_connection.cc (one guest: receiving, handling, answering). Nobody else includes this: it brings in
// Boost.
#pragma once

#include <atomic>
#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <unordered_set>

#include "http/server.h"
#include "http/server_answer.h"

// GCC 12 inlines only one half of asio's pair of allocator functions for coroutine frames and takes it for a
// mismatch.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"
#ifdef __SANITIZE_THREAD__  // asio's fences; what they order is ordered by its mutexes as well
#pragma GCC diagnostic ignored "-Wtsan"
#endif
#endif

namespace ordersync::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;
using tcp = asio::ip::tcp;
using Steady = std::chrono::steady_clock;
using Parser = beast::http::request_parser<beast::http::string_body>;

// Who has to move next. A client that keeps us waiting can be dropped for another one.
enum class Phase { waiting, receiving, answering, closing };

// Everything here belongs to the I/O thread.
struct Connection {
  explicit Connection(tcp::socket accepted) : socket(std::move(accepted)) {}

  void enter(Phase next, Steady::time_point until) {
    phase = next;
    since = Steady::now();
    deadline = until;
    expired = false;
  }
  // What is under way ends at once, and what follows must not start.
  void drop() {
    dropped = true;
    error_code ignored;
    socket.cancel(ignored);
  }

  tcp::socket socket;
  std::string remote;
  Phase phase = Phase::waiting;
  Steady::time_point since = Steady::now();
  Steady::time_point deadline = Steady::time_point::max();
  Steady::time_point answer_deadline = Steady::time_point::max();
  bool expired = false;  // the deadline passed and the operation under way was cancelled
  bool dropped = false;
  std::optional<Steady::time_point> writing_since;  // the client has not taken these bytes yet
  std::size_t answered = 0;
  std::size_t body_bytes = 0;
};

// What a connection brought: a request, or the answer to something that is none. Neither: the client is gone.
struct Incoming {
  std::optional<ServerRequest> request;
  std::optional<ServerResponse> refusal;
  bool wants_body = true;  // not for HEAD
  bool http_1_1 = true;
  bool keep_alive = false;
};

// Where answers given later find the server, as long as it is there.
struct Door {
  std::mutex mutex;
  asio::io_context* io = nullptr;  // null: the server has gone
};

struct Server::Impl {
  Impl(ServerOptions given, Handler function)
      : options(std::move(given)),
        handler(std::move(function)),
        workers(static_cast<std::size_t>(options.threads)) {
    door->io = &io;
  }

  base::Result<void> listen();
  void run();
  void stop();

  asio::awaitable<void> accept_forever();
  asio::awaitable<void> watch_deadlines();
  asio::awaitable<void> empty_house(std::chrono::milliseconds patience);
  void admit(tcp::socket socket);
  bool make_room();
  void refuse(tcp::socket& socket);
  asio::awaitable<void> serve(std::unique_ptr<Connection> connection);
  asio::awaitable<void> linger(Connection& connection);
  template <class Stream>
  asio::awaitable<void> converse(Connection& connection, Stream& stream);
  template <class Stream>
  asio::awaitable<bool> fill(Connection& connection, Stream& stream, beast::flat_buffer& buffer);
  template <class Stream>
  asio::awaitable<Incoming> receive(Connection& connection, Stream& stream, beast::flat_buffer& buffer);
  template <class Stream>
  asio::awaitable<bool> receive_header(Connection& connection, Stream& stream, beast::flat_buffer& buffer,
                                       Parser& parser, Incoming& incoming);
  template <class Stream>
  asio::awaitable<bool> receive_body(Connection& connection, Stream& stream, beast::flat_buffer& buffer,
                                     Parser& parser, Incoming& incoming);
  template <class Stream>
  asio::awaitable<bool> write(Connection& connection, Stream& stream, std::string_view bytes);
  template <class Stream>
  asio::awaitable<bool> answer(Connection& connection, Stream& stream, ServerResponse& response,
                               const Incoming& incoming, AfterAnswer& after);
  template <class Stream>
  asio::awaitable<bool> answer_in_chunks(Connection& connection, Stream& stream, ServerResponse& response,
                                         const Incoming& incoming);
  asio::awaitable<void> on_worker(std::function<void()> job);
  asio::awaitable<void> keep_promise(ServerResponse& response);
  ServerResponse call_handler(const ServerRequest& request);
  void forget_body(Connection& connection);
  void log(std::string_view event, const ServerRequest* request, std::string_view reason);

  ServerOptions options;
  Handler handler;
  int port = 0;
  std::atomic<bool> abandoned{false};  // workers: start nothing more
  bool stopping = false;               // these three belong to the I/O thread
  std::unordered_set<Connection*> connections;
  std::size_t bodies_bytes = 0;
  std::optional<asio::ssl::context> tls;
  asio::io_context io{1};
  asio::executor_work_guard<asio::io_context::executor_type> work{io.get_executor()};
  asio::thread_pool workers;
  tcp::acceptor acceptor{io};
  std::thread thread;
  std::shared_ptr<Door> door = std::make_shared<Door>();
};

}  // namespace ordersync::http
