// The journal's share of an order: received, intended and settled in batches of 500, and the same orders sent
// again. Payload 700 bytes, document 900, on a real file with synchronous=FULL.
#include <benchmark/benchmark.h>
#include <stdlib.h>
#include <sys/resource.h>

#include <filesystem>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "journal/sql_journal.h"
#include "sql/sqlite.h"

namespace ordersync::journal {
namespace {

constexpr int kBatch = 500;

class Bench {
 public:
  explicit Bench(sql::SqliteOptions options = {}) {
    std::string pattern = (std::filesystem::temp_directory_path() / "ordersync-bench-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    auto database = sql::open_sqlite(folder_ + "/store.db", options);
    CHECK(database.ok());
    auto connection = (*database)->connect();
    CHECK(connection.ok());
    connection_ = std::move(connection).value();
    CHECK(sql::migrate(*connection_, "journal", migrations()).ok());
    journal_ = make_sql_journal(*connection_, clock_, random_, {});
    runs_ = make_sql_runs(*connection_, clock_, {});
    begin_run();
  }
  ~Bench() {
    connection_.reset();
    std::filesystem::remove_all(folder_);
  }

  void begin_run() {
    if (run_ != 0) {
      CHECK(journal_->close_lease(lease_).ok());
      CHECK(runs_->end(run_, RunStatus::success, "", {}).ok());
    }
    const auto deadline = clock_.now() + std::chrono::hours(24);
    run_ = *runs_->begin(1, Trigger::sync_now, "bench", deadline);
    lease_ = *journal_->open_lease(run_, "bench", deadline);
  }

  enum class Ids { ascending, random };

  std::vector<Arrived> receive(int first, Ids ids = Ids::ascending) {
    std::vector<Incoming> batch(kBatch);
    for (int i = 0; i < kBatch; ++i) {
      Incoming& incoming = batch[static_cast<std::size_t>(i)];
      incoming.key = {"main-store-orders", std::to_string(100'000 + first + i), order::Kind::sale, {}};
      incoming.digest = base::digest_of(incoming.key.external_id);
      if (ids == Ids::random) incoming.key.external_id = incoming.digest.to_hex();
      incoming.payload = payload_;
      incoming.date = clock_.now();
      incoming.total = base::Money(9200, {});
    }
    auto arrived = journal_->receive(lease_, 1, run_, batch);
    CHECK(arrived.ok());
    return std::move(arrived).value();
  }

  void book(const std::vector<Arrived>& arrived) {
    std::vector<Intent> intents;
    std::vector<Settlement> settled;
    for (const auto& one : arrived) {
      intents.push_back({one.row, document_, nullptr, std::nullopt});
      settled.push_back({one.row, "Main Store/00001-" + std::to_string(one.row), false, std::nullopt, {}});
    }
    CHECK(journal_->intend(lease_, run_, intents).ok());
    CHECK(journal_->finish(lease_, run_, settled, {}).ok());
  }

  void park(const std::vector<Arrived>& arrived) {
    std::vector<Parking> parked;
    for (const auto& one : arrived) {
      parked.push_back({one.row,
                        {"product_not_found", "Product not found: ItemName=\"Latte XL\" (line 2)",
                         "product_not_found:Latte XL", order::Remedy::fix},
                        true,
                        false,
                        std::nullopt});
    }
    CHECK(journal_->finish(lease_, run_, {}, parked).ok());
  }

  void fill(int orders) {
    for (int i = 0; i < orders; i += kBatch) book(receive(i));
  }

  Journal& journal() { return *journal_; }
  double file_bytes() const { return static_cast<double>(std::filesystem::file_size(folder_ + "/store.db")); }

 private:
  std::string folder_;
  base::SystemClock clock_;
  base::SeededRandom random_{1};
  std::unique_ptr<sql::Connection> connection_;
  std::unique_ptr<Journal> journal_;
  std::unique_ptr<Runs> runs_;
  RunId run_ = 0;
  Lease lease_;
  std::string payload_ = std::string(700, 'p');
  std::string document_ = std::string(900, 'd');
};

void report(benchmark::State& state) {
  state.SetItemsProcessed(state.iterations() * kBatch);
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  state.counters["peak_rss_mb"] = static_cast<double>(usage.ru_maxrss) / 1024.0;
}

void BookFreshOrders(benchmark::State& state) {
  Bench bench;
  int next = 0;
  for (auto _ : state) {
    bench.book(bench.receive(next));
    next += kBatch;
  }
  report(state);
  state.counters["bytes_per_order"] = bench.file_bytes() / next;
}
BENCHMARK(BookFreshOrders)->Iterations(200)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(BookFreshOrders)->Iterations(2000)->Unit(benchmark::kMillisecond)->UseRealTime();

void BookFreshOrdersWithRandomIds(benchmark::State& state) {
  Bench bench;
  int next = 0;
  for (auto _ : state) {
    bench.book(bench.receive(next, Bench::Ids::random));
    next += kBatch;
  }
  report(state);
}
BENCHMARK(BookFreshOrdersWithRandomIds)->Iterations(1000)->Unit(benchmark::kMillisecond)->UseRealTime();

void ReceiveOnly(benchmark::State& state) {
  Bench bench;
  int next = 0;
  for (auto _ : state) {
    bench.receive(next);
    next += kBatch;
  }
  report(state);
}
BENCHMARK(ReceiveOnly)->Iterations(400)->Unit(benchmark::kMillisecond)->UseRealTime();

void KnownOrdersSentAgain(benchmark::State& state) {
  Bench bench;
  bench.fill(200'000);
  bench.begin_run();
  int next = 0;
  for (auto _ : state) {
    bench.receive(next);
    next = (next + kBatch) % 200'000;
  }
  report(state);
}
BENCHMARK(KnownOrdersSentAgain)->Iterations(400)->Unit(benchmark::kMillisecond)->UseRealTime();

void ParkOrders(benchmark::State& state) {
  Bench bench;
  int next = 0;
  for (auto _ : state) {
    bench.park(bench.receive(next));
    next += kBatch;
  }
  report(state);
}
BENCHMARK(ParkOrders)->Iterations(200)->Unit(benchmark::kMillisecond)->UseRealTime();

void ListsAndCountsAmongBookedOrders(benchmark::State& state) {
  Bench bench;
  bench.fill(200'000);
  for (auto _ : state) {
    CHECK(bench.journal().list({.state = "booked", .sync = 1, .limit = 100, .cursor = "100000"}).ok());
    CHECK(bench.journal().list({.state = "parked", .sync = std::nullopt, .limit = 100, .cursor = ""}).ok());
    CHECK(bench.journal().counts(std::nullopt).ok());
    CHECK(bench.journal().find_text("150000").ok());
  }
}
BENCHMARK(ListsAndCountsAmongBookedOrders)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace ordersync::journal
