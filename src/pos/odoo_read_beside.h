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
  void posted(const Server& server, std::span<const Posted> orders);
  // All that were posted since the last take, as they stood some time after their answer; waits for them. A
  // key whose question failed, that does not stand, or that stands twice, is missing: whoever needs it asks
  // again.
  std::map<order::OrderKey, StandingOrder> take();

 private:
  void work();
  // What to ask next: how some stand, and, when all were asked for, whether another one has booked any of
  // them.
  struct Questions {
    std::vector<Posted> how;
    std::vector<Posted> whether_twice;
  };
  std::optional<Questions> next();  // nothing when it is over
  void keep(std::vector<std::optional<StandingOrder>> standing, std::span<const order::OrderKey> twice);
  void forget_all();

  http::Transport& transport_;
  const ConnectionSettings& settings_;
  const base::Clock& clock_;
  base::Mutex mutex_;
  std::condition_variable_any changed_;
  std::optional<Server> server_ GUARDED_BY(mutex_);
  std::vector<Posted> posted_ GUARDED_BY(mutex_);  // and not asked for yet
  std::vector<Posted> once_ GUARDED_BY(mutex_);    // to be looked at whether they stand twice
  std::map<order::OrderKey, StandingOrder> standing_ GUARDED_BY(mutex_);
  bool asking_ GUARDED_BY(mutex_) = false;
  bool awaited_ GUARDED_BY(mutex_) = false;
  bool ending_ GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace ordersync::pos::odoo
