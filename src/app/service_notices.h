// ServiceNotices: what a person has to see to in a POS, as the service saw it last (behaviour 12).
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "base/mutex.h"
#include "order/problem.h"

namespace ordersync::app {

// By connection; that of the embedded POS is "".
struct Noticed {
  std::map<std::string, std::vector<order::Notice>> by_connection;
  bool of_all = false;  // every connection was asked
};

// Thread-safe.
class ServiceNotices {
 public:
  // `event`: what the log calls them. All must outlive this.
  ServiceNotices(const char* event, const base::Clock& clock, base::Log& log)
      : event_(event), clock_(clock), log_(log) {}

  // All there is to see to through this connection now: logged once a day, and counted as long as it lasts.
  void tell(const std::string& connection, std::vector<order::Notice> notices);
  // What was seen through a connection that is gone, or that this node sees to no longer, is nobody's to see
  // to.
  void keep_only(const std::set<std::string>& connections);
  std::int64_t count() const;
  // Of this code.
  bool has(const std::string& connection, std::string_view code) const;
  // What there is to see to, or that there is nothing, no longer ago than this.
  bool told_within(const std::string& connection, base::Milliseconds pause) const;
  // What there is to see to, and whether all of these connections were told of at least once.
  Noticed seen(const std::set<std::string>& connections) const;

 private:
  const char* const event_;
  const base::Clock& clock_;
  base::Log& log_;
  mutable base::Mutex mutex_;
  struct Told {
    std::vector<order::Notice> notices;
    base::Instant at;
  };
  std::map<std::string, Told> told_ GUARDED_BY(mutex_);
  std::map<std::string, base::Instant> logged_ GUARDED_BY(mutex_);  // by message, in the last day
};

}  // namespace ordersync::app
