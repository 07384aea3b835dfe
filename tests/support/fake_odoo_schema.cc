// Reads the tables of fake_odoo_models.cc.
#include "tests/support/fake_odoo_schema.h"

#include <iomanip>
#include <sstream>

#include "base/check.h"
#include "tests/support/fake_odoo_models.h"

namespace ordersync::testing::odoo {
namespace {

FieldType type_of(const std::string& word) {
  static const std::map<std::string, FieldType> types = {
      {"bool", FieldType::boolean},     {"int", FieldType::integer},    {"number", FieldType::number},
      {"decimal", FieldType::decimal2}, {"money", FieldType::monetary}, {"text", FieldType::text},
      {"choice", FieldType::selection}, {"date", FieldType::date},      {"time", FieldType::datetime},
      {"one", FieldType::many2one},     {"many", FieldType::one2many},  {"set", FieldType::many2many}};
  const auto found = types.find(word);
  CHECK(found != types.end());
  return found->second;
}

// "17", "17-", "-16", "15-17".
bool in_range(const std::string& range, int major) {
  const std::size_t dash = range.find('-');
  if (dash == std::string::npos) return std::stoi(range) == major;
  const std::string from = range.substr(0, dash);
  const std::string to = range.substr(dash + 1);
  return (from.empty() || std::stoi(from) <= major) && (to.empty() || major <= std::stoi(to));
}

bool is_range(const std::string& word) {
  return !word.empty() && word.find_first_not_of("0123456789-") == std::string::npos;
}

// name type[:comodel[:inverse]] [!] [*] [range] ["label"]; false when this version has no such field.
bool read_field(std::istringstream& line, int major, Field& field) {
  std::string type;
  line >> field.name >> type;
  const std::size_t colon = type.find(':');
  field.type = type_of(type.substr(0, colon));
  if (colon != std::string::npos) {
    const std::string target = type.substr(colon + 1);
    const std::size_t second = target.find(':');
    field.comodel = target.substr(0, second);
    if (second != std::string::npos) field.inverse = target.substr(second + 1);
  }
  field.label = field.name;
  bool has = true;
  for (std::string word; line >> std::quoted(word);) {
    if (word == "!") {
      field.required = true;
    } else if (word == "*") {
      field.computed = true;
    } else if (is_range(word)) {
      has = has && in_range(word, major);
    } else {
      field.label = word;
    }
  }
  return has;
}

}  // namespace

const Field* Model::find(const std::string& field) const {
  const auto found = fields.find(field);
  return found == fields.end() ? nullptr : &found->second;
}

Schema schema_of(int major) {
  Schema schema;
  Model* model = nullptr;
  std::istringstream text(std::string(kModels) + std::string(kPosModels));
  for (std::string row; std::getline(text, row);) {
    std::istringstream line(row);
    std::string word;
    if (!(line >> std::ws) || line.peek() == EOF) continue;
    if (row.rfind("model ", 0) != 0) {
      Field field;
      if (read_field(line, major, field) && model != nullptr) model->fields[field.name] = field;
      continue;
    }
    std::string name;
    line >> word >> name;
    Model next;
    next.name = name;
    bool has = true;
    line >> std::quoted(next.label);
    while (line >> std::quoted(word)) {
      if (is_range(word)) {
        has = in_range(word, major);
      } else {
        next.order = word;
      }
    }
    next.fields["id"] = {"id", FieldType::integer, "ID", "", "", false, false};
    for (const char* field : {"display_name"})
      next.fields[field] = {field, FieldType::text, "Display Name", "", "", false, true};
    for (const char* field : {"create_date", "write_date"}) {
      next.fields[field] = {field, FieldType::datetime, field, "", "", false, false};
    }
    for (const char* field : {"create_uid", "write_uid"}) {
      next.fields[field] = {field, FieldType::many2one, field, "res.users", "", false, false};
    }
    model = has ? &(schema[name] = std::move(next)) : nullptr;
  }
  return schema;
}

std::string type_name(FieldType type) {
  switch (type) {
    case FieldType::boolean:
      return "boolean";
    case FieldType::integer:
      return "integer";
    case FieldType::number:
    case FieldType::decimal2:
      return "float";
    case FieldType::monetary:
      return "monetary";
    case FieldType::text:
      return "char";
    case FieldType::selection:
      return "selection";
    case FieldType::date:
      return "date";
    case FieldType::datetime:
      return "datetime";
    case FieldType::many2one:
      return "many2one";
    case FieldType::one2many:
      return "one2many";
    case FieldType::many2many:
      return "many2many";
  }
  return "char";
}

}  // namespace ordersync::testing::odoo
