// First all references, then the writing: taxes, products, methods, positions, configurations, in the order
// in which they name each other. What is the same as before is left alone and counted as unchanged.
#include "pos/embedded_import.h"

#include <algorithm>
#include <string>

#include "pos/embedded_import_check.h"
#include "pos/embedded_import_rows.h"
#include "pos/names.h"

namespace ordersync::pos {
namespace {

int rows_in(const CatalogueFile& file) {
  return static_cast<int>(file.taxes.size() + file.products.size() + file.payment_methods.size() +
                          file.fiscal_positions.size() + file.pos_configs.size());
}

LeftOut left_out_at(const std::vector<LeftOut>& rows, std::size_t index) {
  return index < rows.size() ? rows[index] : LeftOut();
}

base::Result<void> import_company(sql::Connection& connection, const CatalogueFile& file) {
  TRY_ASSIGN(const Company company, read_company(connection));
  const base::Currency currency = file.currency.value_or(company.currency);
  TRY(
      connection.execute("UPDATE company SET currency = ?, tax_rounding = ?, catalogue_version = "
                         "catalogue_version + 1 WHERE id = 1",
                         {currency.code(), name_of(file.tax_rounding.value_or(company.tax_rounding))}));
  return {};
}

base::Result<void> start_session(sql::Connection& connection, SessionStore& sessions,
                                 const CatalogueFile::ConfigRow& row) {
  if (row.session == StartSession::none) return {};
  TRY_ASSIGN(const bool had_one, sessions.has_ever_had_one(row.config.id));
  if (had_one) return {};
  TRY_ASSIGN(const ConfigRow config, read_config(connection, row.config.id));
  return sessions.create(
      config, row.session == StartSession::opened ? SessionState::opened : SessionState::opening_control,
      Opener::person);
}

}  // namespace

base::Result<ImportSummary> import_catalogue(sql::Connection& connection, SessionStore& sessions,
                                             const CatalogueFile& file, const ImportProgress& progress) {
  TRY(check_import(connection, file));
  ImportSummary summary;
  summary.taxes = static_cast<int>(file.taxes.size());
  summary.products = static_cast<int>(file.products.size());
  summary.payment_methods = static_cast<int>(file.payment_methods.size());
  summary.fiscal_positions = static_cast<int>(file.fiscal_positions.size());
  summary.pos_configs = static_cast<int>(file.pos_configs.size());

  TRY(import_company(connection, file));
  ImportRows rows(connection, summary, rows_in(file), progress);
  const CatalogueFile::LeftOuts& out = file.left_out;
  for (std::size_t i = 0; i < file.taxes.size(); ++i) TRY(rows.tax(file.taxes[i], left_out_at(out.taxes, i)));
  for (std::size_t i = 0; i < file.products.size(); ++i)
    TRY(rows.product(file.products[i], left_out_at(out.products, i)));
  TRY(rows.flush_products());
  for (std::size_t i = 0; i < file.payment_methods.size(); ++i)
    TRY(rows.payment_method(file.payment_methods[i], left_out_at(out.payment_methods, i)));
  for (std::size_t i = 0; i < file.fiscal_positions.size(); ++i)
    TRY(rows.fiscal_position(file.fiscal_positions[i], left_out_at(out.fiscal_positions, i)));
  for (std::size_t i = 0; i < file.pos_configs.size(); ++i) {
    TRY(rows.pos_config(file.pos_configs[i].config, left_out_at(out.pos_configs, i)));
    TRY(start_session(connection, sessions, file.pos_configs[i]));
  }
  rows.finish();
  return summary;
}

}  // namespace ordersync::pos
