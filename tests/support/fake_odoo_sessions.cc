// Sessions until they are open, and the rescue sessions of late orders.
#include "tests/support/fake_odoo_sessions.h"

#include <fmt/format.h>

#include "tests/support/fake_odoo_computed.h"
#include "tests/support/fake_odoo_money.h"
#include "tests/support/fake_odoo_orders.h"
#include "tests/support/fake_odoo_orm.h"

namespace ordersync::testing::odoo {
namespace {

// The sessions of a configuration that this transaction sees, newest first.
std::vector<int> sessions_of(Env& env, int config) {
  return search(env, "pos.session", json::array({{"config_id", "=", config}}));
}

double last_counted_cash(Env& env, int config, int but) {
  for (const int session : sessions_of(env, config)) {
    if (session != but) return env.number("pos.session", session, "cash_register_balance_end_real");
  }
  return 0;
}

// The name of a session is unique in the database, not in what a transaction sees.
void name_session(Env& env, int session, const std::string& name) {
  for (const auto& [id, row] : env.db.rows("pos.session")) {
    if (id != session && name != "/" && row.at("name") == name) {
      const std::string text = env.from(15) ? "The name of this POS Session must be unique!"
                                            : "The name of this POS Session must be unique !";
      throw validation_error(env.from(19) ? "The operation cannot be completed: " + text : text);
    }
  }
  env.set("pos.session", session, "name", name);
}

std::string first_name(Env& env, int config, const json& values) {
  if (env.from(19)) return "/";
  if (!env.from(18)) {
    const std::string extra = values.value("name", "");
    return "POS/" + next_number(env, "pos.session", 5) + (extra.empty() ? "" : " " + extra);
  }
  // 18 counts what it sees of the configuration's unopened names.
  const std::string prefix = env.text("pos.config", config, "name") + "/";
  int counter = 0;
  for (const int session : sessions_of(env, config)) {
    const std::string name = env.text("pos.session", session, "name");
    if (name.rfind(prefix, 0) == 0) counter = std::max(counter, std::stoi(name.substr(prefix.size())) + 1);
  }
  return fmt::format("{}{:05}", prefix, counter);
}

// 14 and 15 keep the cash of a session in a bank statement.
void create_statement(Env& env, int session, int config) {
  const int journal = cash_journal_of(env, cash_method_of(env, config));
  if (env.from(16) || journal == 0) return;
  double start = 0;
  const bool controlled = value_of(env, "pos.config", config, "cash_control") == true;
  for (const auto& [id, row] : env.db.rows("account.bank.statement")) {
    if (controlled && row.at("journal_id") == journal) start = row.value("balance_end_real", 0.0);
  }
  const int statement = create(env, "account.bank.statement",
                               {{"name", env.text("pos.session", session, "name")},
                                {"journal_id", journal},
                                {"date", env.today()},
                                {"balance_start", start},
                                {"balance_end_real", 0.0},
                                {"pos_session_id", session}});
  env.set("pos.session", session, "cash_register_id", statement);
  env.set("pos.session", session, "cash_register_balance_start", start);
}

void refuse_second(Env& env, int config) {
  const std::vector<int> open =
      search(env, "pos.session",
             json::array({{"state", "!=", "closed"}, {"config_id", "=", config}, {"rescue", "=", false}}));
  if (open.size() > 1) throw validation_error("Another session is already opened for this point of sale.");
}

// Where cash is controlled somebody must count it first; 18 and 19 wait for that always.
bool opens_by_itself(Env& env, int config, bool rescue) {
  if (env.from(18)) return false;
  return (rescue && env.from(15)) || value_of(env, "pos.config", config, "cash_control") != true;
}

}  // namespace

int create_session(Env& env, const json& values) {
  check_access(env, "pos.session", Access::create);
  let_others_commit(env);
  const int config = id_of(values.value("config_id", json()));
  if (config == 0) throw user_error("You should assign a Point of Sale to your session.");
  check_exists(env, "pos.config", config);
  json row = values;
  row["name"] = "/";
  row["update_stock_at_closing"] = env.text("res.company", env.ref("pos.config", config, "company_id"),
                                            "point_of_sale_update_stock_quantities") == "closing";
  for (const char* amount : {"cash_register_balance_start", "cash_register_balance_end_real"})
    row[amount] = 0.0;
  const bool rescue = values.value("rescue", false);
  const std::string name = first_name(env, config, values);
  const int session = create(env, "pos.session", std::move(row));
  name_session(env, session, name);
  if (!env.from(18)) env.set("pos.session", session, "start_at", env.now());
  create_statement(env, session, config);
  const bool counts_cash = env.from(16) && value_of(env, "pos.config", config, "cash_control") == true;
  if (counts_cash && !rescue)
    env.set("pos.session", session, "cash_register_balance_start", last_counted_cash(env, config, session));
  if (opens_by_itself(env, config, rescue)) env.set("pos.session", session, "state", "opened");
  refuse_second(env, config);
  return session;
}

void open_session(Env& env, int session, double cash, const std::string& notes) {
  check_exists(env, "pos.session", session);
  const int config = env.ref("pos.session", session, "config_id");
  const double expected = env.number("pos.session", session, "cash_register_balance_start");
  if (env.from(18)) {
    if (env.text("pos.session", session, "state") != "opening_control") return;
    env.set("pos.session", session, "start_at", env.now());
    name_session(env, session,
                 (env.from(19) ? env.text("pos.config", config, "name") + "/" : "POS/") +
                     next_number(env, "pos.session", 5));
  }
  env.set("pos.session", session, "state", "opened");
  const bool has_cash = cash_method_of(env, config) != 0;
  if (!env.from(18) || has_cash) {
    env.set("pos.session", session, "opening_notes", notes);
    env.set("pos.session", session, "cash_register_balance_start", stored_round(cash, 0.01));
  }
  const int statement = env.ref("pos.session", session, "cash_register_id");
  if (statement != 0) env.set("account.bank.statement", statement, "balance_start", stored_round(cash, 0.01));
  // 16 and 17 book what was counted above or below what was left there.
  const bool differs = !float_is_zero(cash - expected, 0.01);
  if (env.from(16) && !env.from(18) && differs &&
      value_of(env, "pos.config", config, "cash_control") == true) {
    create(env, "account.bank.statement.line",
           {{"journal_id", cash_journal_of(env, cash_method_of(env, config))},
            {"amount", cash - expected},
            {"payment_ref", "Cash difference observed during the counting - opening"},
            {"date", env.today()},
            {"pos_session_id", session}});
  }
  if (env.from(15) && (env.from(18) ? has_cash || !notes.empty() : differs || !notes.empty()))
    post_message(env);
}

json delete_opening_control_session(Env& env, int session) {
  if (!env.db.exists("pos.session", session)) return {{"status", "success"}};
  const bool used = !children(env, "pos.order", "session_id", session).empty();
  if (used || env.text("pos.session", session, "state") != "opening_control")
    throw user_error("You can only cancel a session that is in opening control state and has no orders.");
  env.db.erase("pos.session", session);
  return {{"status", "success"}};
}

int rescue_session(Env& env, int closed) {
  const int config = env.ref("pos.session", closed, "config_id");
  const std::vector<int> waiting = search(env, "pos.session",
                                          json::array({{"state", "not in", {"closed", "closing_control"}},
                                                       {"rescue", "=", true},
                                                       {"config_id", "=", config}}));
  if (!waiting.empty()) return waiting.front();
  const int session =
      create_session(env, {{"config_id", config},
                           {"name", fmt::format("(RESCUE FOR {})", env.text("pos.session", closed, "name"))},
                           {"rescue", true}});
  if (env.from(16) && value_of(env, "pos.config", config, "cash_control") == true)
    env.set("pos.session", session, "cash_register_balance_start", last_counted_cash(env, config, session));
  return session;
}

void post_message(Env& env) {
  if (env.email.empty() && env.from(15) && !env.from(19))
    throw user_error("Unable to send message, please configure the sender's email address.");
}

}  // namespace ordersync::testing::odoo
