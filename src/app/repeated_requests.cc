// Answers at rest; see repeated_requests.h.
#include "app/repeated_requests.h"

#include <chrono>

#include "base/time.h"

namespace ordersync::app {

namespace {

using namespace std::chrono_literals;

constexpr auto kKeptFor = 24h;
// A request that nobody has answered for so long was cut off by the end of its process.
constexpr auto kInProgressFor = 1h;
constexpr std::size_t kLongestKey = 255;

}  // namespace

base::Result<std::optional<KeptAnswer>> RepeatedRequests::begin(std::string_view caller, std::string_view key,
                                                                std::string_view request) {
  if (key.size() > kLongestKey) {
    return base::invalid("bad_parameter", "Idempotency-Key takes at most 255 characters");
  }
  const std::int64_t now = base::to_unix_ms(clock_.now());
  const std::int64_t old = base::to_unix_ms(clock_.now() - kKeptFor);
  const std::int64_t dead = base::to_unix_ms(clock_.now() - kInProgressFor);
  const std::string digest = base::to_hex(base::as_bytes(box_.mac("repeated requests", {request})));
  std::optional<KeptAnswer> kept;
  TRY(sql::write_transaction(connection_, [&]() -> base::Result<void> {
    TRY(connection_.execute("DELETE FROM repeated_request WHERE at < ?1 OR (status = 0 AND at < ?2)",
                            {old, dead}));
    bool found = false;
    bool same = false;
    KeptAnswer answer;
    TRY(connection_.query(
        "SELECT digest, status, content_type, body FROM repeated_request WHERE caller = ?1 AND "
        "idempotency_key = ?2",
        {caller, key}, [&](const sql::Row& row) {
          found = true;
          same = row.text(0) == digest;
          answer = {static_cast<int>(row.integer(1)), std::string(row.text(2)), std::string(row.text(3))};
        }));
    if (!found) {
      TRY(connection_.execute(
          "INSERT INTO repeated_request(caller, idempotency_key, digest, at, status, content_type, body) "
          "VALUES (?1, ?2, ?3, ?4, 0, '', '')",
          {caller, key, digest, now}));
      return {};
    }
    if (!same) {
      return base::invalid(
          "idempotency_key_reused",
          "This Idempotency-Key was sent with another request: use a new key for a new request");
    }
    if (answer.status == 0) {
      return base::Error{base::ErrorKind::conflict,
                         "request_in_progress",
                         "The same request is being carried out: ask again in a moment",
                         {}};
    }
    kept = std::move(answer);
    return {};
  }));
  return kept;
}

base::Result<void> RepeatedRequests::keep(std::string_view caller, std::string_view key,
                                          const KeptAnswer& answer) {
  return sql::write_transaction(connection_, [&]() -> base::Result<void> {
    TRY(connection_.execute(
        "UPDATE repeated_request SET status = ?3, content_type = ?4, body = ?5 WHERE caller = ?1 AND "
        "idempotency_key = ?2",
        {caller, key, std::int64_t{answer.status}, answer.content_type, answer.body}));
    return {};
  });
}

base::Result<void> RepeatedRequests::forget(std::string_view caller, std::string_view key) {
  return sql::write_transaction(connection_, [&]() -> base::Result<void> {
    TRY(connection_.execute("DELETE FROM repeated_request WHERE caller = ?1 AND idempotency_key = ?2",
                            {caller, key}));
    return {};
  });
}

}  // namespace ordersync::app
