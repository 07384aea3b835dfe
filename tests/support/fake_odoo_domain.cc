// Domains: [["state", "in", ["opened"]], "|", […], […]] over one record.
#include <fmt/format.h>

#include <algorithm>

#include "base/contains.h"
#include "tests/support/fake_odoo_orm.h"

namespace ordersync::testing::odoo {
namespace {

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

// SQL's LIKE.
bool like(std::string_view text, std::string_view pattern) {
  if (pattern.empty()) return text.empty();
  if (pattern.front() == '%') {
    for (std::size_t skip = 0; skip <= text.size(); ++skip) {
      if (like(text.substr(skip), pattern.substr(1))) return true;
    }
    return false;
  }
  return !text.empty() && (pattern.front() == '_' || pattern.front() == text.front()) &&
         like(text.substr(1), pattern.substr(1));
}

bool is_nothing(const json& value) {
  return value.is_null() || value == false;
}

bool same(const json& value, const json& asked) {
  if (is_nothing(value) || is_nothing(asked)) return is_nothing(value) && is_nothing(asked);
  return value == asked;
}

bool in_list(const json& value, const json& list) {
  if (!list.is_array()) return same(value, list);
  return std::any_of(list.begin(), list.end(), [&](const json& asked) { return same(value, asked); });
}

bool text_matches(const json& value, const std::string& op, const json& asked) {
  const std::string text = value.is_string() ? value.get<std::string>() : "";
  const std::string pattern = asked.is_string() ? asked.get<std::string>() : "";
  if (op == "=like") return like(text, pattern);
  if (op == "=ilike") return like(lower(text), lower(pattern));
  if (op == "like") return like(text, "%" + pattern + "%");
  return like(lower(text), "%" + lower(pattern) + "%");
}

// One value against one operator; the negations are undone before.
bool holds(const json& value, const std::string& op, const json& asked) {
  if (op == "=") return same(value, asked);
  if (op == "in") return in_list(value, asked);
  if (op.find("like") != std::string::npos) return !is_nothing(value) && text_matches(value, op, asked);
  if (is_nothing(value)) return false;
  if (op == "<") return value < asked;
  if (op == "<=") return value <= asked;
  if (op == ">") return value > asked;
  return value >= asked;  // ">="
}

struct Leaf {
  const Model& model;
  const Field& field;
  std::string rest;  // of a path: "config_id.name"
};

Leaf resolve(Env& env, const std::string& model, const std::string& path) {
  const std::size_t dot = path.find('.');
  const Model& known = model_of(env, model);
  const Field* field = known.find(path.substr(0, dot));
  if (field == nullptr || (dot != std::string::npos && field->comodel.empty())) {
    throw value_error(fmt::format("Invalid field {}.{} in leaf", model, path));
  }
  return {known, *field, dot == std::string::npos ? "" : path.substr(dot + 1)};
}

bool evaluate(Env& env, const std::string& model, int id, const std::string& path, const std::string& op,
              const json& asked);

// A relation against names, ids or the fields behind it.
bool related(Env& env, const Leaf& leaf, const json& ids, const std::string& op, const json& asked) {
  const bool by_name = asked.is_string() || (asked.is_array() && !asked.empty() && asked[0].is_string());
  const json list = ids.is_array() ? ids : (id_of(ids) == 0 ? json::array() : json::array({ids}));
  if (leaf.rest.empty() && list.empty()) return holds(json(), op, by_name ? json("") : asked);
  return std::any_of(list.begin(), list.end(), [&](const json& id) {
    if (!leaf.rest.empty()) return evaluate(env, leaf.field.comodel, id.get<int>(), leaf.rest, op, asked);
    return holds(by_name ? json(display_name(env, leaf.field.comodel, id.get<int>())) : id, op, asked);
  });
}

bool evaluate(Env& env, const std::string& model, int id, const std::string& path, const std::string& op,
              const json& asked) {
  const Leaf leaf = resolve(env, model, path);
  if (id == 0) {
    if (!leaf.rest.empty()) resolve(env, leaf.field.comodel, leaf.rest);
    return false;
  }
  const json value = value_of(env, model, id, leaf.field.name);
  if (!leaf.field.comodel.empty()) return related(env, leaf, value, op, asked);
  return holds(leaf.field.type == FieldType::boolean ? json(value == true) : value, op, asked);
}

bool leaf_matches(Env& env, const std::string& model, int id, const json& leaf) {
  static const std::vector<std::string> operators = {
      "=",  "!=",   "<>",    "in",    "not in", "<",        "<=",        ">",
      ">=", "like", "ilike", "=like", "=ilike", "not like", "not ilike", "child_of"};
  if (!leaf.is_array() || leaf.size() != 3 || !leaf[1].is_string())
    throw value_error(fmt::format("Invalid leaf {}", leaf.dump()));
  std::string op = leaf[1].get<std::string>();
  if (!base::contains(operators, op)) throw value_error(fmt::format("Invalid operator '{}' in domain", op));
  if (leaf[0].is_number()) return leaf[0] == leaf[2];  // [1, "=", 1]: always
  bool negated = false;
  if (op == "!=" || op == "<>") {
    op = "=";
    negated = true;
  } else if (op.rfind("not ", 0) == 0) {
    op = op.substr(4);
    negated = true;
  } else if (op == "child_of") {
    op = "in";
  }
  return evaluate(env, model, id, leaf[0].get<std::string>(), op, leaf[2]) != negated;
}

bool expression(Env& env, const std::string& model, int id, const json& domain, std::size_t& at) {
  if (at >= domain.size()) throw value_error("Domain is not complete");
  const json& term = domain[at++];
  if (term == "!") return !expression(env, model, id, domain, at);
  if (term == "&" || term == "|") {
    const bool first = expression(env, model, id, domain, at);
    const bool second = expression(env, model, id, domain, at);
    return term == "&" ? first && second : first || second;
  }
  return leaf_matches(env, model, id, term);
}

}  // namespace

bool matches(Env& env, const std::string& model, int id, const json& domain) {
  if (!domain.is_array()) throw value_error("Domains must be lists");
  bool all = true;
  for (std::size_t at = 0; at < domain.size();) {
    const bool one = expression(env, model, id, domain, at);
    all = all && one;
  }
  return all;
}

}  // namespace ordersync::testing::odoo
