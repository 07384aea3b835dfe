// PURE: what a row that waits turns out to be by the sync's rules of today, which may not be those that it
// was received under.
#pragma once

#include <optional>
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

// What was intended is only looked up and posted, everything else is read anew. `claimed` gives its texts
// away. Fails where a stored document cannot be decoded.
base::Result<Reread> reread(journal::Claimed& claimed, source::Reader& reader, const source::Limits& limits);

}  // namespace ordersync::sync
