// How long the service keeps what sources sent about people, and what they sent at all; the daily work of it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "app/settings.h"
#include "app/store.h"

namespace ordersync::app {

// Days after booking; 0: for ever.
struct RetentionRules {
  std::int64_t personal_data_days = 0;
  std::int64_t payload_days = 0;
};
RetentionRules retention_rules(const Settings& settings);

struct RetentionReport {
  std::int64_t masked = 0;   // orders whose names, addresses and numbers of people were taken out
  std::int64_t removed = 0;  // orders of which nothing is kept of what the source sent
};

// Between two small transactions `stop` is asked; the rest is done the next time. Only booked orders that
// need nobody are touched.
base::Result<RetentionReport> run_retention(Worker& worker, const RetentionRules& rules,
                                            const std::function<bool()>& stop = {});
// What it would do now. Changes nothing.
base::Result<RetentionReport> preview_retention(Worker& worker, const RetentionRules& rules);

// When it was last run to its end; nothing: never.
struct RetentionState {
  std::optional<base::Instant> at;
  RetentionReport last;
};
base::Result<RetentionState> retention_state(Worker& worker);

}  // namespace ordersync::app
