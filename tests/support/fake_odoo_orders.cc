// What becomes of an order in every version: names, payment, picking, invoice, cancelling.
#include "tests/support/fake_odoo_orders.h"

#include <fmt/format.h>

#include <cmath>

#include "tests/support/fake_odoo_computed.h"
#include "tests/support/fake_odoo_money.h"
#include "tests/support/fake_odoo_orm.h"
#include "tests/support/fake_odoo_stock.h"
#include "tests/support/fake_odoo_taxes.h"

namespace ordersync::testing::odoo {
namespace {

int config_of(Env& env, int order) {
  return env.ref("pos.session", env.ref("pos.order", order, "session_id"), "config_id");
}

std::string refund_name(Env& env, int order) {
  std::string names;
  for (const json& original : value_of(env, "pos.order", order, "refunded_order_ids")) {
    names += (names.empty() ? "" : ",") + env.text("pos.order", original.get<int>(), "name");
  }
  return names;
}

// Numbers come from a sequence that has no memory of what failed. 19 takes the reference's last part instead.
std::string order_name(Env& env, int order) {
  const int config = config_of(env, order);
  const std::string shop = env.text("pos.config", config, "name");
  if (env.from(18)) {
    const int original = id_of(value_of(env, "pos.order", order, "refunded_order_id"));
    if (original != 0) return env.text("pos.order", original, "name") + " REFUND";
  } else if (env.from(15)) {
    const std::string originals = refund_name(env, order);
    if (!originals.empty()) return originals + " REFUND";
  }
  if (!env.from(19)) return shop + "/" + next_number(env, fmt::format("pos.order/{}", config), 4);
  const std::string reference = env.text("pos.order", order, "pos_reference");
  return shop + " - " + reference.substr(reference.rfind('-') + 1);
}

bool paid_in_cash(Env& env, int order) {
  for (const int payment : children(env, "pos.payment", "pos_order_id", order)) {
    if (payment_type(env, env.ref("pos.payment", payment, "payment_method_id")) == "cash") return true;
  }
  return false;
}

bool is_paid(Env& env, int order) {
  const int config = config_of(env, order);
  double total = env.number("pos.order", order, "amount_total");
  const double paid = env.number("pos.order", order, "amount_paid");
  if (!env.flag("pos.config", config, "cash_rounding")) return float_is_zero(total - paid, kCent);
  const int rounding = env.ref("pos.config", config, "rounding_method");
  const double unit = env.number("account.cash.rounding", rounding, "rounding");
  const std::string method = env.text("account.cash.rounding", rounding, "rounding_method");
  const double difference = std::abs(float_round(total - paid, kCent, env.major));
  if (!env.from(15) || !env.flag("pos.config", config, "only_round_cash_method") || paid_in_cash(env, order))
    total = cash_round(total, unit, method.c_str(), env.major);
  if (!env.from(15)) return float_is_zero(total - paid, kCent);
  const double most = float_round(method == "HALF-UP" ? unit / 2 : unit, kCent, env.major);
  return float_is_zero(total - paid, kCent) || difference <= most;
}

// 19 numbers what comes without a reference or a number.
void complete_references(Env& env, json& values) {
  const json reference = values.value("pos_reference", json());
  if (!reference.is_string() || reference == "") {
    values["pos_reference"] = fmt::format("{}0-{}-{}", env.now().substr(2, 2), values["session_id"].dump(),
                                          next_number(env, "pos.reference", 6));
  }
  const json number = values.value("sequence_number", json());
  if (!number.is_number() || number == 0) values["sequence_number"] = env.db.next("pos.sequence");
}

// How the till calls an order.
std::string till_uid(Env& env, const std::string& reference) {
  if (!env.from(15)) return reference.size() > 6 ? reference.substr(6) : "";
  std::size_t run = 0;
  for (std::size_t i = 0; i < reference.size(); ++i) {
    run = std::string("0123456789-").find(reference[i]) == std::string::npos ? 0 : run + 1;
    if (run == 14) return reference.substr(i - 13, 14);
  }
  throw ServerError("builtins.AttributeError", "'NoneType' object has no attribute 'group'");
}

void refuse_unpaying(Env& env, int order, const json& values) {
  if (!env.from(18) || !values.contains("state") || values["state"] == false) return;
  const auto settled = [](const json& state) {
    return state == "paid" || state == "done" || state == "invoiced";
  };
  if (!settled(values["state"]) && settled(env.get("pos.order", order, "state")))
    throw user_error("This order has already been paid. You cannot set it back to draft or edit it.");
}

}  // namespace

int create_order(Env& env, json values) {
  const int session = id_of(values.value("session_id", json()));
  if (session == 0) throw key_error("session_id");
  check_exists(env, "pos.session", session);
  const int config = env.ref("pos.session", session, "config_id");
  if (!values.contains("pricelist_id"))
    values["pricelist_id"] = env.get("pos.config", config, "pricelist_id");
  if (!values.contains("fiscal_position_id"))
    values["fiscal_position_id"] = env.get("pos.config", config, "default_fiscal_position_id");
  if (!values.contains("company_id")) values["company_id"] = env.get("pos.config", config, "company_id");
  if (env.from(19)) complete_references(env, values);
  return create(env, "pos.order", std::move(values));
}

void write_order(Env& env, int order, json values) {
  check_exists(env, "pos.order", order);
  refuse_unpaying(env, order, values);
  if (values.value("state", json()) == "paid" && env.text("pos.order", order, "name") == "/")
    values["name"] = order_name(env, order);
  write(env, "pos.order", order, std::move(values));
}

void mark_paid(Env& env, int order) {
  check_exists(env, "pos.order", order);
  if (!is_paid(env, order))
    throw user_error(fmt::format("Order {} is not fully paid.", env.text("pos.order", order, "name")));
  write_order(env, order, {{"state", "paid"}});
}

json cancel_orders(Env& env, const std::vector<int>& orders) {
  std::vector<int> cancelled;
  for (const int order : orders) {
    check_exists(env, "pos.order", order);
    // Up to 17 whatever state it has, paid orders too.
    if (env.from(18) && env.text("pos.order", order, "state") != "draft") continue;
    write_order(env, order, {{"state", "cancel"}});
    cancelled.push_back(order);
  }
  if (!env.from(18)) return true;
  return {{"pos.order", read(env, "pos.order", cancelled, {}, Many2one::id)}};
}

json export_for_ui(Env& env, const std::vector<int>& orders) {
  json exported = json::array();
  for (const int order : orders) {
    check_exists(env, "pos.order", order);
    const std::string reference = env.text("pos.order", order, "pos_reference");
    exported.push_back({{"id", order},
                        {"name", reference},
                        {"uid", till_uid(env, reference)},
                        {"state", env.text("pos.order", order, "state")},
                        {"pos_session_id", env.get("pos.order", order, "session_id")},
                        {"amount_total", env.number("pos.order", order, "amount_total")},
                        {"amount_paid", env.number("pos.order", order, "amount_paid")}});
  }
  return exported;
}

void add_payment(Env& env, int order, json values) {
  values["pos_order_id"] = order;
  create(env, "pos.payment", std::move(values));
  double paid = 0;
  for (const int payment : env.db.referring("pos.payment", "pos_order_id", order))
    paid += env.number("pos.payment", payment, "amount");
  env.set("pos.order", order, "amount_paid", env.from(18) ? stored_round(paid, kCent) : paid);
}

std::vector<int> find_orders(Env& env, const json& domain, const std::string& order) {
  return search(env, "pos.order", domain, {order, 0, std::nullopt});
}

void add_change(Env& env, int order, double amount_return, int session, int sign) {
  if (float_is_zero(amount_return, kCent)) return;
  const int cash = cash_method_of(env, env.ref("pos.session", session, "config_id"));
  if (cash == 0)
    throw user_error("No cash statement found for this session. Unable to record returned cash.");
  add_payment(env, order,
              {{"name", "return"},
               {"amount", sign * amount_return},
               {"payment_date", env.now()},
               {"payment_method_id", cash},
               {"is_change", true}});
}

void create_order_picking(Env& env, int order) {
  const int session = env.ref("pos.order", order, "session_id");
  const bool for_invoice =
      env.flag("res.company", env.ref("pos.order", order, "company_id"), "anglo_saxon_accounting") &&
      env.flag("pos.order", order, "to_invoice");
  if (env.flag("pos.session", session, "update_stock_at_closing") && !for_invoice) return;
  const std::vector<int> pickings =
      create_pickings(env, children(env, "pos.order.line", "order_id", order), config_of(env, order),
                      env.ref("pos.order", order, "partner_id"));
  for (const int picking : pickings) {
    env.set("stock.picking", picking, "pos_session_id", session);
    env.set("stock.picking", picking, "pos_order_id", order);
    env.set("stock.picking", picking, "origin", env.text("pos.order", order, "name"));
  }
}

void create_invoice(Env& env, int order) {
  const int partner = env.ref("pos.order", order, "partner_id");
  if (partner == 0) {
    throw user_error(
        env.from(19) ? "The 'Customer' field is required to validate the invoice.\nYou probably don't want "
                       "to explain to your auditor that you invoiced an invisible man :)"
                     : "Please provide a partner for the sale.");
  }
  const double total = env.number("pos.order", order, "amount_total");
  const int invoice =
      create(env, "account.move",
             {{"name", fmt::format("INV/{}/{}", env.now().substr(0, 4), next_number(env, "invoice", 5))},
              {"state", "posted"},
              {"move_type", total < 0 ? "out_refund" : "out_invoice"},
              {"date", env.today()},
              {"partner_id", partner},
              {"company_id", env.get("pos.order", order, "company_id")},
              {"invoice_origin", env.text("pos.order", order, "name")},
              {"amount_total", std::abs(total)}});
  env.set("pos.order", order, "account_move", invoice);
  env.set("pos.order", order, "state", env.from(19) ? "done" : "invoiced");
  const bool renders = env.from(17) && env.context.value("generate_pdf", true);
  if (renders && env.switches.pdf == OdooPdf::no_wkhtmltopdf)
    throw user_error("Unable to find Wkhtmltopdf on this system. The PDF can not be created.");
}

void drop_missing_partner(Env& env, json& order) {
  const json partner = order.value("partner_id", json());
  if (!env.from(17) || !partner.is_number_integer() || env.db.exists("res.partner", partner.get<int>()))
    return;
  order["partner_id"] = false;
  order["to_invoice"] = false;
}

void let_others_commit(Env& env) {
  if (!env.others) return;
  const auto others = std::exchange(env.others, nullptr);
  const int listener = env.db.listen();
  others(env);
  Store::Heard heard = env.db.heard(listener);
  env.unseen.merge(heard.inserted);
  env.touched.merge(heard.changed);
}

bool takes_orders(Env& env, int session) {
  const std::string state = env.text("pos.session", session, "state");
  return state != "closed" && state != "closing_control";
}

}  // namespace ordersync::testing::odoo
