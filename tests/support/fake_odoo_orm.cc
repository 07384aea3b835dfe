// Searching and reading.
#include "tests/support/fake_odoo_orm.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.h"
#include "base/contains.h"

namespace ordersync::testing::odoo {
namespace {

// -1, 0, 1; nothing sorts last, as NULL does in PostgreSQL.
int compare(const json& a, const json& b) {
  if (a.is_null() || b.is_null()) return static_cast<int>(a.is_null()) - static_cast<int>(b.is_null());
  if (a == b) return 0;
  return a < b ? -1 : 1;
}

struct SortKey {
  std::string field;
  bool descending = false;
};

std::vector<SortKey> sort_keys(const std::string& order) {
  std::vector<SortKey> keys;
  for (std::size_t at = 0; at <= order.size();) {
    const std::size_t end = std::min(order.find(',', at), order.size());
    std::string part = order.substr(at, end - at);
    part.erase(0, part.find_first_not_of(' '));
    const std::size_t blank = part.find(' ');
    const std::string direction = blank == std::string::npos ? "" : part.substr(blank + 1);
    keys.push_back(
        {part.substr(0, blank), direction.rfind("desc", 0) == 0 || direction.rfind("DESC", 0) == 0});
    at = end + 1;
  }
  return keys;
}

bool names_active(const json& domain) {
  return std::any_of(domain.begin(), domain.end(), [](const json& leaf) {
    return leaf.is_array() && leaf.size() == 3 && leaf[0] == "active";
  });
}

}  // namespace

const Model& model_of(Env& env, const std::string& model) {
  const auto found = env.schema.find(model);
  CHECK(found != env.schema.end());
  return found->second;
}

void check_exists(Env& env, const std::string& model, int id) {
  if (env.db.exists(model, id) && env.unseen.count({model, id}) == 0) return;
  throw ServerError("MissingError",
                    fmt::format("Record does not exist or has been deleted.\n(Record: {}({},), User: {})",
                                model, id, env.uid));
}

json value_of(Env& env, const std::string& model, int id, const std::string& field) {
  if (field == "id") return id;
  if (field == "display_name") return display_name(env, model, id);
  const Field* known = model_of(env, model).find(field);
  CHECK(known != nullptr);
  if (known->computed) return computed(env, model, id, field);
  if (known->type == FieldType::one2many) return children(env, known->comodel, known->inverse, id);
  const bool translates = model == "product.product" || model == "pos.payment.method";
  if (translates && field == "name") return translated_name(env, model, id);
  json value = env.get(model, id, field);
  if (known->type == FieldType::many2many && value.is_null()) return json::array();
  return value;
}

std::vector<int> children(Env& env, const std::string& comodel, const std::string& inverse, int id) {
  std::vector<int> ids = env.db.referring(comodel, inverse, id);
  sort_records(env, comodel, model_of(env, comodel).order, ids);
  return ids;
}

void sort_records(Env& env, const std::string& model, const std::string& order, std::vector<int>& ids) {
  const std::vector<SortKey> keys = sort_keys(order);
  for (const SortKey& key : keys) {
    if (model_of(env, model).find(key.field) == nullptr) {
      throw value_error(fmt::format("Invalid field '{}' on model '{}'", key.field, model));
    }
  }
  std::vector<std::pair<std::vector<json>, int>> rows;
  for (const int id : ids) {
    std::vector<json> values;
    values.reserve(keys.size());
    for (const SortKey& key : keys) values.push_back(value_of(env, model, id, key.field));
    rows.emplace_back(std::move(values), id);
  }
  std::stable_sort(rows.begin(), rows.end(), [&](const auto& a, const auto& b) {
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const int order_of_two = compare(a.first[i], b.first[i]);
      if (order_of_two != 0) return keys[i].descending ? order_of_two > 0 : order_of_two < 0;
    }
    return a.second < b.second;
  });
  for (std::size_t i = 0; i < ids.size(); ++i) ids[i] = rows[i].second;
}

