// The pushing side on epoll; see load.h.
#include "push/load.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string_view>
#include <vector>

#include "base/hmac.h"
#include "end_to_end/orders.h"

namespace ordersync::bench {

namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void fail(const std::string& what) {
  std::fprintf(stderr, "bench_push: %s\n", what.c_str());
  std::exit(1);
}

struct Sender {
  int socket = -1;
  std::string out, in;
  std::size_t sent = 0;
  Clock::time_point began;
};

class Pusher {
 public:
  explicit Pusher(const Load& load) : load_(load), next_(load.first), epoll_(::epoll_create1(0)) {
    if (epoll_ < 0) fail("epoll");
    senders_.resize(static_cast<std::size_t>(load.connections));
  }
  ~Pusher() {
    for (const Sender& sender : senders_) ::close(sender.socket);
    ::close(epoll_);
  }

  LoadResult run() {
    for (Sender& sender : senders_) connect(sender);
    const auto began = Clock::now();
    for (Sender& sender : senders_) begin_next(sender);
    while (answered_ < load_.orders) turn();
    LoadResult result;
    result.seconds = std::chrono::duration<double>(Clock::now() - began).count();
    std::sort(took_ms_.begin(), took_ms_.end());
    result.median_ms = took_ms_[took_ms_.size() / 2];
    result.p99_ms = took_ms_[took_ms_.size() * 99 / 100];
    result.worst_ms = took_ms_.back();
    return result;
  }

 private:
  void connect(Sender& sender) {
    sender.socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(load_.port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(sender.socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      fail("connect");
    const int on = 1;
    ::setsockopt(sender.socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::fcntl(sender.socket, F_SETFL, O_NONBLOCK);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = &sender;
    if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, sender.socket, &event) != 0) fail("epoll_ctl");
  }

  void begin_next(Sender& sender) {
    if (next_ == load_.first + load_.orders) return;
    std::string body;
    append_order(next_, body);
    const std::string id = "msg_" + std::to_string(next_++);
    const std::string at = std::to_string(std::time(nullptr));
    const auto mac = base::hmac_sha256(load_.secret, {id, ".", at, ".", body});
    sender.out = "POST " + load_.path +
                 " HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nwebhook-id: " + id +
                 "\r\nwebhook-timestamp: " + at + "\r\nwebhook-signature: v1," +
                 base::to_base64({reinterpret_cast<const char*>(mac.data()), mac.size()}) +
                 "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    sender.sent = 0;
    sender.in.clear();
    sender.began = Clock::now();
    send(sender);
  }

  // An order fits into the socket's buffer, which is empty: what does not is a machine out of memory.
  void send(Sender& sender) {
    while (sender.sent < sender.out.size()) {
      const ssize_t n = ::send(sender.socket, sender.out.data() + sender.sent,
                               sender.out.size() - sender.sent, MSG_NOSIGNAL);
      if (n <= 0) fail("an order could not be sent");
      sender.sent += static_cast<std::size_t>(n);
    }
  }

  void turn() {
    epoll_event events[64];
    const int count = ::epoll_wait(epoll_, events, 64, 60'000);
    if (count == 0) fail("nothing was answered for a minute");
    if (count < 0 && errno != EINTR) fail("epoll_wait");
    for (int i = 0; i < count; ++i) receive(*static_cast<Sender*>(events[i].data.ptr));
  }

  void receive(Sender& sender) {
    char bytes[16 * 1024];
    const ssize_t n = ::recv(sender.socket, bytes, sizeof bytes, 0);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n <= 0) fail("a connection was closed");
    sender.in.append(bytes, static_cast<std::size_t>(n));
    if (!is_whole(sender.in)) return;
    if (!sender.in.starts_with("HTTP/1.1 200 ") || sender.in.find("\"accepted\"") == std::string::npos) {
      fail("not accepted: " + sender.in);
    }
    took_ms_.push_back(std::chrono::duration<double, std::milli>(Clock::now() - sender.began).count());
    ++answered_;
    begin_next(sender);
  }

  static bool is_whole(std::string_view answer) {
    const std::size_t end = answer.find("\r\n\r\n");
    if (end == std::string_view::npos) return false;
    constexpr std::string_view kLength = "Content-Length: ";
    const std::size_t at = answer.find(kLength);
    if (at == std::string_view::npos || at > end) fail("an answer without its length");
    return answer.size() >= end + 4 + std::strtoul(answer.data() + at + kLength.size(), nullptr, 10);
  }

  const Load& load_;
  std::int64_t next_;
  std::int64_t answered_ = 0;
  int epoll_;
  std::vector<Sender> senders_;
  std::vector<double> took_ms_;
};

}  // namespace

LoadResult push_orders(const Load& load) {
  return Pusher(load).run();
}

}  // namespace ordersync::bench
