// Threads and sockets of the loopback server: one thread that accepts, one for each connection.
#include "tests/support/loopback_server.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <list>
#include <thread>

#include "base/check.h"
#include "base/mutex.h"

namespace ordersync::testing {
namespace loopback {

class Socket {
 public:
  explicit Socket(int fd = -1) : fd_(fd) {}
  ~Socket() { reset(); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  int get() const { return fd_; }
  void reset() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }

 private:
  int fd_;
};

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  return address;
}

int bind_somewhere(int fd) {
  sockaddr_in address = loopback(0);
  CHECK(bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  socklen_t length = sizeof address;
  CHECK(getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length) == 0);
  return ntohs(address.sin_port);
}

// Waits for `events` on `fd`, for the stop, or for the time to pass. False when the server stops.
enum class Woke { ready, stopping, late };
Woke wait_for(int fd, short events, int stop, int timeout_ms) {
  std::array<pollfd, 2> fds{pollfd{fd, events, 0}, pollfd{stop, POLLIN, 0}};
  const int count = poll(fds.data(), fds.size(), timeout_ms);
  if (fds[1].revents != 0) return Woke::stopping;
  return count > 0 ? Woke::ready : Woke::late;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

class Connection final : public LoopbackConnection {
 public:
  Connection(int fd, int stop) : fd_(fd), stop_(stop) {}

  // The next request; false at the end of the connection.
  bool read(LoopbackRequest& request) {
    const auto head_end = [&] { return buffer_.find("\r\n\r\n"); };
    while (head_end() == std::string::npos) {
      if (!receive()) return false;
    }
    parse(buffer_.substr(0, head_end()), request);
    buffer_.erase(0, head_end() + 4);
    std::size_t length = 0;
    const std::string stated = request.header("Content-Length");
    std::from_chars(stated.data(), stated.data() + stated.size(), length);
    while (buffer_.size() < length) {
      if (!receive()) return false;
    }
    request.body = buffer_.substr(0, length);
    buffer_.erase(0, length);
    return true;
  }
  bool is_open() const { return open_; }

  bool write(std::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t sent = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return open_ = false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  bool answer(int status, std::string_view body, const std::vector<http::Header>& headers) override {
    std::string text = head(status, headers);
    text += fmt::format("Content-Length: {}\r\n\r\n", body.size());
    text += body;
    return write(text);
  }
  bool chunked_head(int status, const std::vector<http::Header>& headers) override {
    return write(head(status, headers) + "Transfer-Encoding: chunked\r\n\r\n");
  }
  bool chunk(std::string_view bytes) override {
    return write(fmt::format("{:x}\r\n{}\r\n", bytes.size(), bytes));
  }
  bool pause(std::chrono::milliseconds duration) override {
    return wait_for(fd_, POLLRDHUP, stop_, static_cast<int>(duration.count())) == Woke::late;
  }
  void never_answer() override {
    wait_for(fd_, POLLRDHUP, stop_, -1);
    open_ = false;
  }
  void close() override {
    shutdown(fd_, SHUT_RDWR);
    open_ = false;
  }
  void reset() override {
    const linger at_once{1, 0};
    setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    open_ = false;
  }

 private:
  static std::string head(int status, const std::vector<http::Header>& headers) {
    std::string text = fmt::format("HTTP/1.1 {} Status\r\n", status);
    for (const auto& [name, value] : headers) text += fmt::format("{}: {}\r\n", name, value);
    return text;
  }
  bool receive() {
    if (wait_for(fd_, POLLIN, stop_, -1) != Woke::ready) return false;
    std::array<char, 4096> bytes{};
    const ssize_t count = recv(fd_, bytes.data(), bytes.size(), 0);
    if (count > 0) buffer_.append(bytes.data(), static_cast<std::size_t>(count));
    return count > 0;
  }
  static void parse(std::string_view head, LoopbackRequest& request) {
    const std::size_t end = head.find("\r\n");
    const std::string_view line = head.substr(0, end);
    request.method = line.substr(0, line.find(' '));
    const std::string_view rest = line.substr(line.find(' ') + 1);
    request.target = rest.substr(0, rest.find(' '));
    while (head.find("\r\n") != std::string_view::npos) {
      head.remove_prefix(head.find("\r\n") + 2);
      const std::string_view field = head.substr(0, head.find("\r\n"));
      const std::size_t colon = std::min(field.find(':'), field.size());
      request.headers.emplace_back(field.substr(0, colon),
                                   trim(field.substr(std::min(colon + 1, field.size()))));
    }
  }

  const int fd_;
  const int stop_;
  bool open_ = true;
  std::string buffer_;
};

}  // namespace loopback

using loopback::bind_somewhere;
using loopback::Connection;
using loopback::Socket;
using loopback::wait_for;
using loopback::Woke;

std::string LoopbackRequest::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (http::same_name(key, name)) return value;
  }
  return {};
}

