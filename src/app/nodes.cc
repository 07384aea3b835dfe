// Beats, and who is alive; see nodes.h.
#include "app/nodes.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "app/owner.h"
#include "sql/shared_clock.h"

namespace ordersync::app {

namespace {

using base::Result;
using std::chrono::milliseconds;

constexpr milliseconds kTryAgain{1000};
constexpr std::int64_t kLeaseMs = milliseconds(kNodeLease).count();
constexpr std::int64_t kDayMs = 24 * 3600 * 1000;

// "WORK@NODE@PROCESS". Before nodes had names an owner was the process alone.
struct Owner {
  std::string_view node;
  std::string_view process;
};

Owner parse(std::string_view owner) {
  const auto first = owner.find('@');
  const auto second = first == owner.npos ? owner.npos : owner.find('@', first + 1);
  if (second == owner.npos) return {{}, owner};
  return {owner.substr(first + 1, second - first - 1), owner.substr(second + 1)};
}

}  // namespace

Nodes::Nodes(std::unique_ptr<sql::Database> beats, NodeClock& clock, base::Random& random)
    : beats_(std::move(beats)), clock_(clock), random_(random), id_(base::random_token(random)) {}

Nodes::~Nodes() {
  stopping_ = true;
  between_beats_.interrupt();
  const base::MutexLock lock(join_mutex_);
  if (beating_.joinable()) beating_.join();
}

std::string Nodes::id() const {
  const base::MutexLock lock(mutex_);
  return id_;
}

Result<void> Nodes::join(std::string_view kind, base::Log& log) {
  const base::MutexLock lock(join_mutex_);
  if (!is_shared() || beating_.joinable()) return {};
  {
    const base::MutexLock inner(mutex_);
    kind_ = kind;
  }
  TRY_ASSIGN(const auto connection, beats_->connect());
  TRY(enter(*connection));
  beating_ = std::thread([this, &log] { beat_on(log); });
  return {};
}

Result<std::unique_ptr<Nodes::Work>> Nodes::begin(base::Log& log) {
  TRY(join("command", log));
  const base::MutexLock lock(mutex_);
  std::string owner = std::to_string(next_work_++) + "@" + id_ + "@" + this_process();
  in_hand_.insert(owner);
  return std::make_unique<Work>(*this, std::move(owner));
}

void Nodes::end(const std::string& owner) {
  const base::MutexLock lock(mutex_);
  in_hand_.erase(owner);
}

journal::OwnerAlive Nodes::owner_alive(sql::Connection& connection) {
  return [this, &connection](std::string_view owner) {
    const Owner parts = parse(owner);
    {
      const base::MutexLock lock(mutex_);
      if (parts.node == id_) return in_hand_.contains(owner);
    }
    if (!is_shared()) return may_be_alive(parts.process);
    const auto alive = node_is_alive(connection, parts.node);
    return !alive.ok() || *alive;
  };
}

Result<bool> Nodes::node_is_alive(sql::Connection& connection, std::string_view id) {
  TRY_ASSIGN(const std::int64_t now, sql::shared_now_ms(connection, clock_));
  bool alive = false;
  TRY(connection.query("SELECT until FROM node WHERE id = ?", {id},
                       [&](const sql::Row& row) { alive = row.integer(0) > now; }));
  return alive;
}

// A row of a name that nobody had before.
Result<void> Nodes::enter(sql::Connection& connection) {
  TRY_ASSIGN(const std::int64_t now, sql::shared_now_ms(connection, clock_));
  clock_.follow(now);
  const std::string host = host_name();
  const std::string id = base::random_token(random_);
  std::string kind;
  {
    const base::MutexLock lock(mutex_);
    kind = kind_;
  }
  TRY(connection.execute("DELETE FROM node WHERE until < ?", {now - kDayMs}));
  TRY(connection.execute(
      "INSERT INTO node(id, host, process, kind, version, started_at, beat_at, until) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      {id, host, std::int64_t{::getpid()}, kind, ORDERSYNC_VERSION, now, now, now + kLeaseMs}));
  const base::MutexLock lock(mutex_);
  id_ = id;
  return {};
}

// Whoever was silent for a lease may have been taken over: it goes on as another.
Result<void> Nodes::beat(sql::Connection& connection) {
  TRY_ASSIGN(const std::int64_t now, sql::shared_now_ms(connection, clock_));
  clock_.follow(now);
  const std::string own = id();
  TRY_ASSIGN(const std::int64_t beaten,
             connection.execute("UPDATE node SET beat_at = ?, until = ? WHERE id = ? AND until > ?",
                                {now, now + kLeaseMs, own, now}));
  return beaten == 1 ? Result<void>() : enter(connection);
}

void Nodes::beat_on(base::Log& log) {
  std::unique_ptr<sql::Connection> connection;
  bool in_trouble = false;
  milliseconds pause = kNodeBeat;
  while (between_beats_.sleep_for(pause) && !stopping_) {
    Result<void> beaten;
    if (!connection) {
      auto opened = beats_->connect();
      if (opened.ok()) {
        connection = std::move(*opened);
      } else {
        beaten = opened.error();
      }
    }
    if (connection) beaten = beat(*connection);
    pause = beaten.ok() ? milliseconds(kNodeBeat) : kTryAgain;
    if (!beaten.ok() && !in_trouble) {
      log.write(base::LogLevel::error, "node_silent",
                {{"code", beaten.error().code},
                 {"why", beaten.error().message},
                 {"detail", beaten.error().detail}});
    }
    if (beaten.ok() && in_trouble) log.write(base::LogLevel::info, "node_heard_again", {{"node", id()}});
    in_trouble = !beaten.ok();
  }
  if (!connection) return;
  const std::string own = id();
  (void)connection->execute("DELETE FROM node WHERE id = ?", {own});
}

Result<bool> Nodes::has_duty(sql::Connection& connection, std::string_view name) {
  if (!is_shared()) return true;
  const std::string own = id();
  bool mine = false;
  bool others = false;
  const auto look = [&]() -> Result<std::int64_t> {
    TRY_ASSIGN(const std::int64_t now, sql::shared_now_ms(connection, clock_));
    mine = others = false;
    TRY(connection.query("SELECT node, until FROM node_duty WHERE name = ?", {name},
                         [&](const sql::Row& row) {
                           const bool holds = row.integer(1) > now;
                           // Taken again in good time.
                           mine = row.text(0) == own && row.integer(1) > now + kLeaseMs / 2;
                           others = row.text(0) != own && holds;
                         }));
    return now;
  };
  TRY(look());
  if (mine || others) return mine;
  TRY(sql::write_transaction(connection, [&]() -> Result<void> {
    TRY_ASSIGN(const std::int64_t now, look());
    if (mine || others) return {};
    mine = true;
    TRY(
        connection.execute("INSERT INTO node_duty(name, node, until) VALUES (?, ?, ?) ON CONFLICT (name) DO "
                           "UPDATE SET node = excluded.node, until = excluded.until",
                           {name, own, now + kLeaseMs}));
    return {};
  }));
  return mine;
}

Result<std::vector<Node>> Nodes::list(sql::Connection& connection) {
  std::vector<Node> nodes;
  if (!is_shared()) return nodes;
  TRY_ASSIGN(const std::int64_t now, sql::shared_now_ms(connection, clock_));
  const std::string own = id();
  TRY(
      connection.query("SELECT id, host, process, kind, version, started_at, beat_at, until FROM node ORDER "
                       "BY started_at DESC, id",
                       {}, [&](const sql::Row& row) {
                         Node node;
                         node.id = row.text(0);
                         node.host = row.text(1);
                         node.process = row.integer(2);
                         node.kind = row.text(3);
                         node.version = row.text(4);
                         node.started_at = base::from_unix_ms(row.integer(5));
                         node.beat_at = base::from_unix_ms(row.integer(6));
                         node.alive = row.integer(7) > now;
                         node.is_this = node.id == own;
                         nodes.push_back(std::move(node));
                       }));
  std::stable_partition(nodes.begin(), nodes.end(), [](const Node& node) { return node.alive; });
  return nodes;
}

}  // namespace ordersync::app
