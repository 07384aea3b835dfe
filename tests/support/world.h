// World: a whole small business in memory and one SQLite file: external systems, a POS, a journal and the
// program between them, on a clock that the test owns. The program can be killed at any moment and started
// again on the same file; another node can work on that file while the first one hangs.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "journal/journal.h"
#include "journal/runs.h"
#include "pos/embedded_pos.h"
#include "pos/odoo_pos.h"
#include "sync/engine.h"
#include "tests/support/crash_ports.h"
#include "tests/support/fake_odoo.h"
#include "tests/support/fake_source.h"
#include "tests/support/fault_database.h"
#include "tests/support/memory_pos.h"
#include "tests/support/postgres_cluster.h"

namespace ordersync::testing {

// 2026-11-22T12:00:00Z, when every world begins.
inline constexpr base::Instant kWorldBegins = base::Instant(base::Milliseconds(1'795'348'800'000));

// The shop that a world has unless a test brings its own: a catalogue file of the contract (world_shop.cc).
extern const std::string_view kWorldShop;
// The same, with a "Latte" (id 30) that the shop did not have before.
extern const std::string kWorldShopWithLatte;

enum class PosKind {
  embedded,              // on the same file as the journal
  memory,                // MemoryPos: outside the program, it survives every crash
  embedded_on_postgres,  // embedded, the store on a PostgreSQL server instead of a file
  odoo,                  // a FakeOdoo, reached as a real one is: outside the program as well
};

// Watches the exchanges with the source, and lets the Nth of them fail or the program die in it.
class WatchedTransport final : public http::Transport {
 public:
  explicit WatchedTransport(FakeSource& source) : source_(source) {}
  base::Result<http::ResponseHead> send(const http::Request& request, http::BodySink& sink) override;

  int exchanges = 0;
  int fail_at = 0;                        // counts from 1 over `exchanges`; 0: never
  std::optional<SourceFault> fault;       // nothing: the program dies instead
  std::function<void()> during_exchange;  // what happens in the world while the source answers
  std::optional<std::string> body;  // answered with status 200 instead of the source's own, until it is reset

 private:
  FakeSource& source_;
};

// The same between the program and its Odoo.
class WatchedOdoo final : public http::Transport {
 public:
  // `dies` is called before the program dies.
  WatchedOdoo(FakeOdoo& odoo, std::function<void()> dies) : odoo_(odoo), dies_(std::move(dies)) {}
  base::Result<http::ResponseHead> send(const http::Request& request, http::BodySink& sink) override;

  int exchanges = 0;
  int fail_at = 0;
  std::optional<OdooFault> fault;               // nothing: the program dies instead,
  CrashPoint dies_at = CrashPoint::after_call;  // before Odoo hears of it or after it has acted

 private:
  FakeOdoo& odoo_;
  const std::function<void()> dies_;
};

// An external system, the way to it, and the sync that fetches from it.
struct Channel {
  Channel(const base::Clock& clock, journal::SyncId id, std::string name);

  FakeSource source;
  WatchedTransport transport{source};
  sync::SyncSettings settings;  // the source's part is filled in at each run
};

class World {
 public:
  explicit World(PosKind pos = PosKind::embedded, std::string_view shop = kWorldShop);
  // Its POS is an Odoo of this version, with the shop of kWorldShop.
  explicit World(OdooVersion version);
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  base::FakeClock clock{kWorldBegins};
  Channel first{clock, 1, "main-store-orders"};
  std::unique_ptr<Channel> second;  // another external system that sells in the same shop, if there is one
  FakeSource& source = first.source;
  WatchedTransport& transport = first.transport;
  sync::SyncSettings& settings = first.settings;
  support::FaultScript sql;              // over the program's only connection
  CrashScript ports;                     // over its journal, runs and POS
  std::function<bool()> stop_requested;  // as if somebody asked the program to stop
  std::set<std::string> dead_owners;     // processes that are known to have died
  // Fetches on a thread of its own, as the program does, and on PostgreSQL receives there, too. Nothing may
  // crash then.
  bool two_threads = false;
  int asked_aside = 0;              // how often the journal of that thread was asked for
  std::vector<std::string> logged;  // "order_parked order=… code=…", of all processes

