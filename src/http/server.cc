// The HTTP server as a house: it listens, lets connections in, watches their deadlines and empties itself at
// the end. What happens on one connection is in server_connection.cc.
#include "http/server.h"

#include <openssl/ssl.h>

#include <algorithm>
#include <ctime>

#include "http/server_impl.h"
#include "http/tls_files.h"

namespace ordersync::http {
namespace {

constexpr std::chrono::milliseconds kPauseAfterAcceptError{50};

base::Error listen_error(const ServerOptions& options, const error_code& error) {
  const std::string where = options.address + ":" + std::to_string(options.port);
  if (error == asio::error::address_in_use) {
    return {
        base::ErrorKind::conflict, "address_in_use",
        "Cannot listen on " + where + ": another program uses this address. Stop it, or choose another port.",
        error.message()};
  }
  return {
      base::ErrorKind::invalid, "address_not_usable",
      "Cannot listen on " + where + ": " + error.message() +
          ". Choose an address of this machine, and a port above 1023 unless the program may use lower ones.",
      error.message()};
}

std::string text_of(const asio::ip::address& address) {
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
  }
  return address.to_string();
}

}  // namespace

base::Result<void> Server::Impl::listen() {
  error_code error;
  const auto address =
      asio::ip::make_address(options.address == "localhost" ? "127.0.0.1" : options.address, error);
  if (error || options.port < 0 || options.port > 65535) {
    return base::invalid("bad_listen_address", "\"" + options.address + ":" + std::to_string(options.port) +
                                                   "\" is not an address to listen on.");
  }
  if (options.tls_certificate_file.empty() != options.tls_key_file.empty()) {
    return base::invalid("tls_files_unusable",
                         "TLS needs both a certificate file and a key file; only one was given.");
  }
  if (!options.tls_certificate_file.empty()) {
    tls.emplace(asio::ssl::context::tls_server);
    tls->set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_compression, error);
    SSL_CTX_set_min_proto_version(tls->native_handle(), TLS1_2_VERSION);
    TRY(use_tls_files(tls->native_handle(), options.tls_certificate_file, options.tls_key_file));
  }
  const tcp::endpoint endpoint(address, static_cast<std::uint16_t>(options.port));
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) return listen_error(options, error);
  port = acceptor.local_endpoint(error).port();
  return {};
}

void Server::Impl::run() {
  asio::co_spawn(io, accept_forever(), asio::detached);
  asio::co_spawn(io, watch_deadlines(), asio::detached);
  thread = std::thread([this] { io.run(); });
}

asio::awaitable<void> Server::Impl::accept_forever() {
  asio::steady_timer pause(io);
  while (!stopping) {
    error_code error;
    tcp::socket socket = co_await acceptor.async_accept(asio::redirect_error(asio::use_awaitable, error));
    if (stopping || error == asio::error::operation_aborted) co_return;
    if (error) {  // out of descriptors, or the client left already: the next one may do better
      pause.expires_after(kPauseAfterAcceptError);
      co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, error));
      continue;
    }
    admit(std::move(socket));
  }
}

void Server::Impl::admit(tcp::socket socket) {
  if (connections.size() >= options.max_connections && !make_room()) return refuse(socket);
  error_code error;
  socket.set_option(tcp::no_delay(true), error);
  const tcp::endpoint peer = socket.remote_endpoint(error);
  if (error) return;
  auto connection = std::make_unique<Connection>(std::move(socket));
  connection->remote = text_of(peer.address());
  connection->enter(Phase::waiting, Steady::now() + options.header_timeout);
  asio::co_spawn(io, serve(std::move(connection)), [](const std::exception_ptr&) {
    // Out of memory at worst: the connection has ended with its frame.
  });
}

