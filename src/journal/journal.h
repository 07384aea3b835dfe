// PORT: the journal of orders. Durable inbox, claims, intents, outcomes and the timeline of every order. It
// is the spine of "exactly once" (docs/journal.md). Every call that changes something is one durable
// transaction, or changes nothing. One thread at a time per object.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.h"
#include "base/list_order.h"
#include "base/money.h"
#include "base/result.h"
#include "base/time.h"
#include "journal/state.h"
#include "order/key.h"
#include "order/problem.h"

namespace ordersync::journal {

using RowId = std::int64_t;
using RunId = std::int64_t;
using SyncId = std::int64_t;

// What became of an order in a run; each order counts once in a run (behaviour 11).
enum class Tally { none, booked, failed, already_synced, skipped, waiting };

// Who holds a claim: rows of a lease whose deadline has passed, or whose owner is known to be dead, are free.
struct Lease {
  std::int64_t id = 0;
  std::string token;
};

// How a payload that the journal keeps is read today: the sync's settings and its hook may have changed
// since.
class ContentReader {
 public:
  struct Read {
    base::Digest digest;
    std::string no_sale_because;  // of its status, as Incoming::reason has it; empty: it is one
    friend bool operator==(const Read&, const Read&) = default;
  };
  virtual ~ContentReader() = default;
  // The order with this key in it; nothing where there is none that can be read.
  virtual std::optional<Read> read(const order::OrderKey& key, std::string_view payload) = 0;
};

// One element of the inbox, ready to be stored.
struct Incoming {
  order::OrderKey key;
  Content content = Content::bookable;  // what the decoder made of it (state.h)
  base::Digest digest;
  std::string_view payload;               // what is kept, card numbers already cut
  std::optional<order::Problem> problem;  // Content::refused: why
  std::optional<order::Notice> reason;    // Content::other: why it is skipped
  bool filtered_out = false;              // by the sync's filter, whatever `reason` says
  std::optional<base::Instant> date;      // the order's own
  // Of an order without one: left out once because it was received earlier than this, it stays so.
  std::optional<base::Instant> not_before = {};
  std::optional<base::Money> total;  // GrandTotal, for lists
  // What will be posted of it, encoded, and its warnings, where that is known already: a fresh order is
  // stored as intended at once (receive). Empty: it is intended later. Both outlive the call.
  std::string_view document = {};
  const order::Warnings* warnings = nullptr;
  // Asked before a booked order counts as changed: what was booked may read differently today without being
  // another order. May be null; outlives the call.
  ContentReader* reader = nullptr;
};

// What the journal made of one Incoming.
struct Arrived {
  RowId row = 0;
  Arrival arrival = Arrival::fresh;
  bool intended = false;      // with the document that came with it
  Tally tally = Tally::none;  // how it counts in this run; none: claimed by the caller, or counted before
  std::optional<order::Notice> notice;  // what a failure says ("changed after booking …")
  Tally counted = Tally::none;  // how it had counted in this run before: `tally`, or what becomes of a
                                // claimed row, takes that place
  // Set: the source sends again what is booked, after other content. To be given to go_back() once it is
  // known that the answer does not have it otherwise.
  std::optional<std::int64_t> went_back_at;
  bool is_otherwise = false;  // it is booked, and this is not what was booked
};

struct WentBack {
  RowId row = 0;
  std::int64_t at = 0;  // as Arrived had it, in ms of the store's time
};

// A row claimed by the caller.
struct Claimed {
  RowId row = 0;
  order::OrderKey key;
  State was = State::received;  // received, parked or intended
  std::string payload;
  std::string document;  // encoded; set when `was` is intended
  base::Instant received_at;
  int attempts = 0;
  order::Problem problem;       // the last one; without a code: none
  Tally counted = Tally::none;  // how it has counted in this run already
  // Intended, and the source has sent other content since; where a person has it booked again: since then.
  bool superseded = false;
  bool refund_alone = false;
  bool as_sale = false;     // its payload is its refund's, which is to be read as the sale
  bool taken_over = false;  // it waited under a sync that was removed
  std::optional<base::Instant> unknown_since = {};  // intended: since when for the same cause
};

// What a person ignored is claimed by hand only where a person asks for it anew.
enum class Ignored { stays, taken_up };

// "order_not_waiting", in words for a row in this state: what claim_one fails with.
base::Error not_waiting(State state);

// A claimed row that is not to be worked any more, and why.
struct Skipping {
  RowId row = 0;
  order::Notice reason;
};

// An order as it was read now, of a row that came from a claim: the sync's settings may have changed since it
// was received.
struct ReadAgain {
  base::Digest digest;  // what the next delivery is compared with
  std::optional<base::Instant> date;
  base::Money total;
};

struct Intent {
  RowId row = 0;
  std::string_view document;  // encoded
  const order::Warnings* warnings = nullptr;
  std::optional<ReadAgain> read_again = {};
};

struct Settlement {
  RowId row = 0;
  std::string pos_order;                   // the POS order's name
  bool found = false;                      // settled by look-up after an unknown outcome
  std::optional<order::Notice> attention;  // read-back differs, or the POS has something else under this key
  order::Warnings warnings;                // added to those of the intent
};

struct Parking {
  RowId row = 0;
  order::Problem problem;
  bool anew = true;                       // a new cause: told, and counts as failed; else it goes on waiting
  bool keep_intent = false;               // outcome unknown: stays intended, asked by key at the next attempt
  std::optional<base::Instant> retry_at;  // Remedy::wait: not before then
  std::optional<ReadAgain> read_again = {};
  bool is_failure = true;  // false: the order is not at fault, so that it counts as waiting
};

// What became of a batch.
struct Finished {
  std::vector<Settlement> settled;
  std::vector<Parking> parked;
  bool empty() const { return settled.empty() && parked.empty(); }
};

// Which rows a claim takes.
enum class ClaimOf {
  due,      // received; intended without a live lease; parked to wait whose time has come; woken rows
  waiting,  // all parked rows as well (start of a run, Retry all)
};

struct Event {
  base::Instant at;
  std::optional<RunId> run;
  std::string step;   // received, matched, intended, posted, read_back, booked, parked, retried …
  std::string actor;  // "schedule", "Sync Now", a person's name
  std::string text;
};

// What a person has to see of a booked order. Told apart by its code and when it was raised: a better text
// for it leaves it the same.
struct Attention : order::Notice {
  base::Instant at;
  bool is_same_as(const Attention& other) const { return code == other.code && at == other.at; }
};
// Kind conflict, "attention_changed": `stands` is another one than whoever decides has read, or none.
base::Error attention_changed(const std::optional<Attention>& stands);

// An order as lists and screens show it.
struct OrderView {
  RowId row = 0;
  order::OrderKey key;
  State state = State::received;
  std::optional<order::Notice> error;
  std::optional<order::Notice> skipped_for;  // why it is skipped, which is no error
  bool may_stand = false;  // the POS accepted it and shows it nowhere, or a person has said that it is there
  order::Warnings warnings;
  std::optional<Attention> attention;
  std::string pos_order;
  std::optional<base::Instant> booked_at;
  base::Instant received_at;
  base::Instant updated_at;
  std::optional<base::Instant> date;
  std::optional<base::Money> total;
  int attempts = 0;    // that failed since its content came
  SyncId sync_id = 0;  // the sync that received it last
};

struct OrderFilter {
  std::optional<std::string> state;  // the contract's: received, posting, booked, parked, ignored, skipped
  std::optional<SyncId> sync;
  // Dated within these moments, the last one left out. An order whose date was not known when it came (none
  // was sent, or it could not be read) is among them when it was received at `dated_from` or later.
  std::optional<base::Instant> dated_from = {};
  std::optional<base::Instant> dated_until = {};
  enum class By { received, date };
  By by = By::received;  // the date: the order's own, or when it was received where it has none
  base::ListOrder order = base::ListOrder::newest_first;
  int limit = 100;
  std::string cursor;
};

struct OrderPage {
  std::vector<OrderView> items;
  std::string next;
};

class Journal {
 public:
  virtual ~Journal() = default;

