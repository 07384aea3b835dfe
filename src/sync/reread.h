// PURE, but for the buffers it keeps: what a row that waits turns out to be by the sync's rules of today,
// which may not be those that it was received under.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "journal/journal.h"
#include "source/reader.h"
#include "sync/booking.h"

namespace ordersync::sync {

// Exactly one of the first three holds.
struct Reread {
  std::optional<Work> work;                // to be booked, or refused for what `work->refused` says
  std::optional<order::Notice> skipped;    // no order of this sync by now
  std::vector<source::Decoded> elsewhere;  // orders under other keys: it was kept under its bytes' digest, or
                                           // another refund id
  // With `work`: the order is this one, but what is kept of it is not what came, and nothing is booked from
  // it.
  std::optional<order::OrderKey> sent_as;
};

// One thread at a time.
class Rereader {
 public:
  explicit Rereader(const SyncSettings& settings);
  // What was intended is only looked up and posted, a reversal is of what was booked of its sale, everything
  // else is read anew. Of both there is always `work`.
  Reread read(const journal::Claimed& claimed);

 private:
  Reread read_waiting(const journal::Claimed& claimed, Work work);

  source::Reader reader_;
  source::Reader sale_reader_;  // of sales that are read from their refunds
  source::Limits limits_;
};

}  // namespace ordersync::sync