struct LoopbackServer::Impl {
  explicit Impl(Handler h)
      : handler(std::move(h)), listener(socket(AF_INET, SOCK_STREAM, 0)), stop(eventfd(0, 0)) {
    port = bind_somewhere(listener.get());
    CHECK(listen(listener.get(), 16) == 0);
    acceptor = std::thread([this] { accept_all(); });
  }

  void accept_all() {
    for (int number = 1;; ++number) {
      if (wait_for(listener.get(), POLLIN, stop.get(), -1) != Woke::ready) return;
      const int fd = accept(listener.get(), nullptr, nullptr);
      if (fd < 0) return;
      const int at_once = 1;
      setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
      base::MutexLock lock(mutex);
      sockets.push_back(fd);
      threads.emplace_back([this, fd, number] { serve(fd, number); });
    }
  }

  void serve(int fd, int number) {
    Connection connection(fd, stop.get());
    LoopbackRequest request;
    while (connection.is_open() && connection.read(request)) {
      request.connection = number;
      {
        base::MutexLock lock(mutex);
        seen.push_back(request);
      }
      handler(request, connection);
      request = LoopbackRequest();
    }
    base::MutexLock lock(mutex);
    sockets.remove(fd);
    ::close(fd);
  }

  Handler handler;
  Socket listener;
  Socket stop;
  int port = 0;
  mutable base::Mutex mutex;
  std::list<int> sockets GUARDED_BY(mutex);
  std::list<std::thread> threads GUARDED_BY(mutex);
  std::vector<LoopbackRequest> seen GUARDED_BY(mutex);
  std::thread acceptor;
};

LoopbackServer::LoopbackServer(Handler handler) : impl_(std::make_unique<Impl>(std::move(handler))) {}

LoopbackServer::~LoopbackServer() {
  const std::uint64_t one = 1;
  CHECK(write(impl_->stop.get(), &one, sizeof one) == sizeof one);
  impl_->acceptor.join();
  std::list<std::thread> threads;
  {
    base::MutexLock lock(impl_->mutex);
    for (const int fd : impl_->sockets)
      shutdown(fd, SHUT_RDWR);  // wakes a handler that is blocked in a write
    threads.swap(impl_->threads);
  }
  for (std::thread& thread : threads) thread.join();
}

void LoopbackServer::refuse_more() {
  CHECK(shutdown(impl_->listener.get(), SHUT_RDWR) == 0);
}

int LoopbackServer::port() const {
  return impl_->port;
}

std::string LoopbackServer::url(std::string_view target) const {
  return fmt::format("http://127.0.0.1:{}{}", impl_->port, target);
}

std::vector<LoopbackRequest> LoopbackServer::requests() const {
  base::MutexLock lock(impl_->mutex);
  return impl_->seen;
}

int unused_port() {
  const Socket fd(socket(AF_INET, SOCK_STREAM, 0));
  return bind_somewhere(fd.get());
}

}  // namespace ordersync::testing