  // A lease of its own for `run`, until `deadline` (reckoned from the caller's clock now; those who share a
  // store compare by the store's). extend() moves the deadline and fails with "lease_lost"
  // when someone else has taken the rows over. close_lease() frees rows that were claimed and not worked.
  virtual base::Result<Lease> open_lease(RunId run, std::string_view owner, base::Instant deadline) = 0;
  virtual base::Result<void> extend(const Lease& lease, base::Instant deadline) = 0;
  virtual base::Result<void> close_lease(const Lease& lease) = 0;
  // Right before anything is sent: fails with "lease_lost" when the lease has passed or was taken over. Only
  // reads, within the transaction of the caller if there is one.
  virtual base::Result<void> check_lease(const Lease& lease) = 0;

  // Stores a batch, by the table of behaviour 3. Rows that are to be worked now (fresh, replaced, looked at
  // again) are claimed for `lease` at once; fresh ones that come with their document are intended as well,
  // and need no intend(). Answers in the order of `batch`.
  virtual base::Result<std::vector<Arrived>> receive(const Lease& lease, SyncId sync, RunId run,
                                                     std::span<const Incoming> batch) = 0;

  // receive() of a batch in which all is new, beside whoever writes (sql::Connection::begin_append), for a
  // journal on a connection of its own. Nothing: some of it is known, or belongs to a source that is not, and
  // nothing was changed: receive() it.
  virtual base::Result<std::optional<std::vector<Arrived>>> append(const Lease& lease, SyncId sync, RunId run,
                                                                   std::span<const Incoming> batch) = 0;

