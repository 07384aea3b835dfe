// The closing rules; see closing.h.
#include "sync/closing.h"

#include <chrono>
#include <cstdio>
#include <optional>

#include "base/whole_number.h"

namespace ordersync::sync {

namespace {

std::optional<int> number(std::string_view text, int least, int most) {
  const auto value = base::whole_number<int>(text);
  return value && *value >= least && *value <= most ? value : std::nullopt;
}

std::optional<ClosingRule> read(std::string_view text) {
  using Kind = ClosingRule::Kind;
  if (text == "never") return ClosingRule{Kind::never, 0, 0, 0};
  const auto colon = text.find_first_of(": ");
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view word = text.substr(0, colon);
  const std::string_view rest = text.substr(colon + 1);
  if (word == "daily") {
    const auto middle = rest.find(':');
    if (middle == std::string_view::npos) return std::nullopt;
    const auto hour = number(rest.substr(0, middle), 0, 23);
    const auto minute = number(rest.substr(middle + 1), 0, 59);
    if (!hour || !minute) return std::nullopt;
    return ClosingRule{Kind::daily, *hour, *minute, 0};
  }
  if (word != "idle" && word != "orders") return std::nullopt;
  const auto amount = number(rest, 1, 1'000'000);
  if (!amount) return std::nullopt;
  return ClosingRule{word == "idle" ? Kind::idle : Kind::orders, 0, 0, *amount};
}

}  // namespace

base::Result<ClosingRule> parse_closing_rule(std::string_view text) {
  const auto rule = read(text);
  if (rule) return *rule;
  return base::invalid(
      "bad_option",
      "\"" + std::string(text) + "\" is not a closing rule: never, daily:HH:MM, idle:MINUTES or orders:N");
}

std::string to_string(const ClosingRule& rule) {
  switch (rule.kind) {
    case ClosingRule::Kind::never:
      break;
    case ClosingRule::Kind::daily: {
      char text[24];
      std::snprintf(text, sizeof text, "daily:%02d:%02d", rule.hour, rule.minute);
      return text;
    }
    case ClosingRule::Kind::idle:
      return "idle:" + std::to_string(rule.amount);
    case ClosingRule::Kind::orders:
      return "orders:" + std::to_string(rule.amount);
  }
  return "never";
}

std::optional<order::Notice> open_too_long(const pos::Session& session, base::Instant now) {
  using namespace std::chrono_literals;
  constexpr base::Milliseconds kLong = 48h;
  if (!session.automatic || session.state != pos::SessionState::opened || !session.opened_at)
    return std::nullopt;
  if (now - *session.opened_at < kLong) return std::nullopt;
  return order::Notice{"session_open_long",
                       "Session " + session.name + " was opened by itself and has been open since " +
                           base::to_iso8601(*session.opened_at) +
                           ": close it, or choose a closing rule for " + session.pos_config};
}

bool closing_is_due(const ClosingRule& rule, const pos::Session& session, base::Instant now,
                    const base::Zone& zone) {
  if (!session.automatic || session.state != pos::SessionState::opened || !session.opened_at) return false;
  switch (rule.kind) {
    case ClosingRule::Kind::never:
      return false;
    case ClosingRule::Kind::daily:
      return base::next_local_time(*session.opened_at, rule.hour, rule.minute, zone) <= now;
    case ClosingRule::Kind::idle:
      return now - session.last_order_at.value_or(*session.opened_at) >= std::chrono::minutes(rule.amount);
    case ClosingRule::Kind::orders:
      return session.orders >= rule.amount;
  }
  return false;
}

}  // namespace ordersync::sync
