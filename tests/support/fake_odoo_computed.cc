// Fields that are worked out when they are read.
#include <fmt/format.h>

#include <algorithm>

#include "base/check.h"
#include "base/contains.h"
#include "tests/support/fake_odoo_computed.h"
#include "tests/support/fake_odoo_money.h"
#include "tests/support/fake_odoo_orm.h"

namespace ordersync::testing::odoo {
namespace {

json or_nothing(int id) {
  return id == 0 ? json() : json(id);
}

// Follows many2ones: ref(env, "pos.order", 1, {"session_id", "config_id"}).
int follow(Env& env, std::string model, int id, std::initializer_list<const char*> path) {
  for (const char* field : path) {
    if (id == 0) return 0;
    const Field* known = model_of(env, model).find(field);
    CHECK(known != nullptr);
    id = id_of(value_of(env, model, id, field));
    model = known->comodel;
  }
  return id;
}

double sum(Env& env, const std::string& model, const std::vector<int>& ids, const std::string& field) {
  double total = 0;
  for (const int id : ids) total += env.number(model, id, field);
  return total;
}

json of_config(Env& env, int id, const std::string& field) {
  if (field == "currency_id")
    return or_nothing(env.ref("res.company", env.ref("pos.config", id, "company_id"), "currency_id"));
  if (field == "warehouse_id")
    return or_nothing(
        env.ref("stock.picking.type", env.ref("pos.config", id, "picking_type_id"), "warehouse_id"));
  if (field == "cash_control") return cash_method_of(env, id) != 0;
  const std::vector<int> sessions = children(env, "pos.session", "config_id", id);
  if (field == "last_session_closing_cash")
    return sessions.empty() ? 0.0
                            : env.number("pos.session", sessions.front(), "cash_register_balance_end_real");
  int open = 0;
  for (const int session : sessions) {
    if (env.text("pos.session", session, "state") != "closed" && !env.flag("pos.session", session, "rescue"))
      open = session;
  }
  if (field == "current_session_id") return or_nothing(open);
  if (field == "has_active_session") return open != 0;
  return open == 0 ? json() : env.get("pos.session", open, "state");  // current_session_state
}

json of_payment_method(Env& env, int id, const std::string& field) {
  if (field == "config_ids") {
    json configs = json::array();
    for (const auto& [config, row] : env.db.rows("pos.config")) {
      const json methods = row.value("payment_method_ids", json::array());
      if (base::contains(methods, id)) configs.push_back(config);
    }
    return configs;
  }
  const std::string type = payment_type(env, id);
  return field == "type" ? json(type) : json(type == "cash");
}

json of_session(Env& env, int id, const std::string& field) {
  const int config = env.ref("pos.session", id, "config_id");
  if (field == "company_id") return or_nothing(env.ref("pos.config", config, "company_id"));
  if (field == "currency_id") return of_config(env, config, field);
  if (field == "payment_method_ids") return env.get("pos.config", config, field);
  if (field == "cash_control")
    return cash_method_of(env, config) != 0 && value_of(env, "pos.config", config, field) == true;
  if (field == "cash_journal_id") return or_nothing(cash_journal_of(env, cash_method_of(env, config)));
  if (field == "cash_register_balance_end") return session_cash(env, id).end;
  if (field == "cash_register_difference") return session_cash(env, id).difference;
  if (field == "order_count") return children(env, "pos.order", "session_id", id).size();
  if (field == "total_payments_amount") {
    double total = 0;
    for (const int order : children(env, "pos.order", "session_id", id))
      total += sum(env, "pos.payment", children(env, "pos.payment", "pos_order_id", order), "amount");
    return total;
  }
  const std::vector<int> pickings = children(env, "stock.picking", "pos_session_id", id);
  if (field == "picking_count") return pickings.size();
  return std::any_of(pickings.begin(), pickings.end(), [&](int picking) {  // failed_pickings
    return env.text("stock.picking", picking, "state") != "done";
  });
}

// Orders whose lines this order gives back.
json refunded_orders(Env& env, int id) {
  json orders = json::array();
  for (const int line : children(env, "pos.order.line", "order_id", id)) {
    const int original = env.ref("pos.order.line", line, "refunded_orderline_id");
    if (original == 0) continue;
    const json order = env.get("pos.order.line", original, "order_id");
    if (!base::contains(orders, order)) orders.push_back(order);
  }
  return orders;
}

json of_refunds(Env& env, int id, const std::string& field) {
  if (field == "refunded_order_ids") return refunded_orders(env, id);
  if (field == "refunded_order_id") {
    const json orders = refunded_orders(env, id);
    return orders.empty() ? json() : orders[0];
  }
  json refunds = json::array();
  bool refundable = false;
  for (const int line : children(env, "pos.order.line", "order_id", id)) {
    refundable = refundable || env.number("pos.order.line", line, "qty") >
                                   value_of(env, "pos.order.line", line, "refunded_qty").get<double>();
    for (const int back : children(env, "pos.order.line", "refunded_orderline_id", line)) {
      const json order = env.get("pos.order.line", back, "order_id");
      if (!base::contains(refunds, order)) refunds.push_back(order);
    }
  }
  return field == "has_refundable_lines" ? json(refundable) : json(refunds.size());
}

json of_order(Env& env, int id, const std::string& field) {
  const int session = env.ref("pos.order", id, "session_id");
  const int config = session == 0 ? 0 : env.ref("pos.session", session, "config_id");
  if (field == "config_id") return or_nothing(config);
  if (field == "currency_id") return config == 0 ? json() : of_config(env, config, field);
  if (field == "picking_type_id") return or_nothing(config == 0 ? 0 : env.ref("pos.config", config, field));
  if (field == "sale_journal")
    return or_nothing(config == 0 ? 0 : env.ref("pos.config", config, "journal_id"));
  if (field == "available_payment_method_ids")
    return config == 0 ? json::array() : env.get("pos.config", config, "payment_method_ids");
  if (field == "session_move_id")
    return or_nothing(session == 0 ? 0 : env.ref("pos.session", session, "move_id"));
  if (field == "is_invoiced") return env.ref("pos.order", id, "account_move") != 0;
  if (field == "email") {
    const int partner = env.ref("pos.order", id, "partner_id");
    return partner == 0 ? "" : env.text("res.partner", partner, field);
  }
  if (field == "tracking_number") {
    const int number = static_cast<int>(env.number("pos.order", id, "sequence_number"));
    return fmt::format("{:03}", session % 10 * 100 + number % 100);
  }
  const std::vector<int> pickings = children(env, "stock.picking", "pos_order_id", id);
  if (field == "picking_count") return pickings.size();
  if (field == "failed_pickings") {
    return std::any_of(pickings.begin(), pickings.end(),
                       [&](int picking) { return env.text("stock.picking", picking, "state") != "done"; });
  }
  return of_refunds(env, id, field);
}

json of_order_line(Env& env, int id, const std::string& field) {
  if (field == "refunded_qty") {
    double qty = 0;
    for (const int back : children(env, "pos.order.line", "refunded_orderline_id", id)) {
      if (env.text("pos.order", env.ref("pos.order.line", back, "order_id"), "state") != "cancel")
        qty -= env.number("pos.order.line", back, "qty");
    }
    return qty;
  }
  if (field == "tax_ids_after_fiscal_position") {
    // Odoo's own code sees no archived one either, so that the closing computes without it.
    const bool archived_too = env.context.value("active_test", true) == false;
    json taxes = json::array();
    for (const json& tax : env.get("pos.order.line", id, "tax_ids")) {
      if (archived_too || env.flag("account.tax", tax.get<int>(), "active")) taxes.push_back(tax);
    }
    return mapped_taxes(
        env, env.ref("pos.order", env.ref("pos.order.line", id, "order_id"), "fiscal_position_id"), taxes);
  }
  return or_nothing(follow(env, "pos.order.line", id, {"order_id", "company_id"}));
}

json of_payment(Env& env, int id, const std::string& field) {
  const int order = env.ref("pos.payment", id, "pos_order_id");
  if (field == "user_id") return or_nothing(follow(env, "pos.order", order, {"session_id", "user_id"}));
  return value_of(env, "pos.order", order, field);  // session_id, currency_id, partner_id, company_id
}

json of_product(Env& env, int id, const std::string& field) {
  if (field == "lst_price")
    return float_round(env.number("product.product", id, "list_price"), 0.01, env.major);
  if (field == "detailed_type") return env.get("product.product", id, "type");
  double on_hand = 0;  // qty_available
  for (const auto& [quant, row] : env.db.rows("stock.quant")) {
    const bool internal = env.text("stock.location", id_of(row.at("location_id")), "usage") == "internal";
    if (internal && row.at("product_id") == id) on_hand += row.at("quantity").get<double>();
  }
  return on_hand;
}

}  // namespace

int cash_method_of(Env& env, int config) {
  for (const json& method : env.get("pos.config", config, "payment_method_ids")) {
    if (value_of(env, "pos.payment.method", method.get<int>(), "is_cash_count") == true)
      return method.get<int>();
  }
  return 0;
}

int cash_journal_of(Env& env, int method) {
  if (method == 0) return 0;
  return env.ref("pos.payment.method", method, env.from(15) ? "journal_id" : "cash_journal_id");
}

std::string payment_type(Env& env, int method) {
  if (!env.from(15)) return env.flag("pos.payment.method", method, "is_cash_count") ? "cash" : "bank";
  const int journal = env.ref("pos.payment.method", method, "journal_id");
  return journal == 0 ? "pay_later" : env.text("account.journal", journal, "type");
}

json mapped_taxes(Env& env, int position, const json& taxes) {
  if (position == 0) return taxes;
  json mapped = json::array();
  const auto add = [&](int id) {
    if (id != 0 && !base::contains(mapped, id)) mapped.push_back(id);
  };
  for (const json& tax : taxes) {
    bool found = false;
    if (env.from(19)) {
      for (const json& target : value_of(env, "account.fiscal.position", position, "tax_ids")) {
        const json originals = value_of(env, "account.tax", target.get<int>(), "original_tax_ids");
        if (!base::contains(originals, tax)) continue;
        found = true;
        add(target.get<int>());
      }
    } else {
      for (const int map : children(env, "account.fiscal.position.tax", "position_id", position)) {
        if (env.get("account.fiscal.position.tax", map, "tax_src_id") != tax) continue;
        found = true;
        add(env.ref("account.fiscal.position.tax", map, "tax_dest_id"));
      }
    }
    if (!found) add(tax.get<int>());
  }
  return mapped;
}

json computed(Env& env, const std::string& model, int id, const std::string& field) {
  if (model == "pos.config") return of_config(env, id, field);
  if (model == "pos.payment.method") return of_payment_method(env, id, field);
  if (model == "pos.session") return of_session(env, id, field);
  if (model == "pos.order") return of_order(env, id, field);
  if (model == "pos.order.line") return of_order_line(env, id, field);
  if (model == "pos.payment") return of_payment(env, id, field);
  if (model == "product.product") return of_product(env, id, field);
  if (model == "res.currency") return 2;  // decimal_places
  if (model == "res.users") return env.get(model, id, "group_ids");
  if (model == "account.tax") {
    const std::string own = env.text(model, id, "price_include_override");
    return own == "tax_included" ||
           (own.empty() && env.text("res.company", 1, "account_price_include") == "tax_included");
  }
  if (model == "stock.picking")
    return env.get("stock.picking.type", env.ref(model, id, "picking_type_id"), "code");
  if (model == "stock.quant")
    return env.number(model, id, "quantity") - env.number(model, id, "reserved_quantity");
  if (model == "account.bank.statement") {
    const int session = env.ref(model, id, "pos_session_id");
    return session == 0 ? env.get(model, id, "balance_end_real") : json(session_cash(env, session).end);
  }
  CHECK(false);
  return nullptr;
}

}  // namespace ordersync::testing::odoo
