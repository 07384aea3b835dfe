// Kept in memory: the next look says them again; see service_notices.h.
#include "app/service_notices.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace ordersync::app {

using namespace std::chrono_literals;

void SessionNotices::tell(const std::string& connection, std::vector<order::Notice> notices) {
  const base::Instant now = clock_.now();
  const base::MutexLock lock(mutex_);
  std::erase_if(logged_, [&](const auto& one) { return now - one.second >= 24h || one.second > now; });
  for (const order::Notice& notice : notices) {
    if (!logged_.try_emplace(notice.message, now).second) continue;
    log_.write(base::LogLevel::error, "session_needs_attention",
               {{"connection", connection}, {"code", notice.code}, {"why", notice.message}});
  }
  notices_[connection] = std::move(notices);
}

void SessionNotices::keep_only(const std::set<std::string>& connections) {
  const base::MutexLock lock(mutex_);
  std::erase_if(notices_, [&](const auto& one) { return !connections.contains(one.first); });
}

bool SessionNotices::has(const std::string& connection, std::string_view code) const {
  const base::MutexLock lock(mutex_);
  const auto known = notices_.find(connection);
  return known != notices_.end() &&
         std::any_of(known->second.begin(), known->second.end(),
                     [&](const order::Notice& notice) { return notice.code == code; });
}

bool SessionNotices::knows(const std::set<std::string>& connections) const {
  const base::MutexLock lock(mutex_);
  for (const std::string& connection : connections) {
    if (!notices_.contains(connection)) return false;
  }
  return true;
}

std::map<std::string, std::vector<order::Notice>> SessionNotices::all() const {
  const base::MutexLock lock(mutex_);
  return notices_;
}

std::int64_t SessionNotices::count() const {
  const base::MutexLock lock(mutex_);
  std::int64_t sum = 0;
  for (const auto& [connection, notices] : notices_) sum += static_cast<std::int64_t>(notices.size());
  return sum;
}

}  // namespace ordersync::app
