// PushWriter: the one thread that makes pushed orders durable. What waits together is stored together, in one
// transaction a sync: an fsync costs the same for one delivery as for a hundred.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "app/store.h"
#include "app/views.h"
#include "base/digest.h"
#include "base/mutex.h"
#include "source/reader.h"
#include "sync/inbox.h"

namespace ordersync::app {

// A sync as deliveries see it; a value of a moment, shared by all who work on it.
struct PushTarget {
  sync::SyncSettings settings;  // decode's currency and source are filled in
  // False: the Odoo has never been reached, so amounts cannot be read yet. Orders are kept as they came.
  bool currency_known = true;
};

using PushDone = std::function<void(base::Result<Json>)>;

// One delivery: verified, read, and on its way to the journal.
struct PushJob {
  std::shared_ptr<const PushTarget> target;
  std::optional<base::Digest> message;  // of the id of a message, where the sender gives one
  base::Digest body;
  sync::Batch orders;
  PushDone done;  // called exactly once, on the writer's thread
};

struct PushLimits {
  std::size_t jobs = 2048;               // waiting at once
  std::size_t bytes = 64 * 1024 * 1024;  // of what is kept of them and was read; but always one delivery
  std::size_t orders_at_once = 1000;     // of one transaction, but always one delivery
};

class PushWriter {
 public:
  // `arrived` is called with the sync when something of it is durable that a run should work. The
  // store outlives the writer.
  PushWriter(Store& store, std::function<void(journal::SyncId)> arrived, PushLimits limits = {});
  // As stop().
  ~PushWriter();

  // False: too much waits already, or the writer has stopped; `job` is untouched then. Thread-safe.
  bool put(PushJob& job);
  // Stores what waits, then ends. Idempotent; one thread.
  void stop();

 private:
  using Jobs = std::vector<PushJob>;
  void work();
  Jobs take();
  void store_all(Jobs jobs);
  base::Result<void> open();
  void store_of_sync(std::vector<PushJob*>& jobs);
  // A message that came before, with the same body or another.
  struct Replay {
    PushJob* job = nullptr;
    bool same_body = false;
  };
  base::Result<std::vector<Replay>> take_out_replays(std::vector<PushJob*>& jobs);
  // Nothing: another node has stored one of these messages since take_out_replays, and nothing was changed.
  base::Result<std::optional<std::vector<journal::Arrived>>> receive(const std::vector<PushJob*>& jobs);

  Store& store_;
  const std::function<void(journal::SyncId)> arrived_;
  const PushLimits limits_;
  base::Mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<PushJob> waiting_ GUARDED_BY(mutex_);
  std::size_t waiting_bytes_ GUARDED_BY(mutex_) = 0;
  bool stopping_ GUARDED_BY(mutex_) = false;
  std::unique_ptr<Worker> worker_;  // the thread's own
  base::Instant forgot_at_{};       // the thread's own
  std::thread thread_;
};

// Whatever keeps a delivery from being stored, the sender shall send it again: nothing was answered, so
// nothing is lost. The reason is the log's, not the sender's.
base::Error push_not_stored(const base::Error& why);
void log_not_stored(base::Log& log, const base::Error& why);

// PURE: what the sender is told of one delivery. `arrived` is as long as the orders, or empty for a message
// that was delivered before.
Json push_answer(const PushTarget& target, const sync::Batch& orders,
                 std::span<const journal::Arrived> arrived);

}  // namespace ordersync::app
