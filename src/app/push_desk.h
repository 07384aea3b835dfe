// PushDesk: where deliveries come in. Finds the sync they are for, has them verified, reads their orders and
// hands them to the writer; answers when they are durable. Nothing of a body is read before it is verified.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/push_writer.h"
#include "app/sign_in_throttle.h"
#include "app/store.h"
#include "base/mutex.h"
#include "http/server.h"
#include "source/reader.h"

namespace ordersync::app {

// A delivery that was refused, for the sync's screen.
struct PushRefusal {
  base::Instant at;
  std::string why;
};

// Thread-safe. The store outlives it.
class PushDesk {
 public:
  // As PushWriter's.
  PushDesk(Store& store, std::function<void(journal::SyncId)> arrived, PushLimits limits = {});

  // What is wrong with a delivery is told at once: "push_not_verified", "too_many_attempts" (about the
  // seconds to wait), "unsupported_media", the framer's codes (source/framing.h). Otherwise the orders as
  // they were read; put() stores them. `sync`: its name or number, as the address has it.
  base::Result<PushJob> read(std::string_view sync, const http::ServerRequest& request);
  // `job.done` is called when the orders are durable, or why not: "push_busy" at once and here, when too much
  // waits; "push_not_stored", "webhook_id_reused".
  void put(PushJob job);

  std::optional<PushRefusal> last_refusal(journal::SyncId sync) const;
  // The next delivery sees the sync as it is now; else it may be as it was a second ago.
  void forget_settings();
  // Stores what waits. One thread.
  void stop() { writer_.stop(); }

 private:
  struct Known {
    base::Result<std::shared_ptr<const PushTarget>> target;  // null: there is no such sync
    base::Instant read_at;
  };

  base::Result<std::shared_ptr<const PushTarget>> target_of(std::string_view sync);
  base::Result<std::shared_ptr<const PushTarget>> load(std::string_view sync) REQUIRES_LOCK(mutex_);
  base::Result<std::optional<base::Currency>> currency_of(const sync::SyncSettings& settings)
      REQUIRES_LOCK(mutex_);
  base::Result<source::Verified> verify(const PushTarget& target, const http::ServerRequest& request);
  bool is_ingest_token(const http::ServerRequest& request);
  base::Error refuse(std::string_view sync, const PushTarget* target, const http::ServerRequest& request,
                     base::Error error);
  base::Result<sync::Batch> orders_of(const std::shared_ptr<const PushTarget>& target, std::string_view body);

  Store& store_;
  SignInThrottle throttle_;
  mutable base::Mutex mutex_;
  std::unique_ptr<Worker> worker_ GUARDED_BY(mutex_);
  std::map<std::string, Known, std::less<>> known_ GUARDED_BY(mutex_);
  std::map<base::Digest, base::Instant> good_tokens_ GUARDED_BY(mutex_);
  std::map<journal::SyncId, PushRefusal> refusals_ GUARDED_BY(mutex_);
  struct Spare {
    std::shared_ptr<const PushTarget> target;
    std::unique_ptr<source::Reader> reader;
  };
  std::vector<Spare> spare_ GUARDED_BY(mutex_);  // readers keep their buffers
  PushWriter writer_;
};

}  // namespace ordersync::app
