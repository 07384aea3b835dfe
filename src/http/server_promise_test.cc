// Answers that are given later, by whoever has promised them: with one worker, and after the server has gone.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <future>
#include <mutex>
#include <thread>
#include <vector>

#include "http/server.h"

namespace ordersync::http {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr std::string_view kAsking = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

// Asks once, and reads until the server closes.
class Asker {
 public:
  explicit Asker(int port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(::send(socket_, kAsking.data(), kAsking.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(kAsking.size()));
  }
  ~Asker() { ::close(socket_); }
  Asker(const Asker&) = delete;
  Asker& operator=(const Asker&) = delete;

  std::string answer() {
    std::string all;
    char bytes[4096];
    for (ssize_t n = 0; (n = ::recv(socket_, bytes, sizeof bytes, 0)) > 0;)
      all.append(bytes, static_cast<std::size_t>(n));
    return all;
  }

 private:
  int socket_;
};

std::unique_ptr<Server> promising(ServerOptions options, Handler handler) {
  auto server = Server::start(std::move(options), std::move(handler));
  EXPECT_TRUE(server.ok()) << server.error().message;
  return std::move(server).value();
}

TEST(ServerPromise, ManyPromisesAreKeptWithOneWorker) {
  std::mutex mutex;
  std::vector<GiveAnswer> promised;
  ServerOptions options;
  options.threads = 1;
  const auto server = promising(options, [&](const ServerRequest&) {
    ServerResponse response;
    response.headers = {{"X-Promise", "made"}};
    response.later = [&](GiveAnswer give) {
      const std::lock_guard lock(mutex);
      promised.push_back(std::move(give));
      if (promised.size() < 3) return;  // the last one to come keeps them all
      for (GiveAnswer& one : promised) {
        std::thread([one = std::move(one)] {
          ServerResponse kept;
          kept.status = 202;
          kept.headers = {{"X-Answer", "given"}};
          kept.body = "late";
          one(std::move(kept));
        }).detach();
      }
    };
    return response;
  });
  std::vector<std::string> answers(3);
  std::vector<std::thread> clients;
  for (std::string& answer : answers) {
    clients.emplace_back([&] { answer = Asker(server->port()).answer(); });
  }
  for (std::thread& client : clients) client.join();
  for (const std::string& answer : answers) {
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 202 "));
    EXPECT_THAT(answer, HasSubstr("X-Promise: made\r\n"));
    EXPECT_THAT(answer, HasSubstr("X-Answer: given\r\n"));
    EXPECT_THAT(answer, EndsWith("late"));
  }
}

TEST(ServerPromise, APromiseMayBeKeptAfterTheServerHasGone) {
  std::promise<GiveAnswer> promised;
  ServerOptions options;
  options.stop_timeout = std::chrono::milliseconds(10);
  auto server = promising(options, [&](const ServerRequest&) {
    ServerResponse response;
    response.later = [&](GiveAnswer give) { promised.set_value(std::move(give)); };
    return response;
  });
  Asker asker(server->port());
  const GiveAnswer give = promised.get_future().get();
  server->stop();
  server.reset();
  give({});
  EXPECT_EQ(asker.answer(), "");
}

}  // namespace
}  // namespace ordersync::http
