// The journal entry, the picking and the cash difference of a closed session.
#include "tests/support/fake_odoo_entry.h"

#include <fmt/format.h>

#include <algorithm>

#include "tests/support/fake_odoo_computed.h"
#include "tests/support/fake_odoo_money.h"
#include "tests/support/fake_odoo_orm.h"
#include "tests/support/fake_odoo_stock.h"
#include "tests/support/fake_odoo_taxes.h"

namespace ordersync::testing::odoo {
namespace {

double payments_of(Env& env, int order) {
  double total = 0;
  for (const int payment : children(env, "pos.payment", "pos_order_id", order))
    total += env.number("pos.payment", payment, "amount");
  return total;
}

void journal_line(Env& env, int move, const std::string& name, double balance) {
  create(env, "account.move.line",
         {{"move_id", move},
          {"name", name},
          {"debit", std::max(balance, 0.0)},
          {"credit", std::max(-balance, 0.0)},
          {"balance", balance}});
}

}  // namespace

std::vector<int> closed_orders(Env& env, int session) {
  std::vector<int> orders;
  for (const int order : children(env, "pos.order", "session_id", session)) {
    const std::string state = env.text("pos.order", order, "state");
    const bool cancelled = state == "cancel" && env.from(17);
    if (state != "draft" && !cancelled) orders.push_back(order);
  }
  return orders;
}

bool controls_cash(Env& env, int session) {
  return value_of(env, "pos.config", env.ref("pos.session", session, "config_id"), "cash_control") == true;
}

double statement_lines(Env& env, int session) {
  double total = 0;
  for (const int line : children(env, "account.bank.statement.line", "pos_session_id", session))
    total += env.number("account.bank.statement.line", line, "amount");
  return total;
}

double imbalance(Env& env, int session) {
  const bool rounds = env.flag("pos.config", env.ref("pos.session", session, "config_id"), "cash_rounding");
  double balance = 0;
  for (const int order : closed_orders(env, session)) {
    if (env.ref("pos.order", order, "account_move") != 0) continue;
    const double sold = retax(env, order).total();
    balance += payments_of(env, order) - sold;
    if (rounds)
      balance -= env.number("pos.order", order, "amount_paid") -
                 (env.from(18) ? sold : env.number("pos.order", order, "amount_total"));
  }
  return float_round(balance, kCent, env.major);
}

void pick_at_closing(Env& env, int session) {
  if (!env.flag("pos.session", session, "update_stock_at_closing")) return;
  std::vector<int> lines;
  for (const int order : closed_orders(env, session)) {
    const bool done =
        env.flag("res.company", env.ref("pos.order", order, "company_id"), "anglo_saxon_accounting") &&
        (env.from(15) ? env.ref("pos.order", order, "account_move") != 0
                      : env.flag("pos.order", order, "to_invoice"));
    if (done) continue;
    for (const int line : children(env, "pos.order.line", "order_id", order)) lines.push_back(line);
  }
  for (const int picking : create_pickings(env, lines, env.ref("pos.session", session, "config_id"), 0)) {
    env.set("stock.picking", picking, "pos_session_id", session);
    env.set("stock.picking", picking, "origin", env.text("pos.session", session, "name"));
  }
}

void check_tax_accounts(Env& env, int session) {
  if (env.from(16) || env.switches.taxes_have_accounts) return;
  for (const int order : closed_orders(env, session)) {
    for (const int line : children(env, "pos.order.line", "order_id", order)) {
      const json taxes = value_of(env, "pos.order.line", line, "tax_ids_after_fiscal_position");
      if (taxes.empty()) continue;
      throw user_error(
          "Unable to close and validate the session.\nPlease set corresponding tax account in each "
          "repartition line of the following taxes: \n" +
          env.text("account.tax", taxes[0].get<int>(), "name"));
    }
  }
}

void post_entry(Env& env, int session, double difference) {
  const std::vector<int> orders = closed_orders(env, session);
  if (orders.empty()) return;
  const int move = create(
      env, "account.move",
      {{"name", fmt::format("POSS/{}/{}/{}", env.now().substr(0, 4), env.now().substr(5, 2),
                            next_number(env, "POSS", 4))},
       {"state", "posted"},
       {"move_type", "entry"},
       {"date", env.today()},
       {"ref", env.text("pos.session", session, "name")},
       {"journal_id", env.ref("pos.config", env.ref("pos.session", session, "config_id"), "journal_id")},
       {"company_id", env.get("pos.order", orders.front(), "company_id")}});
  double received = 0;
  double invoiced = 0;
  double sold = 0;
  double taxes = 0;
  for (const int order : orders) {
    received += payments_of(env, order);
    if (env.ref("pos.order", order, "account_move") != 0) {
      invoiced += payments_of(env, order);
      continue;
    }
    const Retaxed sums = retax(env, order);
    sold += sums.base;
    taxes += sums.tax;
  }
  journal_line(env, move, "Payments", received);
  journal_line(env, move, "Sales", -sold);
  if (!float_is_zero(invoiced, kCent)) journal_line(env, move, "Invoices", -invoiced);
  if (!float_is_zero(taxes, kCent)) journal_line(env, move, "Taxes", -taxes);
  if (!float_is_zero(difference, kCent))
    journal_line(env, move, "Difference at closing PoS session", -difference);
  env.set("pos.session", session, "move_id", move);
  for (const int order : orders) {
    if (env.text("pos.order", order, "state") == "paid") env.set("pos.order", order, "state", "done");
  }
}

void post_cash_difference(Env& env, int session, double difference) {
  if (float_is_zero(difference, kCent) || !controls_cash(env, session)) return;
  const int journal = id_of(value_of(env, "pos.session", session, "cash_journal_id"));
  const bool loss = difference < 0;
  if (env.ref("account.journal", journal, loss ? "loss_account_id" : "profit_account_id") == 0) {
    throw user_error(
        fmt::format("Please go on the {} journal and define a {} Account. This account will be used to "
                    "record cash difference.",
                    env.text("account.journal", journal, "name"), loss ? "Loss" : "Profit"));
  }
  json line = {{"journal_id", journal},
               {"amount", difference},
               {"payment_ref", fmt::format("Cash difference observed during the counting ({}) - closing",
                                           loss ? "Loss" : "Profit")},
               {"date", env.today()}};
  if (env.from(16)) line["pos_session_id"] = session;
  create(env, "account.bank.statement.line", std::move(line));
}

SessionCash session_cash(Env& env, int session) {
  const int config = env.ref("pos.session", session, "config_id");
  const int cash = cash_method_of(env, config);
  if (cash == 0 || (!env.from(16) && env.ref("pos.session", session, "cash_register_id") == 0)) return {};
  double received = 0;
  for (const int order : children(env, "pos.order", "session_id", session)) {
    const std::string state = env.text("pos.order", order, "state");
    if (env.from(18) && (state == "draft" || state == "cancel")) continue;
    for (const int payment : children(env, "pos.payment", "pos_order_id", order)) {
      if (env.ref("pos.payment", payment, "payment_method_id") == cash)
        received += env.number("pos.payment", payment, "amount");
    }
  }
  double begin = env.number("pos.session", session, "cash_register_balance_start");
  if (env.from(16) && !env.from(18)) {
    begin = 0;  // what the last session before left
    for (const int other : children(env, "pos.session", "config_id", config)) {
      if (other < session) {
        begin = env.number("pos.session", other, "cash_register_balance_end_real");
        break;
      }
    }
  }
  const bool closed = env.text("pos.session", session, "state") == "closed";
  const double moved =
      closed ? env.number("pos.session", session, "cash_real_transaction") : statement_lines(env, session);
  SessionCash drawer;
  drawer.end = stored_round(begin + received + moved, kCent);
  drawer.difference =
      stored_round(env.number("pos.session", session, "cash_register_balance_end_real") - drawer.end, kCent);
  return drawer;
}

}  // namespace ordersync::testing::odoo