  // "Sync Now". A crash that was armed kills the program in it and gives nothing.
  std::optional<base::Result<journal::Run>> sync_now() { return sync_now(first); }
  std::optional<base::Result<journal::Run>> sync_now(Channel& channel);
  // The same, for worlds where nothing fails.
  journal::Run run();
  // What the first sync's next run would do. REQUIRES: nothing is armed.
  sync::DryRun dry_run();
  // A person presses Retry at this order. REQUIRES: nothing is armed.
  base::Result<journal::Run> retry(Channel& channel, const journal::OrderView& order);
  // The same at Book the reversal of a booked sale.
  base::Result<journal::Run> reverse(Channel& channel, const journal::OrderView& sale);
  // The source pushes one order instead of waiting to be asked. A crash that was armed kills the program in
  // it and gives nothing.
  std::optional<base::Result<void>> push(Channel& channel, std::string_view order_json);
  // The first node hangs, or is cut off: the others hold it for dead. Another one syncs, with nothing in its
  // way. The first one may go on afterwards, and finds out.
  base::Result<journal::Run> sync_on_another_node() { return sync_on_another_node(first); }
  base::Result<journal::Run> sync_on_another_node(Channel& channel);
  // Runs all syncs with pauses between until nothing is claimed any more, at most `most` times. False: it
  // never was drained.
  bool drain(base::Milliseconds between = std::chrono::minutes(61), int most = 6);

  // The program is dead: everything in memory is gone, an open transaction with it. It starts again by itself
  // when it is needed.
  void kill();

  // The living program's parts.
  journal::Journal& journal();
  journal::Runs& runs();
  pos::Target& pos();
  pos::EmbeddedPos& embedded();  // REQUIRES: PosKind::embedded
  support::MemoryPos& memory();  // REQUIRES: PosKind::memory
  FakeOdoo& odoo();              // REQUIRES: PosKind::odoo
  WatchedOdoo& odoo_transport();
  sql::Connection& connection();
  bool has_embedded_pos() const { return !memory_pos_ && !odoo_; }
  bool on_postgres() const { return postgres_ != nullptr; }
  bool has_odoo() const { return odoo_ != nullptr; }

  std::vector<Channel*> channels();

  // What a person sees.
  std::vector<journal::OrderView> orders();         // oldest first
  journal::OrderView order(std::string_view text);  // REQUIRES: exactly one row has this key or id
  std::vector<pos::BookedOrder> booked();           // oldest first
  base::Decimal on_hand(std::int64_t product_id);
  // The catalogue is imported again. REQUIRES: not an Odoo.
  void import(std::string_view catalogue_json);
  // The shop that had none gets ten "Latte" (id 30).
  void deliver_latte();

 private:
  struct Program;
  Program& program();

  std::unique_ptr<sql::Connection> connect();
  using Begin = std::function<base::Result<journal::Run>(sync::Engine&, const sync::SyncSettings&)>;
  base::Result<journal::Run> run_in(Program& program, Channel& channel, const Begin& begin);
  std::string next_owner() { return "process-" + std::to_string(++started_); }

  std::string folder_;
  std::unique_ptr<support::PostgresStore> postgres_;
  std::unique_ptr<sql::Database> file_;
  base::SeededRandom random_{20'261'122};
  std::unique_ptr<support::MemoryPos> memory_pos_;
  std::unique_ptr<FakeOdoo> odoo_;
  std::unique_ptr<WatchedOdoo> odoo_transport_;
  std::unique_ptr<Program> program_;
  int started_ = 0;
};

}  // namespace ordersync::testing
