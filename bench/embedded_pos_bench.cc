// What the embedded POS costs an order: booking and reading back in batches of 500, on a real file. An order
// has two lines, one payment and one picking with two moves. Counters are microseconds of processor time an
// order.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "pos/embedded_pos.h"
#include "pos/test_shop.h"
#include "sql/sqlite.h"

namespace {

using namespace ordersync;

constexpr int kBatch = 500;
constexpr base::Instant kStart = base::Instant(base::Milliseconds(1'795'350'000'000));

class Shop {
 public:
  explicit Shop(int products) : products_(products) {
    folder_ = std::filesystem::temp_directory_path() / ("ordersync-bench-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
    database_ = sql::open_sqlite((folder_ / "pos.db").string()).value();
    connection_ = database_->connect().value();
    CHECK(sql::migrate(*connection_, "pos", pos::embedded_migrations()).ok());
    pos_ = std::make_unique<pos::EmbeddedPos>(*connection_, clock_);
    CHECK(pos_->import(goods(), {}).ok());
    catalogue_ = pos_->catalogue("Main Store").value();
    session_ = pos_->ensure_session("Main Store", pos::AutoCreate::yes).value();
  }
  ~Shop() {
    pos_.reset();
    connection_.reset();
    database_.reset();
    std::filesystem::remove_all(folder_);
  }

  pos::EmbeddedPos& pos() { return *pos_; }
  const pos::Session& session() const { return session_; }

  pos::CatalogueFile goods() const {
    pos::CatalogueFile goods = pos::test_shop::shop_goods();
    for (int i = 0; i < products_; ++i) {
      pos::CatalogueFile::ProductRow row = goods.products.front();
      row.product.id = 1'000 + i;
      row.product.name = "Product " + std::to_string(i) + " of a large shop";
      goods.products.push_back(std::move(row));
    }
    return goods;
  }

  std::vector<order::PosDocument> next_batch() {
    std::vector<order::PosDocument> batch;
    for (int i = 0; i < kBatch; ++i) {
      ++orders_;
      const std::int64_t first = 1'000 + (orders_ * 7'919) % products_;
      const std::int64_t second = 1'000 + (orders_ * 104'729 + 1) % products_;
      auto document = pos::test_shop::sale_of(*catalogue_, std::to_string(600'000 + orders_),
                                              {{first, "1"}, {second, "2"}});
      document.payments.front().reference_id = "TX-" + std::to_string(orders_);
      batch.push_back(std::move(document));
    }
    return batch;
  }

 private:
  int products_;
  std::filesystem::path folder_;
  base::FakeClock clock_{kStart};
  std::unique_ptr<sql::Database> database_;
  std::unique_ptr<sql::Connection> connection_;
  std::unique_ptr<pos::EmbeddedPos> pos_;
  std::shared_ptr<const order::Catalogue> catalogue_;
  pos::Session session_;
  std::int64_t orders_ = 0;
};

void count_orders(benchmark::State& state) {
  state.counters["us_per_order"] =
      benchmark::Counter(static_cast<double>(state.iterations()) * kBatch / 1e6,
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

// The argument is the number of products that the orders choose from.
void Post(benchmark::State& state) {
  Shop shop(static_cast<int>(state.range(0)));
  for (auto _ : state) {
    state.PauseTiming();
    const auto batch = shop.next_batch();
    state.ResumeTiming();
    const auto outcomes = shop.pos().post(shop.session(), batch);
    CHECK(outcomes.back().kind == pos::Outcome::Kind::created);
  }
  count_orders(state);
}
BENCHMARK(Post)->Arg(50)->Arg(5'000)->Iterations(100)->Unit(benchmark::kMillisecond);

void FindJustPosted(benchmark::State& state) {
  Shop shop(static_cast<int>(state.range(0)));
  std::vector<order::OrderKey> keys;
  for (int i = 0; i < 20; ++i) {
    const auto batch = shop.next_batch();
    shop.pos().post(shop.session(), batch);
    keys.clear();
    for (const auto& document : batch) keys.push_back(document.key);
  }
  for (auto _ : state) {
    const auto found = shop.pos().find(keys);
    CHECK(found.ok() && found->back()->lines.size() == 2);
  }
  count_orders(state);
}
BENCHMARK(FindJustPosted)->Arg(50)->Iterations(200)->Unit(benchmark::kMillisecond);

void FindOne(benchmark::State& state) {
  Shop shop(50);
  const auto batch = shop.next_batch();
  shop.pos().post(shop.session(), batch);
  for (auto _ : state) {
    const auto found = shop.pos().find(std::vector{batch[77].key});
    CHECK(found.ok() && found->front()->picking.has_value());
  }
}
BENCHMARK(FindOne)->Unit(benchmark::kMicrosecond);

void ReadCatalogue(benchmark::State& state) {
  Shop shop(50'000);
  for (auto _ : state) {
    state.PauseTiming();
    CHECK(shop.pos().import(pos::CatalogueFile(), {}).ok());  // makes the catalogue's version older
    state.ResumeTiming();
    CHECK(shop.pos().catalogue("Main Store").ok());
  }
}
BENCHMARK(ReadCatalogue)->Iterations(5)->Unit(benchmark::kMillisecond);

void CatalogueUnchanged(benchmark::State& state) {
  Shop shop(50'000);
  CHECK(shop.pos().catalogue("Main Store").ok());
  for (auto _ : state) CHECK(shop.pos().catalogue("Main Store").ok());
}
BENCHMARK(CatalogueUnchanged)->Unit(benchmark::kMicrosecond);

void ImportAgain(benchmark::State& state) {
  Shop shop(50'000);
  auto goods = shop.goods();
  for (auto _ : state) {
    for (auto& row : goods.products) row.product.list_price += base::Decimal(1);
    CHECK(shop.pos().import(goods, {}).ok());
  }
}
BENCHMARK(ImportAgain)->Iterations(3)->Unit(benchmark::kMillisecond);

}  // namespace
