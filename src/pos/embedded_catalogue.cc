// Reading the catalogue out of the store. Writing it is the import's.
#include "pos/embedded_catalogue.h"

#include <algorithm>

#include "sql/nullable.h"

namespace ordersync::pos {
namespace {

using order::Catalogue;

// Two catalogues of a large shop would be too much memory for a till's small computer.
constexpr std::size_t kProductsKept = 60'000;

base::Result<std::vector<order::Product>> read_products(sql::Connection& connection) {
  std::vector<order::Product> products;
  StoredText text;
  TRY_ASSIGN(const auto count, sql::integer_of(connection, "SELECT count(*) FROM product", {}));
  products.reserve(static_cast<std::size_t>(count.value_or(0)));
  TRY(connection.query(
      "SELECT id, name, list_price, type, default_code, barcode, sale_ok, available_in_pos, active "
      "FROM product ORDER BY id",
      {}, [&](const sql::Row& row) { products.push_back(product_in(row, text)); }));
  TRY(text.checked("product"));
  auto at = products.begin();
  TRY(connection.query("SELECT product_id, tax_id FROM product_tax ORDER BY product_id, position", {},
                       [&](const sql::Row& row) {
                         while (at != products.end() && at->id < row.integer(0)) ++at;
                         if (at != products.end() && at->id == row.integer(0))
                           at->taxes.push_back(row.integer(1));
                       }));
  return products;
}

base::Result<std::vector<order::PaymentMethod>> read_methods(sql::Connection& connection,
                                                             std::int64_t config_id) {
  std::vector<order::PaymentMethod> methods;
  StoredText text;
  TRY(connection.query(
      "SELECT m.id, m.name, m.journal, m.type FROM pos_config_method c JOIN payment_method m ON m.id = "
      "c.method_id "
      "WHERE c.config_id = ? ORDER BY c.position",
      {config_id}, [&](const sql::Row& row) {
        methods.push_back({row.integer(0), std::string(row.text(1)), std::string(row.text(2)),
                           text.choice<order::MethodType>(row.text(3))});
      }));
  TRY(text.checked("payment_method"));
  return methods;
}

base::Result<std::optional<order::FiscalPosition>> read_fiscal_position(sql::Connection& connection,
                                                                        std::optional<std::int64_t> id) {
  std::optional<order::FiscalPosition> position;
  if (!id) return position;
  TRY(connection.query("SELECT id, name FROM fiscal_position WHERE id = ?", {*id}, [&](const sql::Row& row) {
    position = order::FiscalPosition{row.integer(0), std::string(row.text(1)), {}};
  }));
  if (!position) return position;
  TRY(connection.query(
      "SELECT tax_from, tax_to FROM fiscal_position_tax WHERE fiscal_position_id = ? ORDER BY position",
      {*id}, [&](const sql::Row& row) {
        position->taxes.push_back({row.integer(0), sql::maybe_integer(row, 1)});
      }));
  return position;
}

}  // namespace

base::Result<std::vector<order::Tax>> read_taxes(sql::Connection& connection) {
  std::vector<order::Tax> taxes;
  StoredText text;
  TRY(connection.query("SELECT id, name, type, amount, price_include, active FROM tax ORDER BY id", {},
                       [&](const sql::Row& row) {
                         taxes.push_back({row.integer(0), std::string(row.text(1)),
                                          text.choice<order::TaxType>(row.text(2)), text.decimal(row.text(3)),
                                          row.integer(4) != 0, row.integer(5) != 0});
                       }));
  TRY(text.checked("tax"));
  return taxes;
}

order::Product product_in(const sql::Row& row, StoredText& text) {
  order::Product product;
  product.id = row.integer(0);
  product.name = row.text(1);
  product.list_price = text.decimal(row.text(2));
  product.type = text.choice<order::ProductType>(row.text(3));
  product.default_code = row.text(4);
  product.barcode = row.text(5);
  product.sale_ok = row.integer(6) != 0;
  product.available_in_pos = row.integer(7) != 0;
  product.active = row.integer(8) != 0;
  return product;
}

base::Result<std::vector<order::PosConfig>> CatalogueStore::configs() {
  std::vector<order::PosConfig> configs;
  StoredText text;
  TRY(connection_.query(
      "SELECT id, name, stock, timezone, fiscal_position_id, cash_rounding FROM pos_config ORDER BY id", {},
      [&](const sql::Row& row) {
        order::PosConfig& config = configs.emplace_back();
        config.id = row.integer(0);
        config.name = row.text(1);
        config.stock = text.choice<order::StockMode>(row.text(2));
        config.timezone = row.text(3);
        config.fiscal_position = sql::maybe_integer(row, 4);
        config.cash_rounding = text.decimal(row.text(5));
      }));
  TRY(text.checked("pos_config"));
  auto at = configs.begin();
  TRY(connection_.query("SELECT config_id, method_id FROM pos_config_method ORDER BY config_id, position", {},
                        [&](const sql::Row& row) {
                          while (at != configs.end() && at->id < row.integer(0)) ++at;
                          if (at != configs.end() && at->id == row.integer(0)) {
                            at->payment_methods.push_back(row.integer(1));
                          }
                        }));
  return configs;
}

base::Result<std::shared_ptr<const Catalogue>> CatalogueStore::load(std::string_view config) {
  TRY_ASSIGN(const Company company, read_company(connection_));
  std::erase_if(kept_, [&](const auto& kept) { return kept->version() != company.catalogue_version; });
  auto found = std::find_if(kept_.begin(), kept_.end(),
                            [&](const auto& kept) { return kept->config().name == config; });
  if (found != kept_.end()) {
    std::rotate(found, found + 1, kept_.end());
    return kept_.back();
  }
  TRY_ASSIGN(auto catalogue, read(config, company));
  keep(catalogue);
  return catalogue;
}

base::Result<std::shared_ptr<const Catalogue>> CatalogueStore::read(std::string_view config,
                                                                    const Company& company) {
  TRY_ASSIGN(const ConfigRow row, read_config(connection_, config));
  TRY_ASSIGN(auto all_configs, configs());
  Catalogue::Parts parts;
  parts.currency = company.currency;
  parts.tax_rounding = company.tax_rounding;
  parts.version = company.catalogue_version;
  parts.read_at = clock_.now();
  parts.rounding_product = kRoundingProduct;
  for (order::PosConfig& candidate : all_configs) {
    if (candidate.id == row.id) parts.config = std::move(candidate);
  }
  TRY_ASSIGN(parts.taxes, read_taxes(connection_));
  TRY_ASSIGN(parts.products, read_products(connection_));
  TRY_ASSIGN(parts.payment_methods, read_methods(connection_, row.id));
  TRY_ASSIGN(parts.fiscal_position, read_fiscal_position(connection_, parts.config.fiscal_position));
  return std::make_shared<const Catalogue>(std::move(parts));
}

void CatalogueStore::keep(std::shared_ptr<const Catalogue> catalogue) {
  std::size_t products = catalogue->products().size();
  for (const auto& kept : kept_) products += kept->products().size();
  while (!kept_.empty() && products > kProductsKept) {
    products -= kept_.front()->products().size();
    kept_.erase(kept_.begin());
  }
  kept_.push_back(std::move(catalogue));
}

}  // namespace ordersync::pos
