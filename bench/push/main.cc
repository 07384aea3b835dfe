// bench_push: signed orders pushed at the real program over many connections, every answer durable. Once with
// the sync active, so that they are booked at the same time, as in a shop; once with it inactive, beside the
// floor of end_to_end/floor.h: the very rows that this leaves behind, written again by the bare SQLite C API
// in transactions of as many orders as there are connections, which is the most that can wait for one fsync
// together.
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "base/hmac.h"
#include "base/whole_number.h"
#include "end_to_end/floor.h"
#include "end_to_end/orders.h"
#include "push/load.h"

namespace {

namespace fs = std::filesystem;
using namespace ordersync::bench;
using Clock = std::chrono::steady_clock;

struct Options {
  std::int64_t orders = 20'000;
  int connections = 64;
  bool json = false;
  std::string program;
};

[[noreturn]] void fail(const std::string& what) {
  std::fprintf(stderr, "bench_push: %s\n", what.c_str());
  std::exit(1);
}

pid_t start(std::vector<std::string> words, const std::string& output) {
  const pid_t pid = ::fork();
  if (pid != 0) return pid;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  if (std::freopen(output.c_str(), "w", stdout) == nullptr ||
      std::freopen("/dev/null", "w", stderr) == nullptr)
    ::_exit(126);
  ::execv(argv[0], argv.data());
  ::_exit(127);
}

std::string read(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

nlohmann::json ask(const Options& options, const std::string& folder, std::vector<std::string> words) {
  words.insert(words.begin(), {options.program, "--data", folder + "/data"});
  words.push_back("--json");
  int status = 0;
  if (::waitpid(start(words, folder + "/output"), &status, 0) < 0 || status != 0) fail(words[3] + " failed");
  return nlohmann::json::parse(read(folder + "/output"), nullptr, false);
}

int free_port() {
  const int probe = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(probe, reinterpret_cast<const sockaddr*>(&address), size) != 0) fail("no port is free");
  ::getsockname(probe, reinterpret_cast<sockaddr*>(&address), &size);
  ::close(probe);
  return ntohs(address.sin_port);
}

struct Served {
  LoadResult load;
  std::int64_t known = 0;  // orders in the journal or the POS when all was answered and the program killed
  double booked_after_s = 0;
};

std::int64_t count(const std::string& folder, const std::string& where) {
  const std::string sql =
      "sqlite3 " + folder + "/data/ordersync.db \"SELECT COUNT(*) FROM journal_order " + where + "\"";
  FILE* pipe = ::popen(sql.c_str(), "r");
  if (pipe == nullptr) fail("sqlite3");
  char line[64] = {};
  if (std::fgets(line, sizeof line, pipe) == nullptr) fail("sqlite3 said nothing");
  ::pclose(pipe);
  return std::atoll(line);
}

// Serves, pushes, waits until all is booked where the sync is active, and kills the program.
Served measure(const Options& options, const std::string& folder, bool active) {
  fs::remove_all(folder + "/data");
  const std::string secret = "the secret of the benchmark";
  std::ofstream(folder + "/catalogue.json") << catalogue_json();
  std::ofstream(folder + "/secret") << "whsec_" + ordersync::base::to_base64(secret);
  ask(options, folder, {"catalog", "import", folder + "/catalogue.json"});
  std::vector<std::string> add{"sync",
                               "add",
                               "bench",
                               "--url",
                               "https://127.0.0.1:1/",
                               "--pos",
                               "Bench",
                               "--auth",
                               "none",
                               "--interval",
                               "0",
                               "--push",
                               "standard-webhooks",
                               "--push-secret-file",
                               folder + "/secret"};
  if (!active) add.push_back("--inactive");
  ask(options, folder, add);
  const int port = free_port();
  fs::remove(folder + "/served");
  const pid_t program = start(
      {options.program, "--data", folder + "/data", "serve", "--listen", "127.0.0.1:" + std::to_string(port)},
      folder + "/served");
  for (int tries = 0; read(folder + "/served").find("Serving at") == std::string::npos; ++tries) {
    if (tries > 3000) fail("serve did not start");
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  Load load;
  load.port = port;
  load.path = "/api/v1/ingest/bench";
  load.secret = secret;
  load.connections = options.connections;
  load.orders = std::min<std::int64_t>(options.orders, 500);  // caches, files, connections
  push_orders(load);
  load.first += load.orders;
  load.orders = options.orders;
  Served served;
  served.load = push_orders(load);
  const auto answered = Clock::now();
  if (active) {
    while (count(folder, "WHERE shelf IS NULL") < options.orders + load.first - 1) {
      if (Clock::now() - answered > std::chrono::minutes(2)) fail("not every order was booked");
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    served.booked_after_s = std::chrono::duration<double>(Clock::now() - answered).count();
  }
  ::kill(program, SIGKILL);
  ::waitpid(program, nullptr, 0);
  served.known = count(folder, "");
  if (served.known != options.orders + load.first - 1)
    fail("an answered order is not there: " + std::to_string(served.known));
  return served;
}

Options read_options(int argc, char** argv) {
  Options options;
  options.program = (fs::path(argv[0]).parent_path() / "ordersync").string();
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const auto value = [&]() -> std::string {
      if (i + 1 >= argc) fail(word + " needs a value");
      return argv[++i];
    };
    if (word == "--orders") {
      options.orders = ordersync::base::whole_number<std::int64_t>(value()).value_or(0);
    } else if (word == "--connections") {
      options.connections = ordersync::base::whole_number<int>(value()).value_or(0);
    } else if (word == "--program") {
      options.program = value();
    } else if (word == "--json") {
      options.json = true;
    } else {
      fail("usage: bench_push [--orders N] [--connections N] [--program FILE] [--json]");
    }
  }
  if (options.orders < 100 || options.connections < 1)
    fail("--orders is at least 100, --connections at least 1");
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  const Options options = read_options(argc, argv);
  std::string folder = (fs::temp_directory_path() / "ordersync-bench-XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr) fail("no temporary folder");
  const Served booking = measure(options, folder, true);
  const Served alone = measure(options, folder, false);
  const double floor_seconds =
      write_floor(folder + "/data/ordersync.db", folder + "/floor.db", alone.known, options.connections);
  fs::remove_all(folder);

  const auto orders = static_cast<double>(options.orders);
  const double floor = static_cast<double>(alone.known) / floor_seconds;
  const nlohmann::ordered_json answer = {
      {"orders_per_second", orders / booking.load.seconds},
      {"received_only_per_second", orders / alone.load.seconds},
      {"floor_orders_per_second", floor},
      {"ratio", orders / alone.load.seconds / floor},
      {"answer_ms",
       {{"median", booking.load.median_ms}, {"p99", booking.load.p99_ms}, {"worst", booking.load.worst_ms}}},
      {"booked_after_s", booking.booked_after_s}};
  if (options.json) {
    std::printf("%s\n", answer.dump().c_str());
  } else {
    std::printf(
        "%lld signed orders over %d connections, every answer durable\n"
        "  while they are booked %.0f orders/s (answers: median %.1f ms, p99 %.1f, worst %.1f; all booked "
        "%.1f s later)\n"
        "  received only         %.0f orders/s\n"
        "  floor                 %.0f orders/s, ratio %.2f\n",
        static_cast<long long>(options.orders), options.connections, orders / booking.load.seconds,
        booking.load.median_ms, booking.load.p99_ms, booking.load.worst_ms, booking.booked_after_s,
        orders / alone.load.seconds, floor, orders / alone.load.seconds / floor);
  }
  return 0;
}
