// PURE: which answers are worth another try, and how long to wait before it (behaviour 1, retry).
#pragma once

#include <optional>
#include <string_view>

#include "base/random.h"
#include "base/result.h"
#include "base/time.h"

namespace ordersync::source {

// 408, 425, 429, 500, 502, 503, 504.
bool is_worth_retrying(int status);
// Network errors; not addresses that are forbidden, certificates that are wrong, limits that were passed, or
// a stop.
bool is_worth_retrying(const base::Error& error);

// Seconds, or an HTTP date seen from `now`; nothing when it is neither. Never negative; what is absurdly far
// is cut to a year.
std::optional<base::Milliseconds> parse_retry_after(std::string_view text, base::Instant now);

// The longest Retry-After that a run waits for; beyond it the run ends and the schedule asks again.
inline constexpr base::Milliseconds kLongestRetryAfter{5 * 60 * 1000};

// Half a second doubled with each try that failed (1 for the first), at most 30 s; a random half of it taken
// off, so that many clients do not come back together. REQUIRES: failed_tries >= 1.
base::Milliseconds backoff(int failed_tries, base::Random& random);

}  // namespace ordersync::source
