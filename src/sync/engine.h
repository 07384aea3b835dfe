// Engine: one run of a sync from beginning to end: what waits, what the source sends, what that set free.
// The only room that knows the order of the steps.
#pragma once

#include <functional>

#include "source/reader.h"
#include "sync/booking.h"
#include "sync/context.h"
#include "sync/dry_run.h"
#include "sync/handover.h"
#include "sync/reception.h"
#include "sync/reread.h"

namespace ordersync::sync {

class Engine {
 public:
  explicit Engine(Ports& ports) : ports_(ports) {}

  // Books what waits, fetches, books what came. Answers the run as it was stored; a run that went wrong is an
  // answer with status error, not a failure. Fails when the run could not be held at all: "run_in_progress"
  // (about that run's id) or an error of the store.
  base::Result<journal::Run> run(const SyncSettings& settings, journal::Trigger trigger,
                                 const RunObserver& observer = {});

  // Books what was pushed and has not been worked yet: no fetching, and what waits for a fix goes on waiting.
  base::Result<journal::Run> book_pushed(const SyncSettings& settings);

  // "Retry": without fetching, all orders that wait.
  base::Result<journal::Run> retry_waiting(const SyncSettings& settings);
  // The same for one. Fails with "order_not_waiting" before any run is written.
  base::Result<journal::Run> retry_one(const SyncSettings& settings, const journal::OrderView& order);

  // "Book the reversal": takes a booked sale back as a whole, as a refund with an id of its own, so that
  // pressing twice books once. Fails with "order_not_booked" before any run is written, and with
  // "attention_changed" where the sale asks for something else by now than `sale`.
  base::Result<journal::Run> reverse(const SyncSettings& settings, const journal::OrderView& sale);

  // "Book both": the sale that a parked refund waits for, then the refund. A sale that never came is read
  // from the refund, where that is the order itself under a refund status. Fails as Journal::claim_sale does.
  base::Result<journal::Run> book_both(const SyncSettings& settings, const journal::OrderView& refund,
                                       std::string_view actor);

  // What run() would answer now, by the same steps, without writing anything. (An Odoo's orders that are
  // looked up are kept for its lists, as by any look.)
  base::Result<DryRun> dry_run(const SyncSettings& settings, const RunObserver& observer = {});

 private:
  using Body = std::function<base::Result<void>(const SyncSettings&, RunContext&, Booker&)>;

  // The run ends in order, but not because its work is done.
  static base::Error stopping();
  base::Result<journal::Run> held(const SyncSettings& settings, journal::Trigger trigger, const Body& body);
  void log_end(const SyncSettings& settings, const RunContext& context, journal::RunStatus status);
  base::Result<std::optional<journal::Claimed>> claim_reversal(const SyncSettings& settings,
                                                               RunContext& context,
                                                               const journal::OrderView& sale);
  base::Result<void> still_asks_for_the_same(const journal::OrderView& sale, std::string_view or_for = {});
  base::Result<void> work(const SyncSettings& settings, RunContext& context, Booker& booker,
                          Rereader& rereader, std::vector<journal::Claimed> claimed);
  base::Result<bool> has_come_since(const order::OrderKey& key, const journal::Claimed& row);
  base::Result<void> work_waiting(const SyncSettings& settings, RunContext& context, Booker& booker,
                                  journal::ClaimOf which);
  base::Result<void> fetch(const SyncSettings& settings, RunContext& context, Booker& booker,
                           const RunObserver& observer);
  // Whether the source was read to its end; where it failed, that is the run's trouble.
  base::Result<std::optional<source::FetchSummary>> fetch_window(const SyncSettings& settings,
                                                                 const source::Window& window,
                                                                 RunContext& context, Booker& booker,
                                                                 const RunObserver& observer);
  // What of the fetch ended how: the source's own failure, or ours.
  struct Fetched {
    base::Result<source::FetchSummary> summary;
    bool ended_by_us = false;
  };
  Fetched fetch_into(const SyncSettings& settings, const source::Window& window,
                     const Inbox::OnBatch& on_batch);
  base::Result<void> receive_all(Handover& handover, Reception& reception, Booker& booker,
                                 RunContext& context, const RunObserver& observer);
  base::Result<void> pulse(Booker& booker, RunContext& context, const RunObserver& observer);
  base::Result<void> prepare(SyncSettings& settings, RunContext& context);
  base::Result<void> read_by(base::Result<std::shared_ptr<const order::Catalogue>> catalogue,
                             SyncSettings& settings, RunContext& context);
  base::Result<void> fetch_dry(const SyncSettings& settings, RunContext& context, Booker& booker,
                               const RunObserver& observer);

  Ports& ports_;
};

// PURE: which orders to ask for now, and whether this is the daily reading of the last seven days (behaviour
// 1). That is a precaution, so where it fails the run asks for what it would ask for without it: `recent`.
struct FetchPlan {
  source::Window window;
  bool full_read = false;
  std::optional<source::Window> recent;
};
FetchPlan plan_fetch(const SyncSettings& settings, const journal::Progress& progress, base::Instant now);

}  // namespace ordersync::sync
