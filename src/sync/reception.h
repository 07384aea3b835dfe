// Reception: makes batches of decoded orders durable in the journal, counts what needs no work, and hands the
// rest to the booker. Memory never holds more than the batch in hand.
#pragma once

#include <vector>

#include "sync/booking.h"
#include "sync/context.h"
#include "sync/inbox.h"
#include "sync/seen.h"

namespace ordersync::sync {

class Reception {
 public:
  // All outlive it.
  Reception(Ports& ports, const SyncSettings& settings, RunContext& context, Booker& booker);

  // Durable when it answers, and worked.
  base::Result<void> take(Batch batch);

 private:
  journal::Incoming incoming(const Batch& batch, const Batch::Entry& entry) const;
  base::Result<void> sort(Batch::Entry& entry, const journal::Arrived& arrived, std::vector<Work>& work);
  base::Result<void> count_failure(const source::Decoded& decoded, const journal::Arrived& arrived);
  base::Result<order::Notice> explain_change(const source::Decoded& decoded, const journal::Arrived& arrived);

  Ports& ports_;
  const SyncSettings& settings_;
  RunContext& context_;
  Booker& booker_;
  SeenKeys counted_;
  source::Decoder decoder_;  // for what was booked, when something else comes afterwards
};

}  // namespace ordersync::sync
