// The comparisons and statements of the import, one kind of row after the other.
#include "pos/embedded_import_rows.h"

#include <algorithm>
#include <string>
#include <utility>

#include "pos/names.h"
#include "sql/nullable.h"

namespace ordersync::pos {
namespace {

constexpr std::size_t kProductsAtOnce = 500;
constexpr int kProgressEvery = 500;

std::int64_t flag(bool value) {
  return value ? 1 : 0;
}

// As in Odoo the journal makes the type: a journal that is named without one makes the customer account
// a bank or, by its name, cash; one that is taken away makes anything the customer account.
void keep_method(order::PaymentMethod& method, const LeftOut& left_out, std::string_view journal,
                 order::MethodType type) {
  using order::MethodType;
  if (left_out.type && left_out.journal) {
    method.type = type;
    method.journal = journal;
  } else if (left_out.type) {
    if (!method.journal.empty() && type != MethodType::pay_later) method.type = type;
  } else if (left_out.journal) {
    if (method.type != MethodType::pay_later && type != MethodType::pay_later) method.journal = journal;
  }
}

}  // namespace

void ImportRows::count(Standing standing) {
  if (standing == Standing::absent) ++summary_.created;
  if (standing == Standing::different) ++summary_.updated;
  if (standing == Standing::same) ++summary_.unchanged;
  ++done_;
  if (progress_ && done_ % kProgressEvery == 0) progress_(done_, total_);
}

void ImportRows::finish() {
  if (progress_ && done_ % kProgressEvery != 0) progress_(done_, total_);
}

base::Result<std::vector<std::int64_t>> ImportRows::ids(std::string_view sql,
                                                        std::initializer_list<sql::Value> values) {
  std::vector<std::int64_t> ids;
  TRY(connection_.query(sql, values, [&](const sql::Row& row) { ids.push_back(row.integer(0)); }));
  return ids;
}

base::Result<void> ImportRows::tax(order::Tax tax, const LeftOut& left_out) {
  Standing standing = Standing::absent;
  StoredText text;
  TRY(connection_.query("SELECT name, type, amount, price_include, active FROM tax WHERE id = ?", {tax.id},
                        [&](const sql::Row& row) {
                          if (left_out.type) tax.type = text.choice<order::TaxType>(row.text(1));
                          if (left_out.amount) tax.amount = text.decimal(row.text(2));
                          if (left_out.price_include) tax.price_include = row.integer(3) != 0;
                          if (left_out.active) tax.active = row.integer(4) != 0;
                          const bool same = row.text(0) == tax.name && row.text(1) == name_of(tax.type) &&
                                            row.text(2) == tax.amount.to_string() &&
                                            (row.integer(3) != 0) == tax.price_include &&
                                            (row.integer(4) != 0) == tax.active;
                          standing = same ? Standing::same : Standing::different;
                        }));
  TRY(text.checked("tax"));
  count(standing);
  if (standing == Standing::same) return {};
  const std::string amount = tax.amount.to_string();
  TRY(connection_.execute(
      "INSERT INTO tax(id, name, type, amount, price_include, active) VALUES (?, ?, ?, ?, ?, ?) "
      "ON CONFLICT (id) DO UPDATE SET name = excluded.name, type = excluded.type, amount = excluded.amount, "
      "price_include = excluded.price_include, active = excluded.active",
      {tax.id, tax.name, name_of(tax.type), amount, flag(tax.price_include), flag(tax.active)}));
  return {};
}

base::Result<ImportRows::Standing> ImportRows::standing_product(order::Product& product,
                                                                const LeftOut& left_out) {
  Standing standing = Standing::absent;
  StoredText text;
  TRY(connection_.query(
      "SELECT name, list_price, type, default_code, barcode, sale_ok, available_in_pos, active FROM product "
      "WHERE id = ?",
      {product.id}, [&](const sql::Row& row) {
        if (left_out.list_price) product.list_price = text.decimal(row.text(1));
        if (left_out.type) product.type = text.choice<order::ProductType>(row.text(2));
        if (left_out.default_code) product.default_code = row.text(3);
        if (left_out.barcode) product.barcode = row.text(4);
        if (left_out.sale_ok) product.sale_ok = row.integer(5) != 0;
        if (left_out.available_in_pos) product.available_in_pos = row.integer(6) != 0;
        if (left_out.active) product.active = row.integer(7) != 0;
        const bool same = row.text(0) == product.name && row.text(1) == product.list_price.to_string() &&
                          row.text(2) == name_of(product.type) && row.text(3) == product.default_code &&
                          row.text(4) == product.barcode && (row.integer(5) != 0) == product.sale_ok &&
                          (row.integer(6) != 0) == product.available_in_pos &&
                          (row.integer(7) != 0) == product.active;
        standing = same ? Standing::same : Standing::different;
      }));
  TRY(text.checked("product"));
  const bool taxes_count = standing == Standing::same || left_out.taxes;
  if (standing == Standing::absent || !taxes_count) return standing;
  TRY_ASSIGN(auto taxes,
             ids("SELECT tax_id FROM product_tax WHERE product_id = ? ORDER BY position", {product.id}));
  if (left_out.taxes)
    product.taxes = std::move(taxes);
  else if (taxes != product.taxes)
    return Standing::different;
  return standing;
}

// What is on hand counts for new products only: afterwards the stock belongs to the sales.
base::Result<void> ImportRows::product(const CatalogueFile::ProductRow& row, const LeftOut& left_out) {
  order::Product product = row.product;
  TRY_ASSIGN(const Standing standing, standing_product(product, left_out));
  count(standing);
  if (standing == Standing::same) return {};
  if (standing == Standing::different) {
    TRY(connection_.execute("DELETE FROM product_tax WHERE product_id = ?", {product.id}));
  }
  products_.insert(products_.end(),
                   {product.id, row.product.name, texts_.keep(product.list_price.to_string()),
                    name_of(product.type), texts_.keep(product.default_code), texts_.keep(product.barcode),
                    flag(product.sale_ok), flag(product.available_in_pos), flag(product.active)});
  for (std::size_t i = 0; i < product.taxes.size(); ++i) {
    product_taxes_.insert(product_taxes_.end(), {product.id, static_cast<std::int64_t>(i), product.taxes[i]});
  }
  if (standing == Standing::absent && product.type == order::ProductType::storable) {
    quants_.insert(quants_.end(), {kStockLocation, product.id, texts_.keep(row.on_hand.to_string())});
  }
  if (++waiting_ == kProductsAtOnce) return flush_products();
  return {};
}

base::Result<void> ImportRows::flush_products() {
  TRY(connection_.insert_rows(
      "INSERT INTO product(id, name, list_price, type, default_code, barcode, sale_ok, available_in_pos, "
      "active)",
      9,
      "ON CONFLICT (id) DO UPDATE SET name = excluded.name, list_price = excluded.list_price, type = "
      "excluded.type, "
      "default_code = excluded.default_code, barcode = excluded.barcode, sale_ok = excluded.sale_ok, "
      "available_in_pos = excluded.available_in_pos, active = excluded.active",
      products_));
  TRY(connection_.insert_rows("INSERT INTO product_tax(product_id, position, tax_id)", 3, "",
                              product_taxes_));
  TRY(connection_.insert_rows("INSERT INTO stock_quant(location_id, product_id, on_hand)", 3, "", quants_));
  products_.clear();
  product_taxes_.clear();
  quants_.clear();
  texts_ = TextArena();
  waiting_ = 0;
  return {};
}

base::Result<void> ImportRows::payment_method(order::PaymentMethod method, const LeftOut& left_out) {
  Standing standing = Standing::absent;
  StoredText text;
  TRY(connection_.query(
      "SELECT name, journal, type FROM payment_method WHERE id = ?", {method.id}, [&](const sql::Row& row) {
        keep_method(method, left_out, row.text(1), text.choice<order::MethodType>(row.text(2)));
        const bool same = row.text(0) == method.name && row.text(1) == method.journal &&
                          row.text(2) == name_of(method.type);
        standing = same ? Standing::same : Standing::different;
      }));
  TRY(text.checked("payment_method"));
  count(standing);
  if (standing == Standing::same) return {};
  TRY(connection_.execute(
      "INSERT INTO payment_method(id, name, journal, type) VALUES (?, ?, ?, ?) "
      "ON CONFLICT (id) DO UPDATE SET name = excluded.name, journal = excluded.journal, type = excluded.type",
      {method.id, method.name, method.journal, name_of(method.type)}));
  return {};
}

base::Result<void> ImportRows::fiscal_position(order::FiscalPosition position, const LeftOut& left_out) {
  Standing standing = Standing::absent;
  TRY(connection_.query("SELECT name FROM fiscal_position WHERE id = ?", {position.id},
                        [&](const sql::Row& row) {
                          standing = row.text(0) == position.name ? Standing::same : Standing::different;
                        }));
  if (standing != Standing::absent) {
    std::vector<order::FiscalPosition::Mapping> taxes;
    TRY(connection_.query(
        "SELECT tax_from, tax_to FROM fiscal_position_tax WHERE fiscal_position_id = ? ORDER BY position",
        {position.id}, [&](const sql::Row& row) {
          taxes.push_back({row.integer(0), sql::maybe_integer(row, 1)});
        }));
    const bool same =
        std::equal(taxes.begin(), taxes.end(), position.taxes.begin(), position.taxes.end(),
                   [](const auto& a, const auto& b) { return a.from == b.from && a.to == b.to; });
    if (left_out.taxes)
      position.taxes = std::move(taxes);
    else if (!same)
      standing = Standing::different;
  }
  count(standing);
  if (standing == Standing::same) return {};
  TRY(
      connection_.execute("INSERT INTO fiscal_position(id, name) VALUES (?, ?) ON CONFLICT (id) DO UPDATE "
                          "SET name = excluded.name",
                          {position.id, position.name}));
  TRY(connection_.execute("DELETE FROM fiscal_position_tax WHERE fiscal_position_id = ?", {position.id}));
  std::vector<sql::Value> cells;
  for (std::size_t i = 0; i < position.taxes.size(); ++i) {
    cells.insert(cells.end(), {position.id, static_cast<std::int64_t>(i), position.taxes[i].from,
                               sql::or_null(position.taxes[i].to)});
  }
  TRY(connection_.insert_rows(
      "INSERT INTO fiscal_position_tax(fiscal_position_id, position, tax_from, tax_to)", 4, "", cells));
  return {};
}

base::Result<void> ImportRows::pos_config(order::PosConfig config, const LeftOut& left_out) {
  Standing standing = Standing::absent;
  StoredText text;
  TRY(connection_.query(
      "SELECT name, stock, timezone, fiscal_position_id, cash_rounding FROM pos_config WHERE id = ?",
      {config.id}, [&](const sql::Row& row) {
        if (left_out.stock) config.stock = text.choice<order::StockMode>(row.text(1));
        if (left_out.timezone) config.timezone = row.text(2);
        if (left_out.fiscal_position) config.fiscal_position = sql::maybe_integer(row, 3);
        if (left_out.cash_rounding) config.cash_rounding = text.decimal(row.text(4));
        const bool same = row.text(0) == config.name && row.text(1) == name_of(config.stock) &&
                          row.text(2) == config.timezone &&
                          sql::maybe_integer(row, 3) == config.fiscal_position &&
                          row.text(4) == config.cash_rounding.to_string();
        standing = same ? Standing::same : Standing::different;
      }));
  TRY(text.checked("pos_config"));
  if (standing == Standing::absent && left_out.payment_methods) {
    // No run could book into a configuration without any. Those of the file are there by now.
    TRY_ASSIGN(config.payment_methods, ids("SELECT id FROM payment_method ORDER BY id", {}));
  } else if (standing != Standing::absent) {
    TRY_ASSIGN(
        auto methods,
        ids("SELECT method_id FROM pos_config_method WHERE config_id = ? ORDER BY position", {config.id}));
    if (left_out.payment_methods)
      config.payment_methods = std::move(methods);
    else if (methods != config.payment_methods)
      standing = Standing::different;
  }
  count(standing);
  if (standing == Standing::same) return {};
  const std::string rounding = config.cash_rounding.to_string();
  TRY(connection_.execute(
      "INSERT INTO pos_config(id, name, stock, timezone, fiscal_position_id, cash_rounding) VALUES (?, ?, ?, "
      "?, ?, ?) "
      "ON CONFLICT (id) DO UPDATE SET name = excluded.name, stock = excluded.stock, timezone = "
      "excluded.timezone, "
      "fiscal_position_id = excluded.fiscal_position_id, cash_rounding = excluded.cash_rounding",
      {config.id, config.name, name_of(config.stock), config.timezone, sql::or_null(config.fiscal_position),
       rounding}));
  TRY(connection_.execute("DELETE FROM pos_config_method WHERE config_id = ?", {config.id}));
  std::vector<sql::Value> cells;
  for (std::size_t i = 0; i < config.payment_methods.size(); ++i) {
    cells.insert(cells.end(), {config.id, static_cast<std::int64_t>(i), config.payment_methods[i]});
  }
  TRY(connection_.insert_rows("INSERT INTO pos_config_method(config_id, position, method_id)", 3, "", cells));
  return {};
}

}  // namespace ordersync::pos
