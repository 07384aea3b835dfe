// Building, killing and looking into a world; see world.h.
#include "tests/support/world.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <utility>

#include "base/log.h"
#include "journal/sql_journal.h"
#include "pos/catalogue_file.h"
#include "source/http_source.h"
#include "sql/sqlite.h"

namespace ordersync::testing {

namespace {

namespace fs = std::filesystem;

template <class T>
T must(base::Result<T> result) {
  if (!result.ok()) {
    ADD_FAILURE() << result.error().code << ": " << result.error().message << " " << result.error().detail;
  }
  return std::move(result).value();
}
void must(base::Result<void> result) {
  if (!result.ok()) {
    ADD_FAILURE() << result.error().code << ": " << result.error().message << " " << result.error().detail;
  }
  CHECK(result.ok());
}

// In memory where the machine has such a folder: a world commits hundreds of times, and a disk would be
// waited for each time.
std::string new_folder() {
  std::error_code none;
  const fs::path memory = "/dev/shm";
  const fs::path parent = fs::is_directory(memory, none) ? memory : fs::temp_directory_path();
  std::string pattern = (parent / "ordersync-world-XXXXXX").string();
  CHECK(::mkdtemp(pattern.data()) != nullptr);
  return pattern;
}

pos::CatalogueFile goods_of(std::string_view shop) {
  return must(pos::read_catalogue_json(shop));
}

void furnish(sql::Connection& connection, std::string_view shop, const base::Clock& clock) {
  must(sql::migrate(connection, "journal", journal::migrations()));
  must(sql::migrate(connection, "pos", pos::embedded_migrations()));
  pos::EmbeddedPos pos(connection, clock);
  must(pos.import(goods_of(shop), {}));
}

// A migrated file with the shop imported, made once a process: each world begins with a copy of it.
class Pristine {
 public:
  explicit Pristine(std::string_view shop, const base::Clock& clock) : folder_(new_folder()) {
    const auto database = must(sql::open_sqlite(file()));
    furnish(*must(database->connect()), shop, clock);
  }
  ~Pristine() { fs::remove_all(folder_); }
  std::string file() const { return folder_ + "/world.db"; }

 private:
  std::string folder_;
};

const Pristine& pristine(std::string_view shop, const base::Clock& clock) {
  static std::map<std::string, std::unique_ptr<Pristine>, std::less<>> made;
  auto found = made.find(shop);
  if (found == made.end())
    found = made.emplace(std::string(shop), std::make_unique<Pristine>(shop, clock)).first;
  return *found->second;
}

class KeptLog final : public base::Log {
 public:
  explicit KeptLog(std::vector<std::string>& lines) : lines_(lines) {}
  void write(base::LogLevel, std::string_view event, std::initializer_list<base::LogField> fields) override {
    std::string& line = lines_.emplace_back(event);
    for (const base::LogField& field : fields)
      line.append(" ").append(field.name).append("=").append(field.value);
  }

 private:
  std::vector<std::string>& lines_;
};

}  // namespace

base::Result<http::ResponseHead> WatchedTransport::send(const http::Request& request, http::BodySink& sink) {
  ++exchanges;
  if (exchanges == fail_at) {
    if (!fault) throw Crash{};
    source_.fail_next(*fault);
  }
  if (during_exchange) during_exchange();
  if (body) return deliver({200, {}, *body, std::nullopt, 7}, request, sink);
  return source_.send(request, sink);
}

// What one process holds. The order of the members is the order of their lives.
struct World::Program {
  Program(World& world, std::string owner_name)
      : owner(std::move(owner_name)),
        connection(support::faulty(world.connect(), world.sql)),
        real_journal(journal::make_sql_journal(*connection, world.clock, world.random_, alive(world))),
        real_runs(journal::make_sql_runs(*connection, world.clock, alive(world))),
        embedded(*connection, world.clock),
        journal(*real_journal, world.ports),
        runs(*real_runs, world.ports),
        pos(world.memory_pos_ ? static_cast<pos::Target&>(*world.memory_pos_) : embedded, world.ports),
        log(world.logged) {}

  static journal::OwnerAlive alive(World& world) {
    return [&world](std::string_view name) { return !world.dead_owners.contains(std::string(name)); };
  }

