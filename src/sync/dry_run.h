// Dry run: everything a run does but writing. What would be booked, and why the rest would not.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "pos/pos_target.h"
#include "source/order_source.h"
#include "source/reader.h"
#include "sync/context.h"
#include "sync/seen.h"

namespace ordersync::sync {

struct DryRun {
  journal::RunStatus status = journal::RunStatus::no_orders;
  std::string message;
  journal::RunCounts counts;
  base::Instant started_at;
  base::Instant ended_at;
  std::vector<pos::BookedOrder> would_book;  // as they would stand in the POS; without a name and session
  std::vector<order::Warnings> warnings;     // of each of them
  std::int64_t more = 0;                     // would be booked too, beyond the first kShown
  std::optional<base::Instant> oldest;       // the earliest date of an order that is not booked yet
  static constexpr std::size_t kShown = 1000;
};

class DryRunSink final : public source::ElementSink {
 public:
  DryRunSink(Ports& ports, const SyncSettings& settings, RunContext& context, const RunObserver& observer);
  base::Result<void> element(const source::Element& element) override;
  base::Result<void> page_done(int page) override;
  // Whether a fetch that failed was ended from here, by the journal or the POS.
  bool failed() const { return failed_; }

  std::vector<pos::BookedOrder> would_book;
  std::vector<order::Warnings> warnings;
  std::int64_t more = 0;
  std::optional<base::Instant> oldest;

 private:
  base::Result<void> consider(const source::Decoded& decoded);
  base::Result<match::Surroundings> surroundings_of(const order::Order& order);
  void book(match::Matched matched);
  void refuse(const order::Problem& problem);

  Ports& ports_;
  const SyncSettings& settings_;
  RunContext& context_;
  const RunObserver& observer_;
  source::Reader reader_;
  SeenKeys seen_;
  order::PosAmounts pos_amounts_;
  // Would be booked by this run: hash of the external id → total, of refunds that of all together. A shop's
  // whole past is in here; two ids whose 64-bit hashes meet would only make the preview wrong.
  std::unordered_map<std::size_t, base::Money> sales_;
  std::unordered_map<std::size_t, base::Money> refunded_;
  bool failed_ = false;
};

// PURE: how a document would stand in the POS once booked.
pos::BookedOrder preview(const order::PosDocument& document, order::StockMode stock);

}  // namespace ordersync::sync
