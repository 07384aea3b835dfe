// Where one order of a batch stands. Internal to the bookers.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "sync/booking.h"

namespace ordersync::sync {

// Exactly one of the three endings holds when the batch is finished; an order with none goes on waiting as it
// is (the session is missing).
struct Booker::Item {
  enum class Ending { waits, settled, parked, unknown };

  explicit Item(Work& w)
      : work(&w),
        document(std::move(w.document)),
        recovered_(document.has_value() || w.unreadable_intent.has_value()) {}
  // Found intended: its stored document is looked up and posted, never matched again.
  bool recovered() const { return recovered_; }

  Work* work;
  std::optional<order::PosDocument> document;  // to be posted, or posted
  std::string encoded;
  order::Warnings warnings;          // of the matching: stored with the intent
  order::Warnings posting_warnings;  // of the POS: added to those
  bool to_post = false;
  bool to_read_back = false;
  bool found = false;  // settled by look-up
  std::string pos_order;
  base::Money standing_total;  // of what was found or read back
  std::optional<order::Notice> attention;
  std::optional<order::Problem> problem;
  Ending ending = Ending::waits;
  bool lost_session = false;  // parked, and no fault of its own
  bool recovered_;

  static order::Notice cannot_be_compared(const pos::BookedOrder& booked) {
    return {"booked_differs",
            "What was to be booked of this order can be read no more, so nobody has compared it with " +
                booked.name + ", which stands in the POS: compare it by hand, then press Ignore"};
  }

  // Failed for the first time, or for another cause than before.
  bool failed_anew() const { return problem->cause != work->cause; }
  // How it counts once the batch is finished.
  journal::Tally tally() const {
    if (ending == Ending::settled) return journal::Tally::booked;
    const bool failed = ending == Ending::parked && failed_anew() && !lost_session;
    return failed ? journal::Tally::failed : journal::Tally::waiting;
  }

  void take(Foreseen foreseen) {
    document = std::move(foreseen.matched.document);
    warnings = std::move(foreseen.matched.warnings);
    encoded = std::move(foreseen.encoded);
    to_post = true;
  }
  void park(order::Problem why) {
    problem = std::move(why);
    ending = Ending::parked;
    to_post = false;
  }
  // Its session is gone, and there is no other (behaviour 8). `why` is taken by value: it may be `*problem`.
  void wait_for_session(order::Problem why) {
    park(std::move(why));
    lost_session = true;
  }
  void leave_unknown(order::Problem why) {
    problem = std::move(why);
    ending = Ending::unknown;
    to_post = to_read_back = false;
  }
  void settle(const pos::BookedOrder& booked) {
    pos_order = booked.name;
    standing_total = booked.total;
    attention = document       ? pos::compare(*document, booked)
                : booked.alarm ? booked.alarm
                               : std::optional(cannot_be_compared(booked));
    settle();
  }
  void settle() {
    ending = Ending::settled;
    to_post = to_read_back = false;
  }
};

}  // namespace ordersync::sync
