// bench_end_to_end: N deterministic orders over loopback HTTP through the whole program, beside the floor of
// floor.h; then, on the folder that holds them, how long a start of the service takes. Source, program and
// floor are processes of their own; program and floor alternate; medians are printed. Exits with 1 when a run
// did not book exactly N orders: a benchmark of the wrong thing is no benchmark. With --store all of it on a
// PostgreSQL database, which is emptied. With --fill it only books, into a data folder for other
// measurements; with --source it only is the source, for other programs.
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/whole_number.h"
#include "end_to_end/floor.h"
#include "end_to_end/orders.h"
#include "end_to_end/postgres_floor.h"
#include "end_to_end/readiness.h"
#include "http/server.h"

namespace {

namespace fs = std::filesystem;
using ordersync::bench::append_order;
using ordersync::bench::write_floor;
using Clock = std::chrono::steady_clock;

constexpr int kStarts = 11;
// Of one transaction of the floor, as of the program (sync::Inbox).
constexpr std::int64_t kOrdersOfBatch = 1000;

struct Options {
  std::int64_t orders = 10'000;
  int rounds = 5;
  bool json = false;
  std::string program;
  std::string store;  // postgresql://…, whose database is emptied; else a file
  std::string fill;   // a data folder that gets the orders and stays; nothing is measured
  bool source = false;
};

[[noreturn]] void fail(const std::string& what) {
  std::fprintf(stderr, "bench_end_to_end: %s\n", what.c_str());
  std::exit(1);
}

// An answer with the orders from `first` on, rendered as it is sent.
ordersync::http::ServerResponse answer_of(std::int64_t first, std::int64_t orders) {
  ordersync::http::ServerResponse response;
  response.headers.emplace_back("Content-Type", "application/json");
  response.producer = [first, next = first, end = first + orders](std::string& chunk) mutable {
    chunk.reserve(300 * 1024);
    if (next == first) chunk += '[';
    for (; next < end && chunk.size() < 256 * 1024; ++next) {
      if (next > first) chunk += ',';
      append_order(next, chunk);
    }
    if (next == end) chunk += ']';
    return next < end;
  };
  return response;
}

enum class Answers { the_same_orders, the_next_orders };

// The source. `started` gets its port; serves for ever.
[[noreturn]] void serve_orders(std::int64_t orders, Answers answers,
                               const std::function<void(int)>& started) {
  namespace http = ordersync::http;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // a benchmark that fails leaves nobody behind
  http::ServerOptions options;
  options.threads = 1;
  auto server = http::Server::start(options, [=, next = std::int64_t{1}](const http::ServerRequest&) mutable {
    const std::int64_t first = next;
    if (answers == Answers::the_next_orders) next += orders;
    return answer_of(first, orders);
  });
  if (!server.ok()) fail(server.error().message);
  started((*server)->port());
  for (;;) ::pause();
}

struct Child {
  double seconds = 0;
  std::int64_t peak_kib = 0;
};

Child run(const std::vector<std::string>& words, const std::string& output) {
  std::vector<char*> argv;
  for (const auto& word : words) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  const auto begin = Clock::now();
  const pid_t pid = ::fork();
  if (pid == 0) {
    if (std::freopen(output.c_str(), "w", stdout) == nullptr) ::_exit(126);
    ::execv(argv[0], argv.data());
    ::_exit(127);
  }
  int status = 0;
  rusage usage{};
  if (::wait4(pid, &status, 0, &usage) != pid) fail("wait4");
  const Child child{std::chrono::duration<double>(Clock::now() - begin).count(), usage.ru_maxrss};
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    fail(words[0] + " " + words[1] + " failed; see " + output);
  return child;
}

std::string read(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

Child run_program(const Options& options, const std::string& folder, int port, const std::string& store,
                  const std::string& data) {
  fs::remove_all(data);
  if (!store.empty()) ordersync::bench::empty_postgres(store);
  std::ofstream(folder + "/catalogue.json") << ordersync::bench::catalogue_json();
  const std::string out = folder + "/output";
  std::vector<std::string> program{options.program, "--data", data};
  if (!store.empty()) program.insert(program.end(), {"--store", store});
  const auto with = [&](std::vector<std::string> words) {
    words.insert(words.begin(), program.begin(), program.end());
    return run(words, out);
  };
  with({"catalog", "import", folder + "/catalogue.json"});
  with({"sync", "add", "bench", "--url", "http://127.0.0.1:" + std::to_string(port) + "/", "--pos", "Bench",
        "--auth", "none", "--allow-private-network"});
  const Child child = with({"sync", "now", "bench", "--json"});
  const auto answer = nlohmann::json::parse(read(out));
  if (answer.at("processed") != options.orders) fail("the program booked " + answer.dump());
  return child;
}

// In a process of its own, whose seconds come back through a file.
double run_floor(const Options& options, const std::string& folder) {
  const std::string to = folder + "/floor.db";
  for (const char* suffix : {"", "-wal", "-shm"}) fs::remove(to + suffix);
  const std::string seconds = folder + "/seconds";
  const pid_t pid = ::fork();
  if (pid == 0) {
    const std::string from = folder + "/data/ordersync.db";
    std::ofstream(seconds) << (options.store.empty()
                                   ? write_floor(from, to, options.orders, kOrdersOfBatch)
                                   : ordersync::bench::write_postgres_floor(from, options.store,
                                                                            options.orders, kOrdersOfBatch));
    ::_exit(0);
  }
  int status = 0;
  if (::waitpid(pid, &status, 0) != pid || status != 0) fail("the floor failed");
  return std::stod(read(seconds));
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

Options read_options(int argc, char** argv) {
  Options options;
  options.program = (fs::path(argv[0]).parent_path() / "ordersync").string();
  bool rounds_given = false;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const auto value = [&]() -> std::string {
      if (i + 1 >= argc) fail(word + " needs a value");
      return argv[++i];
    };
    if (word == "--orders") {
      options.orders = ordersync::base::whole_number<std::int64_t>(value()).value_or(0);
    } else if (word == "--rounds") {
      options.rounds = ordersync::base::whole_number<int>(value()).value_or(0);
      rounds_given = true;
    } else if (word == "--program") {
      options.program = value();
    } else if (word == "--store") {
      options.store = value();
    } else if (word == "--fill") {
      options.fill = value();
    } else if (word == "--source") {
      options.source = true;
    } else if (word == "--json") {
      options.json = true;
    } else {
      fail(
          "usage: bench_end_to_end [--orders N] [--rounds R] [--program FILE] [--store URL] [--fill FOLDER | "
          "--source] [--json]");
    }
  }
  if (options.orders < 1 || options.rounds < 1) fail("--orders and --rounds are at least 1");
  if (!rounds_given && options.orders > 100'000) options.rounds = 1;
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  const Options options = read_options(argc, argv);
  if (options.source) {
    serve_orders(options.orders, Answers::the_next_orders, [](int port) {
      std::printf("%d\n", port);
      std::fflush(stdout);
    });
  }
  int channel[2];
  if (::pipe(channel) != 0) fail("pipe");
  const pid_t source = ::fork();
  if (source == 0) {
    serve_orders(options.orders, Answers::the_same_orders, [&](int port) {
      if (::write(channel[1], &port, sizeof port) != sizeof port) fail("the source's port is not taken");
    });
  }
  int port = 0;
  if (::read(channel[0], &port, sizeof port) != sizeof port) fail("the source did not start");

  std::string folder = (fs::temp_directory_path() / "ordersync-bench-XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr) fail("no temporary folder");
  if (!options.fill.empty()) {
    if (fs::exists(options.fill) && !fs::is_empty(options.fill)) fail(options.fill + " is not empty");
    run_program(options, folder, port, options.store, options.fill);
    ::kill(source, SIGKILL);
    ::waitpid(source, nullptr, 0);
    fs::remove_all(folder);
    return 0;
  }
  const std::string data = folder + (options.store.empty() ? "/data" : "/node");
  std::vector<double> program, floor;
  std::int64_t peak_kib = 0;
  // The rows that the floor writes on PostgreSQL are taken from the same run on a file.
  if (!options.store.empty()) run_program(options, folder, port, "", folder + "/data");
  for (int round = 0; round < options.rounds; ++round) {
    const Child child = run_program(options, folder, port, options.store, data);
    program.push_back(child.seconds);
    peak_kib = std::max(peak_kib, child.peak_kib);
    floor.push_back(run_floor(options, folder));
  }
  if (!options.store.empty()) ::setenv("ORDERSYNC_STORE", options.store.c_str(), 1);
  const std::vector<double> starts =
      ordersync::bench::measure_starts(options.program, data, kStarts, folder + "/output");
  ::kill(source, SIGKILL);
  ::waitpid(source, nullptr, 0);
  fs::remove_all(folder);

  const auto orders = static_cast<double>(options.orders);
  const double seconds = median(program);
  const double floor_seconds = median(floor);
  const nlohmann::ordered_json answer = {
      {"orders_per_second", orders / seconds},
      {"floor_orders_per_second", orders / floor_seconds},
      {"ratio", floor_seconds / seconds},
      {"peak_rss_mb", static_cast<double>(peak_kib) / 1024},
      {"ready_ms", median(starts)},
      {"ready_ms_all", starts},
      {"seconds",
       {{"program", seconds}, {"floor", floor_seconds}, {"program_all", program}, {"floor_all", floor}}}};
  if (options.json) {
    std::printf("%s\n", answer.dump().c_str());
  } else {
    std::printf(
        "%lld orders, %d rounds\n  program %.0f orders/s\n  floor   %.0f orders/s\n  ratio   %.2f\n  peak    "
        "%.1f MiB\n  ready   %.1f ms after the start of serve\n",
        static_cast<long long>(options.orders), options.rounds, orders / seconds, orders / floor_seconds,
        floor_seconds / seconds, static_cast<double>(peak_kib) / 1024, median(starts));
  }
  return 0;
}
