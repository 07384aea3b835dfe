// The methods that can be called from outside, by version. Inside of the fake Odoo only.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/fake_odoo_env.h"

namespace ordersync::testing::odoo {

// The arguments of one call by their names; what was not given is absent.
struct Call {
  std::string model;
  std::string method;
  std::vector<int> ids;
  json arguments = json::object();

  json get(const std::string& name, json otherwise = nullptr) const {
    return arguments.value(name, std::move(otherwise));
  }
  int id() const { return ids.empty() ? 0 : ids.front(); }
};

struct Method {
  std::vector<std::string> parameters;
  std::size_t required = 0;  // the first so many
  bool on_records = false;   // takes ids first; the others are Odoo's @api.model
  std::function<json(Env&, const Call&)> run;
};

// Nothing when this version has no such method.
std::optional<Method> find_method(const Env& env, const std::string& model, const std::string& method);

}  // namespace ordersync::testing::odoo
