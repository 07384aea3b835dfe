// Sessions: used, opened, created, closed. What a closing does to the stock is in embedded_stock.cc.
#include "pos/embedded_sessions.h"

#include "base/text.h"
#include "pos/embedded_stock.h"
#include "pos/names.h"
#include "pos/session_words.h"
#include "sql/nullable.h"

namespace ordersync::pos {
namespace {

#define SESSION_COLUMNS                                                                         \
  "SELECT s.id, s.config_id, s.name, s.state, s.automatic, s.stock, s.opened_at, s.closed_at, " \
  "s.orders, s.total, s.late_orders, s.opening_cash, s.cash_payments, s.expected_cash, "        \
  "s.counted_cash, s.counted, c.name, s.last_order_at "                                         \
  "FROM pos_session s JOIN pos_config c ON c.id = s.config_id "

constexpr std::string_view kNotClosed = SESSION_COLUMNS "WHERE s.config_id = ? AND s.state <> 'closed'";
constexpr std::string_view kById = SESSION_COLUMNS "WHERE s.id = ?";
constexpr std::string_view kNewest = SESSION_COLUMNS "WHERE s.id < ? ORDER BY s.id DESC LIMIT ?";
constexpr std::string_view kOldest = SESSION_COLUMNS "WHERE s.id > ? ORDER BY s.id LIMIT ?";

#undef SESSION_COLUMNS

SessionRow read_row(const sql::Row& row, base::Currency currency, StoredText& text) {
  SessionRow out;
  Session& session = out.session;
  session.id = row.integer(0);
  out.config_id = row.integer(1);
  session.name = row.text(2);
  session.state = text.choice<SessionState>(row.text(3));
  session.automatic = row.integer(4) != 0;
  out.stock = text.choice<order::StockMode>(row.text(5));
  session.opened_at = sql::maybe_time(row, 6);
  session.closed_at = sql::maybe_time(row, 7);
  session.orders = row.integer(8);
  session.total = base::Money(row.integer(9), currency);
  out.late_orders = row.integer(10);
  out.opening_cash = row.integer(11);
  out.cash_payments = row.integer(12);
  if (!row.is_null(13)) {
    Closing closing;
    closing.opening_cash = base::Money(out.opening_cash, currency);
    closing.expected_cash = base::Money(row.integer(13), currency);
    closing.counted_cash = base::Money(row.integer(14), currency);
    closing.difference = base::Money(row.integer(14) - row.integer(13), currency);
    closing.counted = row.integer(15) != 0;
    session.closing = closing;
  }
  session.pos_config = row.text(16);
  session.last_order_at = sql::maybe_time(row, 17);
  return out;
}

base::Result<void> require_payment_method(sql::Connection& connection, const ConfigRow& config) {
  TRY_ASSIGN(
      const bool any,
      sql::any_row(connection, "SELECT 1 FROM pos_config_method WHERE config_id = ? LIMIT 1", {config.id}));
  if (any) return {};
  return no_payment_method(config.name);
}

struct Cash {
  std::int64_t expected = 0;
  std::int64_t counted = 0;
};

// What the drawer should hold and what it holds. Nobody counted: as expected.
base::Result<Cash> count_cash(const SessionRow& row, base::Currency currency,
                              const std::optional<base::Money>& counted) {
  TRY(check_counted_cash(counted, currency));
  Cash cash;
  std::int64_t difference = 0;
  bool overflow = __builtin_add_overflow(row.opening_cash, row.cash_payments, &cash.expected);
  cash.counted = counted ? counted->minor() : cash.expected;
  overflow = overflow || __builtin_sub_overflow(cash.counted, cash.expected, &difference);
  if (!overflow) return cash;
  return base::invalid("amount_too_large",
                       "The cash of session " + row.session.name + " is too large to be counted");
}

}  // namespace

base::Result<std::optional<SessionRow>> SessionStore::not_closed(std::int64_t config_id,
                                                                 base::Currency currency) {
  std::optional<SessionRow> found;
  StoredText text;
  TRY(connection_.query(kNotClosed, {config_id},
                        [&](const sql::Row& row) { found = read_row(row, currency, text); }));
  TRY(text.checked("pos_session"));
  return found;
}

base::Result<std::optional<SessionRow>> SessionStore::read(std::int64_t id) {
  TRY_ASSIGN(const Company company, read_company(connection_));
  std::optional<SessionRow> found;
  StoredText text;
  TRY(connection_.query(kById, {id},
                        [&](const sql::Row& row) { found = read_row(row, company.currency, text); }));
  TRY(text.checked("pos_session"));
  return found;
}

base::Result<std::vector<Session>> SessionStore::page(base::ListOrder order, std::int64_t from, int limit) {
  TRY_ASSIGN(const Company company, read_company(connection_));
  std::vector<SessionRow> rows;
  StoredText text;
  TRY(connection_.query(order == base::ListOrder::newest_first ? kNewest : kOldest,
                        {from, std::int64_t{limit}},
                        [&](const sql::Row& row) { rows.push_back(read_row(row, company.currency, text)); }));
  TRY(text.checked("pos_session"));
  std::vector<Session> sessions;
  for (SessionRow& row : rows) {
    if (row.session.state == SessionState::closed) TRY(add_late_orders(row));
    sessions.push_back(std::move(row.session));
  }
  return sessions;
}

base::Result<std::optional<Session>> SessionStore::open(std::string_view config_name) {
  std::optional<Session> session;
  TRY(sql::read_transaction(connection_, [&]() -> base::Result<void> {
    TRY_ASSIGN(const ConfigRow config, read_config(connection_, config_name));
    TRY_ASSIGN(const Company company, read_company(connection_));
    TRY_ASSIGN(auto row, not_closed(config.id, company.currency));
    if (row) session = std::move(row->session);
    return {};
  }));
  return session;
}

base::Result<Session> SessionStore::ensure(std::string_view config_name, AutoCreate auto_create) {
  std::optional<Session> session;
  TRY(sql::read_transaction(connection_, [&]() -> base::Result<void> {
    TRY_ASSIGN(const ConfigRow config, read_config(connection_, config_name));
    TRY(require_payment_method(connection_, config));
    TRY_ASSIGN(const Company company, read_company(connection_));
    TRY_ASSIGN(auto row, not_closed(config.id, company.currency));
    if (row) session = std::move(row->session);
    return {};
  }));
  const auto standing = session ? std::optional(session->state) : std::nullopt;
  if (auto why_not = why_no_session(standing, auto_create, config_name)) return *std::move(why_not);
  if (standing == SessionState::opened) return *std::move(session);
  return in_write_transaction(config_name, Opener::system);
}

base::Result<Session> SessionStore::open_by_hand(std::string_view config_name) {
  TRY_ASSIGN(const auto standing, open(config_name));
  if (standing && standing->state == SessionState::opened) {
    return session_already_open(config_name, standing->name);
  }
  return in_write_transaction(config_name, Opener::person);
}

// Somebody may have been faster between our look and our lock: open_in_transaction looks again and uses the
// winner's; where a store lets two try at once, the unique index refuses the second, who then finds the
// winner's session. A person is told that it was another one.
base::Result<Session> SessionStore::in_write_transaction(std::string_view config_name, Opener opener) {
  std::optional<Session> session;
  auto done = sql::write_transaction(connection_, [&]() -> base::Result<void> {
    TRY_ASSIGN(const ConfigRow config, read_config(connection_, config_name));
    TRY(require_payment_method(connection_, config));
    TRY_ASSIGN(session, open_in_transaction(config, opener));
    return {};
  });
  if (done.ok()) return *std::move(session);
  TRY_ASSIGN(auto winner, open(config_name));
  if (!winner || winner->state != SessionState::opened) return std::move(done).error();
  if (opener == Opener::person) return session_already_open(config_name, winner->name);
  return *std::move(winner);
}

base::Result<Session> SessionStore::open_in_transaction(const ConfigRow& config, Opener opener) {
  TRY_ASSIGN(const Company company, read_company(connection_));
  TRY_ASSIGN(auto row, not_closed(config.id, company.currency));
  if (!row) {
    TRY(create(config, SessionState::opened, opener));
  } else if (row->session.state == SessionState::opening_control) {
    TRY(open_in_control(row->session.id, opener));
  } else if (row->session.state == SessionState::closing_control) {
    return session_closing();
  } else if (opener == Opener::person) {
    return session_already_open(config.name, row->session.name);
  } else {
    return std::move(row->session);
  }
  TRY_ASSIGN(row, not_closed(config.id, company.currency));
  CHECK(row.has_value());
  return std::move(row->session);
}

base::Result<void> SessionStore::open_in_control(std::int64_t session_id, Opener opener) {
  TRY(connection_.execute(
      "UPDATE pos_session SET state = 'opened', opened_at = ?, automatic = ? WHERE id = ?",
      {base::to_unix_ms(clock_.now()), std::int64_t{opener == Opener::system}, session_id}));
  return {};
}

base::Result<void> SessionStore::create(const ConfigRow& config, SessionState state, Opener opener) {
  const std::int64_t number = config.last_session + 1;
  const std::string name = numbered(config.name, number, 5);
  const bool opened = state == SessionState::opened;
  TRY(connection_.execute("UPDATE pos_config SET last_session = ? WHERE id = ?", {number, config.id}));
  TRY(connection_.execute(
      "INSERT INTO pos_session(config_id, name, state, automatic, stock, opened_at, opening_cash) "
      "VALUES (?, ?, ?, ?, ?, ?, ?)",
      {config.id, name, name_of(state), std::int64_t{opener == Opener::system}, name_of(config.stock),
       opened ? sql::Value(base::to_unix_ms(clock_.now())) : sql::Value(sql::Null{}),
       config.cash_in_drawer}));
  return {};
}

base::Result<bool> SessionStore::has_ever_had_one(std::int64_t config_id) {
  return sql::any_row(connection_, "SELECT 1 FROM pos_session WHERE config_id = ? LIMIT 1", {config_id});
}

base::Result<Session> SessionStore::close(std::string_view config_name,
                                          std::optional<base::Money> counted_cash,
                                          std::optional<std::int64_t> only) {
  std::optional<Session> session;
  TRY(sql::write_transaction(connection_, [&]() -> base::Result<void> {
    TRY_ASSIGN(const ConfigRow config, read_config(connection_, config_name));
    TRY_ASSIGN(session, close_in_transaction(config, counted_cash, only));
    return {};
  }));
  return *std::move(session);
}

// A session in closing control is closed as well: else nobody could finish what somebody has begun.
base::Result<Session> SessionStore::close_in_transaction(const ConfigRow& config,
                                                         std::optional<base::Money> counted_cash,
                                                         std::optional<std::int64_t> only) {
  TRY_ASSIGN(const Company company, read_company(connection_));
  TRY_ASSIGN(auto row, not_closed(config.id, company.currency));
  if (!row) return nothing_to_close(config.name);
  if (row->session.state == SessionState::opening_control) return close_needs_opening(row->session.name);
  if (only && row->session.id != *only) return another_session_open(config.name, row->session.name);
  TRY_ASSIGN(const Cash cash, count_cash(*row, company.currency, counted_cash));
  const std::int64_t now = base::to_unix_ms(clock_.now());
  if (row->stock == order::StockMode::at_closing)
    TRY(move_stock_of_session(connection_, row->session.id, now));
  TRY(connection_.execute(
      "UPDATE pos_session SET state = 'closed', closed_at = ?, expected_cash = ?, "
      "counted_cash = ?, counted = ? "
      "WHERE id = ?",
      {now, cash.expected, cash.counted, std::int64_t{counted_cash.has_value()}, row->session.id}));
  TRY(connection_.execute("UPDATE pos_config SET cash_in_drawer = ? WHERE id = ?",
                          {cash.counted, config.id}));
  const std::int64_t id = row->session.id;
  TRY_ASSIGN(row, read(id));
  CHECK(row.has_value());
  TRY(add_late_orders(*row));
  return std::move(row->session);
}

base::Result<void> SessionStore::add_late_orders(SessionRow& row) {
  if (row.late_orders == 0) return {};
  std::vector<std::string>& names = row.session.late_orders;
  TRY(
      connection_.query("SELECT o.name FROM pos_session_late_order l JOIN pos_order o ON o.id = l.order_id "
                        "WHERE l.session_id = ? ORDER BY l.order_id",
                        {row.session.id}, [&](const sql::Row& late) { names.emplace_back(late.text(0)); }));
  const std::int64_t rest = row.late_orders - static_cast<std::int64_t>(names.size());
  if (rest > 0) names.push_back("and " + std::to_string(rest) + " more");
  return {};
}

}  // namespace ordersync::pos
