// ReadBeside: what was just posted is read back by a thread with a connection of its own, while the next
// request is on its way. Reading back costs Odoo a tenth of booking, and so hardly anybody waits for it.
#pragma once

#include <condition_variable>
#include <map>
#include <optional>
#include <span>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/mutex.h"
#include "order/order.h"
#include "pos/odoo_readback.h"
#include "pos/odoo_rpc.h"

namespace ordersync::pos::odoo {

// One thread at a time calls it.
class ReadBeside {
 public:
  // All outlive it. `transport` is used by its thread alone, which begins with the first order.
  ReadBeside(http::Transport& transport, const ConnectionSettings& settings, const base::Clock& clock)
      : transport_(transport), settings_(settings), clock_(clock) {}
  // Waits for the question that is being asked.
  ~ReadBeside();

  // These were sent, and `server` has answered that they stand.
  void posted(const Server& server, std::span<const order::OrderKey> keys);
  // All that were posted since the last take, as they stood some time after their answer; waits for them. A
  // key whose question failed, or that does not stand, is missing: whoever needs it asks again.
  std::map<order::OrderKey, StandingOrder> take();

 private:
  void work();
  // What to ask for next; nothing when it is over.
  std::optional<std::vector<order::OrderKey>> next();
  void keep(std::vector<std::optional<StandingOrder>> standing);

  http::Transport& transport_;
  const ConnectionSettings& settings_;
  const base::Clock& clock_;
  base::Mutex mutex_;
  std::condition_variable_any changed_;
  std::optional<Server> server_ GUARDED_BY(mutex_);
  std::vector<order::OrderKey> posted_ GUARDED_BY(mutex_);  // and not asked for yet
  std::map<order::OrderKey, StandingOrder> standing_ GUARDED_BY(mutex_);
  bool asking_ GUARDED_BY(mutex_) = false;
  bool awaited_ GUARDED_BY(mutex_) = false;
  bool ending_ GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace ordersync::pos::odoo
