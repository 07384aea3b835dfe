// The scheduled action "Sync External Orders" and the closing rules at rest, and what is due of them
// (behaviour 8, 12).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/store.h"
#include "sync/closing.h"

namespace ordersync::app {

inline constexpr std::string_view kScheduledAction = "Sync External Orders";

enum class Switch { off, on };

// One thread at a time, on one Worker.
class Schedule {
 public:
  explicit Schedule(Worker& worker) : worker_(worker) {}

  base::Result<Switch> action();
  base::Result<void> set_action(Switch to);

  // The rule of a POS configuration; daily at 04:00 until another is chosen.
  base::Result<sync::ClosingRule> closing_rule(std::string_view pos_config);
  base::Result<void> set_closing_rule(std::string_view pos_config, const sync::ClosingRule& rule);

  // What is to be started now. A sync whose time has come is given its next time first, from now, so that
  // missed runs are made up once and a restart changes nothing.
  struct Due {
    std::vector<std::string> runs;     // names of syncs: fetch and book
    std::vector<std::string> retries;  // names of syncs: work what waits
  };
  base::Result<Due> take_due(base::Instant now);

  // Closes the automatic sessions whose rule says so; a close that is refused is logged and tried at the next
  // call.
  base::Result<void> close_due_sessions(base::Instant now);

 private:
  Worker& worker_;
};

}  // namespace ordersync::app
