// Env: what one call works with, and the errors it can end with. Inside of the fake Odoo only.
#pragma once

#include <functional>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/clock.h"
#include "tests/support/fake_odoo.h"
#include "tests/support/fake_odoo_schema.h"
#include "tests/support/fake_odoo_store.h"

namespace ordersync::testing::odoo {

// An error of the server, named as Python names it; "odoo.exceptions." is put before names without a dot.
class ServerError : public std::runtime_error {
 public:
  ServerError(std::string name, const std::string& message)
      : std::runtime_error(message), name_(std::move(name)) {}
  const std::string& name() const { return name_; }

 private:
  std::string name_;
};

// Two transactions changed the same row: the server begins again, up to five times.
struct SerializationConflict {};

inline ServerError user_error(const std::string& message) {
  return {"UserError", message};
}
inline ServerError validation_error(const std::string& message) {
  return {"ValidationError", message};
}
inline ServerError value_error(const std::string& message) {
  return {"builtins.ValueError", message};
}
inline ServerError key_error(const std::string& key) {
  return {"builtins.KeyError", key};  // without the quotes of Python
}
// data[key], which fails where there is none.
inline const json& need(const json& data, const std::string& key) {
  const auto found = data.find(key);
  if (found == data.end()) throw key_error(key);
  return *found;
}
inline ServerError type_error(const std::string& message) {
  return {"builtins.TypeError", message};
}

struct Env {
  Store& db;
  const Schema& schema;
  const OdooSwitches& switches;
  base::Clock& clock;
  int major;
  int uid;
  OdooRights rights;
  std::string language;
  std::string email;  // of the user; empty: none
  json context = json::object();

  // What other requests committed after this one began: records that it does not see, and records of which it
  // sees the old state.
  std::set<Store::Key> unseen;
  std::set<Store::Key> touched;
  // Lets the other requests of the moment happen; called before the first write.
  std::function<void(Env&)> others = nullptr;
  std::size_t begin = 0;  // where the transaction began: Store::mark()

  bool from(int version) const { return major >= version; }
  const json& row(const std::string& model, int id) const { return db.row(model, id); }
  // A field of a stored row; null when it was never set.
  json get(const std::string& model, int id, const std::string& field) const {
    return db.row(model, id).value(field, json());
  }
  int ref(const std::string& model, int id, const std::string& field) const {
    return id_of(get(model, id, field));
  }
  bool flag(const std::string& model, int id, const std::string& field) const {
    return get(model, id, field) == true;
  }
  double number(const std::string& model, int id, const std::string& field) const {
    const json value = get(model, id, field);
    return value.is_number() ? value.get<double>() : 0.0;
  }
  std::string text(const std::string& model, int id, const std::string& field) const {
    const json value = get(model, id, field);
    return value.is_string() ? value.get<std::string>() : std::string();
  }
  void set(const std::string& model, int id, const std::string& field, json value) {
    db.set(model, id, field, std::move(value));
  }
  // "2026-11-22 12:00:00", as Odoo stores it.
  std::string now() const;
  std::string today() const { return now().substr(0, 10); }
};

// The number that a sequence gives next, padded: "0001".
std::string next_number(Env& env, const std::string& sequence, std::size_t padding);

}  // namespace ordersync::testing::odoo
