// Records of sessions.
#include "pos/odoo_session_records.h"

#include "pos/names.h"
#include "pos/odoo_time.h"

namespace ordersync::pos::odoo {
namespace {

constexpr std::int64_t kLargestAmount = 1'000'000'000'000'000;  // minor units

}  // namespace

std::vector<std::string_view> session_fields(int series, SessionSums sums) {
  std::vector<std::string_view> fields = {"name",         "state",
                                          "user_id",      "start_at",
                                          "stop_at",      "update_stock_at_closing",
                                          "cash_control", "cash_register_balance_start",
                                          "order_count",  "move_id",
                                          "create_date"};
  if (sums == SessionSums::asked) {
    fields.insert(fields.end(), {"cash_register_balance_end", "total_payments_amount"});
  }
  if (series <= 15) fields.push_back("cash_register_id");
  return fields;
}

base::Result<base::Money> amount_of(const Value& value, base::Currency currency) {
  const auto amount = value.decimal();
  if (!amount) return base::Money::zero(currency);
  const base::Decimal limit = base::Decimal::from_units(kLargestAmount, currency.decimals());
  if (amount->abs() <= limit) return base::round_half_away(*amount, currency);
  return base::invalid("odoo_bad_record", "An amount in Odoo is larger than any till takes");
}

base::Result<SessionRecord> session_of(const Value& record, base::Currency currency) {
  const auto id = record["id"].integer();
  const auto state = value_named<SessionState>(record["state"].text());
  if (!id || !state) {
    return base::invalid("odoo_bad_record",
                         "Odoo's answer lacks what every Odoo sends (a session's id and state)");
  }
  SessionRecord session;
  session.id = *id;
  session.name = record["name"].text();
  session.state = *state;
  session.user_id = record["user_id"].id().value_or(0);
  session.created_at = parse_odoo_time(record["create_date"].text());
  session.opened_at = parse_odoo_time(record["start_at"].text());
  session.stopped_at = parse_odoo_time(record["stop_at"].text());
  session.stock = record["update_stock_at_closing"].boolean() ? order::StockMode::at_closing
                                                              : order::StockMode::real_time;
  session.cash_control = record["cash_control"].boolean();
  session.opening_cash = record["cash_register_balance_start"];
  if (!session.opening_cash.is_number()) session.opening_cash = Value(0);
  session.orders = record["order_count"].integer().value_or(0);
  TRY_ASSIGN(session.payments, amount_of(record["total_payments_amount"], currency));
  session.entry = record["move_id"].id();
  session.statement = record["cash_register_id"].id();
  session.expected_cash = record["cash_register_balance_end"];
  return session;
}

const SessionRecord* first_in(std::span<const SessionRecord> sessions, SessionState state) {
  const SessionRecord* found = nullptr;
  for (const SessionRecord& session : sessions) {
    if (session.state == state && (found == nullptr || session.id < found->id)) found = &session;
  }
  return found;
}

SessionPlan plan_session(std::span<const SessionRecord> not_closed, AutoCreate auto_create) {
  if (const auto* opened = first_in(not_closed, SessionState::opened)) return {SessionStep::use, *opened};
  if (const auto* opening = first_in(not_closed, SessionState::opening_control)) {
    if (auto_create == AutoCreate::yes) return {SessionStep::open, *opening};
    return {SessionStep::refuse, std::nullopt};
  }
  if (const auto* closing = first_in(not_closed, SessionState::closing_control))
    return {SessionStep::wait_for_closing, *closing};
  return {auto_create == AutoCreate::yes ? SessionStep::create : SessionStep::refuse, std::nullopt};
}

Session shown(const SessionRecord& record, const PosFacts& pos) {
  Session session;
  session.id = record.id;
  session.name = record.name;
  session.pos_config = pos.config;
  session.state = record.state;
  if (record.state != SessionState::opening_control) session.opened_at = record.opened_at;
  if (record.state == SessionState::closed) session.closed_at = record.stopped_at;
  session.orders = record.orders;
  session.total = record.payments;
  return session;
}

}  // namespace ordersync::pos::odoo
