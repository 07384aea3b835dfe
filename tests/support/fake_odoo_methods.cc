// Tables of methods: what every model has, and what is the Point of Sale's own.
#include "tests/support/fake_odoo_methods.h"

#include <algorithm>
#include <map>

#include "tests/support/fake_odoo_orders.h"
#include "tests/support/fake_odoo_orm.h"
#include "tests/support/fake_odoo_sessions.h"
#include "tests/support/fake_odoo_taxes.h"

namespace ordersync::testing::odoo {
namespace {

struct Versions {
  int from = 14;
  int to = 99;
};
struct Entry {
  Method method;
  Versions versions;
};
using Table = std::multimap<std::string, Entry>;

std::vector<std::string> names_in(const json& list) {
  std::vector<std::string> names;
  if (!list.is_array()) return names;
  for (const json& name : list) names.push_back(name.get<std::string>());
  return names;
}

SearchOptions options_of(const Call& call) {
  SearchOptions options;
  const json order = call.get("order");
  if (order.is_string()) options.order = order.get<std::string>();
  const json offset = call.get("offset");
  if (offset.is_number_integer()) options.offset = offset.get<std::size_t>();
  const json limit = call.get("limit");
  if (limit.is_number_integer() && limit != 0) options.limit = limit.get<std::size_t>();
  return options;
}

json run_search(Env& env, const Call& call) {
  check_access(env, call.model, Access::read);
  return search(env, call.model, call.get("domain", json::array()), options_of(call));
}

json run_search_count(Env& env, const Call& call) {
  return run_search(env, call).size();
}

json run_search_read(Env& env, const Call& call) {
  check_access(env, call.model, Access::read);
  const std::vector<int> ids = search(env, call.model, call.get("domain", json::array()), options_of(call));
  return read(env, call.model, ids, names_in(call.get("fields")));
}

json run_read(Env& env, const Call& call) {
  check_access(env, call.model, Access::read);
  const bool pairs = call.get("load", "_classic_read") == "_classic_read";
  return read(env, call.model, call.ids, names_in(call.get("fields")), pairs ? Many2one::pair : Many2one::id);
}

int create_one(Env& env, const std::string& model, const json& values) {
  check_access(env, model, Access::create);
  if (model == "pos.session") return create_session(env, values);
  if (model == "pos.order") return create_order(env, values);
  return create(env, model, values);
}

json run_create(Env& env, const Call& call) {
  const json values = call.get("vals_list");
  if (values.is_object()) return create_one(env, call.model, values);
  json ids = json::array();
  for (const json& one : values) ids.push_back(create_one(env, call.model, one));
  return ids;
}

json run_write(Env& env, const Call& call) {
  check_access(env, call.model, Access::write);
  for (const int id : call.ids) {
    if (call.model == "pos.order") {
      write_order(env, id, call.get("vals"));
    } else {
      write(env, call.model, id, call.get("vals"));
    }
  }
  return true;
}

json run_unlink(Env& env, const Call& call) {
  check_access(env, call.model, Access::unlink);
  for (const int id : call.ids) {
    check_exists(env, call.model, id);
    const std::string state = call.model == "pos.order" ? env.text("pos.order", id, "state") : "cancel";
    if (state != "draft" && state != "cancel")
      throw user_error("In order to delete a sale, it must be new or cancelled.");
    env.db.erase(call.model, id);
  }
  return true;
}

json run_fields_get(Env& env, const Call& call) {
  return fields_get(env, call.model, names_in(call.get("allfields")), names_in(call.get("attributes")));
}

Access access_of(const json& operation) {
  static const std::map<std::string, Access> words = {{"read", Access::read},
                                                      {"write", Access::write},
                                                      {"create", Access::create},
                                                      {"unlink", Access::unlink}};
  const auto found = words.find(operation.get<std::string>());
  if (found == words.end()) throw value_error("Invalid operation " + operation.dump());
  return found->second;
}

json run_check_access_rights(Env& env, const Call& call) {
  const Access access = access_of(call.get("operation"));
  if (call.get("raise_exception", true) == true) check_access(env, call.model, access);
  return has_access(env, call.model, access);
}

json run_has_group(Env& env, const Call& call) {
  const std::string group = call.get("group_ext_id").get<std::string>();
  if (group == "base.group_user") return true;
  if (group == "point_of_sale.group_pos_user") return env.rights >= OdooRights::pos_user;
  if (group == "point_of_sale.group_pos_manager") return env.rights >= OdooRights::pos_manager;
  return env.rights == OdooRights::administrator;
}

const Table& of_every_model() {
  static const Table table = {
      {"search", {{{"domain", "offset", "limit", "order"}, 1, false, run_search}, {}}},
      {"search_count", {{{"domain", "limit"}, 1, false, run_search_count}, {}}},
      {"search_read", {{{"domain", "fields", "offset", "limit", "order"}, 0, false, run_search_read}, {}}},
      {"read", {{{"fields", "load"}, 0, true, run_read}, {}}},
      {"create", {{{"vals_list"}, 1, false, run_create}, {}}},
      {"write", {{{"vals"}, 1, true, run_write}, {}}},
      {"unlink", {{{}, 0, true, run_unlink}, {}}},
      {"fields_get", {{{"allfields", "attributes"}, 0, false, run_fields_get}, {}}},
      {"check_access_rights",
       {{{"operation", "raise_exception"}, 1, false, run_check_access_rights}, {14, 18}}},
      {"has_access",
       {{{"operation"},
         1,
         true,
         [](Env& env, const Call& call) -> json {
           return has_access(env, call.model, access_of(call.get("operation")));
         }},
        {18, 99}}},
  };
  return table;
}

double number_of(const json& value) {
  return value.is_number() ? value.get<double>() : 0.0;
}

std::string text_of(const json& value) {
  return value.is_string() ? value.get<std::string>() : std::string();
}

json run_open(Env& env, const Call& call) {
  check_access(env, "pos.session", Access::write);
  open_session(env, call.id(), number_of(call.get("cashbox_value")), text_of(call.get("notes")));
  return nullptr;
}

// A method of one session that writes.
template <class Run>
Method on_session(std::vector<std::string> parameters, std::size_t required, Run run) {
  return {std::move(parameters), required, true, [run](Env& env, const Call& call) -> json {
            check_access(env, "pos.session", Access::write);
            return run(env, call);
          }};
}

Table session_methods() {
  return {
      {"pos.session.set_cashbox_pos", {{{"cashbox_value", "notes"}, 2, true, run_open}, {14, 17}}},
      {"pos.session.set_opening_control", {{{"cashbox_value", "notes"}, 2, true, run_open}, {18, 99}}},
      {"pos.session.delete_opening_control_session",
       {on_session({}, 0,
                   [](Env& env, const Call& call) { return delete_opening_control_session(env, call.id()); }),
        {18, 99}}},
      {"pos.session.get_closing_control_data",
       {{{}, 0, true, [](Env& env, const Call& call) { return get_closing_control_data(env, call.id()); }},
        {15, 99}}},
      {"pos.session.post_closing_cash_details",
       {on_session({"counted_cash"}, 1,
                   [](Env& env, const Call& call) {
                     return post_closing_cash_details(env, call.id(), number_of(call.get("counted_cash")));
                   }),
        {15, 99}}},
      {"pos.session.close_session_from_ui",
       {on_session({"bank_payment_method_diff_pairs"}, 0,
                   [](Env& env, const Call& call) {
                     const json pairs = call.get("bank_payment_method_diff_pairs");
                     return close_session_from_ui(env, call.id(), pairs.is_array() ? pairs : json::array());
                   }),
        {15, 99}}},
      {"pos.session.update_closing_control_state_session",
       {on_session({"notes"}, 1,
                   [](Env& env, const Call& call) -> json {
                     update_closing_control_state(env, call.id(), text_of(call.get("notes")));
                     return nullptr;
                   }),
        {15, 99}}},
      {"pos.session.action_pos_session_closing_control",
       {on_session({}, 0, [](Env& env, const Call& call) { return closing_control(env, call.id()); }), {}}},
      {"pos.session.action_pos_session_validate",
       {on_session({}, 0, [](Env& env, const Call& call) { return validate(env, call.id()); }), {}}},
      {"pos.close.session.wizard.close_session",
       {on_session({}, 0,
                   [](Env& env, const Call&) {
                     return force_close(env,
                                        env.context.value("active_ids", json::array({0})).at(0).get<int>());
                   }),
        {15, 99}}},
      {"closing.balance.confirm.wizard.confirm_closing_balance",
       {on_session({}, 0,
                   [](Env& env, const Call&) {
                     return confirm_closing_balance(env, env.context.value("session_id", 0));
                   }),
        {14, 14}}},
  };
}

const Table& of_the_point_of_sale() {
  static const Table table = [] {
    Table all = session_methods();
    all.insert({"pos.order.create_from_ui",
                {{{"orders", "draft"},
                  1,
                  false,
                  [](Env& env, const Call& call) {
                    return create_from_ui(env, call.get("orders"), call.get("draft", false) == true);
                  }},
                 {14, 17}}});
    all.insert({"pos.order.sync_from_ui",
                {{{"orders"},
                  1,
                  false,
                  [](Env& env, const Call& call) { return sync_from_ui(env, call.get("orders")); }},
                 {18, 99}}});
    all.insert({"pos.order.action_pos_order_paid",
                {{{},
                  0,
                  true,
                  [](Env& env, const Call& call) -> json {
                    check_access(env, "pos.order", Access::write);
                    mark_paid(env, call.id());
                    return true;
                  }},
                 {}}});
    all.insert({"pos.order.action_pos_order_cancel",
                {{{},
                  0,
                  true,
                  [](Env& env, const Call& call) {
                    check_access(env, "pos.order", Access::write);
                    return cancel_orders(env, call.ids);
                  }},
                 {}}});
    all.insert({"pos.order.export_for_ui",
                {{{},
                  0,
                  true,
                  [](Env& env, const Call& call) {
                    check_access(env, "pos.order", Access::read);
                    return export_for_ui(env, call.ids);
                  }},
                 {14, 17}}});
    all.insert({"account.tax.compute_all",
                {{{"price_unit", "currency", "quantity", "product", "partner"},
                  1,
                  true,
                  [](Env& env, const Call& call) {
                    for (const int tax : call.ids) check_exists(env, "account.tax", tax);
                    return compute_all(env, call.ids, number_of(call.get("price_unit")),
                                       number_of(call.get("quantity", 1.0)));
                  }},
                 {}}});
    all.insert({"res.users.has_group", {{{"group_ext_id"}, 1, false, run_has_group}, {14, 17}}});
    all.insert({"res.users.has_group", {{{"group_ext_id"}, 1, true, run_has_group}, {18, 99}}});
    all.insert({"res.users.context_get",
                {{{},
                  0,
                  false,
                  [](Env& env, const Call&) -> json {
                    return {{"lang", env.language}, {"tz", false}, {"uid", env.uid}};
                  }},
                 {}}});
    return all;
  }();
  return table;
}

std::optional<Method> look_up(const Table& table, const std::string& name, int major) {
  const auto [begin, end] = table.equal_range(name);
  for (auto entry = begin; entry != end; ++entry) {
    if (entry->second.versions.from <= major && major <= entry->second.versions.to)
      return entry->second.method;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Method> find_method(const Env& env, const std::string& model, const std::string& method) {
  if (auto own = look_up(of_the_point_of_sale(), model + "." + method, env.major)) return own;
  return look_up(of_every_model(), method, env.major);
}

}  // namespace ordersync::testing::odoo
