// Starts the service and asks it over a bare socket; see readiness.h.
#include "end_to_end/readiness.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <thread>

namespace ordersync::bench {

namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

[[noreturn]] void fail(const std::string& what) {
  std::fprintf(stderr, "readiness: %s\n", what.c_str());
  std::exit(1);
}

class Socket {
 public:
  Socket() : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    if (descriptor_ < 0) fail("no socket");
  }
  ~Socket() { ::close(descriptor_); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  return address;
}

int free_port() {
  const Socket socket;
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  if (::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    fail("no free port");
  }
  return ntohs(address.sin_port);
}

bool answers_ready(int port) {
  const Socket socket;
  const sockaddr_in address = loopback(port);
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return false;
  constexpr std::string_view kRequest =
      "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  if (::send(socket.get(), kRequest.data(), kRequest.size(), MSG_NOSIGNAL) < 0) return false;
  constexpr std::string_view kReady = "HTTP/1.1 200 ";
  std::string answer;
  char bytes[512];
  while (answer.size() < kReady.size()) {
    const ssize_t got = ::recv(socket.get(), bytes, sizeof bytes, 0);
    if (got <= 0) return false;
    answer.append(bytes, static_cast<std::size_t>(got));
  }
  return answer.starts_with(kReady);
}

pid_t start(const std::string& program, const std::string& data, const std::string& listen,
            const std::string& output) {
  const pid_t pid = ::fork();
  if (pid != 0) return pid;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // whatever ends the benchmark leaves nobody behind
  if (std::freopen(output.c_str(), "w", stdout) == nullptr) ::_exit(126);
  if (::dup2(STDOUT_FILENO, STDERR_FILENO) < 0) ::_exit(126);
  ::execl(program.c_str(), program.c_str(), "--data", data.c_str(), "serve", "--listen", listen.c_str(),
          static_cast<char*>(nullptr));
  ::_exit(127);
}

double one_start(const std::string& program, const std::string& data, const std::string& output) {
  const int port = free_port();
  const std::string listen = "127.0.0.1:" + std::to_string(port);
  const auto begin = Clock::now();
  const pid_t pid = start(program, data, listen, output);
  while (!answers_ready(port)) {
    int status = 0;
    if (::waitpid(pid, &status, WNOHANG) == pid) fail("serve ended early; see " + output);
    if (Clock::now() - begin > 30s) {
      ::kill(pid, SIGKILL);
      fail("serve was not ready within 30 s; see " + output);
    }
    std::this_thread::sleep_for(1ms);
  }
  const auto spent = Clock::now() - begin;
  int status = 0;
  ::kill(pid, SIGTERM);
  if (::waitpid(pid, &status, 0) != pid || status != 0) fail("serve did not stop cleanly; see " + output);
  return std::chrono::duration<double, std::milli>(spent).count();
}

}  // namespace

std::vector<double> measure_starts(const std::string& program, const std::string& data, int starts,
                                   const std::string& output) {
  std::vector<double> all;
  all.reserve(static_cast<std::size_t>(starts));
  for (int i = 0; i < starts; ++i) all.push_back(one_start(program, data, output));
  return all;
}

}  // namespace ordersync::bench
