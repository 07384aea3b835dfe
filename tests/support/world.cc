// Building, killing and looking into a world; see world.h.
#include "tests/support/world.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>
#include <utility>

#include "base/test_log.h"
#include "journal/sql_journal.h"
#include "pos/catalogue_file.h"
#include "pos/odoo_key.h"
#include "pos/odoo_time.h"
#include "source/http_source.h"
#include "source/reader.h"
#include "sql/sqlite.h"
#include "sync/reception.h"

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

constexpr int kLatte = 30;

// The key that "Order 46485-392-0585257664 639 REFUND" was made from.
order::OrderKey key_of(const std::string& reference, const std::vector<Channel*>& channels) {
  order::OrderKey key;
  const std::size_t id = reference.find(' ', 6) + 1;
  key.external_id = reference.substr(id, reference.find(' ', id) - id);
  key.kind = reference.ends_with(" REFUND") ? order::Kind::refund : order::Kind::sale;
  for (const Channel* channel : channels) {
    key.source = channel->settings.source;
    if (pos::odoo::pos_reference(key) == reference) return key;
  }
  ADD_FAILURE() << reference << " is of no source";
  return key;
}

// What stands in its tables, without the program's own way of reading it: whole pieces, amounts in cents.
std::vector<pos::BookedOrder> booked_in(FakeOdoo& odoo, const std::vector<Channel*>& channels) {
  const auto usd = [](const nlohmann::json& amount) {
    return base::Money(std::llround(amount.get<double>() * 100), base::Currency());
  };
  std::set<int> at_closing;  // sessions whose stock has not moved yet
  for (const auto& session : odoo.rows("pos.session")) {
    if (session["update_stock_at_closing"] == true && session["state"] != "closed")
      at_closing.insert(session["id"].get<int>());
  }
  std::vector<pos::BookedOrder> orders;
  std::map<int, std::size_t> places;
  for (const auto& row : odoo.rows("pos.order")) {
    places.emplace(row["id"], orders.size());
    pos::BookedOrder& order = orders.emplace_back();
    order.key = key_of(row["pos_reference"], channels);
    order.name = row["name"];
    order.total = usd(row["amount_total"]);
    if (!at_closing.contains(row["session_id"])) order.picking.emplace();
  }
  for (const auto& line : odoo.rows("pos.order.line")) {
    order::DocumentLine& booked = orders[places.at(line["order_id"])].lines.emplace_back();
    booked.product_id = line["product_id"];
    booked.qty = base::Decimal(std::lround(line["qty"].get<double>()));
  }
  for (const auto& payment : odoo.rows("pos.payment")) {
    orders[places.at(payment["pos_order_id"])].payments.emplace_back().amount = usd(payment["amount"]);
  }
  return orders;
}

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

base::Result<http::ResponseHead> WatchedOdoo::send(const http::Request& request, http::BodySink& sink) {
  ++exchanges;
  if (exchanges != fail_at) return odoo_.send(request, sink);
  if (fault) {
    odoo_.fail_next(*fault);
    return odoo_.send(request, sink);
  }
  if (dies_at == CrashPoint::after_call) static_cast<void>(odoo_.send(request, sink).ok());
  dies_();
  throw Crash{};
}

Channel::Channel(const base::Clock& clock, journal::SyncId id, std::string name) : source(clock) {
  settings.id = id;
  settings.name = name;
  settings.source = std::move(name);
  settings.pos_config = "Main Store";
}

// What one process holds. The order of the members is the order of their lives.
struct World::Program {
  Program(World& world, std::string owner_name, support::FaultScript& sql, CrashScript& ports,
          http::Transport* to_odoo)
      : owner(std::move(owner_name)),
        connection(support::faulty(world.connect(), sql)),
        real_journal(journal::make_sql_journal(*connection, world.clock, world.random_, alive(world))),
        real_runs(journal::make_sql_runs(*connection, world.clock, alive(world))),
        embedded(*connection, world.clock),
        odoo(to_odoo == nullptr ? nullptr : odoo_of(world, *to_odoo, *connection)),
        journal(crashing(*real_journal, ports)),
        runs(crashing(*real_runs, ports)),
        pos(crashing(target(world), ports)),
        log(world.logged) {}

  static journal::OwnerAlive alive(World& world) {
    return [&world](std::string_view name) { return !world.dead_owners.contains(std::string(name)); };
  }

