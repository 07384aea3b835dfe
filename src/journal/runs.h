// PORT: runs of syncs, and the cursor and schedule of each sync. Runs of one sync never overlap; a run whose
// process died is no run (behaviour 11, 12). One thread at a time per object.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "journal/journal.h"

namespace ordersync::journal {

enum class Trigger { schedule, sync_now, push, retry };
std::string_view to_string(Trigger trigger);  // "schedule", "sync_now", "push", "retry"

enum class RunStatus { running, success, no_orders, error };
std::string_view to_string(RunStatus status);  // "running", "success", "no_orders", "error"

struct RunCounts {
  std::int64_t processed = 0;  // booked
  std::int64_t failed = 0;
  std::int64_t already_synced = 0;
  std::int64_t skipped = 0;
  std::int64_t waiting = 0;
};

// What a run learnt of its source. `reached`: it was read to its end, or it brought its orders itself.
enum class SourceSeen { not_asked, reached, failed };

// How a run ended.
struct RunResult {
  RunStatus status = RunStatus::success;
  std::string message = {};
  RunCounts counts = {};
  int pages = 0;
  SourceSeen source = SourceSeen::not_asked;
  std::string fetch_error = {};  // the guide's whole sentence, where the source failed
  bool of_one_order = false;     // how the last run of all stands is not for it to say
};

struct Run {
  RunId id = 0;
  SyncId sync_id = 0;
  std::string sync;
  Trigger trigger = Trigger::schedule;
  RunStatus status = RunStatus::running;
  std::string message;
  RunCounts counts;
  int pages = 0;
  base::Instant started_at;
  std::optional<base::Instant> ended_at;
};

// What a complete fetch has read: what is new since the cursor, or the last seven days again (behaviour 1).
enum class Reading { recent, full };

// What a sync remembers between runs.
struct Progress {
  std::optional<base::Instant> cursor;
  std::optional<base::Instant> full_read_at;  // when the last 7 days were read again
  std::optional<base::Instant> next_run_at;
  std::optional<base::Instant> last_sync_date;
  std::string last_sync_status;  // "success", "no_orders", "error", or empty
  std::string last_sync_message;
  std::string fetch_error;  // why the last fetch failed; empty: it did not
};

struct RunFilter {
  std::optional<SyncId> sync = {};
  base::ListOrder order = base::ListOrder::newest_first;
  int limit = 100;
  std::string cursor = {};
};

// By how much the clocks of two nodes may differ, so that neither takes the other's turn for one of a clock
// that was set back.
inline constexpr base::Milliseconds kTurnsApart = std::chrono::minutes(1);

// A sync's turn that somebody takes.
struct Turn {
  base::Instant held_until;  // when it is anybody's again, unless its run has begun
  base::Instant next;        // when the sync's next one is, once its run has begun
};

class Runs {
 public:
  virtual ~Runs() = default;

  // Starts a run, unless one of the same sync lives: then fails with "run_in_progress" (kind conflict), whose
  // it is about that run's id. Runs whose owner is dead or whose deadline has passed are ended as errors
  // first.
  virtual base::Result<RunId> begin(SyncId sync, Trigger trigger, std::string_view owner,
                                    base::Instant deadline) = 0;
  // Still alive, and this far.
  virtual base::Result<void> beat(RunId run, const RunCounts& counts, int pages, base::Instant deadline) = 0;
  // Ends the run and writes the sync's last date, status and message in the same transaction. After a fetch
  // that failed, a push or a retry changes the date only: it says nothing of the source.
  virtual base::Result<void> end(RunId run, const RunResult& result) = 0;

  virtual base::Result<std::optional<Run>> show(RunId run) = 0;
  // Whether the run goes on: not ended, its deadline ahead, its owner not known to be dead.
  virtual base::Result<bool> alive(RunId run) = 0;
  struct Page {
    std::vector<Run> items;
    std::string next;
  };
  virtual base::Result<Page> list(const RunFilter& filter) = 0;  // fails with "bad_cursor"

  virtual base::Result<Progress> progress(SyncId sync) = 0;
  // Moves only over what is durably received, never on a failed fetch; also back, when the source's clock was
  // ahead.
  virtual base::Result<void> advance_cursor(SyncId sync, base::Instant cursor, Reading reading) = 0;
  virtual base::Result<void> schedule(SyncId sync, std::optional<base::Instant> next_run_at) = 0;
  // The sync's turn, where its time has come by `now`: taken until `turn.held_until`, and kept once its run
  // has begun. False: it has not come, or somebody else has taken it. A time further ahead than `turn.next`
  // is of a clock that was set back since, and has come as well.
  virtual base::Result<bool> take_turn(SyncId sync, base::Instant now, const Turn& turn) = 0;
  // The next one is at `turn.next`. A time that the sync was given since the turn was taken stays.
  virtual base::Result<void> keep_turn(SyncId sync, const Turn& turn) = 0;
  // Syncs whose time lies ahead of `now`, and when it is: the others' has come, or they never had one.
  virtual base::Result<std::map<SyncId, base::Instant>> not_yet_due(base::Instant now) = 0;
  // Ends the runs whose owner is dead or whose deadline has passed, as errors. What is run by schedule
  // becomes due at once, so that somebody goes on with what they left. Cheap when there is none.
  virtual base::Result<void> end_dead() = 0;
};

// Tells whether the process behind an owner string may still be alive; true where nobody can tell. May ask
// the store.
using OwnerAlive = std::function<bool(std::string_view owner)>;

}  // namespace ordersync::journal
