// Reception: makes batches of decoded orders durable in the journal, counts what needs no work, and hands the
// rest to the booker. Memory never holds more than the batch in hand.
#pragma once

#include <vector>

#include "source/reader.h"
#include "sync/booking.h"
#include "sync/context.h"
#include "sync/inbox.h"
#include "sync/seen.h"

namespace ordersync::sync {

// How the journal's payloads read by the sync's rules of today.
class KeptContent final : public journal::ContentReader {
 public:
  explicit KeptContent(source::Reader& reader) : reader_(reader) {}
  std::optional<base::Digest> content_of(const order::OrderKey& key, std::string_view payload) override;

 private:
  source::Reader& reader_;
};

// One decoded order as the journal takes it. `payload` and `reader` outlive it.
journal::Incoming incoming_of(const source::Decoded& decoded, std::string_view payload,
                              journal::ContentReader* reader);

class Reception {
 public:
  // All outlive it.
  Reception(Ports& ports, const SyncSettings& settings, RunContext& context, Booker& booker);

  // Durable when it answers, and worked.
  base::Result<void> take(Batch batch);

 private:
  base::Result<void> sort(Batch::Entry& entry, const journal::Arrived& arrived, std::vector<Work>& work);
  base::Result<void> count_failure(const source::Decoded& decoded, const journal::Arrived& arrived);
  base::Result<order::Notice> explain_change(const source::Decoded& decoded, const journal::Arrived& arrived);

  Ports& ports_;
  RunContext& context_;
  Booker& booker_;
  SeenKeys counted_;
  source::Reader reader_;  // for what was booked, when something else comes afterwards
  KeptContent kept_;
};

}  // namespace ordersync::sync
