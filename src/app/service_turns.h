// When the service tries again what it could not do at once: orders that were pushed, and retries that could
// not begin. Both thread-safe; neither asks the store.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/mutex.h"
#include "journal/journal.h"

namespace ordersync::app {

// Pauses that double each time somebody tried in vain.
template <typename Key>
class GrowingPauses {
 public:
  GrowingPauses(base::Milliseconds first, base::Milliseconds longest) : first_(first), longest_(longest) {}

  base::Milliseconds next(const Key& key) {
    const auto [pause, is_first] = last_.try_emplace(key, first_);
    if (!is_first) pause->second = std::min(2 * pause->second, longest_);
    return pause->second;
  }
  void forget(const Key& key) { last_.erase(key); }

 private:
  base::Milliseconds first_, longest_;
  std::map<Key, base::Milliseconds> last_;
};

// What a run has made of what was pushed.
struct PushedRun {
  std::int64_t worked = 0;  // orders that it booked, refused or left out
  // Received by now, perhaps since it looked last; nothing: the store is away.
  std::optional<std::int64_t> left;
};

// The syncs of which something pushed waits to be booked; one run takes all that has come.
class PushedTurns {
 public:
  // It must outlive this.
  explicit PushedTurns(const base::Clock& clock);

  // Its turn is now, unless it waits for the end of a pause.
  void came(journal::SyncId sync);
  void again_after(journal::SyncId sync, base::Milliseconds pause);
  // A run, or the look at what is there, failed: again in a few seconds.
  void again_soon(journal::SyncId sync);
  // A run has ended. Where it could work nothing of what is there (the POS is away, no session is open), the
  // next one begins after a pause that grows. Where it worked something, what is left has mostly come while
  // it ended: its turn is now.
  void ran(journal::SyncId sync, const PushedRun& run);
  // Nothing is left of what came: its next pause is the shortest again.
  void left_none(journal::SyncId sync);

  // Who has waited longest comes first: a few that are always due keep nobody from a turn.
  std::vector<journal::SyncId> due() const;
  // What comes from here on is another turn.
  void take(journal::SyncId sync);

 private:
  const base::Clock& clock_;
  mutable base::Mutex mutex_;
  std::map<journal::SyncId, base::Instant> not_before_ GUARDED_BY(mutex_);
  GrowingPauses<journal::SyncId> pauses_ GUARDED_BY(mutex_);
};

// Orders that are due stay due where a run cannot even begin with them: the POS is away, no session is open.
// Their next run waits a little longer each time, and not so long that whoever opens a session wonders.
class RetryRests {
 public:
  // It must outlive this.
  explicit RetryRests(const base::Clock& clock);

  void begun(const std::string& sync);
  void not_begun(const std::string& sync);
  bool rests(const std::string& sync) const;

 private:
  const base::Clock& clock_;
  mutable base::Mutex mutex_;
  std::map<std::string, base::Instant> until_ GUARDED_BY(mutex_);
  GrowingPauses<std::string> pauses_ GUARDED_BY(mutex_);
};

}  // namespace ordersync::app
