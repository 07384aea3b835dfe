// Nodes: the processes that share a store, and what each of them has in hand. On a store of this machine's
// own a process is known to be dead by its number, at once. On a shared one every process that works writes a
// beat, by the store's clock: one that was silent for a lease (dead, hung, cut off) is dead to all others,
// and comes back under a new name, so that nothing it held before is its own any more.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "app/node_clock.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mutex.h"
#include "base/random.h"
#include "journal/runs.h"
#include "sql/database.h"

namespace ordersync::app {

inline constexpr std::chrono::seconds kNodeLease{30};
inline constexpr std::chrono::seconds kNodeBeat{5};

struct Node {
  std::string id;
  std::string host;
  std::int64_t process = 0;
  std::string kind;  // "serve", "command"
  std::string version;
  base::Instant started_at;
  base::Instant beat_at;
  bool alive = false;
  bool is_this = false;
};

// Thread-safe.
class Nodes {
 public:
  // `beats`: the shared store, for short statements, on which nobody waits long; null: the store is this
  // machine's own. The clock follows it. All outlive the object, the log as well.
  Nodes(std::unique_ptr<sql::Database> beats, NodeClock& clock, base::Random& random);
  // Ends the beat; the row goes with a process that ends in order.
  ~Nodes();
  Nodes(const Nodes&) = delete;
  Nodes& operator=(const Nodes&) = delete;

  bool is_shared() const { return beats_ != nullptr; }
  // From now on this process is seen as `kind`; begins to beat on a shared store. `log` hears of trouble.
  base::Result<void> join(std::string_view kind, base::Log& log);

  // The owner of one piece of work (a run with its lease), until it is given back: what is left in the store
  // under its name is then nobody's.
  class Work {
   public:
    Work(Nodes& nodes, std::string owner) : nodes_(nodes), owner_(std::move(owner)) {}
    ~Work() { nodes_.end(owner_); }
    Work(const Work&) = delete;
    Work& operator=(const Work&) = delete;
    const std::string& owner() const { return owner_; }

   private:
    Nodes& nodes_;
    std::string owner_;
  };
  // Joins as a command where the process has not joined. Fails where the shared store cannot be reached.
  base::Result<std::unique_ptr<Work>> begin(base::Log& log);
  // As journal::OwnerAlive, asking the store on this connection. Both outlive the function.
  journal::OwnerAlive owner_alive(sql::Connection& connection);

  // Whether this node does what only one of them should (closing sessions); for the length of a lease, and
  // again at every call. Always true on a store of this machine's own.
  base::Result<bool> has_duty(sql::Connection& connection, std::string_view name);
  // Living ones first, then those heard of in the last day; newest first. Empty on a store of this machine's
  // own.
  base::Result<std::vector<Node>> list(sql::Connection& connection);

 private:
  void end(const std::string& owner);
  std::string id() const;
  base::Result<void> beat(sql::Connection& connection);
  base::Result<void> enter(sql::Connection& connection);
  void beat_on(base::Log& log);
  base::Result<bool> node_is_alive(sql::Connection& connection, std::string_view id);

  const std::unique_ptr<sql::Database> beats_;
  NodeClock& clock_;
  base::Random& random_;
  base::Mutex join_mutex_;  // one joins at a time
  std::thread beating_ GUARDED_BY(join_mutex_);
  std::atomic<bool> stopping_{false};
  // Not the store's clock: whoever is asked to stop lives until its work is done, and beats as long.
  base::SystemClock between_beats_;
  mutable base::Mutex mutex_;
  std::string id_ GUARDED_BY(mutex_);
  std::string kind_ GUARDED_BY(mutex_);
  std::int64_t next_work_ GUARDED_BY(mutex_) = 1;
  std::set<std::string, std::less<>> in_hand_ GUARDED_BY(mutex_);
};

}  // namespace ordersync::app
