// PURE: the states of a row and every lawful step between them (behaviour 3, docs/journal.md).
#pragma once

#include <optional>
#include <string_view>

namespace ordersync::journal {

enum class State { received, claimed, intended, settled, parked, ignored, skipped };

std::string_view to_string(State state);  // the journal's word
std::string_view public_word(
    State state);  // the contract's word: claimed and intended are "posting", settled is "booked"

// What the decoder made of a payload.
enum class Content { bookable, other, refused };

// What arrived, compared with what the journal has under the same key.
enum class Arrival {
  fresh,                    // a new key: to be worked (or skipped, or parked, by its content)
  replaced,                 // other content, not yet intended: the newer replaces the older
  same,                     // same content, and it is booked or ignored: already synced
  same_waiting,             // same content, and it is still waiting or being worked
  skipped_again,            // a status that is no sale, still
  kept_aside,               // other content while the outcome of the older is unknown
  changed_after_booking,    // other content after booking: never posted again, attention once
  cancelled_after_booking,  // a status that is no sale after booking: attention once
  further_refund,           // a refund without an own id, after another of the same order
  anothers,                 // left out by this sync, and in the hands of another one: left as it is
  overtaken,                // a push has said otherwise since this run began: left as it is
  repeated,                 // again in the same batch: another of it stands for it
};

struct Known {
  State state = State::received;
  bool same_digest = false;
  bool same_as_aside = false;  // the content kept aside or already reported as changed is this one
  Content content = Content::bookable;
  bool anonymous_refund = false;  // a refund whose key has no refund id
};

// The table of behaviour 3. `live_lease`: somebody is working on the row right now.
Arrival decide(const std::optional<Known>& known, Content incoming, bool live_lease);

// Whether the journal may take the step; every UPDATE of a state goes through it.
bool may_step(State from, State to);

}  // namespace ordersync::journal
