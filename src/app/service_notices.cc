// Kept in memory: the next look says them again; see service_notices.h.
#include "app/service_notices.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace ordersync::app {

using namespace std::chrono_literals;

void ServiceNotices::tell(const std::string& connection, std::vector<order::Notice> notices) {
  const base::Instant now = clock_.now();
  const base::MutexLock lock(mutex_);
  std::erase_if(logged_, [&](const auto& one) { return now - one.second >= 24h || one.second > now; });
  for (const order::Notice& notice : notices) {
    if (!logged_.try_emplace(notice.message, now).second) continue;
    log_.write(base::LogLevel::error, event_,
               {{"connection", connection}, {"code", notice.code}, {"why", notice.message}});
  }
  told_[connection] = {std::move(notices), now};
}

void ServiceNotices::keep_only(const std::set<std::string>& connections) {
  const base::MutexLock lock(mutex_);
  std::erase_if(told_, [&](const auto& one) { return !connections.contains(one.first); });
}

bool ServiceNotices::has(const std::string& connection, std::string_view code) const {
  const base::MutexLock lock(mutex_);
  const auto known = told_.find(connection);
  return known != told_.end() &&
         std::any_of(known->second.notices.begin(), known->second.notices.end(),
                     [&](const order::Notice& notice) { return notice.code == code; });
}

bool ServiceNotices::told_within(const std::string& connection, base::Milliseconds pause) const {
  const base::Instant now = clock_.now();
  const base::MutexLock lock(mutex_);
  const auto known = told_.find(connection);
  return known != told_.end() && now >= known->second.at && now - known->second.at < pause;
}

Noticed ServiceNotices::seen(const std::set<std::string>& connections) const {
  const base::MutexLock lock(mutex_);
  Noticed noticed;
  for (const auto& [connection, told] : told_) noticed.by_connection[connection] = told.notices;
  noticed.of_all = std::all_of(connections.begin(), connections.end(), [&](const std::string& connection) {
    return noticed.by_connection.contains(connection);
  });
  return noticed;
}

std::int64_t ServiceNotices::count() const {
  const base::MutexLock lock(mutex_);
  std::int64_t sum = 0;
  for (const auto& [connection, told] : told_) sum += static_cast<std::int64_t>(told.notices.size());
  return sum;
}

}  // namespace ordersync::app
