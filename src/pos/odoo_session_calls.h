// The calls on one POS configuration's sessions, and what ordersync remembers of its own. Nothing is decided
// here. After a call whose answer was lost, only a look tells what became of it: the callers look.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "pos/odoo_session_records.h"
#include "pos/odoo_shop_read.h"
#include "pos/odoo_writer.h"
#include "sql/database.h"

namespace ordersync::pos::odoo {

class SessionCalls {
 public:
  SessionCalls(Rpc& rpc, const PosFacts& pos, const Server& server) : rpc_(rpc), pos_(pos), server_(server) {}

  // Those that are neither closed nor rescue sessions, by id.
  base::Result<std::vector<SessionRecord>> not_closed(SessionSums sums);
  base::Result<std::optional<SessionRecord>> read(std::int64_t id);
  // When the newest order was booked into it.
  base::Result<std::optional<base::Instant>> last_booked_at(std::int64_t id);
  // Names of orders that are dated before the session opened, at most `limit` and the count of the rest.
  base::Result<std::vector<std::string>> late_orders(const SessionRecord& session, int limit);
  struct Drafts {
    std::int64_t count = 0;
    std::vector<std::string> names;  // the first few
  };
  base::Result<Drafts> draft_orders(std::int64_t id);

  base::Result<std::int64_t> create();
  base::Result<void> set_stock(Writer& writer, std::int64_t id, order::StockMode stock);
  base::Result<void> open(const SessionRecord& session);
  // From 18 on only, of a session in opening control without an order.
  base::Result<void> delete_unopened(std::int64_t id);

  // Any other method of a session.
  base::Result<Value> call(std::int64_t id, std::string_view method, Value::Object arguments,
                           Effect effect = Effect::writes);

  Rpc& rpc() { return rpc_; }
  const PosFacts& pos() const { return pos_; }
  int series() const { return server_.series; }
  std::int64_t user_id() const { return server_.user_id; }

 private:
  Rpc& rpc_;
  const PosFacts& pos_;
  const Server& server_;
};

// The sessions that ordersync created, in its own store. An attempt is remembered before it is made: when its
// answer is lost, the session found afterwards is known for ours.
class OwnSessions {
 public:
  // `user_id`: whom we sign in as.
  OwnSessions(sql::Connection& store, const base::Clock& clock, std::int64_t connection, std::int64_t user_id)
      : store_(store), clock_(clock), connection_(connection), user_id_(user_id) {}

  // Whether we created this very session. Once Odoo's database was restored from a backup or made again, an
  // id that was ours is given to somebody else's: that one is not ours, and the id is forgotten.
  base::Result<bool> has(const SessionRecord& session);
  base::Result<void> begin_attempt(std::int64_t config_id);
  // Whether one began a while ago and nothing is known of its outcome.
  base::Result<bool> attempt_pending(std::int64_t config_id);
  // The session is ours, and the attempt is over.
  base::Result<void> add(std::int64_t config_id, std::int64_t session_id);
  base::Result<void> end_attempt(std::int64_t config_id);
  base::Result<void> forget(std::int64_t session_id);

 private:
  base::Result<void> write(std::string_view sql, std::initializer_list<sql::Value> values);

  sql::Connection& store_;
  const base::Clock& clock_;
  std::int64_t connection_;
  std::int64_t user_id_;
};

}  // namespace ordersync::pos::odoo
