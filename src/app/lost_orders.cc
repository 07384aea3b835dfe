// Newest bookings by the journal, looked up by key; see lost_orders.h.
#include "app/lost_orders.h"

#include <fmt/format.h>

#include <optional>
#include <string>

namespace ordersync::app {

namespace {

using base::Result;

constexpr std::size_t kNamed = 5;

Result<std::vector<order::OrderKey>> newest_booked(Worker& worker, journal::SyncId sync) {
  journal::OrderFilter filter;
  filter.state = "booked";
  filter.sync = sync;
  filter.limit = kNewestLookedUp;
  TRY_ASSIGN(const auto page, worker.journal->list(filter));
  std::vector<order::OrderKey> keys;
  for (const auto& order : page.items) keys.push_back(order.key);
  return keys;
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
  TRY_ASSIGN(const auto keys, newest_booked(worker, sync.id));
  if (keys.empty()) return std::optional<order::Notice>();
  TRY_ASSIGN(const auto found, target.find(keys));
  std::vector<std::string> lost;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (!found[i]) lost.push_back(order::to_string(keys[i]));
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
