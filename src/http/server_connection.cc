// One connection of the HTTP server from its first byte to its last: receive, hand to the handler, answer,
// again. Deadlines are set here and watched in server.cc.
#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>

#include "base/text.h"
#include "http/server_impl.h"

namespace ordersync::http {
namespace {

constexpr std::size_t kReadBytes = 16 * 1024;
constexpr std::size_t kWriteBytes = 256 * 1024;
constexpr std::size_t kOnePacketBody = 64 * 1024;  // up to here head and body leave in one write
constexpr std::size_t kLingerBytes = 16 * 1024 * 1024;
constexpr std::chrono::milliseconds kLingerTime{1'000};
constexpr std::string_view kInternalError = "Something went wrong inside the program; its log says what.";

ServerResponse refusal_for(const error_code& error, const ServerOptions& options) {
  if (error == beast::http::error::header_limit) {
    return problem_answer(431, "header_too_large", "The request's header is larger than this server takes.");
  }
  if (error == beast::http::error::body_limit) {
    return problem_answer(413, "body_too_large",
                          "The request's body is larger than the " +
                              std::to_string(options.max_body_bytes >> 20) +
                              " MiB this server takes. Send less at once.");
  }
  return problem_answer(400, "malformed_request", "This is not an HTTP request: " + error.message() + ".");
}

base::Result<ServerRequest> request_of(const Parser::value_type& message) {
  auto request =
      make_request(std::string_view(message.method_string().data(), message.method_string().size()),
                   std::string_view(message.target().data(), message.target().size()));
  if (!request.ok()) return request;
  for (const auto& field : message) {
    request->headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
  }
  return request;
}

// Of any other coding nobody here would know where the body ends (RFC 9112, 6.3).
bool is_coded_otherwise(const Parser::value_type& message) {
  const auto [first, last] = message.equal_range(beast::http::field::transfer_encoding);
  return std::any_of(first, last,
                     [](const auto& field) { return !beast::iequals(field.value(), "chunked"); });
}

}  // namespace

asio::awaitable<void> Server::Impl::serve(std::unique_ptr<Connection> owned) {
  struct Guest {
    Impl& house;
    Connection& connection;
    Guest(Impl& of, Connection& who) : house(of), connection(who) { house.connections.insert(&connection); }
    ~Guest() {
      house.forget_body(connection);
      house.connections.erase(&connection);
    }
    Guest(const Guest&) = delete;
    Guest& operator=(const Guest&) = delete;
  };
  Connection& connection = *owned;
  const Guest guest(*this, connection);
  if (!tls) {
    co_await converse(connection, connection.socket);
    co_await linger(connection);
    co_return;
  }
  asio::ssl::stream<tcp::socket&> stream(connection.socket, *tls);
  error_code error;
  co_await stream.async_handshake(asio::ssl::stream_base::server,
                                  asio::redirect_error(asio::use_awaitable, error));
  if (error || connection.expired || connection.dropped) co_return;
  co_await converse(connection, stream);
  if (connection.dropped || connection.expired) co_return;
  connection.enter(Phase::closing, Steady::now() + kLingerTime);
  co_await stream.async_shutdown(asio::redirect_error(asio::use_awaitable, error));
  co_await linger(connection);
}

// Closing with unread bytes in the socket would reset the connection and may take the answer with it: say
// goodbye first, then read away what the client still sends, for a while.
asio::awaitable<void> Server::Impl::linger(Connection& connection) {
  if (connection.dropped || connection.expired) co_return;
  connection.enter(Phase::closing, Steady::now() + kLingerTime);
  error_code error;
  connection.socket.shutdown(tcp::socket::shutdown_send, error);
  std::array<char, 4096> away;
  for (std::size_t total = 0; !error && !connection.expired && !connection.dropped && total < kLingerBytes;) {
    total += co_await connection.socket.async_read_some(asio::buffer(away),
                                                        asio::redirect_error(asio::use_awaitable, error));
  }
}

template <class Stream>
asio::awaitable<void> Server::Impl::converse(Connection& connection, Stream& stream) {
  beast::flat_buffer buffer;
  while (!stopping || connection.answered == 0) {
    if (connection.answered > 0) connection.enter(Phase::waiting, Steady::now() + options.idle_timeout);
    Incoming incoming = co_await receive(connection, stream, buffer);
    AfterAnswer after = AfterAnswer::close;
    ServerResponse response;
    if (incoming.refusal) {
      response = std::move(*incoming.refusal);
    } else if (incoming.request) {
      connection.enter(Phase::answering, Steady::time_point::max());
      std::function<void()> job = [&] { response = call_handler(*incoming.request); };
      co_await on_worker(std::move(job));
      if (response.later) co_await keep_promise(response);
      if (incoming.keep_alive && !stopping) after = AfterAnswer::keep_open;
    } else {
      co_return;
    }
    forget_body(connection);
    if (connection.dropped || abandoned) co_return;
    const bool sent = co_await answer(connection, stream, response, incoming, after);
    if (!sent) connection.dropped = true;
    if (!sent || after == AfterAnswer::close) co_return;
    connection.answer_deadline = Steady::time_point::max();
    ++connection.answered;
  }
}

// False: the client is gone, was too slow or was dropped.
template <class Stream>
asio::awaitable<bool> Server::Impl::fill(Connection& connection, Stream& stream, beast::flat_buffer& buffer) {
  if (connection.dropped || connection.expired) co_return false;
  error_code error;
  const std::size_t read = co_await stream.async_read_some(buffer.prepare(kReadBytes),
                                                           asio::redirect_error(asio::use_awaitable, error));
  buffer.commit(read);
  co_return !error && !connection.dropped && !connection.expired;
}

template <class Stream>
asio::awaitable<Incoming> Server::Impl::receive(Connection& connection, Stream& stream,
                                                beast::flat_buffer& buffer) {
  Incoming incoming;
  Parser parser;
  parser.header_limit(static_cast<std::uint32_t>(options.max_header_bytes));
  parser.body_limit(options.max_body_bytes);
  base::Result<ServerRequest> request = ServerRequest{};
  bool whole = co_await receive_header(connection, stream, buffer, parser, incoming);
  if (whole) {
    // Before the body: behind it a trailer may stand, which says nothing of the request.
    request = request_of(parser.get());
    connection.enter(Phase::receiving, Steady::now() + options.request_timeout);
    whole = co_await receive_body(connection, stream, buffer, parser, incoming);
  }
  if (!whole) {
    const bool began = parser.got_some() || buffer.size() > 0;
    if (!incoming.refusal && connection.expired && !connection.dropped && began) {
      incoming.refusal = problem_answer(408, "request_timeout", "The request did not arrive in time.");
    }
    co_return incoming;
  }
  if (!request.ok()) {
    incoming.refusal = problem_answer(400, request.error().code, request.error().message);
    co_return incoming;
  }
  request->body = std::move(parser.get().body());
  request->remote = options.behind_proxy ? forwarded_for(*request, connection.remote) : connection.remote;
  request->encrypted = options.behind_proxy || tls.has_value();
  incoming.request = std::move(*request);
  co_return incoming;
}

template <class Stream>
asio::awaitable<bool> Server::Impl::receive_header(Connection& connection, Stream& stream,
                                                   beast::flat_buffer& buffer, Parser& parser,
                                                   Incoming& incoming) {
  bool began = false;
  while (!parser.is_header_done()) {
    if (buffer.size() > 0) {
      if (!began && connection.answered > 0) {
        // Idle until now; from its first byte on a request has a deadline of its own.
        connection.deadline = Steady::now() + options.header_timeout;
      }
      began = true;
      error_code error;
      const std::size_t used = parser.put(buffer.data(), error);
      buffer.consume(used);
      if (error && error != beast::http::error::need_more) {
        incoming.refusal = refusal_for(error, options);
        co_return false;
      }
      if (parser.is_header_done()) break;
      if (!error && used > 0) continue;
    }
    const bool more = co_await fill(connection, stream, buffer);
    if (!more) co_return false;
  }
  const auto& message = parser.get();
  incoming.http_1_1 = message.version() >= 11;
  incoming.wants_body = message.method() != beast::http::verb::head;
  incoming.keep_alive = message.keep_alive();
  if (incoming.http_1_1 && message.count(beast::http::field::host) != 1) {
    incoming.refusal = problem_answer(400, "malformed_request", "The request needs exactly one Host header.");
    co_return false;
  }
  if (is_coded_otherwise(message)) {
    incoming.refusal =
        problem_answer(400, "malformed_request", "The only Transfer-Encoding that is taken is chunked.");
    co_return false;
  }
  if (const auto expect = message[beast::http::field::expect]; !expect.empty() && incoming.http_1_1) {
    if (!beast::iequals(expect, "100-continue")) {
      incoming.refusal = problem_answer(417, "unknown_expectation", "Only 100-continue can be expected.");
      co_return false;
    }
    if (!parser.is_done()) {
      const bool sent = co_await write(connection, stream, "HTTP/1.1 100 Continue\r\n\r\n");
      if (!sent) co_return false;
    }
  }
  co_return true;
}

template <class Stream>
asio::awaitable<bool> Server::Impl::receive_body(Connection& connection, Stream& stream,
                                                 beast::flat_buffer& buffer, Parser& parser,
                                                 Incoming& incoming) {
  parser.eager(true);
  while (!parser.is_done()) {
    if (buffer.size() > 0) {
      error_code error;
      const std::size_t used = parser.put(buffer.data(), error);
      buffer.consume(used);
      if (error && error != beast::http::error::need_more) {
        incoming.refusal = refusal_for(error, options);
        co_return false;
      }
      // The head of a chunk and the trailer are taken whole: one without an end must not be kept as it grows.
      if (used == 0 && buffer.size() > options.max_header_bytes) {
        incoming.refusal = refusal_for(beast::http::error::header_limit, options);
        co_return false;
      }
      const std::size_t have = parser.get().body().size();
      bodies_bytes += have - connection.body_bytes;
      connection.body_bytes = have;
      if (bodies_bytes > options.max_bodies_bytes) {
        incoming.refusal =
            problem_answer(503, "too_many_bodies", "Too much is being received at once. Try again.");
        incoming.refusal->headers.emplace_back("Retry-After", "5");
        co_return false;
      }
      if (!error && used > 0) continue;
    }
    const bool more = co_await fill(connection, stream, buffer);
    if (!more) co_return false;
  }
  co_return true;
}

void Server::Impl::forget_body(Connection& connection) {
  bodies_bytes -= connection.body_bytes;
  connection.body_bytes = 0;
}

template <class Stream>
asio::awaitable<bool> Server::Impl::write(Connection& connection, Stream& stream, std::string_view bytes) {
  while (!bytes.empty()) {
    if (connection.dropped || connection.expired) co_return false;
    const std::string_view piece = bytes.substr(0, kWriteBytes);
    connection.deadline = std::min(Steady::now() + options.write_timeout, connection.answer_deadline);
    error_code error;
    connection.writing_since = Steady::now();
    co_await asio::async_write(stream, asio::buffer(piece.data(), piece.size()),
                               asio::redirect_error(asio::use_awaitable, error));
    connection.writing_since.reset();
    if (error) co_return false;
    bytes.remove_prefix(piece.size());
  }
  co_return !connection.dropped;
}

template <class Stream>
asio::awaitable<bool> Server::Impl::answer(Connection& connection, Stream& stream, ServerResponse& response,
                                           const Incoming& incoming, AfterAnswer& after) {
  connection.answer_deadline = Steady::now() + options.answer_timeout;
  connection.enter(Phase::answering, connection.answer_deadline);
  const bool streams = response.producer && has_body(response.status);
  if (streams && !incoming.http_1_1) after = AfterAnswer::close;  // the end of the connection ends the body
  HeadRules rules;
  rules.now = std::time(nullptr);
  rules.after = after;
  rules.chunked = streams && incoming.http_1_1;
  if (!streams && has_body(response.status)) rules.content_length = response.body.size();
  std::string head = render_head(response, rules);
  const bool sends_body = incoming.wants_body && has_body(response.status);
  if (!sends_body || (!streams && response.body.size() <= kOnePacketBody)) {
    if (sends_body) head += response.body;
    const bool sent = co_await write(connection, stream, head);
    co_return sent;
  }
  bool sent = co_await write(connection, stream, head);
  if (sent && streams) {
    sent = co_await answer_in_chunks(connection, stream, response, incoming);
  } else if (sent) {
    sent = co_await write(connection, stream, response.body);
  }
  co_return sent;
}

template <class Stream>
asio::awaitable<bool> Server::Impl::answer_in_chunks(Connection& connection, Stream& stream,
                                                     ServerResponse& response, const Incoming& incoming) {
  std::string chunk = std::move(response.body);
  std::string framed;
  bool more = true;
  bool broken = false;
  for (;;) {
    if (!chunk.empty()) {  // an empty chunk would be the end
      framed.clear();
      if (incoming.http_1_1) {
        std::array<char, 24> size{};
        const int length = std::snprintf(size.data(), size.size(), "%zx\r\n", chunk.size());
        framed.append(size.data(), static_cast<std::size_t>(length));
      }
      framed += chunk;
      if (incoming.http_1_1) framed += "\r\n";
      const bool sent = co_await write(connection, stream, framed);
      if (!sent) co_return false;
    }
    if (!more) break;
    if (chunk.empty() && response.producer_pause.count() > 0) {
      connection.deadline = Steady::time_point::max();
      asio::steady_timer pause(io, response.producer_pause);
      error_code ignored;
      co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
      if (stopping || connection.dropped || Steady::now() >= connection.answer_deadline) break;
    }
    chunk.clear();
    connection.deadline = Steady::time_point::max();  // now it is our turn
    std::function<void()> job = [&] {
      try {
        more = response.producer(chunk);
      } catch (const std::exception& error) {
        broken = true;
        log("http_answer_cut", incoming.request ? &*incoming.request : nullptr, error.what());
      } catch (...) {
        broken = true;
        log("http_answer_cut", incoming.request ? &*incoming.request : nullptr, "unknown exception");
      }
    };
    co_await on_worker(std::move(job));
    if (broken || abandoned || connection.dropped) co_return false;
  }
  if (!incoming.http_1_1) co_return true;
  const bool ended = co_await write(connection, stream, "0\r\n\r\n");
  co_return ended;
}

// Runs the job on a worker and comes back to the I/O thread.
asio::awaitable<void> Server::Impl::on_worker(std::function<void()> job) {
  auto begin = [this](auto done, std::function<void()> work_to_do) {
    asio::post(workers, [this, done = std::move(done), todo = std::move(work_to_do)]() mutable {
      if (!abandoned) todo();
      const auto home = asio::get_associated_executor(done, io.get_executor());
      asio::post(home, std::move(done));
    });
  };
  co_await asio::async_initiate<const asio::use_awaitable_t<>&, void()>(begin, asio::use_awaitable,
                                                                        std::move(job));
}

// Waits on a timer that only the answer ends, so that a connection whose server goes first dies as all others
// do.
asio::awaitable<void> Server::Impl::keep_promise(ServerResponse& response) {
  struct Promise {
    std::optional<ServerResponse> answer;
    asio::steady_timer* waiting = nullptr;  // null: nobody waits any more
  };
  struct Waiting {
    std::shared_ptr<Promise> promise;
    explicit Waiting(std::shared_ptr<Promise> of) : promise(std::move(of)) {}
    ~Waiting() { promise->waiting = nullptr; }
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;
  };
  auto promise = std::make_shared<Promise>();
  asio::steady_timer timer(io, Steady::time_point::max());
  promise->waiting = &timer;
  const Waiting waiting(promise);
  GiveAnswer give = [promise, house = door](ServerResponse answer) {
    const std::lock_guard lock(house->mutex);
    if (house->io == nullptr) return;
    asio::post(*house->io, [promise, given = std::move(answer)]() mutable {
      if (promise->answer) return;
      promise->answer = std::move(given);
      if (promise->waiting != nullptr) promise->waiting->cancel();
    });
  };
  std::exchange(response.later, nullptr)(std::move(give));
  error_code ignored;
  while (!promise->answer) co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  response.status = promise->answer->status;
  response.body = std::move(promise->answer->body);
  auto& headers = promise->answer->headers;
  response.headers.insert(response.headers.end(), std::make_move_iterator(headers.begin()),
                          std::make_move_iterator(headers.end()));
  if (!headers_are_clean(response)) response = problem_answer(500, "internal_error", kInternalError);
}

ServerResponse Server::Impl::call_handler(const ServerRequest& request) {
  try {
    ServerResponse response = handler(request);
    if (headers_are_clean(response)) return response;
    log("http_handler_failed", &request, "unclean header or status");
  } catch (const std::exception& error) {
    log("http_handler_failed", &request, error.what());
  } catch (...) {
    log("http_handler_failed", &request, "unknown exception");
  }
  return problem_answer(500, "internal_error", kInternalError);
}

void Server::Impl::log(std::string_view event, const ServerRequest* request, std::string_view reason) {
  if (options.log == nullptr) return;
  options.log->write(base::LogLevel::error, event,
                     {{"method", request == nullptr ? "" : base::printable(request->method)},
                      {"path", request == nullptr ? "" : base::printable(request->path)},
                      {"reason", base::printable(reason)}});
}

}  // namespace ordersync::http
