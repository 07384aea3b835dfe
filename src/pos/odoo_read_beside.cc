// One who posts and one who reads; see odoo_read_beside.h.
#include "pos/odoo_read_beside.h"

#include <cstddef>
#include <utility>

#include "pos/odoo_remembered.h"

namespace ordersync::pos::odoo {
namespace {

// So few that little is left to read after the last request, so many that a question is not asked for each.
constexpr std::size_t kAtOnce = 50;

}  // namespace

ReadBeside::~ReadBeside() {
  {
    const base::MutexLock lock(mutex_);
    ending_ = true;
    changed_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

void ReadBeside::posted(const Server& server, std::span<const Posted> orders) {
  const base::MutexLock lock(mutex_);
  server_ = server;
  posted_.insert(posted_.end(), orders.begin(), orders.end());
  once_.insert(once_.end(), orders.begin(), orders.end());
  if (!thread_.joinable()) thread_ = std::thread([this] { work(); });
  changed_.notify_all();
}

std::map<order::OrderKey, StandingOrder> ReadBeside::take() {
  const base::MutexLock lock(mutex_);
  awaited_ = true;
  changed_.notify_all();
  while (asking_ || !posted_.empty() || !once_.empty()) changed_.wait(mutex_);
  awaited_ = false;
  return std::exchange(standing_, {});
}

std::optional<ReadBeside::Questions> ReadBeside::next() {
  const base::MutexLock lock(mutex_);
  while (!ending_ && posted_.size() < kAtOnce && !(awaited_ && !once_.empty())) changed_.wait(mutex_);
  if (ending_) return std::nullopt;
  asking_ = true;
  Questions questions;
  questions.how = std::exchange(posted_, {});
  if (awaited_) questions.whether_twice = std::exchange(once_, {});
  return questions;
}

void ReadBeside::keep(std::vector<std::optional<StandingOrder>> standing,
                      std::span<const order::OrderKey> twice) {
  const base::MutexLock lock(mutex_);
  for (auto& order : standing) {
    if (!order) continue;
    const order::OrderKey key = order->booked.key;
    standing_.insert_or_assign(key, std::move(*order));
  }
  for (const order::OrderKey& key : twice) standing_.erase(key);
  asking_ = false;
  changed_.notify_all();
}

void ReadBeside::forget_all() {
  const base::MutexLock lock(mutex_);
  posted_.clear();
  once_.clear();
  standing_.clear();
  asking_ = false;
  changed_.notify_all();
}

void ReadBeside::work() {
  // Signed in as whoever posts is; after a failure, as whoever posts is then.
  struct Connection {
    Connection(http::Transport& transport, const ConnectionSettings& settings, const base::Clock& clock,
               const Server& server)
        : series(server.series), rpc(transport, settings, server), remembered(rpc, clock) {}
    int series;
    Rpc rpc;
    Remembered remembered;
  };
  std::optional<Connection> connection;
  while (const auto questions = next()) {
    if (!connection) {
      const base::MutexLock lock(mutex_);
      connection.emplace(transport_, settings_, clock_, *server_);
    }
    const Ask ask = [&](const Rpc::Search& search) { return connection->remembered.all(search); };
    auto standing = read_posted(ask, connection->series, questions->how);
    auto twice = standing.ok() ? booked_twice(ask, connection->series, questions->whether_twice)
                               : base::Result<std::vector<order::OrderKey>>(standing.error());
    if (twice.ok()) {
      keep(*std::move(standing), *twice);
    } else {
      connection.reset();
      forget_all();
    }
  }
}

}  // namespace ordersync::pos::odoo