  static std::unique_ptr<pos::OdooPos> odoo_of(World& world, http::Transport& way,
                                               sql::Connection& connection) {
    pos::odoo::ConnectionSettings settings;
    settings.name = "Shop";
    settings.url = world.odoo_->url;
    settings.database = world.odoo_->database;
    settings.login = world.odoo_->user.login;
    settings.key = base::Secret(world.odoo_->user.api_key);
    return std::make_unique<pos::OdooPos>(
        pos::OdooPos::Ports{way, connection, world.clock, world.random_, world.stop_requested},
        std::move(settings));
  }
  pos::Target& target(World& world) {
    if (odoo) return *odoo;
    if (world.memory_pos_) return *world.memory_pos_;
    return embedded;
  }

  std::string owner;
  std::unique_ptr<sql::Connection> connection;
  std::unique_ptr<journal::Journal> real_journal;
  std::unique_ptr<journal::Runs> real_runs;
  pos::EmbeddedPos embedded;
  std::unique_ptr<pos::OdooPos> odoo;
  std::unique_ptr<journal::Journal> journal;
  std::unique_ptr<journal::Runs> runs;
  std::unique_ptr<pos::Target> pos;
  base::KeptLog log;
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
}

// Ids up to 30 are taken by what nobody can buy; the last of them is the Latte that will come.
World::World(OdooVersion version) : World(PosKind::embedded) {
  must(sql::migrate(*must(file_->connect()), "odoo", pos::odoo_migrations()));
  odoo_ = std::make_unique<FakeOdoo>(version, clock);
  odoo_transport_ = std::make_unique<WatchedOdoo>(
      *odoo_, [this] { sql.arm(support::Fault::refused, 1, support::Afterwards::stays_down); });
  nlohmann::json archived = odoo_->row("product.product", odoo_->shop.archived);
  archived.erase("id");
  for (int id = 0; id != kLatte;) {
    odoo_->add("product.template", {{"name", "Latte"}, {"active", true}});
    id = odoo_->add("product.product", archived);
    odoo_->set("product.product", id, "product_tmpl_id", id);
  }
  odoo_->set("product.product", kLatte, "name", "Latte");
  odoo_->set("product.product", kLatte, "list_price", 4.0);
  odoo_->set("product.product", kLatte, "taxes_id", nlohmann::json::array());
  odoo_->add("stock.quant", {{"product_id", kLatte},
                             {"location_id", odoo_->shop.stock_location},
                             {"quantity", 10.0},
                             {"reserved_quantity", 0.0},
                             {"company_id", odoo_->shop.company}});
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
  if (!program_) program_ = std::make_unique<Program>(*this, next_owner(), sql, ports, odoo_transport_.get());
  return *program_;
}

void World::kill() {
  if (program_) dead_owners.insert(program_->owner);
  program_.reset();
  sql.disarm();
  ports.disarm();
  for (Channel* channel : channels()) channel->transport.fail_at = 0;
  if (odoo_transport_) odoo_transport_->fail_at = 0;
}

std::vector<Channel*> World::channels() {
  std::vector<Channel*> all = {&first};
  if (second) all.push_back(second.get());
  return all;
}

namespace {

base::Result<journal::Run> now(sync::Engine& engine, const sync::SyncSettings& ready) {
  return engine.run(ready, journal::Trigger::sync_now);
}

}  // namespace

base::Result<journal::Run> World::run_in(Program& living, Channel& channel, const Begin& begin) {
  auto fetch = channel.source.settings();
  fetch.date_filter.overlap = channel.settings.fetch.date_filter.overlap;
  fetch.limits = channel.settings.fetch.limits;
  sync::SyncSettings ready = channel.settings;
  ready.fetch = fetch;
  source::HttpSource http(fetch, channel.transport, clock, random_);
  sync::Ports all{http,    *living.pos, *living.journal, *living.runs,  clock,
                  random_, living.log,  living.owner,    stop_requested};
  std::unique_ptr<sql::Connection> connection_aside;
  std::unique_ptr<journal::Journal> journal_aside;
  if (two_threads) {
    all.side_by_side = [](const std::function<void()>& aside, const std::function<void()>& here) {
      std::thread thread(aside);
      here();
      thread.join();
    };
  }
  if (two_threads && postgres_) {
    connection_aside = connect();
    journal_aside =
        journal::make_sql_journal(*connection_aside, clock, random_, [](std::string_view) { return true; });
    all.journal_aside = [&]() -> base::Result<journal::Journal*> {
      ++asked_aside;
      return journal_aside.get();
    };
  }
  sync::Engine engine(all);
  return begin(engine, ready);
}

