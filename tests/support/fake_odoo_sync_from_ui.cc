// Posting in 18 and 19: an order is its field values; a field that is not known is a ValueError.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/contains.h"
#include "tests/support/fake_odoo_money.h"
#include "tests/support/fake_odoo_orders.h"
#include "tests/support/fake_odoo_orm.h"
#include "tests/support/fake_odoo_taxes.h"

namespace ordersync::testing::odoo {
namespace {

bool truthy(const json& value) {
  return !value.is_null() && value != false && value != "" && value != 0;
}

// Any open session of the configuration will do: the order may end elsewhere than it was sent to.
int other_session(Env& env, const json& order, int closed) {
  need(order, env.from(19) ? "uuid" : "name");  // for the log
  need(order, "amount_total");
  const std::vector<int> open =
      search(env, "pos.session",
             json::array({{"state", "not in", {"closed", "closing_control"}},
                          {"config_id", "=", env.get("pos.session", closed, "config_id")}}));
  if (open.empty())
    throw user_error("No open session available. Please open a new session to capture the order.");
  return open.front();
}

// 18 only: the children of a combo by the ids that the till gave its lines. Takes the keys out of the lines.
std::map<std::string, json> take_combos(json& lines) {
  std::map<std::string, json> children_of;
  for (json& command : lines) {
    json& line = command.at(2);
    const json wanted = line.value("combo_line_ids", json::array());
    if (truthy(wanted) && !wanted.empty()) {
      json uuids = json::array();
      for (const json& other : lines) {
        if (base::contains(wanted, other.at(2).value("id", json())))
          uuids.push_back(need(other.at(2), "uuid"));
      }
      children_of[need(line, "uuid").get<std::string>()] = uuids;
    }
    line.erase("combo_line_ids");
    line.erase("combo_parent_id");
  }
  return children_of;
}

void link(Env& env, const std::string& parent_uuid, const json& child_uuids, const std::vector<int>& lines) {
  int parent = 0;
  for (const int line : lines) {
    if (env.text("pos.order.line", line, "uuid") == parent_uuid) parent = line;
  }
  for (const int line : lines) {
    const json uuid = env.get("pos.order.line", line, "uuid");
    if (parent != 0 && base::contains(child_uuids, uuid))
      env.set("pos.order.line", line, "combo_parent_id", parent);
  }
}

// 19: {"pos.order.line": {PARENT: {"combo_line_ids": [CHILDREN]}}}.
void link_by_mapping(Env& env, int order, const json& mapping) {
  const std::vector<int> lines = children(env, "pos.order.line", "order_id", order);
  const json parents = mapping.value("pos.order.line", json::object());
  for (const auto& [parent, relations] : parents.items())
    link(env, parent, relations.value("combo_line_ids", json::array()), lines);
}

// Amounts from the lines and payments as the server finds them; it does so only after giving change.
void compute_prices(Env& env, int order) {
  double paid = 0;
  double returned = 0;
  for (const int payment : env.db.referring("pos.payment", "pos_order_id", order)) {
    const double amount = env.number("pos.payment", payment, "amount");
    paid += amount;
    returned -= std::min(amount, 0.0);
  }
  const Retaxed sums = retax(env, order);
  env.set("pos.order", order, "amount_paid", stored_round(paid, 0.01));
  env.set("pos.order", order, "amount_return", stored_round(returned, 0.01));
  env.set("pos.order", order, "amount_total", stored_round(sums.total(), 0.01));
  env.set("pos.order", order, "amount_tax", stored_round(sums.tax, 0.01));
}

void sum_payments(Env& env, int order) {
  double paid = 0;
  for (const int payment : env.db.referring("pos.payment", "pos_order_id", order))
    paid += env.number("pos.payment", payment, "amount");
  env.set("pos.order", order, "amount_paid", stored_round(paid, 0.01));
}

// Over a draft: new lines and payments join the old ones.
void overwrite(Env& env, json order, int existing) {
  if (order.contains("session_id")) env.set("pos.order", existing, "session_id", order["session_id"]);
  for (const char* field : {"lines", "payment_ids"}) {
    if (!order.contains(field) || order[field].empty()) continue;
    write_order(env, existing, {{field, order[field]}});
    order[field] = json::array();
  }
  for (const char* key : {"uuid", "access_token"}) {
    need(order, key);
    order.erase(key);
  }
  if (env.from(19) && order.value("state", json()) == "paid")
    order["state"] = env.get("pos.order", existing, "state");
  write_order(env, existing, std::move(order));
}

int create_new(Env& env, json order) {
  if (!env.from(19)) order["pos_reference"] = order.value("name", json());
  order.erase("name");
  return create_order(env, std::move(order));
}

void settle(Env& env, int order, bool draft) {
  const bool open = !draft && env.text("pos.order", order, "state") != "cancel";
  if (open) {
    try {
      mark_paid(env, order);
    } catch (const ServerError&) {
      // 18 only writes it into its log: the order stays what it was sent as, "paid" included, and moves
      // stock.
      if (env.from(19)) throw;
    }
    create_order_picking(env, order);
  }
  const int config = env.ref("pos.session", env.ref("pos.order", order, "session_id"), "config_id");
  if (env.from(19) && env.ref("pos.config", config, "invoice_journal_id") == 0)
    throw user_error("No invoice journal configured for this POS session.");
  if (env.flag("pos.order", order, "to_invoice") && env.text("pos.order", order, "state") == "paid")
    create_invoice(env, order);
}

int process_order(Env& env, json order, int existing) {
  const bool draft = order.value("state", json()) == "draft";
  const int session = id_of(need(order, "session_id"));
  check_exists(env, "pos.session", session);
  if (!takes_orders(env, session)) order["session_id"] = other_session(env, order, session);
  const int own_session = env.from(19) ? order["session_id"].get<int>() : session;
  if (env.from(19) && !truthy(order.value("source", json()))) order["source"] = "pos";
  drop_missing_partner(env, order);
  if (env.from(19) && !truthy(order.value("company_id", json())))
    order["company_id"] = value_of(env, "pos.session", own_session, "company_id");
  const json mapping = order.value("relations_uuid_mapping", json::object());
  if (env.from(19)) order.erase("relations_uuid_mapping");
  const std::map<std::string, json> combos =
      env.from(19) ? std::map<std::string, json>() : take_combos(order["lines"]);
  const json amount_return = order.value("amount_return", json());
  const bool first = existing == 0;
  if (first) {
    existing = create_new(env, order);
  } else {
    overwrite(env, order, existing);
  }
  for (const auto& [parent, kids] : combos)
    link(env, parent, kids, children(env, "pos.order.line", "order_id", existing));
  link_by_mapping(env, existing, mapping);
  sum_payments(env, existing);
  // 19 adds the amount as it is sent where the others subtract it: a positive one never balances.
  if (!draft && amount_return.is_null()) throw key_error("amount_return");
  if (!draft && !float_is_zero(amount_return.get<double>(), 0.01)) {
    add_change(env, existing, amount_return.get<double>(), own_session, env.from(19) ? 1 : -1);
    compute_prices(env, existing);
  }
  settle(env, existing, draft);
  return existing;
}

std::vector<int> refunded_orders(Env& env, const json& order) {
  std::set<int> orders;
  for (const json& command : need(order, "lines")) {
    const int line = id_of(command.at(2).value("refunded_orderline_id", json()));
    if (line == 0) continue;
    check_exists(env, "pos.order.line", line);
    orders.insert(env.ref("pos.order.line", line, "order_id"));
  }
  return {orders.begin(), orders.end()};
}

std::vector<std::string> line_fields(Env& env) {
  std::vector<std::string> fields = {"qty",
                                     "attribute_value_ids",
                                     "custom_attribute_value_ids",
                                     "price_unit",
                                     "uuid",
                                     "price_subtotal",
                                     "price_subtotal_incl",
                                     "order_id",
                                     "note",
                                     "price_type",
                                     "product_id",
                                     "discount",
                                     "tax_ids",
                                     "pack_lot_ids",
                                     "customer_note",
                                     "refunded_qty",
                                     "price_extra",
                                     "full_product_name",
                                     "refunded_orderline_id",
                                     "combo_parent_id",
                                     "combo_line_ids",
                                     "combo_item_id",
                                     "refund_orderline_ids",
                                     "write_date"};
  fields.emplace_back(env.from(19) ? "extra_tax_data" : "skip_change");
  return fields;
}

// The records as the till loads them, relations as ids: orders and payments whole, of lines what it needs.
json records(Env& env, const std::vector<int>& orders, const std::set<int>& created) {
  json payments = json::array();
  json lines = json::array();
  json answer = {{"pos.order", read(env, "pos.order", orders, {}, Many2one::id)},
                 {"pos.session", json::array()}};
  std::vector<int> payment_ids;
  std::vector<int> line_ids;
  for (json& order : answer["pos.order"]) {
    // What was just made is still in the order in which it was made.
    if (created.count(order["id"].get<int>()) != 0)
      std::sort(order["payment_ids"].begin(), order["payment_ids"].end());
    for (const json& id : order["payment_ids"]) payment_ids.push_back(id.get<int>());
    for (const json& id : order["lines"]) line_ids.push_back(id.get<int>());
  }
  answer["pos.payment"] = read(env, "pos.payment", payment_ids, {}, Many2one::id);
  answer["pos.order.line"] = read(env, "pos.order.line", line_ids, line_fields(env), Many2one::id);
  answer["pos.pack.operation.lot"] = json::array();
  answer["product.attribute.custom.value"] = json::array();
  if (env.from(19)) answer["account.move"] = json::array();
  return answer;
}

}  // namespace

json sync_from_ui(Env& env, const json& orders) {
  check_access(env, "pos.order", Access::create);
  let_others_commit(env);
  std::vector<int> ids;
  std::set<int> created;
  for (const json& order : orders) {
    const std::vector<int> refunded = refunded_orders(env, order);
    if (refunded.size() > 1) throw validation_error("You can only refund products from the same order.");
    // 19 answers the order that is refunded as well, and first.
    if (env.from(19) && !refunded.empty()) ids.push_back(refunded.front());
    // Without a uuid nothing is found, and every post is a new order.
    const json uuid = order.value("uuid", json());
    const std::vector<int> found =
        truthy(uuid) ? find_orders(env, json::array({{"uuid", "=", uuid}}), env.from(19) ? "id desc" : "")
                     : std::vector<int>();
    if (!found.empty() && env.text("pos.order", found.front(), "state") != "draft") {
      ids.push_back(found.front());
      continue;
    }
    const int order_id = process_order(env, order, found.empty() ? 0 : found.front());
    if (found.empty()) created.insert(order_id);
    ids.push_back(order_id);
  }
  return records(env, ids, created);
}

}  // namespace ordersync::testing::odoo
