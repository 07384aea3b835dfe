// Dry run: everything a run does but writing. The engine's steps are those of a run; here is the booker that
// acts on nothing, and how an order would look.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "pos/pos_target.h"
#include "sync/booking.h"
#include "sync/context.h"

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

// A booker that writes and sends nothing: what it would post it takes for booked, and shows. What the journal
// would know of the orders of this run it keeps itself, by 64-bit hashes of their keys: a shop's whole past
// is in here, and two keys whose hashes meet would only make the preview wrong.
class DryBooker final : public Booker {
 public:
  // All outlive it. `result` is filled with what would be booked.
  DryBooker(Ports& ports, const SyncSettings& settings, RunContext& context, DryRun& result);

  base::Result<std::vector<journal::Arrived>> receive(std::span<const journal::Incoming> batch) override;
  base::Result<void> flush() override { return {}; }
  base::Result<void> stay_alive() override { return {}; }
  // REQUIRES: ClaimOf::waiting; what is due after the fetch is what was set free.
  base::Result<std::vector<journal::Claimed>> claim(journal::ClaimOf which, journal::RowId after,
                                                    int limit) override;
  base::Result<void> skip(std::span<const journal::Skipping> rows) override;
  base::Result<std::vector<journal::RowId>> count_held() override;
  base::Result<void> go_back(std::span<const journal::WentBack>) override { return {}; }
  base::Result<void> attend(journal::RowId, const order::Notice&) override { return {}; }

  // Refunds that were tried before their sales: once the fetch is over, as a run's journal wakes them.
  base::Result<void> book_what_was_set_free();

 private:
  // An order that this run has tried, or refused, and would not book.
  struct Worked {
    journal::Tally tally = journal::Tally::none;
    base::Digest content;
    bool in_hand = false;  // it would still be in this run's hand: other content is kept aside
  };

  void see_by_this_run(const journal::Incoming& incoming, journal::Arrived& arrived);
  base::Result<void> send(std::span<Item> items) override;
  void keep(std::span<const Item> items) override;
  base::Result<pos::Session> ensure_session(pos::AutoCreate auto_create) override;
  base::Result<void> find_sale_of(const order::OrderKey& refund, match::Surroundings& onto) override;
  void show(const Item& item, pos::BookedOrder standing);

  DryRun& result_;
  std::unordered_map<std::size_t, base::Money> booked_;    // by this run: their totals
  std::unordered_map<std::size_t, base::Money> refunded_;  // of a sale, by this run
  std::unordered_map<std::size_t, Worked> worked_;
  std::unordered_set<journal::RowId> skipped_;
  std::unordered_set<journal::RowId> held_;
  std::vector<Work> refunds_;  // that wait for their sales
};

// PURE: how a document would stand in the POS once booked. Fails with "amount_too_large" where what it moves
// is too much for any POS.
base::Result<pos::BookedOrder, order::Problem> preview(const order::PosDocument& document,
                                                       order::StockMode stock);

}  // namespace ordersync::sync
