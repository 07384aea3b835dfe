// PURE: when a session that was opened automatically is closed by itself (behaviour 8). Sessions that people
// opened are never closed by a rule.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "pos/pos_target.h"

namespace ordersync::sync {

struct ClosingRule {
  enum class Kind { never, daily, idle, orders };
  Kind kind = Kind::daily;
  int hour = 4;  // daily: by the clock of the POS configuration's zone
  int minute = 0;
  int amount = 0;  // idle: minutes without a booked order; orders: how many
};

// "never" | "daily:04:00" | "idle:30" | "orders:500"; the first colon may be a blank. Fails with
// "bad_option".
base::Result<ClosingRule> parse_closing_rule(std::string_view text);
std::string to_string(const ClosingRule& rule);

// An automatic session that has been open for two days, where no rule closes by itself (a real Odoo until one
// is chosen): a person has to see to it. "session_open_long".
std::optional<order::Notice> open_too_long(const pos::Session& session, base::Instant now);

bool closing_is_due(const ClosingRule& rule, const pos::Session& session, base::Instant now,
                    const base::Zone& zone);

}  // namespace ordersync::sync
