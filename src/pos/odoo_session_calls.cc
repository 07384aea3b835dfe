// Calls on sessions, by version.
#include "pos/odoo_session_calls.h"

#include "pos/odoo_time.h"

namespace ordersync::pos::odoo {
namespace {

constexpr std::int64_t kDraftsNamed = 5;

// How long Odoo may take to make a session of which we heard nothing (limit_time_real and its retries).
constexpr std::chrono::minutes kAttemptLasts{10};

// How far Odoo's clock may be from ours.
constexpr std::chrono::hours kClocksDiffer{24};

Value of_session(std::int64_t id) {
  return Value::list({Value::list({"session_id", "=", id})});
}

// What people know an order by: a draft is called "/" until it is paid.
std::string name_of(const Value& order) {
  const std::string_view name = order["name"].text();
  const std::string_view reference = order["pos_reference"].text();
  return std::string(name == "/" || name.empty() ? reference : name);
}

}  // namespace

base::Result<std::vector<SessionRecord>> SessionCalls::not_closed(SessionSums sums) {
  Rpc::Search search{
      "pos.session",
      Value::list({Value::list({"config_id", "=", pos_.config_id}), Value::list({"state", "!=", "closed"}),
                   Value::list({"rescue", "=", false})}),
      session_fields(series(), sums),
      {}};
  std::vector<SessionRecord> sessions;
  TRY(rpc_.each(search, [&](const Value& record) -> base::Result<void> {
    TRY_ASSIGN(SessionRecord session, session_of(record, pos_.currency));
    sessions.push_back(std::move(session));
    return {};
  }));
  return sessions;
}

base::Result<std::optional<SessionRecord>> SessionCalls::read(std::int64_t id) {
  TRY_ASSIGN(const Value record,
             read_one(rpc_, "pos.session", id, session_fields(series(), SessionSums::asked), {}));
  if (record.is_null()) return std::optional<SessionRecord>();
  TRY_ASSIGN(SessionRecord session, session_of(record, pos_.currency));
  return std::optional(std::move(session));
}

base::Result<std::optional<base::Instant>> SessionCalls::last_booked_at(std::int64_t id) {
  Call call{"pos.order", "search_read", std::nullopt, {}, {}, Effect::reads};
  call.arguments = {{"domain", of_session(id)},
                    {"fields", Value::list({"create_date"})},
                    {"limit", 1},
                    {"order", "id desc"}};
  TRY_ASSIGN(const Value newest, rpc_.call(call));
  if (newest.items().empty()) return std::optional<base::Instant>();
  return parse_odoo_time(newest.items().front()["create_date"].text());
}

base::Result<std::vector<std::string>> SessionCalls::late_orders(const SessionRecord& session, int limit) {
  std::vector<std::string> names;
  if (!session.opened_at || session.orders == 0) return names;
  Rpc::Search search{
      "pos.order",
      Value::list({Value::list({"session_id", "=", session.id}),
                   Value::list({"date_order", "<=", odoo_time(*session.opened_at - kLateFrom)})}),
      {"name", "pos_reference"},
      {}};
  std::int64_t rest = 0;
  TRY(rpc_.each(search, [&](const Value& order) -> base::Result<void> {
    if (static_cast<int>(names.size()) < limit) {
      names.push_back(name_of(order));
    } else {
      ++rest;
    }
    return {};
  }));
  if (rest > 0) names.push_back("and " + std::to_string(rest) + " more");
  return names;
}

base::Result<SessionCalls::Drafts> SessionCalls::draft_orders(std::int64_t id) {
  Rpc::Search search{
      "pos.order",
      Value::list({Value::list({"session_id", "=", id}), Value::list({"state", "=", "draft"})}),
      {"name", "pos_reference"},
      {}};
  Drafts drafts;
  TRY(rpc_.each(search, [&](const Value& order) -> base::Result<void> {
    if (drafts.count++ < kDraftsNamed) drafts.names.push_back(name_of(order));
    return {};
  }));
  return drafts;
}

// Up to 15 a model's create may take one record only, and /json/2 takes a list only.
base::Result<std::int64_t> SessionCalls::create() {
  const Value values = Value::object({{"config_id", pos_.config_id}});
  Call call{"pos.session", "create", std::nullopt, {}, {}, Effect::writes};
  call.arguments = {{"vals_list", server_.api == Api::json_2 ? Value::list({values}) : values}};
  TRY_ASSIGN(const Value made, rpc_.call(call));
  const auto id = made.is_array() && !made.items().empty() ? made.items().front().integer() : made.integer();
  if (id) return *id;
  return base::invalid("odoo_bad_record", "Odoo's answer to a new session is no id");
}

base::Result<void> SessionCalls::set_stock(Writer& writer, std::int64_t id, order::StockMode stock) {
  const bool at_closing = stock == order::StockMode::at_closing;
  TRY(writer.call({"pos.session",
                   "write",
                   std::vector{id},
                   {{"vals", Value::object({{"update_stock_at_closing", at_closing}})}},
                   {},
                   Effect::writes}));
  return {};
}

// With the cash that Odoo filled in: another amount would be posted as a difference (protocol section 3).
base::Result<void> SessionCalls::open(const SessionRecord& session) {
  TRY(call(session.id, series() >= 18 ? "set_opening_control" : "set_cashbox_pos",
           {{"cashbox_value", session.opening_cash}, {"notes", ""}}));
  return {};
}

base::Result<void> SessionCalls::delete_unopened(std::int64_t id) {
  TRY(call(id, "delete_opening_control_session", {}));
  return {};
}

base::Result<Value> SessionCalls::call(std::int64_t id, std::string_view method, Value::Object arguments,
                                       Effect effect) {
  return rpc_.call({"pos.session", method, std::vector{id}, std::move(arguments), {}, effect});
}

base::Result<void> OwnSessions::write(std::string_view sql, std::initializer_list<sql::Value> values) {
  return sql::write_transaction(store_, [&]() -> base::Result<void> {
    TRY(store_.execute(sql, values));
    return {};
  });
}

base::Result<bool> OwnSessions::has(const SessionRecord& session) {
  std::optional<base::Instant> created;
  TRY(store_.query("SELECT created_at FROM odoo_session WHERE connection_id = ? AND session_id = ?",
                   {connection_, session.id},
                   [&](const sql::Row& row) { created = base::from_unix_ms(row.integer(0)); }));
  if (!created) return false;
  if (session.user_id == user_id_ && session.created_at && *session.created_at <= *created + kClocksDiffer &&
      *created <= *session.created_at + kClocksDiffer) {
    return true;
  }
  TRY(forget(session.id));
  return false;
}

base::Result<void> OwnSessions::begin_attempt(std::int64_t config_id) {
  return write(
      "INSERT INTO odoo_session_attempt(connection_id, config_id, began_at) VALUES (?, ?, ?) "
      "ON CONFLICT (connection_id, config_id) DO UPDATE SET began_at = excluded.began_at",
      {connection_, config_id, base::to_unix_ms(clock_.now())});
}

base::Result<bool> OwnSessions::attempt_pending(std::int64_t config_id) {
  std::optional<base::Instant> began;
  TRY(store_.query("SELECT began_at FROM odoo_session_attempt WHERE connection_id = ? AND config_id = ?",
                   {connection_, config_id},
                   [&](const sql::Row& row) { began = base::from_unix_ms(row.integer(0)); }));
  const base::Instant now = clock_.now();
  return began && *began <= now && now < *began + kAttemptLasts;
}

base::Result<void> OwnSessions::end_attempt(std::int64_t config_id) {
  return write("DELETE FROM odoo_session_attempt WHERE connection_id = ? AND config_id = ?",
               {connection_, config_id});
}

base::Result<void> OwnSessions::add(std::int64_t config_id, std::int64_t session_id) {
  TRY(
      write("INSERT INTO odoo_session(connection_id, session_id, created_at) VALUES (?, ?, ?) "
            "ON CONFLICT (connection_id, session_id) DO UPDATE SET created_at = excluded.created_at",
            {connection_, session_id, base::to_unix_ms(clock_.now())}));
  return end_attempt(config_id);
}

base::Result<void> OwnSessions::forget(std::int64_t session_id) {
  return write("DELETE FROM odoo_session WHERE connection_id = ? AND session_id = ?",
               {connection_, session_id});
}

}  // namespace ordersync::pos::odoo