  std::string owner;
  std::unique_ptr<sql::Connection> connection;
  std::unique_ptr<journal::Journal> real_journal;
  std::unique_ptr<journal::Runs> real_runs;
  pos::EmbeddedPos embedded;
  CrashingJournal journal;
  CrashingRuns runs;
  CrashingPos pos;
  KeptLog log;
};

World::World(PosKind pos, std::string_view shop) : folder_(new_folder()) {
  if (pos == PosKind::embedded_on_postgres) {
    postgres_ = std::make_unique<support::PostgresStore>();
    furnish(*connect(), shop, clock);
  } else {
    fs::copy_file(pristine(shop, clock).file(), folder_ + "/world.db");
    file_ = must(sql::open_sqlite(folder_ + "/world.db"));
  }
  if (pos == PosKind::memory) memory_pos_ = std::make_unique<support::MemoryPos>(goods_of(shop), clock);
  settings.id = 1;
  settings.name = "Main Store Orders";
  settings.source = "main-store-orders";
  settings.pos_config = "Main Store";
}

World::~World() {
  program_.reset();
  fs::remove_all(folder_);
}

// Leases go by the world's clock, on a server too.
std::unique_ptr<sql::Connection> World::connect() {
  return postgres_ ? support::without_clock(postgres_->connect()) : must(file_->connect());
}

World::Program& World::program() {
  if (!program_) program_ = std::make_unique<Program>(*this, "process-" + std::to_string(++started_));
  return *program_;
}

void World::kill() {
  dead_owners.insert("process-" + std::to_string(started_));
  program_.reset();
  sql.disarm();
  ports.disarm();
  transport.fail_at = 0;
}

std::optional<base::Result<journal::Run>> World::sync_now() {
  Program& living = program();
  auto fetch = source.settings();
  fetch.date_filter.overlap = settings.fetch.date_filter.overlap;
  sync::SyncSettings ready = settings;
  ready.fetch = fetch;
  source::HttpSource http(fetch, transport, clock, random_);
  sync::Ports all{http,    living.pos, living.journal, living.runs,   clock,
                  random_, living.log, living.owner,   stop_requested};
  sync::Engine engine(all);
  try {
    return engine.run(ready, journal::Trigger::sync_now);
  } catch (const Crash&) {
    kill();
    return std::nullopt;
  }
}

journal::Run World::run() {
  auto answer = sync_now();
  CHECK(answer.has_value());
  return must(std::move(*answer));
}

bool World::drain(base::Milliseconds between, int most) {
  for (int i = 0; i < most; ++i) {
    clock.advance(between);
    const auto ended = sync_now();
    if (!ended || !ended->ok()) continue;
    const auto open = must(journal().counts(std::nullopt));
    if (open.received == 0 && open.posting == 0 && (*ended)->counts.processed == 0) return true;
  }
  return false;
}

journal::Journal& World::journal() {
  return *program().real_journal;
}
journal::Runs& World::runs() {
  return *program().real_runs;
}
pos::Target& World::pos() {
  return memory_pos_ ? static_cast<pos::Target&>(*memory_pos_) : program().embedded;
}
pos::EmbeddedPos& World::embedded() {
  CHECK(!memory_pos_);
  return program().embedded;
}
support::MemoryPos& World::memory() {
  CHECK(memory_pos_ != nullptr);
  return *memory_pos_;
}
sql::Connection& World::connection() {
  return *program().connection;
}

std::vector<journal::OrderView> World::orders() {
  journal::OrderFilter everything;
  everything.limit = 1000;
  auto page = must(journal().list(everything));
  std::sort(page.items.begin(), page.items.end(), [](const auto& a, const auto& b) { return a.row < b.row; });
  return std::move(page.items);
}

journal::OrderView World::order(std::string_view text) {
  auto found = must(journal().find_text(text));
  if (found.size() != 1) ADD_FAILURE() << found.size() << " orders are called " << text;
  CHECK(!found.empty());
  return std::move(found.front());
}

std::vector<pos::BookedOrder> World::booked() {
  if (memory_pos_) return memory_pos_->orders();
  auto page = must(embedded().orders({1000, {}}));
  std::reverse(page.items.begin(), page.items.end());
  return std::move(page.items);
}

base::Decimal World::on_hand(std::int64_t product_id) {
  if (memory_pos_) return memory_pos_->on_hand(product_id);
  for (const auto& quantity : must(embedded().stock({1000, {}})).items) {
    if (quantity.product_id == product_id) return quantity.on_hand;
  }
  return {};
}

void World::import(std::string_view catalogue_json) {
  if (memory_pos_) {
    memory_pos_->change_goods(goods_of(catalogue_json));
  } else {
    must(embedded().import(goods_of(catalogue_json), {}));
  }
}

}  // namespace ordersync::testing
