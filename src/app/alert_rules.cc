// The decisions about alerts; see alert_rules.h.
#include "app/alert_rules.h"

#include <algorithm>
#include <chrono>

namespace ordersync::app {

namespace {

using namespace std::chrono_literals;
using What = AlertStep::What;

// Who was told that it is over believes so: that it is back is said, however soon, at most once in this time.
constexpr base::Milliseconds kBackAfter = 1h;

bool covers(const Looked& looked, const Condition& condition) {
  const auto [first, last] = looked.equal_range(condition.kind);
  return std::any_of(first, last,
                     [&](const auto& one) { return one.second.empty() || one.second == condition.subject; });
}

class Decider {
 public:
  Decider(const std::map<AlertKey, base::Instant>& told_before, const AlertRules& rules, base::Instant now)
      : told_before_(told_before), rules_(rules), now_(now) {}

  void appear(const Condition& condition) {
    if (patience_of(condition.kind) > 0ms) return add(What::see, {}, condition, false);
    add(What::open, {}, condition, !back_too_soon(condition));
  }

  void last(const AlertRow& row, const Condition& condition) {
    const bool told = was_told(row) ? within(*row.told_at, rules_.repeat) : back_too_soon(condition);
    if (!row.opened_at) {
      if (now_ - row.seen_at >= patience_of(condition.kind)) add(What::open, row.id, condition, !told);
    } else if (!told) {
      add(was_told(row) ? What::repeat : What::open, row.id, condition, true);
    } else if (row.condition.title != condition.title || row.condition.text != condition.text) {
      add(What::update, row.id, condition, false);
    }
  }

  void pass(const AlertRow& row) {
    if (!row.opened_at) return add(What::forget, row.id, row.condition, false);
    add(What::close, row.id, row.condition, was_told(row));
  }

  std::vector<AlertStep> steps;

 private:
  // That it began, this time.
  static bool was_told(const AlertRow& row) {
    return row.opened_at && row.told_at && *row.told_at >= *row.opened_at;
  }

  bool back_too_soon(const Condition& condition) const {
    const auto before = told_before_.find({condition.kind, condition.subject});
    return before != told_before_.end() && within(before->second, std::min(rules_.repeat, kBackAfter));
  }

  // A clock that was set back must not silence anybody.
  bool within(base::Instant told, base::Milliseconds pause) const {
    return told <= now_ && now_ - told < pause;
  }

  void add(What what, std::optional<std::int64_t> id, const Condition& condition, bool tell) {
    steps.push_back({what, id, condition, tell});
  }

  const std::map<AlertKey, base::Instant>& told_before_;
  const AlertRules& rules_;
  const base::Instant now_;
};

}  // namespace

base::Milliseconds patience_of(std::string_view kind) {
  if (kind == "source_unreachable" || kind == "pos_unreachable") return 15min;
  return 0ms;
}

std::vector<AlertStep> decide_alerts(std::span<const Condition> now_so, std::span<const AlertRow> rows,
                                     const Looked& looked,
                                     const std::map<AlertKey, base::Instant>& told_before,
                                     const AlertRules& rules, base::Instant now) {
  Decider decider(told_before, rules, now);
  std::map<AlertKey, const AlertRow*> by_key;
  for (const AlertRow& row : rows) by_key[{row.condition.kind, row.condition.subject}] = &row;
  std::set<AlertKey> holding;
  for (const Condition& condition : now_so) {
    if (!holding.emplace(condition.kind, condition.subject).second) continue;
    const auto row = by_key.find({condition.kind, condition.subject});
    if (row == by_key.end()) {
      decider.appear(condition);
    } else {
      decider.last(*row->second, condition);
    }
  }
  for (const AlertRow& row : rows) {
    if (covers(looked, row.condition) && !holding.contains({row.condition.kind, row.condition.subject}))
      decider.pass(row);
  }
  return std::move(decider.steps);
}

std::optional<base::Milliseconds> retry_after(int attempts) {
  constexpr base::Milliseconds kPauses[] = {1min, 5min, 15min, 30min, 1h, 2h, 4h, 8h, 8h};
  if (attempts < 1) return kPauses[0];
  if (attempts > static_cast<int>(std::size(kPauses))) return std::nullopt;
  return kPauses[attempts - 1];
}

}  // namespace ordersync::app
