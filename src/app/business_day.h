// PURE: which moments a business day is made of.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace ordersync::app {

struct BusinessDay {
  std::string date;  // "2026-11-22"
  base::Zone zone = base::Zone::utc();
  base::Instant from;
  base::Instant until;  // the next day's first moment
};

// The shop's zone: the POS's own, or where that knows none (an Odoo says UTC) the one that the sync's dates
// are in. An unknown name counts as none.
base::Zone business_zone(std::string_view pos_timezone, const base::Zone& sync_zone);

// `date` is YYYY-MM-DD. Fails with "bad_option".
base::Result<BusinessDay> business_day(std::string_view date, const base::Zone& zone);

}  // namespace ordersync::app
