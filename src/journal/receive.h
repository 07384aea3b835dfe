// Receiver: one batch of the inbox made durable, by the table of behaviour 3. Internal to journal/; state.h
// decides, this only looks up and writes.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "journal/blocks.h"
#include "journal/store.h"

namespace ordersync::journal {

inline bool is_anonymous_refund(const Incoming& incoming) {
  return incoming.key.kind == order::Kind::refund && incoming.key.refund_id.empty();
}

// One that the source has sent, under an id of its own or without one.
inline bool is_sent_refund(const Incoming& incoming) {
  return incoming.key.kind == order::Kind::refund && incoming.content == Content::bookable &&
         !incoming.key.refund_id.starts_with(order::kOwnRefundId);
}

// As Journal::go_back. REQUIRES: a write transaction.
base::Result<void> go_back_rows(Store& store, const Lease& lease, RunId run, std::span<const WentBack> rows);

class Receiver {
 public:
  Receiver(Store& store, const Lease& lease, SyncId sync, RunId run, std::span<const Incoming> batch)
      : Receiver(store, &lease, sync, run, batch) {}
  // Pushed: nothing is claimed, and no run counts it.
  Receiver(Store& store, SyncId sync, std::span<const Incoming> batch)
      : Receiver(store, nullptr, sync, kNoRun, batch) {}

  // REQUIRES: a write transaction. Answers in the order of the batch.
  base::Result<std::vector<Arrived>> receive();
  // What receive() would answer, fresh orders without a row. REQUIRES: a write transaction, which is rolled
  // back.
  base::Result<std::vector<Arrived>> look();
  // As Journal::append. REQUIRES: a transaction of begin_append, which is rolled back where it gives nothing;
  // not pushed.
  base::Result<std::optional<std::vector<Arrived>>> append();

 private:
  Receiver(Store& store, const Lease* lease, SyncId sync, RunId run, std::span<const Incoming> batch);

  // A row as the journal knows it.
  struct Found {
    RowId row = 0;
    State state = State::received;
    Content content = Content::bookable;
    base::Digest digest;
    bool leased = false;
    RunId run = 0;
    SyncId sync = 0;
    Tally tally = Tally::none;
    bool held = false;  // until a person says so
    std::int64_t received_at = 0;
    bool has_asides = false;  // other content has come since
  };

  struct Slot {
    const Incoming* incoming = nullptr;
    std::string refund_id;  // of the row it belongs to; "~…" for a further refund
    SourceId source = 0;
    base::Currency currency;  // of the total; the cells below borrow its code
    std::optional<Found> found;
    std::optional<bool> same_payload;  // as the one that is kept, where that was looked at
    bool as_booked = false;            // another content only by other settings
    bool further = false;              // a refund without an own id, after another of the same order
    bool repeats = false;              // said by another slot of this batch
    std::size_t winner = 0;            // … this one
    bool superseding = false;          // took the place of an earlier, different one of this batch
    bool stands_unshown = false;       // ignored, since it stands in the POS, which does not show it
    std::optional<order::Problem> problem;
  };

  base::Result<void> weigh_all();
  base::Result<bool> knows_sources();
  base::Result<void> look_up_all();
  static Found found_in(const sql::Row& row);
  static bool is_in_hand(const Found& found) { return found.leased || found.state == State::intended; }
  base::Result<void> resolve(std::size_t index);
  void join_earlier(std::size_t index);
  base::Result<void> look_up(Slot& slot);
  base::Result<void> find_read_otherwise(Slot& slot);
  base::Result<bool> may_be_known_otherwise(const Slot& slot);
  base::Result<void> weigh(std::size_t index);
  base::Result<bool> same_content(const Slot& slot);
  bool stands_as_it_was_read(const Slot& slot) const;
  base::Result<bool> is_never_shown(const Slot& slot);
  base::Result<Arrival> arrival_of(Slot& slot, std::optional<AsideStatus>& aside);
  base::Result<bool> is_overtaken(const Slot& slot, Arrival arrival);
  base::Result<bool> was_pushed_since(RowId row);
  base::Result<bool> was_said_otherwise(const Slot& slot);

  std::vector<Arrived> take_arrived();
  void add_fresh(std::size_t index);
  base::Result<void> write_fresh();
  base::Result<void> replace(std::size_t index);
  base::Result<void> see_skipped_again(std::size_t index);
  base::Result<void> go_back(std::size_t index);
  struct Reversal {
    RowId row = 0;
    bool is_booked = false;
    bool waits = false;      // nobody is about to post it
    bool may_stand = false;  // the POS accepted it and shows it nowhere: nobody has looked yet
  };
  base::Result<std::optional<Reversal>> reversal_in(const Slot& sale);
  base::Result<std::optional<order::Notice>> sell_again(const Slot& sale, const Reversal& reversal);
  base::Result<void> count(RowId row, Tally tally);
  base::Result<void> tell_failure(std::size_t index, order::Notice notice);
  base::Result<void> keep_aside(std::size_t index);
  base::Result<void> report_change(std::size_t index, Arrival arrival, std::optional<AsideStatus> aside);
  base::Result<void> store_aside(const Slot& slot, AsideStatus status);
  base::Result<void> adopt_digest(const Slot& slot);
  base::Result<void> note_push(RowId row);
  base::Result<void> note_digest(const Slot& slot);
  base::Result<void> adopt_sync(RowId row);
  base::Result<void> compare_payloads();
  base::Result<void> go_on_waiting(const Slot& slot);
  base::Result<void> keep_newer_payload(const Slot& slot);

  // Where a row goes by its content, when nobody has it in hand.
  struct Place {
    State state;
    Shelf shelf;
    Tally tally;
  };
  Place place_of(Content content) const;
  // The same of a row that is new.
  Place first_place_of(const Slot& slot) const;
  bool is_pushed() const { return lease_ == nullptr; }
  // Of the timeline: a push has no run to say who acted.
  std::optional<RunId> event_run() const { return is_pushed() ? std::nullopt : std::optional(run_); }
  std::string_view event_actor() const { return is_pushed() ? kPushActor : std::string_view(); }

  Store& store_;
  const Lease* lease_;  // null: pushed
  SyncId sync_;
  RunId run_;
  std::span<const Incoming> batch_;
  std::int64_t now_;
  std::vector<Slot> slots_;
  std::vector<Arrived> arrived_;
  BlockDates dates_;  // written last: whoever adds orders has the counter of their numbers before
  std::vector<std::size_t> fresh_;
  std::unordered_map<std::string, std::size_t> by_key_;
  // Equal refunds of one order in this batch, by order and content.
  struct Twins {
    int with_id = 0;
    int without = 0;
  };
  std::unordered_map<std::string, Twins> twins_;
};

}  // namespace ordersync::journal
