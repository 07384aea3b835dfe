// INTERNAL to the embedded POS: the life of a session, by the table of behaviour 8.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/list_order.h"
#include "pos/embedded_store.h"
#include "pos/pos_target.h"

namespace ordersync::pos {

// Who opens a session. Only sessions of the system user are closed by a rule.
enum class Opener { person, system };

// A session with what only the store knows of it.
struct SessionRow {
  Session session;
  std::int64_t config_id = 0;
  order::StockMode stock =
      order::StockMode::real_time;  // as at its creation: it never changes in mid-session
  std::int64_t opening_cash = 0;
  std::int64_t cash_payments = 0;
  std::int64_t late_orders = 0;
};

// How many late orders a closing report names; the rest is counted.
inline constexpr std::int64_t kLateOrdersNamed = 100;

class SessionStore {
 public:
  SessionStore(sql::Connection& connection, const base::Clock& clock)
      : connection_(connection), clock_(clock) {}

  // Own transactions; errors as in pos_target.h and embedded_pos.h.
  base::Result<Session> ensure(std::string_view config, AutoCreate auto_create);
  base::Result<std::optional<Session>> open(std::string_view config);
  base::Result<Session> open_by_hand(std::string_view config);
  base::Result<Session> close(std::string_view config, std::optional<base::Money> counted_cash,
                              std::optional<std::int64_t> only);

  // Inside the caller's transaction.
  base::Result<std::optional<SessionRow>> read(std::int64_t id);
  // REQUIRES: state is opening_control or opened; the configuration has no session that is not closed.
  base::Result<void> create(const ConfigRow& config, SessionState state, Opener opener);
  base::Result<bool> has_ever_had_one(std::int64_t config_id);
  // Those behind the id `from` in this order.
  base::Result<std::vector<Session>> page(base::ListOrder order, std::int64_t from, int limit);

 private:
  base::Result<std::optional<SessionRow>> not_closed(std::int64_t config_id, base::Currency currency);
  base::Result<void> open_in_control(std::int64_t session_id, Opener opener);
  base::Result<Session> open_in_transaction(const ConfigRow& config, Opener opener);
  base::Result<Session> in_write_transaction(std::string_view config, Opener opener);
  base::Result<Session> close_in_transaction(const ConfigRow& config, std::optional<base::Money> counted_cash,
                                             std::optional<std::int64_t> only);
  base::Result<void> add_late_orders(SessionRow& row);

  sql::Connection& connection_;
  const base::Clock& clock_;
};

}  // namespace ordersync::pos
