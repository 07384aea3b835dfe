// The answers that were given to requests with an Idempotency-Key, so that a request sent again, because its
// answer was lost, changes nothing twice. One thread at a time, on one store connection.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"
#include "sql/database.h"

namespace ordersync::app {

struct KeptAnswer {
  int status = 0;
  std::string content_type;
  std::string body;
};

class RepeatedRequests {
 public:
  // All outlive it. REQUIRES: app::migrations() applied.
  RepeatedRequests(sql::Connection& connection, const base::SecretBox& box, const base::Clock& clock)
      : connection_(connection), box_(box), clock_(clock) {}

  // Takes the key for a request of this caller; a request is its method, path and body, which may hold a
  // password: kept is a MAC of it by the key file, which nobody can try passwords on. Nothing: it is new
  // and is to be carried out; an answer: it was carried out. Fails with "request_in_progress" (the first one
  // is not answered yet), "idempotency_key_reused" (it was another request). Keys are kept for a day.
  base::Result<std::optional<KeptAnswer>> begin(std::string_view caller, std::string_view key,
                                                std::string_view request);
  base::Result<void> keep(std::string_view caller, std::string_view key, const KeptAnswer& answer);
  // The request changed nothing: it may be sent again.
  base::Result<void> forget(std::string_view caller, std::string_view key);

 private:
  sql::Connection& connection_;
  const base::SecretBox& box_;
  const base::Clock& clock_;
};

}  // namespace ordersync::app
