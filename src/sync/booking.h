// Booker: takes claimed orders through match → intend → post → read back → settle or park, a batch at a time
// (design "Exactly once"). Receives nothing, fetches nothing. What it writes and sends it does in virtual
// functions, of which a dry run has its own (dry_run.h).
#pragma once

#include <span>
#include <vector>

#include "order/document.h"
#include "order/order.h"
#include "sync/context.h"
#include "sync/foresight.h"

namespace ordersync::sync {

// One claimed row in hand.
struct Work {
  journal::RowId row = 0;
  order::OrderKey key;
  std::optional<order::Order> order;  // to be matched; nothing for a row found intended, nor for a reversal,
                                      // which is what was booked of its sale
  std::optional<order::Problem> refused;            // why it cannot be decoded
  std::optional<journal::ReadAgain> read_again;     // of `order`, for a row that came from a claim
  std::optional<order::PosDocument> document;       // the stored intent of a row found intended
  std::optional<order::Problem> unreadable_intent;  // instead of `document`: such a row is only looked up
  bool superseded = false;                          // with `document`: only looked up, too, then called off
  std::optional<Foreseen> foreseen;                 // of `order`
  bool intended = false;                            // as foreseen, when it was received
  base::Instant received_at;
  int attempts = 0;
  std::string cause;                              // why it waited so far, empty when new
  std::optional<base::Instant> unknown_since;     // with `document`: since when for this cause
  journal::Tally counted = journal::Tally::none;  // how it has counted in this run already
  bool refund_alone = false;
};

class Booker {
 public:
  // All outlive the booker.
  Booker(Ports& ports, const SyncSettings& settings, RunContext& context);
  virtual ~Booker() = default;
  Booker(const Booker&) = delete;
  Booker& operator=(const Booker&) = delete;

  // Works the whole batch, in as many calls as the POS likes; when a stop is asked for, what is not begun
  // waits for the next run. Fails only when the journal does: then every row is where its last durable step
  // left it, and the next run goes on from there.
  base::Result<void> book(std::vector<Work> batch);

  // Whether so many orders, received now, would be posted in one call and into a session that is known. Then
  // their documents are stored with them.
  bool posts_at_once(std::size_t orders) const;
  // Whether what was foreseen for the order is what will be posted.
  bool holds(const Foreseen& foreseen) const;

  // What became of the last orders is written together with what is received next: every other trip to the
  // disk for nothing. If it is not written, because the process died or the journal failed, the orders are
  // found intended, and are looked up.
  virtual base::Result<std::vector<journal::Arrived>> receive(std::span<const journal::Incoming> batch);
  // The same where nothing is received for now. Counts of the run are true afterwards.
  virtual base::Result<void> flush();
  // Says every kBeatEvery that the run goes on, so that nobody takes over what it has in hand.
  virtual base::Result<void> stay_alive();
  // What has changed since the run began in a POS that is at hand counts from here on. An Odoo is asked where
  // something is missing.
  void look_at_catalogue();
  // As the journal's, for this run.
  virtual base::Result<std::vector<journal::Claimed>> claim(journal::ClaimOf which, journal::RowId after,
                                                            int limit);
  virtual base::Result<void> skip(std::span<const journal::Skipping> rows);
  virtual base::Result<std::vector<journal::RowId>> count_held();
  virtual base::Result<void> go_back(std::span<const journal::WentBack> rows);
  virtual base::Result<void> attend(journal::RowId row, const order::Notice& notice);

 protected:
  struct Item;

  // Brings what is to be posted to its ending. REQUIRES: a session.
  virtual base::Result<void> send(std::span<Item> items);
  // What became of a batch, before it is counted.
  virtual void keep(std::span<const Item> items);
  virtual base::Result<pos::Session> ensure_session(pos::AutoCreate auto_create);
  virtual base::Result<void> find_sale_of(const order::OrderKey& refund, match::Surroundings& onto);

  Ports& ports_;
  const SyncSettings& settings_;
  RunContext& context_;

 private:
  base::Result<void> book_part(std::span<Work> part);
  void leave_for_the_next_run(std::span<Work> rest);
  void look_up_recovered(std::span<Item> items);
  base::Result<void> match_new(std::span<Item> items);
  void match_one(Item& item);
  base::Result<match::MatchResult> match(const Work& work, const match::Surroundings& surroundings);
  bool catalogue_has_moved_on();
  bool take_catalogue(std::shared_ptr<const order::Catalogue> catalogue);
  base::Result<match::Surroundings> surroundings_of(const Work& work);
  bool takes_payment();
  bool session_is_ready();
  void put_off_recovered(std::span<Item> items);
  base::Result<void> intend(std::span<Item> items);
  void post(std::span<Item> items);
  void post_once(std::span<Item> items);
  enum class Sent { to_be_booked, to_be_called_off };
  void send_once(std::span<Item> items, Sent what);
  void read_back(std::span<Item> items);
  journal::Finished outcome_of(std::span<const Item> items);
  void forget_last();
  void tell(const Item& item);
  void tally(const Item& item);

  order::PosAmounts pos_amounts_;
  order::Problem no_session_;  // why session_is_ready() said no
  journal::Finished last_;     // not written yet
  RunTally before_last_;       // what was counted without those
};

}  // namespace ordersync::sync
