// The references of a catalogue file, checked before anything is written.
#include "pos/embedded_import_check.h"

#include <map>
#include <string>
#include <unordered_set>

#include "base/text.h"
#include "pos/catalogue_rows.h"

namespace ordersync::pos {
namespace {

using Ids = std::unordered_set<std::int64_t>;

base::Result<Ids> ids_of(sql::Connection& connection, std::string_view sql) {
  Ids ids;
  TRY(connection.query(sql, {}, [&](const sql::Row& row) { ids.insert(row.integer(0)); }));
  return ids;
}

std::string item(std::string_view list, std::size_t index) {
  return std::string(list) + "[" + std::to_string(index) + "]";
}

std::string no_such(std::string_view noun, std::int64_t id) {
  return "there is no " + std::string(noun) + " " + std::to_string(id) + " in the file or in the POS";
}

std::string product_place(const CatalogueFile& file, std::size_t index) {
  if (index < file.product_lines.size()) return "line " + std::to_string(file.product_lines[index]);
  return item("products", index);
}

void check_taxes(const CatalogueFile& file, const Ids& taxes, FileErrors& errors) {
  for (std::size_t i = 0; i < file.products.size(); ++i) {
    const auto& named = file.products[i].product.taxes;
    for (std::size_t j = 0; j < named.size(); ++j) {
      if (!taxes.contains(named[j]))
        errors.add(product_place(file, i) + "." + item("taxes", j), no_such("tax", named[j]));
    }
  }
  for (std::size_t i = 0; i < file.fiscal_positions.size(); ++i) {
    const auto& mappings = file.fiscal_positions[i].taxes;
    for (std::size_t j = 0; j < mappings.size(); ++j) {
      const std::string place = item("fiscal_positions", i) + "." + item("taxes", j);
      if (!taxes.contains(mappings[j].from)) errors.add(place + ".from", no_such("tax", mappings[j].from));
      if (mappings[j].to && !taxes.contains(*mappings[j].to))
        errors.add(place + ".to", no_such("tax", *mappings[j].to));
    }
  }
}

void check_configs(const CatalogueFile& file, const Ids& methods, const Ids& positions, FileErrors& errors) {
  for (std::size_t i = 0; i < file.pos_configs.size(); ++i) {
    const order::PosConfig& config = file.pos_configs[i].config;
    const std::string place = item("pos_configs", i);
    for (std::size_t j = 0; j < config.payment_methods.size(); ++j) {
      if (methods.contains(config.payment_methods[j])) continue;
      errors.add(place + "." + item("payment_methods", j),
                 no_such("payment method", config.payment_methods[j]));
    }
    if (config.fiscal_position && !positions.contains(*config.fiscal_position)) {
      errors.add(place + ".fiscal_position", no_such("fiscal position", *config.fiscal_position));
    }
  }
}

// A POS is chosen by its name: no two may have the same after the import.
base::Result<void> check_config_names(sql::Connection& connection, const CatalogueFile& file,
                                      FileErrors& errors) {
  std::map<std::string, std::int64_t> standing;
  Ids in_file;
  for (const auto& row : file.pos_configs) in_file.insert(row.config.id);
  TRY(connection.query("SELECT id, name FROM pos_config", {}, [&](const sql::Row& row) {
    if (!in_file.contains(row.integer(0))) standing[std::string(row.text(1))] = row.integer(0);
  }));
  for (std::size_t i = 0; i < file.pos_configs.size(); ++i) {
    const auto found = standing.find(file.pos_configs[i].config.name);
    if (found == standing.end()) continue;
    errors.add(item("pos_configs", i) + ".name", "POS configuration " + std::to_string(found->second) +
                                                     " already has the name \"" +
                                                     base::printable(found->first, 80) + "\"");
  }
  return {};
}

base::Result<void> check_currency(sql::Connection& connection, const CatalogueFile& file) {
  if (!file.currency) return {};
  TRY_ASSIGN(const Company company, read_company(connection));
  if (*file.currency == company.currency) return {};
  TRY_ASSIGN(const bool in_use,
             sql::any_row(connection,
                          "SELECT 1 WHERE EXISTS (SELECT 1 FROM pos_order) OR EXISTS (SELECT 1 FROM "
                          "pos_config WHERE cash_in_drawer <> 0)",
                          {}));
  if (!in_use) return {};
  return base::Error{base::ErrorKind::conflict,
                     "currency_in_use",
                     "The catalogue was not imported: currency: orders are booked in " +
                         std::string(company.currency.code()) + ", it cannot become " +
                         std::string(file.currency->code()) +
                         " any more. Leave \"currency\" out, or use a new folder",
                     {}};
}

}  // namespace

base::Result<void> check_import(sql::Connection& connection, const CatalogueFile& file) {
  TRY(check_currency(connection, file));
  TRY_ASSIGN(Ids taxes, ids_of(connection, "SELECT id FROM tax"));
  TRY_ASSIGN(Ids methods, ids_of(connection, "SELECT id FROM payment_method"));
  TRY_ASSIGN(Ids positions, ids_of(connection, "SELECT id FROM fiscal_position"));
  for (const order::Tax& tax : file.taxes) taxes.insert(tax.id);
  for (const order::PaymentMethod& method : file.payment_methods) methods.insert(method.id);
  for (const order::FiscalPosition& position : file.fiscal_positions) positions.insert(position.id);

  FileErrors errors;
  check_taxes(file, taxes, errors);
  check_configs(file, methods, positions, errors);
  TRY(check_config_names(connection, file, errors));
  if (!errors.none()) return errors.error();
  return {};
}

}  // namespace ordersync::pos
