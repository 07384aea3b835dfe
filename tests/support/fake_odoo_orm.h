// The part of Odoo's ORM that the fake needs: search, read, create and write with their checks. Inside only.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/support/fake_odoo_env.h"

namespace ordersync::testing::odoo {

enum class Access { read, write, create, unlink };
// Fails with AccessError where the user has no such right.
void check_access(Env& env, const std::string& model, Access access);
bool has_access(Env& env, const std::string& model, Access access);

const Model& model_of(Env& env, const std::string& model);  // REQUIRES: the version has it
// Fails with MissingError.
void check_exists(Env& env, const std::string& model, int id);

// A field as Odoo's own code sees it: an id or null for a many2one, ids for lists, null when empty.
json value_of(Env& env, const std::string& model, int id, const std::string& field);
// The same for fields marked "*". REQUIRES: the field is one.
json computed(Env& env, const std::string& model, int id, const std::string& field);
std::string display_name(Env& env, const std::string& model, int id);
std::string translated_name(Env& env, const std::string& model, int id);
// The children of a one2many in their model's order.
std::vector<int> children(Env& env, const std::string& comodel, const std::string& inverse, int id);

struct SearchOptions {
  std::string order;  // empty: the model's own
  std::size_t offset = 0;
  std::optional<std::size_t> limit;
};
// Archived records are left out unless the domain names `active` or the context says active_test=False.
// Fails with ValueError for unknown fields and operators.
std::vector<int> search(Env& env, const std::string& model, const json& domain,
                        const SearchOptions& options = {});
bool matches(Env& env, const std::string& model, int id, const json& domain);
// Sorts ids of `model` by "field desc, field".
void sort_records(Env& env, const std::string& model, const std::string& order, std::vector<int>& ids);

enum class Many2one { pair, id };
// As read() answers it over RPC. Empty `fields`: all. Fails with ValueError, MissingError.
json read(Env& env, const std::string& model, const std::vector<int>& ids,
          const std::vector<std::string>& fields, Many2one form = Many2one::pair);
json fields_get(Env& env, const std::string& model, const std::vector<std::string>& fields,
                const std::vector<std::string>& attributes);

// One record with its one2many children. Fails with ValueError (unknown field, bad date) and ValidationError
// (foreign keys, fields that must be set, 19: uuids that exist).
int create(Env& env, const std::string& model, json values);
void write(Env& env, const std::string& model, int id, json values);

// The texts of violated constraints, as the version words them.
ServerError foreign_key_error(Env& env, const std::string& model, const std::string& field);
ServerError mandatory_error(Env& env, const std::string& model, const std::string& field);

}  // namespace ordersync::testing::odoo
