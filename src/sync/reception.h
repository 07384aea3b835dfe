// Reception: makes batches of decoded orders durable in the journal, counts what needs no work, and hands the
// rest to the booker. Memory never holds more than the batch in hand.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "base/mutex.h"
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
  std::optional<Read> read(const order::OrderKey& key, std::string_view payload) override;

 private:
  source::Reader& reader_;
};

// One decoded order as the journal takes it. `payload` and `reader` outlive it.
journal::Incoming incoming_of(const source::Decoded& decoded, std::string_view payload,
                              journal::ContentReader* reader);

// Receives batches on the thread that fetches, while the one before is booked: those in which all is new,
// since they concern nobody else (Journal::append). Every other batch is left to the Reception, and nothing
// behind it is received before it: of two contents of an order the later one is the newer.
class ReceptionAhead {
 public:
  // All outlive it; what it needs of the run is read here. Where the store has one writer it leaves every
  // batch.
  ReceptionAhead(Ports& ports, const SyncSettings& settings, const RunContext& context);

  // Waits until what was left before has been received. Fails when the journal does. The thread that fetches.
  base::Result<void> take(Batch& batch);

  // A batch that was left has been received; where all of it was new, the next may be, too. The thread that
  // books, as what follows.
  enum class Batches { all_new, mixed };
  void received(Batches such);
  // What is received from here on and was foreseen with this catalogue can be posted at once, and is intended
  // as it comes. Null: nothing can, there is no session.
  void post_with(std::shared_ptr<const order::Catalogue> catalogue);
  // Nobody books any more.
  void give_up();

 private:
  // How the next batch is received; nothing: not here.
  struct Next {
    std::shared_ptr<const order::Catalogue> catalogue;
  };
  std::optional<Next> wait_for_what_was_left();

  Ports& ports_;
  const journal::SyncId sync_;
  const journal::RunId run_;
  const journal::Lease lease_;
  std::size_t most_;  // orders that are posted in one call; 0: never ahead
  base::Mutex mutex_;
  std::condition_variable_any changed_;
  int left_ GUARDED_BY(mutex_) = 0;      // batches
  int received_ GUARDED_BY(mutex_) = 0;  // of those
  Batches such_ GUARDED_BY(mutex_) = Batches::mixed;
  std::shared_ptr<const order::Catalogue> catalogue_ GUARDED_BY(mutex_);
  bool given_up_ GUARDED_BY(mutex_) = false;
};

class Reception {
 public:
  // All outlive it. `ahead` is told what was received; null: there is nobody.
  Reception(Ports& ports, const SyncSettings& settings, RunContext& context, Booker& booker,
            ReceptionAhead* ahead = nullptr);

  // Durable when it answers, and worked.
  base::Result<void> take(Batch batch);
  // After the last batch, also where the source broke off.
  base::Result<void> finish();

 private:
  base::Result<std::vector<journal::Arrived>> receive(const Batch& batch);
  base::Result<void> sort(Batch::Entry& entry, const journal::Arrived& arrived, std::vector<Work>& work);
  base::Result<void> count_failure(const source::Decoded& decoded, const journal::Arrived& arrived);
  base::Result<order::Notice> explain_change(const source::Decoded& decoded, const journal::Arrived& arrived);

  Ports& ports_;
  RunContext& context_;
  Booker& booker_;
  ReceptionAhead* ahead_;
  // Booked orders that this answer has as they were booked, after other content; and those that it has
  // otherwise, before or behind that: a source that says both is told once, and a person decides.
  std::map<journal::RowId, std::int64_t> going_back_;
  std::set<journal::RowId> otherwise_;
  source::Reader reader_;  // for what was booked, when something else comes afterwards
  KeptContent kept_;
};

}  // namespace ordersync::sync