base::Result<journal::Run> World::retry(Channel& channel, const journal::OrderView& order) {
  return run_in(program(), channel, [&](sync::Engine& engine, const sync::SyncSettings& ready) {
    return engine.retry_one(ready, order);
  });
}

base::Result<journal::Run> World::reverse(Channel& channel, const journal::OrderView& sale) {
  return run_in(program(), channel, [&](sync::Engine& engine, const sync::SyncSettings& ready) {
    return engine.reverse(ready, sale);
  });
}

std::optional<base::Result<journal::Run>> World::sync_now(Channel& channel) {
  try {
    return run_in(program(), channel, now);
  } catch (const Crash&) {
    kill();
    return std::nullopt;
  }
}

std::optional<base::Result<void>> World::push(Channel& channel, std::string_view order_json) {
  source::DecodeRules rules = channel.settings.decode;
  rules.source = channel.settings.source;
  source::Reader reader(rules);
  source::Reader reader_of_kept(rules);
  sync::KeptContent kept(reader_of_kept);
  const source::Reading reading = reader.read(order_json);
  std::vector<journal::Incoming> batch;
  for (const auto& decoded : reading.orders) batch.push_back(sync::incoming_of(decoded, order_json, &kept));
  try {
    auto arrived =
        program().journal->receive_pushed(channel.settings.id, batch, [] { return base::Result<void>(); });
    if (!arrived.ok()) return base::Result<void>(std::move(arrived).error());
    return base::Result<void>();
  } catch (const Crash&) {
    kill();
    return std::nullopt;
  }
}

base::Result<journal::Run> World::sync_on_another_node(Channel& channel) {
  if (program_) dead_owners.insert(program_->owner);
  support::FaultScript no_fault;
  CrashScript no_crash;
  const int armed = std::exchange(channel.transport.fail_at, 0);
  Program other(*this, next_owner(), no_fault, no_crash, odoo_.get());
  auto ended = run_in(other, channel, now);
  channel.transport.fail_at = armed;
  return ended;
}

journal::Run World::run() {
  auto answer = sync_now();
  CHECK(answer.has_value());
  return must(std::move(*answer));
}

sync::DryRun World::dry_run() {
  std::optional<base::Result<sync::DryRun>> looked;
  must(run_in(program(), first, [&](sync::Engine& engine, const sync::SyncSettings& ready) {
    looked = engine.dry_run(ready);
    return base::Result<journal::Run>(journal::Run());
  }));
  return must(*std::move(looked));
}

bool World::drain(base::Milliseconds between, int most) {
  for (int i = 0; i < most; ++i) {
    clock.advance(between);
    bool quiet = true;
    for (Channel* channel : channels()) {
      const auto ended = sync_now(*channel);
      quiet = quiet && ended && ended->ok() && (*ended)->counts.processed == 0;
    }
    if (!quiet) continue;
    const auto open = must(journal().counts(std::nullopt));
    if (open.received == 0 && open.posting == 0) return true;
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
  return program().target(*this);
}
pos::EmbeddedPos& World::embedded() {
  CHECK(has_embedded_pos());
  return program().embedded;
}
support::MemoryPos& World::memory() {
  CHECK(memory_pos_ != nullptr);
  return *memory_pos_;
}
FakeOdoo& World::odoo() {
  CHECK(odoo_ != nullptr);
  return *odoo_;
}
WatchedOdoo& World::odoo_transport() {
  CHECK(odoo_transport_ != nullptr);
  return *odoo_transport_;
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
  if (odoo_) return booked_in(*odoo_, channels());
  auto page = must(embedded().orders({1000, {}}));
  std::reverse(page.items.begin(), page.items.end());
  return std::move(page.items);
}

base::Decimal World::on_hand(std::int64_t product_id) {
  if (memory_pos_) return memory_pos_->on_hand(product_id);
  if (odoo_) return base::Decimal(std::lround(odoo_->on_hand(static_cast<int>(product_id))));
  for (const auto& quantity : must(embedded().stock({1000, {}})).items) {
    if (quantity.product_id == product_id) return quantity.on_hand;
  }
  return {};
}

void World::deliver_latte() {
  if (!odoo_) return import(kWorldShopWithLatte);
  odoo_->set("product.product", kLatte, "active", true);
  odoo_->set("product.product", kLatte, "write_date", pos::odoo::odoo_time(clock.now()));
}

void World::import(std::string_view catalogue_json) {
  CHECK(!odoo_);
  if (memory_pos_) {
    memory_pos_->change_goods(goods_of(catalogue_json));
  } else {
    must(embedded().import(goods_of(catalogue_json), {}));
  }
}

}  // namespace ordersync::testing