std::vector<int> search(Env& env, const std::string& model, const json& domain,
                        const SearchOptions& options) {
  const bool active_only = model_of(env, model).find("active") != nullptr && !names_active(domain) &&
                           env.context.value("active_test", true);
  matches(env, model, 0, domain);  // a bad domain fails even where there is no record
  std::vector<int> ids;
  for (const auto& [id, row] : env.db.rows(model)) {
    if (env.unseen.count({model, id}) != 0 || (active_only && row.value("active", json()) != true)) continue;
    if (matches(env, model, id, domain)) ids.push_back(id);
  }
  sort_records(env, model, options.order.empty() ? model_of(env, model).order : options.order, ids);
  const std::size_t begin = std::min(options.offset, ids.size());
  const std::size_t count = std::min(options.limit.value_or(ids.size()), ids.size() - begin);
  return {ids.begin() + static_cast<std::ptrdiff_t>(begin),
          ids.begin() + static_cast<std::ptrdiff_t>(begin + count)};
}

namespace {

json presented(Env& env, const Field& field, const json& value, Many2one form) {
  switch (field.type) {
    case FieldType::boolean:
      return value == true;
    case FieldType::integer:
      return value.is_number() ? value : json(0);
    case FieldType::number:
    case FieldType::decimal2:
    case FieldType::monetary:
      return value.is_number() ? json(value.get<double>()) : json(0.0);
    case FieldType::many2one: {
      const int id = id_of(value);
      if (id == 0) return false;
      return form == Many2one::id ? json(id) : json::array({id, display_name(env, field.comodel, id)});
    }
    case FieldType::one2many:
    case FieldType::many2many: {
      json ids = json::array();
      const bool archives = model_of(env, field.comodel).find("active") != nullptr;
      for (const json& id : value) {
        if (!archives || env.context.value("active_test", true) == false ||
            env.flag(field.comodel, id.get<int>(), "active"))
          ids.push_back(id);
      }
      return ids;
    }
    case FieldType::text:
    case FieldType::selection:
    case FieldType::date:
    case FieldType::datetime:
      // An access token that was sent empty stays an empty text; everything else that is empty is False.
      return value.is_string() ? value : json(false);
  }
  return false;
}

}  // namespace

json read(Env& env, const std::string& model, const std::vector<int>& ids,
          const std::vector<std::string>& fields, Many2one form) {
  const Model& known = model_of(env, model);
  std::vector<std::string> names = fields;
  if (names.empty()) {
    for (const auto& [name, field] : known.fields) names.push_back(name);
  }
  for (const std::string& name : names) {
    if (known.find(name) == nullptr)
      throw value_error(fmt::format("Invalid field '{}' on model '{}'", name, model));
  }
  json records = json::array();
  for (const int id : ids) {
    check_exists(env, model, id);
    json record = {{"id", id}};
    for (const std::string& name : names)
      record[name] = presented(env, *known.find(name), value_of(env, model, id, name), form);
    records.push_back(std::move(record));
  }
  return records;
}

json fields_get(Env& env, const std::string& model, const std::vector<std::string>& fields,
                const std::vector<std::string>& attributes) {
  json answer = json::object();
  for (const auto& [name, field] : model_of(env, model).fields) {
    if (!fields.empty() && !base::contains(fields, name)) continue;
    json all = {{"name", name},
                {"type", type_name(field.type)},
                {"string", field.label},
                {"required", field.required},
                {"readonly", field.computed},
                {"store", !field.computed}};
    if (!field.comodel.empty()) all["relation"] = field.comodel;
    if (!field.inverse.empty()) all["relation_field"] = field.inverse;
    json chosen = json::object();
    for (const auto& [key, value] : all.items()) {
      if (attributes.empty() || base::contains(attributes, key)) chosen[key] = value;
    }
    answer[name] = std::move(chosen);
  }
  return answer;
}

}  // namespace ordersync::testing::odoo
