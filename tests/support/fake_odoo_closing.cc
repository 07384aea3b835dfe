// Closing as the till and the back office ask for it: counted cash, what blocks it, what is asked.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "tests/support/fake_odoo_computed.h"
#include "tests/support/fake_odoo_entry.h"
#include "tests/support/fake_odoo_money.h"
#include "tests/support/fake_odoo_orm.h"
#include "tests/support/fake_odoo_sessions.h"

namespace ordersync::testing::odoo {
namespace {

std::string state_of(Env& env, int session) {
  return env.text("pos.session", session, "state");
}

json draft_orders(Env& env, int session) {
  json ids = json::array();
  for (const int order : children(env, "pos.order", "session_id", session)) {
    if (env.text("pos.order", order, "state") == "draft") ids.push_back(order);
  }
  return ids;
}

std::string draft_text(Env& env) {
  return env.from(19) ? "You cannot close the POS while there are still draft orders for the day."
                      : "You cannot close the POS when orders are still in draft";
}

void check_no_drafts(Env& env, int session) {
  std::string names;
  for (const json& order : draft_orders(env, session))
    names += (names.empty() ? "" : ", ") + env.text("pos.order", order.get<int>(), "name");
  if (names.empty()) return;
  throw user_error(
      "There are still orders in draft state in the session. Pay or cancel the following orders to validate "
      "the session:\n" +
      names);
}

json reload_action() {
  return {{"type", "ir.actions.client"},
          {"name", "Point of Sale Menu"},
          {"tag", "reload"},
          {"params", {{"menu_id", 206}}}};
}

// Everything that closing did is undone before the wizard is made: the session is open again.
json imbalance_wizard(Env& env, int session, double amount) {
  env.db.roll_back(env.begin);
  const int wizard = create(env, "pos.close.session.wizard",
                            {{"amount_to_balance", amount},
                             {"message",
                              "There is a difference between the amounts to post and the amounts of the "
                              "orders, it is probably caused "
                              "by taxes or accounting configurations changes."}});
  return {{"name", "Force Close Session"},
          {"type", "ir.actions.act_window"},
          {"view_mode", "form"},
          {"res_model", "pos.close.session.wizard"},
          {"res_id", wizard},
          {"target", "new"},
          {"context", {{"active_ids", {session}}, {"active_model", "pos.session"}}}};
}

enum class Imbalance { asked_about, booked };

json validate_session(Env& env, int session, Imbalance handling) {
  const std::vector<int> orders = children(env, "pos.order", "session_id", session);
  const bool has_orders = std::any_of(orders.begin(), orders.end(), [&](int order) {
    return !env.from(17) || env.text("pos.order", order, "state") != "cancel";
  });
  const double cash_difference = session_cash(env, session).difference;
  env.set("pos.session", session, "cash_real_transaction", statement_lines(env, session));
  if (has_orders || statement_lines(env, session) != 0) {
    if (state_of(env, session) == "closed") throw user_error("This session is already closed.");
    check_no_drafts(env, session);
    pick_at_closing(env, session);
    check_tax_accounts(env, session);
    const double difference = imbalance(env, session);
    if (difference != 0 && handling == Imbalance::asked_about && env.from(15))
      return imbalance_wizard(env, session, difference);
    post_cash_difference(env, session, env.from(15) ? cash_difference : 0);
    post_entry(env, session, difference);
  } else {
    post_cash_difference(env, session, env.from(15) ? cash_difference : 0);
  }
  env.set("pos.session", session, "state", "closed");
  return env.from(15) ? json(true) : reload_action();
}

// An answer that the till shows; nothing when the session may be closed.
std::optional<json> why_not(Env& env, int session) {
  json answer = {{"successful", false}, {"redirect", false}};
  if (const json drafts = draft_orders(env, session); !drafts.empty()) {
    answer["message"] = draft_text(env);
  } else if (state_of(env, session) == "closed") {
    answer["message"] = env.from(17) ? "The session has been already closed by another User. All sales "
                                       "completed in the meantime have been saved in a "
                                       "Rescue Session, which can be reviewed anytime and posted to "
                                       "Accounting from Point of Sale's dashboard."
                                     : "This session is already closed.";
    answer["redirect"] = true;
    if (env.from(17)) {
      answer["type"] = "alert";
      answer["title"] = "Session already closed";
    }
  } else {
    return std::nullopt;
  }
  if (env.from(18)) answer["open_order_ids"] = draft_orders(env, session);
  return answer;
}

// 16 and 17 begin with what the newest other session left, whatever was counted since.
double opening_cash(Env& env, int session) {
  if (!env.from(16) || env.from(18)) return env.number("pos.session", session, "cash_register_balance_start");
  for (const int other :
       children(env, "pos.session", "config_id", env.ref("pos.session", session, "config_id"))) {
    if (other != session) return env.number("pos.session", other, "cash_register_balance_end_real");
  }
  return 0;
}

void begin_closing(Env& env, int session) {
  env.set("pos.session", session, "state", "closing_control");
  if (env.text("pos.session", session, "stop_at").empty() || !env.from(15))
    env.set("pos.session", session, "stop_at", env.now());
}

json closing_control_14(Env& env, int session) {
  begin_closing(env, session);
  // Statements that nobody counts are taken as right.
  for (const int statement : children(env, "account.bank.statement", "pos_session_id", session)) {
    if (statement != env.ref("pos.session", session, "cash_register_id"))
      env.set("account.bank.statement", statement, "balance_end_real", session_cash(env, session).end);
  }
  if (!controls_cash(env, session)) validate_session(env, session, Imbalance::booked);
  return nullptr;
}

json validate_14(Env& env, int session) {
  const double difference = session_cash(env, session).difference;
  const double authorised =
      env.number("pos.config", env.ref("pos.session", session, "config_id"), "amount_authorized_diff");
  if (env.ref("pos.session", session, "cash_register_id") == 0 || std::abs(difference) <= authorised + 1e-9)
    return validate_session(env, session, Imbalance::booked);
  if (env.rights < OdooRights::pos_manager) {
    throw user_error(
        fmt::format("Your ending balance is too different from the theoretical cash closing ({:.2f}), the "
                    "maximum allowed is: {:.2f}. "
                    "You can contact your manager to force it.",
                    difference, authorised));
  }
  return {{"name", "Balance control"},
          {"view_type", "form"},
          {"view_mode", "form"},
          {"res_model", "closing.balance.confirm.wizard"},
          {"views", {{false, "form"}}},
          {"type", "ir.actions.act_window"},
          {"context", {{"session_id", session}}},
          {"target", "new"}};
}

}  // namespace

json get_closing_control_data(Env& env, int session) {
  if (env.rights == OdooRights::internal)
    throw ServerError("AccessError",
                      "You don't have the access rights to get the point of sale closing control data.");
  check_exists(env, "pos.session", session);
  const int config = env.ref("pos.session", session, "config_id");
  const int cash = cash_method_of(env, config);
  std::vector<int> orders = closed_orders(env, session);
  if (!env.from(17)) {
    orders.erase(std::remove_if(orders.begin(), orders.end(),
                                [&](int order) { return env.text("pos.order", order, "state") == "cancel"; }),
                 orders.end());
  }
  double sold = 0;
  std::map<int, std::pair<double, int>> received;
  for (const int order : orders) {
    sold += env.number("pos.order", order, "amount_total");
    for (const int payment : children(env, "pos.payment", "pos_order_id", order)) {
      auto& [amount, count] = received[env.ref("pos.payment", payment, "payment_method_id")];
      amount += env.number("pos.payment", payment, "amount");
      ++count;
    }
  }
  json moves = json::array();
  for (const int line : children(env, "account.bank.statement.line", "pos_session_id", session))
    moves.push_back({{"name", env.text("account.bank.statement.line", line, "payment_ref")},
                     {"amount", env.number("account.bank.statement.line", line, "amount")}});
  const double opening = opening_cash(env, session);
  json methods = json::array();
  for (const json& id : env.get("pos.config", config, "payment_method_ids")) {
    if (id == cash) continue;
    const auto& [amount, count] = received[id.get<int>()];
    methods.push_back({{"name", env.text("pos.payment.method", id.get<int>(), "name")},
                       {"amount", amount},
                       {"number", count},
                       {"id", id},
                       {"type", payment_type(env, id.get<int>())}});
  }
  json drawer = env.from(18) ? json::object() : json();
  if (cash != 0) {
    drawer = {{"name", env.text("pos.payment.method", cash, "name")},
              {"amount", opening + received[cash].first + statement_lines(env, session)},
              {"opening", opening},
              {"payment_amount", received[cash].first},
              {"moves", moves},
              {"id", cash}};
  }
  json answer = {{"orders_details", {{"quantity", orders.size()}, {"amount", sold}}},
                 {"opening_notes", value_of(env, "pos.session", session, "opening_notes").is_null()
                                       ? json(false)
                                       : value_of(env, "pos.session", session, "opening_notes")},
                 {"default_cash_details", drawer},
                 {"is_manager", env.rights >= OdooRights::pos_manager},
                 {"amount_authorized_diff", env.flag("pos.config", config, "set_maximum_difference")
                                                ? env.get("pos.config", config, "amount_authorized_diff")
                                                : json()}};
  answer[env.from(18) ? "non_cash_payment_methods" : "other_payment_methods"] = methods;
  return answer;
}

json post_closing_cash_details(Env& env, int session, double counted) {
  check_exists(env, "pos.session", session);
  if (auto answer = why_not(env, session)) return *answer;
  if (value_of(env, "pos.session", session, "cash_journal_id").is_null())
    throw user_error("There is no cash register in this session.");
  env.set("pos.session", session, "cash_register_balance_end_real", stored_round(counted, kCent));
  const int statement = env.ref("pos.session", session, "cash_register_id");
  if (statement != 0)
    env.set("account.bank.statement", statement, "balance_end_real", stored_round(counted, kCent));
  return {{"successful", true}};
}

json close_session_from_ui(Env& env, int session, const json& bank_differences) {
  check_exists(env, "pos.session", session);
  if (auto answer = why_not(env, session)) return *answer;
  for (const json& pair : bank_differences) check_exists(env, "pos.payment.method", pair.at(0).get<int>());
  const json drafts = draft_orders(env, session);
  const json closed = closing_control(env, session);
  if (closed.is_object()) {
    json answer = {{"successful", false}, {"message", closed["name"]}, {"redirect", true}};
    if (env.from(18)) answer["open_order_ids"] = drafts;
    return answer;
  }
  post_message(env);
  return {{"successful", true}};
}

void update_closing_control_state(Env& env, int session, const std::string& notes) {
  check_exists(env, "pos.session", session);
  if (state_of(env, session) == "closed") throw user_error("This session is already closed.");
  env.set("pos.session", session, "state", "closing_control");
  env.set("pos.session", session, "stop_at", env.now());
  env.set("pos.session", session, "closing_notes", notes);
  if (env.from(18) || !notes.empty() || session_cash(env, session).difference != 0) post_message(env);
}

json closing_control(Env& env, int session) {
  check_exists(env, "pos.session", session);
  if (!env.from(15)) return closing_control_14(env, session);
  if (!draft_orders(env, session).empty()) throw user_error(draft_text(env));
  if (state_of(env, session) == "closed") throw user_error("This session is already closed.");
  begin_closing(env, session);
  if (env.flag("pos.session", session, "rescue") && controls_cash(env, session))
    env.set("pos.session", session, "cash_register_balance_end_real",
            stored_round(session_cash(env, session).end, kCent));
  return validate_session(env, session, Imbalance::asked_about);
}

json validate(Env& env, int session) {
  check_exists(env, "pos.session", session);
  return env.from(15) ? validate_session(env, session, Imbalance::asked_about) : validate_14(env, session);
}

json force_close(Env& env, int session) {
  check_exists(env, "pos.session", session);
  begin_closing(env, session);
  validate_session(env, session, Imbalance::booked);
  return true;
}

json confirm_closing_balance(Env& env, int session) {
  check_exists(env, "pos.session", session);
  return validate_session(env, session, Imbalance::booked);
}

}  // namespace ordersync::testing::odoo