  // The same for a batch that somebody pushed, in which no run has a part: nothing is claimed. What is to be
  // worked waits as `received` for the next claim, and so does what cannot be read, so that a run counts it.
  // `Arrived::tally` and `counted` say nothing. `together` is done in the same transaction, before anything
  // is stored: its error undoes it all and is returned. May be empty.
  virtual base::Result<std::vector<Arrived>> receive_pushed(
      SyncId sync, std::span<const Incoming> batch, const std::function<base::Result<void>()>& together) = 0;

  // What the source said of these booked orders in between is no news any more, and counts anew should it
  // come again. Orders of which it was said once more since are left. Refused with "lease_lost".
  virtual base::Result<void> go_back(const Lease& lease, RunId run, std::span<const WentBack> rows) = 0;

  // Claims up to `limit` rows of the sync, oldest first, with id > `after`. An empty answer: nothing is left.
  virtual base::Result<std::vector<Claimed>> claim(const Lease& lease, SyncId sync, RunId run, ClaimOf which,
                                                   RowId after, int limit) = 0;

  // The rows of the sync that no claim takes, since a person is to decide ("further_refund",
  // "odoo_no_answer", "not_shown"), and that `run` has not counted yet: counted in it as waiting.
  virtual base::Result<std::vector<RowId>> count_held(const Lease& lease, SyncId sync, RunId run) = 0;

  // What receive(), claim() of what waits and count_held() would answer a new run of the sync now; all that
  // they do is undone before they answer, and nobody's lease is touched. A fresh order has no row. For a dry
  // run.
  virtual base::Result<std::vector<Arrived>> try_receive(SyncId sync, std::span<const Incoming> batch) = 0;
  virtual base::Result<std::vector<Claimed>> try_claim(SyncId sync, RowId after, int limit) = 0;
  virtual base::Result<std::vector<RowId>> try_count_held(SyncId sync) = 0;

  // One row by hand (Retry), whatever sync it belongs to. Fails with "order_not_found", "order_not_waiting".
  virtual base::Result<Claimed> claim_one(const Lease& lease, RunId run, RowId row, Ignored ignored) = 0;

  // Durable before anything is posted. Fails with "lease_lost" when any row is no longer the caller's.
  // Answers the rows, in their order, that were left as they are, since the source has sent them otherwise
  // after they were claimed: the newer takes their place when the lease is closed.
  virtual base::Result<std::vector<RowId>> intend(const Lease& lease, RunId run,
                                                  std::span<const Intent> batch) = 0;
  // The end of a batch: settled and parked rows in one transaction, with their timeline and tallies. Settling
  // a sale wakes the refunds that wait for it. Refused with "lease_lost" when the lease has passed.
  virtual base::Result<void> finish(const Lease& lease, RunId run, std::span<const Settlement> settled,
                                    std::span<const Parking> parked) = 0;
  // finish, then receive of the next batch, in one transaction: one journey to the disk less for each batch.
  virtual base::Result<std::vector<Arrived>> finish_and_receive(const Lease& lease, SyncId sync, RunId run,
                                                                const Finished& finished,
                                                                std::span<const Incoming> batch) = 0;

