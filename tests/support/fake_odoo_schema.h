// Schema: which models and fields a version of Odoo has, as far as a client of the Point of Sale sees them.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace ordersync::testing::odoo {

enum class FieldType {
  boolean,
  integer,
  number,    // a binary float, stored as it is sent
  decimal2,  // a float that is rounded to two digits when it is stored: quantities, product prices
  monetary,  // rounded to the currency when it is stored
  text,
  selection,
  date,
  datetime,
  many2one,
  one2many,
  many2many,
};

struct Field {
  std::string name;
  FieldType type = FieldType::text;
  std::string label;
  std::string comodel;  // of relations
  std::string inverse;  // of one2many
  bool required = false;
  bool computed = false;
};

struct Model {
  std::string name;
  std::string label;
  std::string order = "id";
  std::map<std::string, Field> fields;

  const Field* find(const std::string& field) const;
};

using Schema = std::map<std::string, Model>;

// The models of Odoo `major` (14 to 19).
Schema schema_of(int major);

// Odoo's word for the type of a field: "char", "float", …
std::string type_name(FieldType type);

}  // namespace ordersync::testing::odoo
