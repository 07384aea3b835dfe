// Posting up to 17: {"id", "data": {…}, "to_invoice"}. Keys are read in the server's order, and a missing one
// is a KeyError; keys that it does not know are ignored.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "tests/support/fake_odoo_money.h"
#include "tests/support/fake_odoo_orders.h"
#include "tests/support/fake_odoo_orm.h"
#include "tests/support/fake_odoo_sessions.h"

namespace ordersync::testing::odoo {
namespace {

json line_values(Env& env, json line) {
  if (!line.contains("name")) line["name"] = next_number(env, "pos.order.line", 0);
  if (!line.contains("tax_ids")) {
    const int product = id_of(need(line, "product_id"));
    if (env.db.exists("product.product", product))
      line["tax_ids"] = env.get("product.product", product, "taxes_id");
  }
  json known = json::object();
  for (const auto& [key, value] : line.items()) {
    const bool combo = key == "combo_parent_id" || key == "combo_line_ids";
    if (!combo && model_of(env, "pos.order.line").find(key) != nullptr) known[key] = value;
  }
  return known;
}

// Python's date.replace("T", " ")[:19]: a zone at the end is cut off, not converted.
std::string order_date(const json& text) {
  std::string date = text.get<std::string>();
  std::replace(date.begin(), date.end(), 'T', ' ');
  return date.substr(0, 19);
}

json order_values(Env& env, const json& data) {
  const json session = need(data, "pos_session_id");
  json values = {{"user_id", need(data, "user_id")}, {"session_id", session}, {"lines", json::array()}};
  for (const json& line : need(data, "lines"))
    values["lines"].push_back(json::array({0, 0, line_values(env, line.at(2))}));
  values["pos_reference"] = need(data, "name");
  values["sequence_number"] = need(data, "sequence_number");
  values["partner_id"] = need(data, "partner_id");
  values["date_order"] = order_date(need(data, env.from(17) ? "date_order" : "creation_date"));
  values["fiscal_position_id"] = need(data, "fiscal_position_id");
  values["pricelist_id"] =
      env.from(17) ? data.value("pricelist_id", json(false)) : need(data, "pricelist_id");
  for (const char* key : {"amount_paid", "amount_total", "amount_tax", "amount_return"})
    values[key] = need(data, key);
  values["company_id"] = value_of(env, "pos.session", id_of(session), "company_id");
  values["to_invoice"] = data.value("to_invoice", false);
  if (env.from(15)) values["access_token"] = data.value("access_token", "");
  values["is_tipped"] = data.value("is_tipped", false);
  values["tip_amount"] = data.value("tip_amount", 0);
  if (env.from(17)) {
    values["ticket_code"] = data.value("ticket_code", "");
    values["last_order_preparation_change"] = data.value("last_order_preparation_change", "{}");
  }
  return values;
}

json payment_values(const json& payment) {
  json values = {{"amount", need(payment, "amount")},
                 {"payment_date", need(payment, "name")},
                 {"payment_method_id", need(payment, "payment_method_id")}};
  for (const char* key : {"card_type", "cardholder_name", "transaction_id", "payment_status", "ticket"}) {
    if (payment.contains(key)) values[key] = payment[key];
  }
  return values;
}

// 17 ties the parts of a combo together by the ids that the till gave its lines.
void link_combos(Env& env, int order, const json& data) {
  std::map<json, std::string> uuid_of;
  std::vector<json> parts;
  for (const json& command : data.at("lines")) {
    const json& line = command.at(2);
    if (!line.contains("combo_parent_id") && !line.contains("combo_line_ids")) continue;
    uuid_of[need(line, "id")] = need(line, "uuid").get<std::string>();
    parts.push_back(line);
  }
  std::map<std::string, int> line_of;
  for (const int line : children(env, "pos.order.line", "order_id", order))
    line_of[env.text("pos.order.line", line, "uuid")] = line;
  for (const json& part : parts) {
    const json parent = part.value("combo_parent_id", json());
    if (parent.is_null() || parent == false) continue;
    const auto found = uuid_of.find(parent);
    if (found == uuid_of.end()) throw ServerError("builtins.KeyError", parent.dump());
    env.set("pos.order.line", line_of[part["uuid"]], "combo_parent_id", line_of[found->second]);
  }
}

void erase_children(Env& env, const std::string& model, const std::string& inverse, int order) {
  for (const int id : env.db.referring(model, inverse, order)) env.db.erase(model, id);
}

int process_order(Env& env, json data, bool draft, int existing) {
  const int session = id_of(need(data, "pos_session_id"));
  check_exists(env, "pos.session", session);
  if (!takes_orders(env, session)) data["pos_session_id"] = rescue_session(env, session);
  drop_missing_partner(env, data);
  int order = existing;
  if (existing == 0) {
    order = create_order(env, order_values(env, data));
  } else {
    // The lines and payments are replaced. A picking that was made for the old ones stays: its stock is gone.
    erase_children(env, "pos.order.line", "order_id", order);
    data["user_id"] = env.get("pos.order", order, "user_id");
    write_order(env, order, order_values(env, data));
  }
  if (env.from(17)) link_combos(env, order, data);
  erase_children(env, "pos.payment", "pos_order_id", order);
  env.set("pos.order", order, "amount_paid", 0.0);
  for (const json& payment : need(data, "statement_ids")) {
    // 14 leaves out payments of nothing.
    const bool nothing = !env.from(15) && float_is_zero(need(payment.at(2), "amount").get<double>(), 0.01);
    if (!nothing) add_payment(env, order, payment_values(payment.at(2)));
  }
  if (!draft) add_change(env, order, data.at("amount_return").get<double>(), session, -1);
  if (env.from(17)) {  // the capture of failed orders reads these
    for (const json& line : data.at("lines")) {
      need(line.at(2), "qty");
      need(line.at(2), "price_unit");
    }
  }
  if (!draft) {
    try {
      mark_paid(env, order);
    } catch (const ServerError&) {
      // Only the server's log says so: the order stays a draft and moves stock all the same.
    }
  }
  if (!draft || !env.from(15)) create_order_picking(env, order);
  if (env.flag("pos.order", order, "to_invoice") && env.text("pos.order", order, "state") == "paid")
    create_invoice(env, order);
  return order;
}

// 16 and 17 compare what came with what is there: payments one by one, then (product, price) of the lines.
bool is_the_same_order(Env& env, const json& data, int existing) {
  std::vector<std::pair<double, int>> known_payments;
  for (const int payment : children(env, "pos.payment", "pos_order_id", existing))
    known_payments.emplace_back(env.number("pos.payment", payment, "amount"),
                                env.ref("pos.payment", payment, "payment_method_id"));
  for (const json& command : need(data, "statement_ids")) {
    const double amount = need(command.at(2), "amount").get<double>();
    const int method = id_of(need(command.at(2), "payment_method_id"));
    const bool known = std::any_of(known_payments.begin(), known_payments.end(), [&](const auto& payment) {
      return payment.second == method && float_is_zero(amount - payment.first, 0.01);
    });
    if (!known) return false;
  }
  std::vector<std::pair<int, double>> received;
  std::vector<std::pair<int, double>> present;
  for (const json& command : need(data, "lines"))
    received.emplace_back(id_of(need(command.at(2), "product_id")),
                          need(command.at(2), "price_unit").get<double>());
  for (const int line : children(env, "pos.order.line", "order_id", existing))
    present.emplace_back(env.ref("pos.order.line", line, "product_id"),
                         env.number("pos.order.line", line, "price_unit"));
  std::sort(received.begin(), received.end());
  std::sort(present.begin(), present.end());
  return received == present;
}

// The order that is overwritten (a draft), 0 to create one, nothing to skip.
std::optional<int> place_of(Env& env, const json& data, bool draft) {
  const json name = need(data, "name");
  const json server_id = data.value("server_id", json());
  if (!env.from(16)) {
    // Without the key "server_id" nothing is looked for at all.
    if (!data.contains("server_id")) return 0;
    const std::vector<int> found =
        find_orders(env, json::array({"|", {"id", "=", server_id}, {"pos_reference", "=", name}}));
    if (found.empty()) return 0;
    if (env.text("pos.order", found.front(), "state") == "draft") return found.front();
    return std::nullopt;
  }
  if (!server_id.is_null() && server_id != false) {
    const std::vector<int> drafts =
        find_orders(env, json::array({{"id", "=", server_id}, {"state", "=", "draft"}}));
    if (!drafts.empty()) return drafts.front();
    if (draft || !env.from(17)) return std::nullopt;
  }
  const std::vector<int> drafts =
      find_orders(env, json::array({{"pos_reference", "=", name}, {"state", "=", "draft"}}));
  if (!drafts.empty()) return drafts.front();
  for (const int existing : find_orders(env, json::array({{"pos_reference", "=", name}}))) {
    if (is_the_same_order(env, data, existing)) return std::nullopt;
  }
  return 0;
}

}  // namespace

json create_from_ui(Env& env, const json& orders, bool draft) {
  check_access(env, "pos.order", Access::create);
  for (const json& order : orders) need(need(order, "data"), "name");
  let_others_commit(env);
  json ids = json::array();
  for (const json& order : orders) {
    const json& data = order["data"];
    if (const auto place = place_of(env, data, draft)) ids.push_back(process_order(env, data, draft, *place));
  }
  std::vector<std::string> fields = {"pos_reference"};
  if (env.from(15)) fields.emplace_back("account_move");
  return read(env, "pos.order", find_orders(env, json::array({{"id", "in", ids}})), fields, Many2one::id);
}

}  // namespace ordersync::testing::odoo
