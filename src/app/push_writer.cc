// Taking what waits, storing it, telling who waits; see push_writer.h.
#include "app/push_writer.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "app/push_store.h"
#include "sync/reception.h"

namespace ordersync::app {

namespace {

using base::Result;
using namespace std::chrono_literals;

constexpr base::Milliseconds kForgetEvery = 60s;
constexpr std::size_t kBytesOfAnOrder = 2048;  // as decoded: its strings and lines, about

// Made when a booked order seems to have changed, which is rare.
class LazyKept final : public journal::ContentReader {
 public:
  explicit LazyKept(const source::DecodeRules& rules) : rules_(rules) {}
  std::optional<Read> read(const order::OrderKey& key, std::string_view payload) override {
    if (!reader_) reader_ = std::make_unique<source::Reader>(rules_);
    return sync::KeptContent(*reader_).read(key, payload);
  }

 private:
  const source::DecodeRules& rules_;
  std::unique_ptr<source::Reader> reader_;
};

// What a delivery takes of the memory: its payloads, and what is read of each order.
std::size_t bytes_of(const PushJob& job) {
  std::size_t bytes = 0;
  for (const auto& entry : job.orders.entries) bytes += job.orders.payload(entry).size() + kBytesOfAnOrder;
  return bytes;
}

base::Error id_reused() {
  return {base::ErrorKind::conflict,
          "webhook_id_reused",
          "A message with this webhook-id and another body was delivered a moment ago: a new message needs a "
          "new id",
          {}};
}

// Without its currency an amount cannot be read, so the order is kept by its bytes and read by the run.
journal::Incoming by_its_bytes(journal::Incoming incoming) {
  if (incoming.content != journal::Content::other) {
    incoming.content = journal::Content::bookable;
    incoming.digest = base::digest_of(incoming.payload);
    incoming.problem.reset();
  }
  incoming.reader = nullptr;
  incoming.total.reset();
  return incoming;
}

}  // namespace

base::Error push_not_stored(const base::Error& why) {
  return {base::ErrorKind::busy, "push_not_stored",
          "The delivery could not be stored just now and was not taken: send it again in a moment",
          why.code + ": " + why.message + " " + why.detail};
}

void log_not_stored(base::Log& log, const base::Error& why) {
  log.write(base::LogLevel::error, "push_not_stored",
            {{"code", why.code}, {"why", why.message}, {"detail", why.detail}});
}

PushWriter::PushWriter(Store& store, std::function<void(journal::SyncId)> arrived, PushLimits limits)
    : store_(store), arrived_(std::move(arrived)), limits_(limits), thread_([this] { work(); }) {}

PushWriter::~PushWriter() {
  stop();
}

bool PushWriter::put(PushJob& job) {
  const base::MutexLock lock(mutex_);
  const std::size_t bytes = bytes_of(job);
  const bool too_much = !waiting_.empty() && waiting_bytes_ + bytes > limits_.bytes;
  if (stopping_ || waiting_.size() >= limits_.jobs || too_much) return false;
  waiting_bytes_ += bytes;
  waiting_.push_back(std::move(job));
  changed_.notify_one();
  return true;
}

void PushWriter::stop() {
  {
    const base::MutexLock lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

// Waits for the first, and takes with it whatever else is there by then.
PushWriter::Jobs PushWriter::take() {
  const base::MutexLock lock(mutex_);
  while (waiting_.empty() && !stopping_) changed_.wait(mutex_);
  Jobs jobs;
  std::size_t orders = 0;
  while (!waiting_.empty()) {
    orders += waiting_.front().orders.entries.size();
    if (!jobs.empty() && orders > limits_.orders_at_once) break;
    waiting_bytes_ -= bytes_of(waiting_.front());
    jobs.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  return jobs;
}

void PushWriter::work() {
  for (;;) {
    Jobs jobs = take();
    if (jobs.empty()) return;
    store_all(std::move(jobs));
  }
}

Result<void> PushWriter::open() {
  if (worker_) return {};
  TRY_ASSIGN(worker_, Worker::open(store_));
  return {};
}

void PushWriter::store_all(Jobs jobs) {
  std::map<journal::SyncId, std::vector<PushJob*>> by_sync;
  for (PushJob& job : jobs) by_sync[job.target->settings.id].push_back(&job);
  for (auto& [sync, of_sync] : by_sync) store_of_sync(of_sync);
}

void PushWriter::store_of_sync(std::vector<PushJob*>& jobs) {
  const std::vector<PushJob*> all = jobs;
  std::vector<Replay> replays;
  const auto store = [&]() -> Result<std::vector<journal::Arrived>> {
    TRY(open());
    for (;;) {
      jobs = all;
      TRY_ASSIGN(replays, take_out_replays(jobs));
      TRY_ASSIGN(auto stored, receive(jobs));
      if (stored) return *std::move(stored);
    }
  };
  const auto arrived = store();
  if (!arrived.ok()) {
    log_not_stored(store_.log(), arrived.error());
    worker_.reset();  // a connection that failed is not trusted again
    for (PushJob* job : all) job->done(push_not_stored(arrived.error()));
    return;
  }
  std::size_t begin = 0;
  for (PushJob* job : jobs) {
    const std::size_t count = job->orders.entries.size();
    job->done(push_answer(*job->target, job->orders, std::span(*arrived).subspan(begin, count)));
    begin += count;
  }
  for (const Replay& replay : replays) {
    replay.job->done(replay.same_body ? Result<Json>(push_answer(*replay.job->target, replay.job->orders, {}))
                                      : id_reused());
  }
  if (begin > 0) arrived_(all.front()->target->settings.id);
}

// A message that comes again under its id is told that it was stored before, and nothing of it is read into
// the journal, where an old content would take the place of a newer one. What is left in `jobs` is new.
Result<std::vector<PushWriter::Replay>> PushWriter::take_out_replays(std::vector<PushJob*>& jobs) {
  PushStore pushes(*worker_->connection, store_.clock());
  std::map<base::Digest, base::Digest> seen;
  std::vector<PushJob*> fresh;
  std::vector<Replay> replays;
  for (PushJob* job : jobs) {
    std::optional<base::Digest> known;
    if (job->message) {
      TRY_ASSIGN(known, pushes.body_of(job->target->settings.id, *job->message));
      const auto [place, is_new] = seen.try_emplace(*job->message, job->body);
      if (!known && !is_new) known = place->second;
    }
    if (known) {
      replays.push_back({job, *known == job->body});
    } else {
      fresh.push_back(job);
    }
  }
  jobs = std::move(fresh);
  return replays;
}

Result<std::optional<std::vector<journal::Arrived>>> PushWriter::receive(const std::vector<PushJob*>& jobs) {
  std::vector<journal::Incoming> batch;
  std::deque<LazyKept> readers;  // one for each, since the sync may have been edited between two of them
  std::int64_t orders = 0;
  for (const PushJob* job : jobs) {
    readers.emplace_back(job->target->settings.decode);
    for (const auto& entry : job->orders.entries) {
      auto incoming = sync::incoming_of(entry.decoded, job->orders.payload(entry), &readers.back());
      batch.push_back(job->target->currency_known ? std::move(incoming) : by_its_bytes(std::move(incoming)));
    }
    orders += static_cast<std::int64_t>(job->orders.entries.size());
  }
  if (jobs.empty()) return std::optional(std::vector<journal::Arrived>());
  const journal::SyncId sync = jobs.front()->target->settings.id;
  const base::Instant now = store_.clock().now();
  const bool forget = now - forgot_at_ >= kForgetEvery;
  PushStore pushes(*worker_->connection, store_.clock());
  bool all_new = true;
  auto arrived = worker_->journal->receive_pushed(sync, batch, [&]() -> Result<void> {
    for (const PushJob* job : jobs) {
      if (!job->message) continue;
      TRY_ASSIGN(all_new, pushes.add_message(sync, *job->message, job->body));
      if (!all_new) return base::Error{base::ErrorKind::conflict, {}, {}, {}};  // undoes it; nobody is told
    }
    if (forget) TRY(pushes.forget_old_messages());
    TRY(worker_->syncs.still_has(sync));
    return pushes.delivered(sync, orders);
  });
  if (!all_new) return std::optional<std::vector<journal::Arrived>>();
  if (!arrived.ok()) return std::move(arrived).error();
  if (forget) forgot_at_ = now;
  return std::optional(std::move(arrived).value());
}

}  // namespace ordersync::app
