// Alerts at rest: what is open, what was said, and the outbox of what is still to be said. Each step of
// deciding and telling is one transaction, so that a crash neither loses a message nor makes one up. One
// thread at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/alert_channels.h"
#include "app/alert_rules.h"
#include "base/clock.h"
#include "base/random.h"
#include "sql/database.h"

namespace ordersync::app {

struct Alert {
  AlertRow row;
  std::optional<base::Instant> closed_at;
};
Json alert_json(const Alert& alert);

// One message to one channel. At least once: `token` is the same at every attempt.
struct AlertMessage {
  std::int64_t id = 0;
  std::string token;
  std::int64_t channel_id = 0;
  std::string event;  // "opened", "repeated", "closed", "test"
  Condition condition;
  base::Instant since;
  base::Instant created_at;
  int attempts = 0;
};

class Alerts {
 public:
  // All outlive it. REQUIRES: operations_migrations() applied.
  Alerts(sql::Connection& connection, const base::Clock& clock, base::Random& random)
      : connection_(connection), clock_(clock), random_(random) {}

  // Decides by what is in the store, and writes what changes together with the messages to `channels`. The
  // steps taken.
  base::Result<std::vector<AlertStep>> take_in(std::span<const Condition> now_so, const Looked& looked,
                                               const AlertRules& rules,
                                               std::span<const AlertChannel> channels);

  // Due messages, oldest first, taken for this sender for a few minutes.
  base::Result<std::vector<AlertMessage>> take_due(int limit);
  base::Result<void> sent(const AlertMessage& message);
  // It is tried again later, or given up: true when it was.
  base::Result<bool> failed(const AlertMessage& message, const base::Error& error);

  base::Result<std::vector<Alert>> open();
  struct Page {
    std::vector<Alert> items;  // newest first, the open and the closed ones
    std::string next;
  };
  // `open`: only those that are, or only those that are over. Fails with "bad_cursor".
  base::Result<Page> list(int limit, std::string_view cursor, std::optional<bool> open = {});

  struct Counts {
    std::int64_t open = 0;
    std::int64_t waiting = 0;   // messages that are not sent yet
    std::int64_t given_up = 0;  // messages that reached nobody
  };
  base::Result<Counts> counts();

 private:
  base::Result<std::vector<AlertRow>> rows();
  base::Result<std::map<AlertKey, base::Instant>> told_before();
  base::Result<void> apply(const AlertStep& step, std::span<const AlertChannel> channels, base::Instant at);
  base::Result<void> enqueue(std::string_view event, const Condition& condition, base::Instant since,
                             std::span<const AlertChannel> channels, base::Instant now);
  base::Result<std::int64_t> insert(const AlertStep& step, std::int64_t now);

  sql::Connection& connection_;
  const base::Clock& clock_;
  base::Random& random_;
};

Alerts alerts_of(Worker& worker);

}  // namespace ordersync::app
