// Reconciling a day: brings together what sync/reconciliation.h compares, and finds the words for what is
// missing and what is extra. Reads only.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "app/business_day.h"
#include "app/store.h"
#include "sync/reconciliation.h"

namespace ordersync::app {

struct DayReport {
  std::string sync;
  std::string connection;  // empty: the embedded POS
  std::string pos_config;
  BusinessDay day;
  base::Currency currency;
  sync::Reconciliation report;
  std::map<order::OrderKey, std::string> why_extra;
  // What the source sent and nobody wants booked: no sales, and what a person ignored.
  std::int64_t skipped = 0;
  std::int64_t ignored = 0;
};

// `date` is YYYY-MM-DD in `timezone`; empty: in the shop's own (business_zone). Fails with "sync_not_found",
// "bad_option", "unknown_timezone", and where the POS cannot be asked.
base::Result<DayReport> reconcile_day(Worker& worker, std::string_view sync_name, std::string_view date,
                                      std::string_view timezone);

}  // namespace ordersync::app
