// What the parts of one run share: the ports they act on and what the run has learned so far.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "journal/journal.h"
#include "journal/runs.h"
#include "pos/pos_target.h"
#include "source/order_source.h"
#include "sync/run_report.h"
#include "sync/seen.h"
#include "sync/settings.h"

namespace ordersync::sync {

// Everything a run acts on. All outlive the engine.
struct Ports {
  source::OrderSource& source;
  pos::Target& pos;
  journal::Journal& journal;
  journal::Runs& runs;
  base::Clock& clock;
  base::Random& random;
  base::Log& log;
  std::string owner;                     // who holds leases: this process
  std::function<bool()> stop_requested;  // a clean stop was asked for: finish the batch in hand; may be empty
  // Runs both at once, the first on another thread, and returns when both have ended. Empty: one thread does
  // it all, in turn. The first touches the source and `journal_aside` only; the second everything else.
  std::function<void(const std::function<void()>& aside, const std::function<void()>& here)> side_by_side =
      {};
  // For the thread aside where the store lets it receive beside what is booked: a journal on a connection of
  // its own, made when it is first asked for. Empty: the store has one writer.
  std::function<base::Result<journal::Journal*>()> journal_aside = {};

  bool stop_is_asked_for() const { return stop_requested && stop_requested(); }
};

// Where a run stands; for progress bars and live screens.
struct RunProgress {
  journal::RunId run = 0;
  int pages = 0;
  std::int64_t elements = 0;
  journal::RunCounts counts;
};
using RunObserver = std::function<void(const RunProgress&)>;

// A run that has not been heard of for this long is dead, even where nobody can tell by its process.
inline constexpr base::Milliseconds kRunLease = std::chrono::minutes(15);
inline constexpr base::Milliseconds kBeatEvery = std::chrono::seconds(5);

struct RunContext {
  journal::RunId run = 0;
  journal::Lease lease;
  std::shared_ptr<const order::Catalogue> catalogue;
  // Why the POS gives no catalogue, though one is kept: orders are received, and nothing is booked.
  std::optional<base::Error> refusal;
  std::optional<base::Instant> catalogue_asked_again_at;
  std::optional<pos::Session> session;  // once the run has needed it
  RunTally tally;
  SeenKeys counted;  // known orders, which are counted once however often they come
  RunTroubles troubles;
  std::map<std::string, std::int64_t>
      unknown;  // by code: orders of which nobody knows whether they are booked
  int pages = 0;
  journal::SourceSeen source_seen = journal::SourceSeen::not_asked;
  base::Instant started_at;
  base::Instant beaten_at;
  bool of_one_order = false;  // which a person has chosen
};

}  // namespace ordersync::sync
