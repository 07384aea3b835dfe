// Creating and writing records: types, commands of relations, what must be set, what must exist or be unique.
#include <fmt/format.h>

#include <algorithm>

#include "base/check.h"
#include "base/contains.h"
#include "tests/support/fake_odoo_money.h"
#include "tests/support/fake_odoo_orm.h"

namespace ordersync::testing::odoo {
namespace {

std::string table_of(std::string model) {
  std::replace(model.begin(), model.end(), '.', '_');
  return model;
}

// Python's strptime with the front of "%Y-%m-%d %H:%M:%S" that fits the text's length.
std::string datetime_of(const std::string& text) {
  static const std::string shape = "0000-00-00 00:00:00";
  const std::string pattern = "%Y-%m-%d %H:%M:%S";
  const bool cut_well = text.size() == 10 || text.size() == 16 || text.size() >= 19;
  bool fits = cut_well;
  for (std::size_t i = 0; fits && i < std::min(text.size(), shape.size()); ++i) {
    const bool digit = std::isdigit(static_cast<unsigned char>(text[i])) != 0;
    fits = shape[i] == '0' ? digit : text[i] == shape[i];
  }
  if (!fits) {
    throw value_error(fmt::format("time data '{}' does not match format '{}'", text,
                                  pattern.substr(0, text.size() < 2 ? 0 : text.size() - 2)));
  }
  if (text.size() > shape.size())
    throw value_error(fmt::format("unconverted data remains: {}", text.substr(shape.size())));
  if (text.size() == 10) return text + " 00:00:00";
  return text.size() == 16 ? text + ":00" : text;
}

json normalised(Env& env, const std::string& model, const Field& field, const json& value) {
  if (value.is_null()) return nullptr;
  switch (field.type) {
    case FieldType::boolean:
      return value.is_boolean() ? value : json(!value.empty() && value != 0);
    case FieldType::integer:
    case FieldType::many2many:
    case FieldType::one2many:
      return value;
    case FieldType::number:
      return value.is_number() ? json(value.get<double>()) : json(0.0);
    case FieldType::decimal2:
    case FieldType::monetary:
      return stored_round(value.is_number() ? value.get<double>() : 0.0, 0.01);
    case FieldType::many2one: {
      if (value == false || value == 0) return nullptr;
      if (!value.is_number_integer())
        throw value_error(fmt::format("Wrong value for {}.{}: {}", model, field.name, value.dump()));
      if (!env.db.exists(field.comodel, value.get<int>())) throw foreign_key_error(env, model, field.name);
      return value;
    }
    case FieldType::date:
    case FieldType::datetime:
      return value == false ? json() : json(datetime_of(value.get<std::string>()));
    case FieldType::text:
    case FieldType::selection:
      return value == false ? json() : value;
  }
  return value;
}

// [[6, 0, ids]], [[4, id]], [[5]] or plain ids.
json list_of(Env& env, const std::string& model, const Field& field, const json& commands) {
  json ids = json::array();
  if (!commands.is_array()) return ids;
  for (const json& command : commands) {
    if (command.is_number_integer()) {
      ids.push_back(command);
    } else if (command[0] == 6) {
      ids = command[2];
    } else if (command[0] == 4) {
      ids.push_back(command[1]);
    }
  }
  for (const json& id : ids) {
    if (!env.db.exists(field.comodel, id.get<int>())) throw foreign_key_error(env, model, field.name);
  }
  return ids;
}

json defaults(Env& env, const std::string& model) {
  if (model == "pos.order") {
    json values = {{"name", "/"},         {"state", "draft"},     {"date_order", env.now()},
                   {"user_id", env.uid},  {"sequence_number", 1}, {"nb_print", 0},
                   {"currency_rate", 1.0}};
    return values;
  }
  if (model == "pos.order.line") return {{"qty", 1.0}, {"discount", 0.0}};
  if (model == "pos.payment") return {{"payment_date", env.now()}, {"is_change", false}};
  if (model == "pos.session") return {{"name", "/"}, {"user_id", env.uid}, {"state", "opening_control"}};
  if (model == "res.partner") return {{"active", true}};
  return json::object();
}

void check_unique_uuid(Env& env, const std::string& model, const json& row) {
  static const std::map<std::string, std::string> nouns = {
      {"pos.order", "An order"}, {"pos.order.line", "An order line"}, {"pos.payment", "A payment"}};
  const auto noun = nouns.find(model);
  if (!env.from(19) || noun == nouns.end() || !row.value("uuid", json()).is_string()) return;
  for (const auto& [id, other] : env.db.rows(model)) {
    if (other.value("uuid", json()) == row["uuid"])
      throw validation_error("The operation cannot be completed: " + noun->second +
                             " with this uuid already exists");
  }
}

// What a model adds or checks once its record is there.
void after_create(Env& env, const std::string& model, int id) {
  if (model == "pos.payment") {
    const int order = env.ref(model, id, "pos_order_id");
    const int config = env.ref("pos.session", env.ref("pos.order", order, "session_id"), "config_id");
    const json allowed = env.get("pos.config", config, "payment_method_ids");
    if (!base::contains(allowed, env.get(model, id, "payment_method_id")))
      throw validation_error("The payment method selected is not allowed in the config of the POS session.");
  }
  if (model == "pos.order.line" && env.text(model, id, "name").empty())
    env.set(model, id, "name", next_number(env, "pos.order.line", 0));
}

void set_field(Env& env, const std::string& model, int id, const Field& field, const json& value) {
  if (field.type == FieldType::one2many) {
    if (!value.is_array()) return;
    for (const json& command : value) {
      if (command[0] == 0) {
        json child = command[2];
        child[field.inverse] = id;
        create(env, field.comodel, std::move(child));
      } else if (command[0] == 4) {
        env.set(field.comodel, command[1].get<int>(), field.inverse, id);
      } else if (command[0] == 6) {
        for (const json& child : command[2]) env.set(field.comodel, child.get<int>(), field.inverse, id);
      }
    }
    return;
  }
  env.set(model, id, field.name,
          field.type == FieldType::many2many ? list_of(env, model, field, value)
                                             : normalised(env, model, field, value));
}

// 14 and 15 keep a session's cash in its statement.
void follow_statement(Env& env, int statement) {
  const int session = env.ref("account.bank.statement", statement, "pos_session_id");
  if (session == 0 || env.ref("pos.session", session, "cash_register_id") != statement) return;
  env.set("pos.session", session, "cash_register_balance_start",
          env.get("account.bank.statement", statement, "balance_start"));
  env.set("pos.session", session, "cash_register_balance_end_real",
          env.get("account.bank.statement", statement, "balance_end_real"));
}

const Field& known_field(Env& env, const std::string& model, const std::string& name) {
  const Field* field = model_of(env, model).find(name);
  if (field == nullptr) throw value_error(fmt::format("Invalid field '{}' on model '{}'", name, model));
  return *field;
}

}  // namespace

int create(Env& env, const std::string& model, json values) {
  json row = defaults(env, model);
  json relations = json::object();
  for (const auto& [name, value] : values.items()) {
    const Field& field = known_field(env, model, name);
    if (name == "id" || (field.computed && field.type != FieldType::many2one)) continue;
    if (field.type == FieldType::one2many) {
      relations[name] = value;
    } else if (field.type == FieldType::many2many) {
      row[name] = list_of(env, model, field, value);
    } else {
      row[name] = normalised(env, model, field, value);
    }
  }
  for (const auto& [name, field] : model_of(env, model).fields) {
    const bool given_later = model == "pos.order.line" && name == "name";
    if (field.required && !field.computed && !given_later && row.value(name, json()).is_null())
      throw mandatory_error(env, model, name);
  }
  check_unique_uuid(env, model, row);
  row["create_date"] = row["write_date"] = env.now();
  row["create_uid"] = row["write_uid"] = env.uid;
  const int id = env.db.insert(model, std::move(row));
  for (const auto& [name, value] : relations.items())
    set_field(env, model, id, known_field(env, model, name), value);
  after_create(env, model, id);
  return id;
}

void write(Env& env, const std::string& model, int id, json values) {
  check_exists(env, model, id);
  for (const auto& [name, value] : values.items()) {
    const Field& field = known_field(env, model, name);
    if (name == "id" || field.computed) continue;
    set_field(env, model, id, field, value);
  }
  env.set(model, id, "write_date", env.now());
  if (model == "account.bank.statement") follow_statement(env, id);
}

ServerError foreign_key_error(Env& env, const std::string& model, const std::string& field) {
  const Model& known = model_of(env, model);
  const Field& column = *known.find(field);
  std::string constraint = table_of(model) + "_" + field + "_fkey";
  if (column.type == FieldType::many2many) {
    const std::string far = table_of(column.comodel);
    constraint =
        std::min(far, table_of(model)) + "_" + std::max(far, table_of(model)) + "_rel_" + far + "_id_fkey";
  }
  if (env.from(19)) {
    return validation_error(fmt::format(
        "The operation cannot be completed: Another model is using the record you are trying to delete."
        "\n\nThe troublemaker is: '{}' ({})\nThanks to the following constraint: '{}' ({})\nHow about "
        "archiving the record instead?",
        known.label, model, column.label, field));
  }
  return validation_error(fmt::format(
      "The operation cannot be completed: another model requires the record being deleted. If possible, "
      "archive it instead.\n\nModel: {} ({}){}Constraint: {}{}",
      known.label, model, env.from(15) ? "\n" : ", ", constraint, env.from(15) ? "\n" : ""));
}

ServerError mandatory_error(Env& env, const std::string& model, const std::string& field) {
  const Model& known = model_of(env, model);
  const std::string& label = known.find(field)->label;
  if (env.from(19)) {
    return validation_error(fmt::format(
        "The operation cannot be completed: Missing required value for the field '{}' ({}).\nModel: '{}' "
        "({})\n- create/update: a mandatory field is not set\n- delete: another model requires the record "
        "being deleted, you can archive it instead\n",
        label, field, known.label, model));
  }
  return validation_error(fmt::format(
      "The operation cannot be completed:\n- Create/update: a mandatory field is not set.\n- Delete: "
      "another model requires the record being deleted. If possible, archive it instead.\n\nModel: {} "
      "({}){}Field: {} ({}){}",
      known.label, model, env.from(15) ? "\n" : ", ", label, field, env.from(15) ? "\n" : ""));
}

}  // namespace ordersync::testing::odoo
