// PURE: what is to be said of the conditions that hold now, by the alerts that are open already. Nobody is
// told twice within the pause what lasts, nor within an hour what comes and goes, and everybody who was told
// hears when it is over.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"

namespace ordersync::app {

// Kinds are stable: docs/alerts.md explains each.
inline constexpr std::string_view kAlertKinds[] = {
    "run_failed",       "orders_parked",     "source_unreachable",
    "pos_unreachable",  "api_token_expires", "certificate_expires",
    "odoo_key_expires", "silence",           "session_needs_attention",
    "orders_lost",      "disk_low"};

// Something that is wrong now. One of a kind and subject at a time.
struct Condition {
  std::string kind;
  std::string subject;  // what it is about: a sync's name, a token's
  std::string title;    // one line
  std::string text;     // what happened, and what to do
};

struct AlertRow {
  std::int64_t id = 0;
  Condition condition;
  base::Instant seen_at;
  std::optional<base::Instant> opened_at;  // nothing: it may still pass by itself
  std::optional<base::Instant> told_at;
};

using AlertKey = std::pair<std::string, std::string>;  // kind, subject

// Kinds, each with a subject that was looked at; "": all of them.
using Looked = std::multimap<std::string, std::string, std::less<>>;

struct AlertRules {
  base::Milliseconds repeat = std::chrono::hours(24);  // the pause
};

// How long a condition has to last before it is an alert: what is out of reach for a minute is so every day.
base::Milliseconds patience_of(std::string_view kind);

struct AlertStep {
  enum class What {
    see,     // a new row that is no alert yet
    open,    // of a row, or of a new one
    repeat,  // it is still so after the pause
    update,  // other words for it; nobody is told
    close,
    forget,  // it passed before it was an alert
  };
  What what = What::see;
  std::optional<std::int64_t> id;  // of the row; nothing: a new one
  Condition condition;
  bool tell = false;
};

// `looked`: what was looked at this time; of the rest nobody knows, and its alerts stay.
// `told_before`: when a closed alert of the same kind and subject was told last. In the order of the
// conditions, then what is over.
std::vector<AlertStep> decide_alerts(std::span<const Condition> now_so, std::span<const AlertRow> rows,
                                     const Looked& looked,
                                     const std::map<AlertKey, base::Instant>& told_before,
                                     const AlertRules& rules, base::Instant now);

// After so many failed attempts to tell somebody, how long to wait; nothing: given up (after about a day).
std::optional<base::Milliseconds> retry_after(int attempts);

}  // namespace ordersync::app