// Drops the client that has kept us waiting longest: one that sends nothing; where there is none, one whose
// request is on its way; and where there is none of these either, one that does not take its answer.
bool Server::Impl::make_room() {
  Connection* idle = nullptr;
  Connection* sending = nullptr;
  Connection* reading = nullptr;
  std::size_t leaving = 0;
  const auto keep_older = [](Connection*& oldest, Connection* connection) {
    if (oldest == nullptr || connection->since < oldest->since) oldest = connection;
  };
  for (Connection* connection : connections) {
    if (connection->dropped) {
      ++leaving;
    } else if (connection->phase == Phase::waiting || connection->phase == Phase::closing) {
      keep_older(idle, connection);
    } else if (connection->phase == Phase::receiving) {
      keep_older(sending, connection);
    } else if (connection->writing_since &&
               (reading == nullptr || *connection->writing_since < *reading->writing_since)) {
      reading = connection;
    }
  }
  if (connections.size() - leaving < options.max_connections) return true;
  Connection* const chosen = idle != nullptr ? idle : sending != nullptr ? sending : reading;
  if (chosen == nullptr) return false;
  chosen->drop();
  return true;
}

void Server::Impl::refuse(tcp::socket& socket) {
  error_code ignored;
  if (!tls) {
    const ServerResponse response =
        problem_answer(503, "too_many_connections", "Every connection is busy. Try again.");
    const HeadRules rules{std::time(nullptr), AfterAnswer::close, response.body.size(), false};
    const std::string bytes = render_head(response, rules) + response.body;
    socket.non_blocking(true, ignored);
    socket.send(asio::buffer(bytes), 0, ignored);
  }
  socket.close(ignored);
}

// One timer for all connections; without any it wakes the processor seldom. Cancelling again at every tick is
// deliberate: a composed operation may just then be between two reads, where a cancel meets nothing.
asio::awaitable<void> Server::Impl::watch_deadlines() {
  const auto shortest = std::min({options.header_timeout, options.request_timeout, options.idle_timeout,
                                  options.write_timeout, options.answer_timeout});
  const auto tick = std::clamp(shortest / 8, std::chrono::milliseconds(5), std::chrono::milliseconds(100));
  const auto idle_tick = std::clamp(shortest / 2, tick, std::chrono::milliseconds(1000));
  asio::steady_timer timer(io);
  for (;;) {
    timer.expires_after(connections.empty() ? idle_tick : tick);
    error_code error;
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, error));
    const auto now = Steady::now();
    for (Connection* connection : connections) {
      if (now < connection->deadline && !connection->dropped) continue;
      connection->expired = true;
      error_code ignored;
      connection->socket.cancel(ignored);
    }
  }
}

asio::awaitable<void> Server::Impl::empty_house(std::chrono::milliseconds patience) {
  const auto until = Steady::now() + patience;
  stopping = true;
  error_code error;
  acceptor.close(error);
  asio::steady_timer timer(io);
  for (;;) {
    const bool out_of_time = Steady::now() >= until;
    for (Connection* connection : connections) {
      const bool in_hand = connection->phase == Phase::receiving || connection->phase == Phase::answering;
      if (!in_hand || out_of_time) connection->drop();
    }
    if (connections.empty() || out_of_time) co_return;
    timer.expires_after(std::chrono::milliseconds(5));
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, error));
  }
}

void Server::Impl::stop() {
  if (!thread.joinable()) return;
  asio::co_spawn(io, empty_house(options.stop_timeout), asio::use_future).wait();
  abandoned = true;
  workers.join();
  // The frames of cut connections run to their ends on the I/O thread; what is left then dies with the
  // io_context.
  asio::co_spawn(io, empty_house(std::chrono::milliseconds(200)), asio::use_future).wait();
  {
    const std::lock_guard lock(door->mutex);
    door->io = nullptr;
  }
  work.reset();
  io.stop();
  thread.join();
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Server::~Server() {
  stop();
}

base::Result<std::unique_ptr<Server>> Server::start(ServerOptions options, Handler handler) {
  CHECK(handler != nullptr && options.threads > 0 && options.max_connections > 0);
  auto impl = std::make_unique<Impl>(std::move(options), std::move(handler));
  TRY(impl->listen());
  impl->run();
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

int Server::port() const {
  return impl_->port;
}

void Server::stop() {
  impl_->stop();
}

}  // namespace ordersync::http
