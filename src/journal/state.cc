// The table of behaviour 3 and the lawful steps; see state.h. No store, no clock.
#include "journal/state.h"

namespace ordersync::journal {

namespace {

// Nothing that a source sends has a booked order posted again or rewritten.
Arrival after_booking(const Known& known, Content incoming) {
  if (known.same_digest || known.same_as_aside) return Arrival::same;
  if (known.anonymous_refund && incoming == Content::bookable) return Arrival::further_refund;
  return incoming == Content::other ? Arrival::cancelled_after_booking : Arrival::changed_after_booking;
}

// Two refunds that carry no id of their own may be two refunds or one that was corrected. To replace would
// lose money in the first case; so the second waits for a person, whatever became of the first.
bool is_further_refund(const Known& known, Content incoming) {
  return known.anonymous_refund && !known.same_digest && known.content == Content::bookable &&
         incoming == Content::bookable;
}

// Somebody may be about to book the older content, or has: the newer waits until that is known.
Arrival while_in_hand(const Known& known, Content incoming) {
  if (known.same_digest && known.content == incoming) return Arrival::same_waiting;
  if (is_further_refund(known, incoming)) return Arrival::further_refund;
  return Arrival::kept_aside;
}

}  // namespace

std::string_view to_string(State state) {
  switch (state) {
    case State::received:
      return "received";
    case State::claimed:
      return "claimed";
    case State::intended:
      return "intended";
    case State::settled:
      return "settled";
    case State::parked:
      return "parked";
    case State::ignored:
      return "ignored";
    case State::skipped:
      return "skipped";
  }
  return "";
}

std::string_view public_word(State state) {
  switch (state) {
    case State::claimed:
    case State::intended:
      return "posting";
    case State::settled:
      return "booked";
    case State::received:
    case State::parked:
    case State::ignored:
    case State::skipped:
      break;
  }
  return to_string(state);
}

Arrival decide(const std::optional<Known>& known, Content incoming, bool live_lease) {
  if (!known) return Arrival::fresh;
  switch (known->state) {
    case State::settled:
      return after_booking(*known, incoming);
    case State::intended:
      return while_in_hand(*known, incoming);
    case State::claimed:
      if (live_lease) return while_in_hand(*known, incoming);
      [[fallthrough]];
    case State::received:
    case State::parked:
      // The same content may have become bookable, or a status to skip, by the sync's settings.
      if (known->same_digest && known->content == incoming) return Arrival::same_waiting;
      return is_further_refund(*known, incoming) ? Arrival::further_refund : Arrival::replaced;
    case State::ignored:
      if (known->same_digest) return Arrival::same;
      return is_further_refund(*known, incoming) ? Arrival::further_refund : Arrival::replaced;
    case State::skipped:
      return incoming == Content::other ? Arrival::skipped_again : Arrival::replaced;
  }
  return Arrival::same_waiting;
}

bool may_step(State from, State to) {
  switch (from) {
    case State::received:
      return to == State::claimed || to == State::parked || to == State::skipped || to == State::ignored;
    case State::claimed:  // back to where it was, when it is let go
      return to == State::intended || to == State::parked || to == State::received || to == State::skipped;
    case State::intended:  // received: the POS refused the older content, and newer had been kept aside
      return to == State::settled || to == State::parked || to == State::received;
    case State::parked:
      return to == State::claimed || to == State::ignored || to == State::skipped || to == State::received;
    case State::ignored:  // only by other content, as skipped ones; received where it was pushed
      return to == State::claimed || to == State::parked || to == State::skipped || to == State::received;
    case State::skipped:
      return to == State::claimed || to == State::parked || to == State::received;
    case State::settled:  // a person, where the POS has lost the order: its document is looked up and posted
      return to == State::intended;
  }
  return false;
}

}  // namespace ordersync::journal