  // Claimed rows that turned out to be no order of this sync: skipped. Refused with "lease_lost".
  virtual base::Result<void> skip(const Lease& lease, RunId run, std::span<const Skipping> rows) = 0;

  // What is known of a key, for the surroundings of a refund: booked sale and refunds of it.
  virtual base::Result<std::optional<OrderView>> find(const order::OrderKey& key) = 0;
  virtual base::Result<std::vector<OrderView>> refunds_of(std::string_view source,
                                                          std::string_view external_id) = 0;

  // For people. KEY may be just the external id where that is unique: all rows with it are returned.
  virtual base::Result<std::vector<OrderView>> find_text(std::string_view key_or_external_id) = 0;
  // Fails with "bad_cursor", "unknown_state".
  virtual base::Result<OrderPage> list(const OrderFilter& filter) = 0;
  // The newest of a source that are booked or in hand: those whose keys may not change any more. All of a
  // source are looked at where few are of that kind.
  struct KeyOfRow {
    RowId row = 0;
    order::OrderKey key;
  };
  virtual base::Result<std::vector<KeyOfRow>> decided(std::string_view source, order::Kind kind,
                                                      int limit) = 0;
  // These fail with "order_not_found".
  virtual base::Result<std::vector<Event>> timeline(RowId row) = 0;
  // As it came; of an order booked long ago what retention left of it, which may be nothing.
  virtual base::Result<std::string> payload(RowId row) = 0;
  virtual base::Result<std::string> document(RowId row) = 0;  // empty before it was intended
  // What the source sent after booking, where that differs and was kept; empty otherwise.
  virtual base::Result<std::string> changed_payload(RowId row) = 0;

  // A parked or received order is ended; on a booked order its attention is, and only the one that whoever
  // decides has `seen`. Fails with "order_not_found", "order_not_waiting", "attention_changed".
  virtual base::Result<void> ignore(RowId row, std::string_view why, std::string_view actor,
                                    const std::optional<Attention>& seen) = 0;
  // A person's answer to "sale not booked": the refund becomes due and is booked without its sale. Fails with
  // "order_not_found", "order_not_waiting".
  virtual base::Result<void> refund_alone(RowId row, std::string_view actor) = 0;
  // A person's answer "both": claims the sale that the refund `row` waits for. One that waits is taken as
  // claim_one does, one that was ignored is taken up again; in place of one that never came or is skipped
  // `as_sale` is received, what the refund's own payload says read as its sale. Nothing: it is booked. Fails
  // with "order_not_found", "order_not_waiting", and with "sale_not_received" where `as_sale` is null and
  // needed.
  virtual base::Result<std::optional<Claimed>> claim_sale(const Lease& lease, SyncId sync, RunId run,
                                                          RowId row, const Incoming* as_sale,
                                                          std::string_view actor) = 0;
  // A person's answer to a booked order that the POS has lost: it is intended again, with the document that
  // was booked, and nobody's, so that the next claim of `sync` takes it as any unknown outcome. Its attention
  // is closed. `seen`: how it stood when the POS was asked, so that of several who ask for it one has it.
  // Fails with "order_not_found", "order_not_waiting" (that booking stands no more), "document_removed".
  // REQUIRES: the POS has said that it is not there.
  virtual base::Result<void> book_again(const OrderView& seen, SyncId sync, std::string_view actor) = 0;
  // A better text for the open attention of this code of a booked order (the differences field by field). One
  // that a person has closed stays closed.
  virtual base::Result<void> attend(RowId row, const order::Notice& attention) = 0;
  // Parked rows of every sync (or one) that wait to be fixed become due; those that need a person's own
  // decision ("further_refund", "odoo_no_answer", "not_shown") do not.
  virtual base::Result<std::int64_t> wake(std::optional<SyncId> sync, std::string_view reason) = 0;

  // Syncs of which something should be worked before the next scheduled run: a woken row, a parked row whose
  // retry time has come, a row in hand without a live lease. Plain received rows do not count. Cheap.
  virtual base::Result<std::set<SyncId>> due_syncs() = 0;

  struct Counts {
    std::int64_t received = 0, posting = 0, parked = 0, attention = 0;
  };
  virtual base::Result<Counts> counts(std::optional<SyncId> sync) = 0;  // open work only; cheap
};

}  // namespace ordersync::journal
