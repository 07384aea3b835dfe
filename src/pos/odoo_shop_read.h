// The calls that read one POS configuration and what hangs on it: the records of odoo_shop.h.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "pos/odoo_rpc.h"

namespace ordersync::pos::odoo {

// Whose eyes Odoo is seen with.
struct Reader {
  int series = 0;
  std::string login;
  std::string language;                      // the user's; empty: Odoo's source language
  std::string timezone;                      // the user's; may be empty
  std::vector<std::string> other_languages;  // the other active ones, in a fixed order

  Value::Object context() const { return context_in(language); }
  static Value::Object context_in(const std::string& language);
};

base::Result<Reader> read_reader(Rpc& rpc);

// Fails with "pos_config_not_found", naming those there are, and "pos_config_ambiguous" when several have the
// name.
base::Result<Value> read_shop(Rpc& rpc, const Reader& reader, std::string_view pos_config);

// Names of the active configurations that the user sees.
base::Result<std::vector<std::string>> read_config_names(Rpc& rpc);

// The term of a domain that lets archived records in as well.
Value any_activity();
// How many records `domain` finds.
base::Result<std::int64_t> count(Rpc& rpc, std::string_view model, Value domain);

// Whether Odoo could not be asked at all, which says nothing about what it holds.
bool out_of_reach(const base::Error& error);

// The fields of `record` that were asked for, in that order, and its id: what is kept does not depend on what
// else an Odoo sends.
Value picked(const Value& record, const std::vector<std::string_view>& fields);

// One record by id; null when there is none. Also an archived one.
base::Result<Value> read_one(Rpc& rpc, std::string_view model, std::int64_t id,
                             std::vector<std::string_view> fields, const Value::Object& context);

}  // namespace ordersync::pos::odoo
