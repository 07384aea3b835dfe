// A clock that is set back would end no pause for hours: one that is longer than any can be has ended.
#include "app/service_turns.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace ordersync::app {

namespace {

using base::Instant;
using base::Milliseconds;
using namespace std::chrono_literals;

constexpr Milliseconds kFirstPause = 5s;
constexpr Milliseconds kLongestPause = 300s;
constexpr Milliseconds kLongestRest = 60s;

bool waits(Instant now, Instant until, Milliseconds longest) {
  return now < until && until - now <= longest;
}

}  // namespace

PushedTurns::PushedTurns(const base::Clock& clock) : clock_(clock), pauses_(kFirstPause, kLongestPause) {}

void PushedTurns::came(journal::SyncId sync) {
  const base::MutexLock lock(mutex_);
  not_before_.try_emplace(sync, clock_.now());
}

void PushedTurns::again_after(journal::SyncId sync, Milliseconds pause) {
  const base::MutexLock lock(mutex_);
  not_before_[sync] = clock_.now() + pause;
}

void PushedTurns::again_soon(journal::SyncId sync) {
  again_after(sync, kFirstPause);
}

void PushedTurns::ran(journal::SyncId sync, const PushedRun& run) {
  if (!run.left) return again_soon(sync);
  const base::MutexLock lock(mutex_);
  const bool in_vain = run.worked == 0 && *run.left > 0;
  if (!in_vain) pauses_.forget(sync);
  if (*run.left > 0) not_before_[sync] = clock_.now() + (in_vain ? pauses_.next(sync) : 0ms);
}

void PushedTurns::left_none(journal::SyncId sync) {
  const base::MutexLock lock(mutex_);
  pauses_.forget(sync);
}

std::vector<journal::SyncId> PushedTurns::due() const {
  std::vector<std::pair<Instant, journal::SyncId>> waited;
  {
    const base::MutexLock lock(mutex_);
    const Instant now = clock_.now();
    for (const auto& [sync, not_before] : not_before_) {
      if (!waits(now, not_before, kLongestPause)) waited.emplace_back(not_before, sync);
    }
  }
  std::sort(waited.begin(), waited.end());
  std::vector<journal::SyncId> due;
  for (const auto& [since, sync] : waited) due.push_back(sync);
  return due;
}

void PushedTurns::take(journal::SyncId sync) {
  const base::MutexLock lock(mutex_);
  not_before_.erase(sync);
}

RetryRests::RetryRests(const base::Clock& clock) : clock_(clock), pauses_(kFirstPause, kLongestRest) {}

void RetryRests::begun(const std::string& sync) {
  const base::MutexLock lock(mutex_);
  pauses_.forget(sync);
  until_.erase(sync);
}

void RetryRests::not_begun(const std::string& sync) {
  const base::MutexLock lock(mutex_);
  until_[sync] = clock_.now() + pauses_.next(sync);
}

bool RetryRests::rests(const std::string& sync) const {
  const base::MutexLock lock(mutex_);
  const auto until = until_.find(sync);
  return until != until_.end() && waits(clock_.now(), until->second, kLongestRest);
}

}  // namespace ordersync::app
