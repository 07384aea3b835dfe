// Store: what every verb of the SQL journal needs inside its transaction: numbers, sources, leases, events,
// and what becomes of content that was kept aside. Internal to journal/. Knows no verb.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "journal/journal.h"
#include "journal/rows.h"
#include "journal/runs.h"
#include "sql/database.h"

namespace ordersync::journal {

using SourceId = std::int64_t;

class Store {
 public:
  Store(sql::Connection& connection, const base::Clock& clock, base::Random& random, OwnerAlive owner_alive)
      : connection_(connection), clock_(clock), random_(random), owner_alive_(std::move(owner_alive)) {}

  sql::Connection& sql() { return connection_; }
  std::int64_t now() const { return base::to_unix_ms(clock_.now()); }

  // The first of `count` new numbers. REQUIRES: a write transaction, as all that follows.
  base::Result<std::int64_t> allocate(std::string_view sequence, std::int64_t count);

  // Nothing when no order of that source was ever received.
  base::Result<std::optional<SourceId>> find_source(std::string_view code);
  base::Result<SourceId> source(std::string_view code);
  // A source made in this transaction is forgotten again: its number may never become durable.
  void forget_sources() { sources_.clear(); }

  base::Result<Lease> open_lease(RunId run, std::string_view owner, base::Instant deadline);
  base::Result<void> extend(const Lease& lease, base::Instant deadline);
  base::Result<void> close_lease(const Lease& lease);
  // Fails with "lease_lost" unless the lease is there and its deadline ahead, by the shared time. Needs no
  // write transaction.
  base::Result<void> require_lease(const Lease& lease);
  // The same in a transaction beside the writer's: nobody takes it over before that ends.
  base::Result<void> hold_lease(const Lease& lease);
  // Leases that have passed or whose owner is dead; `mine` is spared. Needs no write transaction.
  base::Result<std::vector<std::int64_t>> dead_leases(std::int64_t mine);
  // A row that nobody is about to book is ended.
  base::Result<void> end_as_skipped(RowId row, std::string_view actor, const order::Notice& why);
  // Frees the rows of leases that have passed or whose owner is dead; `mine` is spared.
  base::Result<void> free_dead_leases(std::int64_t mine);

  base::Result<void> add_event(RowId row, std::optional<RunId> run, std::string_view step,
                               std::string_view actor, std::string_view text);
  base::Result<void> set_attention(RowId row, const order::Notice& attention);
  // The source sends again what is booked: the attention of its news goes; of one that the POS raised what
  // was said of them behind it.
  base::Result<void> end_news(RowId row, std::string_view external_id, std::optional<RunId> run,
                              std::string_view actor);
  // A person's answer to what a refund waits for.
  base::Result<void> decide(RowId row, Decision decision);
  // Whether the POS accepted it and shows it nowhere: a person is to look for it, or has said that it stands
  // there (Ignore).
  base::Result<bool> was_never_shown(RowId row);
  // Of a parked row: tried as soon as somebody looks.
  base::Result<void> make_due(RowId row);
  base::Result<void> set_problem(RowId row, const order::Problem& problem,
                                 std::optional<base::Instant> retry_at);

  // Content that was kept aside while an older one was in hand, wherever that one's outcome is known by now:
  // booked, and the newer is an attention; or not booked, and the newer takes its place. Of what the POS
  // accepted and never showed it is known once a person asks for it `by_hand`.
  base::Result<void> settle_asides(RowId by_hand = -1);

 private:
  struct Aside;
  base::Result<void> require_lease(const Lease& lease, std::string_view sql);
  base::Result<void> free_rows(std::int64_t lease);
  base::Result<void> show_aside(const Aside& aside);
  base::Result<void> replace_by_aside(const Aside& aside);

  sql::Connection& connection_;
  const base::Clock& clock_;
  base::Random& random_;
  OwnerAlive owner_alive_;
  std::unordered_map<std::string, SourceId> sources_;
};

// What the source says of a booked order: that its content changed, that it is no sale any more, that it is
// one again.
inline constexpr std::string_view kChanged = "changed_after_booking";
inline constexpr std::string_view kCancelled = "cancelled_after_booking";
inline constexpr std::string_view kSoldAgain = "sold_again";
order::Notice changed_notice(std::string_view external_id, std::string_view pos_order);
order::Notice cancelled_notice(order::Kind kind, std::string_view external_id, std::string_view pos_order,
                               std::string_view reason);
order::Notice sold_again_notice(std::string_view external_id);
// The same where nobody knows whether its reversal stands there.
order::Notice sold_again_unshown_notice(std::string_view external_id);
// Of a cancellation whose reversal is booked already.
order::Notice cancelled_again_notice(std::string_view external_id);
// An attention's message without what the source has said since, which stands behind what is wrong in the
// POS.
std::string without_news(std::string_view message, std::string_view external_id);

// Where a parked order stands by its problem.
Shelf shelf_of(std::string_view problem_code, order::Remedy remedy);

inline constexpr std::string_view kFurtherRefund = "further_refund";
// Each try may stop the POS for minutes: only a person says that there is one more.
inline constexpr std::string_view kNoAnswer = "odoo_no_answer";
// The POS accepted it and shows it nowhere: only a person says that it is sent again.
inline constexpr std::string_view kNotShown = "not_shown";
// Of a row's problem: that the POS accepted it and shows it nowhere. Ignoring it keeps that as the cause.
inline bool is_never_shown(std::string_view code, std::string_view cause) {
  return code == kNotShown || (code == "ignored" && cause == kNotShown);
}
// The step of a sale that a person had booked with its refund.
inline constexpr std::string_view kTakenUp = "taken_up";
// The step of a booked order that a person had booked again.
inline constexpr std::string_view kBookAgain = "book_again";
inline constexpr std::string_view kSaleNotBooked = "sale_not_booked";

// By the reason why content that came is no sale: one that the sync's own settings leave out by now
// ("before_start_date", "filtered_out") was cancelled by nobody.
bool is_cancellation(std::string_view reason);

base::Error lease_lost();
base::Error order_not_found();
base::Error order_not_waiting(std::string message);

}  // namespace ordersync::journal
