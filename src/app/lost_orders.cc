// Newest bookings by the journal, looked up by key; see lost_orders.h.
#include "app/lost_orders.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>

namespace ordersync::app {

namespace {

using base::Result;

constexpr std::size_t kNamed = 5;

Result<std::vector<journal::OrderView>> newest_booked(Worker& worker, journal::SyncId sync) {
  journal::OrderFilter filter;
  filter.state = "booked";
  filter.sync = sync;
  filter.limit = kNewestLookedUp;
  TRY_ASSIGN(auto page, worker.journal->list(filter));
  return std::move(page.items);
}

// A draft that Odoo left, say: a person is asked for it, or has seen to it, in Odoo and under no key of ours.
Result<bool> is_a_persons(Worker& worker, const journal::OrderView& order) {
  if (order.attention) return true;
  TRY_ASSIGN(const auto events, worker.journal->timeline(order.row));
  return std::any_of(events.begin(), events.end(),
                     [](const journal::Event& event) { return event.step == "attention_closed"; });
}

// "641, 640 and 3 more".
std::string some_of(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size() && i < kNamed; ++i) text += (i == 0 ? "" : ", ") + names[i];
  if (names.size() > kNamed) text += fmt::format(" and {} more", names.size() - kNamed);
  return text;
}

Result<std::optional<order::Notice>> lost_of(Worker& worker, pos::Target& target,
                                             const sync::SyncSettings& sync) {
  TRY_ASSIGN(const auto booked, newest_booked(worker, sync.id));
  if (booked.empty()) return std::optional<order::Notice>();
  std::vector<order::OrderKey> keys;
  for (const auto& order : booked) keys.push_back(order.key);
  TRY_ASSIGN(const auto found, target.find(keys));
  std::vector<std::string> lost;
  for (std::size_t i = 0; i < booked.size(); ++i) {
    if (found[i]) continue;
    TRY_ASSIGN(const bool seen_to, is_a_persons(worker, booked[i]));
    if (!seen_to) lost.push_back(order::to_string(keys[i]));
  }
  if (lost.empty()) return std::optional<order::Notice>();
  return std::optional(
      order::Notice{"orders_lost",
                    fmt::format("Of the last {} booked orders of {}, {} not in {} any more: {}", keys.size(),
                                sync.name, lost.size() == 1 ? "one is" : std::to_string(lost.size()) + " are",
                                sync.connection, some_of(lost))});
}

}  // namespace

Result<std::vector<order::Notice>> look_for_lost_orders(Worker& worker, std::string_view connection) {
  TRY_ASSIGN(pos::Target* const target, worker.target(connection));
  TRY_ASSIGN(const auto syncs, worker.syncs.list());
  std::vector<order::Notice> notices;
  for (const auto& sync : syncs) {
    if (!sync.active || sync.connection != connection) continue;
    if (worker.stop_requested && worker.stop_requested()) break;
    TRY_ASSIGN(auto notice, lost_of(worker, *target, sync));
    if (notice) notices.push_back(*std::move(notice));
  }
  return notices;
}

}  // namespace ordersync::app
