// Audit: the append-only record of who changed what. The store itself refuses to change or delete an entry.
// One thread at a time, on one store connection.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/views.h"
#include "base/clock.h"
#include "base/result.h"
#include "base/time.h"
#include "sql/database.h"

namespace ordersync::app {

// Who changes something, and from where.
struct By {
  std::string actor;   // a login, "token NAME", or kCommandLine
  std::string remote;  // address; empty on the command line
};
inline constexpr std::string_view kCommandLine = "(command line)";  // no login looks like this

struct Change {
  std::int64_t id = 0;
  base::Instant at;
  By by;
  std::string action;   // a verb and a noun: "user_edited", "sync_removed"
  std::string subject;  // what was changed: "user anna", "sync Main Store Orders"
  Json before;          // null: there was nothing
  Json after;           // null: there is nothing any more
};

class Audit {
 public:
  // Both outlive it. REQUIRES: account_migrations() applied.
  Audit(sql::Connection& connection, const base::Clock& clock) : connection_(connection), clock_(clock) {}

  // REQUIRES: a write transaction of the caller's: entries are counted on from the last. Of `before` and
  // `after` only the members that differ are kept. REQUIRES: neither holds a secret.
  base::Result<void> record(const By& by, std::string_view action, std::string_view subject,
                            const Json& before, const Json& after);

  struct Page {
    std::vector<Change> items;  // newest first
    std::string next;           // cursor; empty: the end
  };
  // `subject` empty: all. Fails with "bad_cursor".
  base::Result<Page> changes(std::string_view subject, int limit, std::string_view cursor);

 private:
  sql::Connection& connection_;
  const base::Clock& clock_;
};

}  // namespace ordersync::app
