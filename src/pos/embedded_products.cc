// Reading products for people; see embedded_products.h.
#include "pos/embedded_products.h"

#include <map>
#include <string>

#include "pos/embedded_catalogue.h"
#include "pos/embedded_lists.h"

namespace ordersync::pos {
namespace {

using TaxNames = std::map<std::int64_t, std::string>;

base::Result<TaxNames> tax_names(sql::Connection& connection) {
  TaxNames names;
  TRY(connection.query("SELECT id, name FROM tax", {},
                       [&](const sql::Row& row) { names[row.integer(0)] = row.text(1); }));
  return names;
}

base::Result<std::optional<ListedProduct>> find_product(sql::Connection& connection, std::int64_t id,
                                                        const TaxNames& taxes) {
  std::optional<ListedProduct> found;
  StoredText text;
  TRY(connection.query(
      "SELECT p.id, p.name, p.list_price, p.type, p.default_code, p.barcode, p.sale_ok, p.available_in_pos, "
      "p.active, q.on_hand FROM product p LEFT JOIN stock_quant q ON q.location_id = ? AND q.product_id = "
      "p.id WHERE p.id = ? AND p.id <= ?",
      {kStockLocation, id, kLargestImportedId}, [&](const sql::Row& row) {
        found.emplace().product = product_in(row, text);
        if (found->product.type == order::ProductType::storable) {
          found->on_hand = row.is_null(9) ? base::Decimal() : text.decimal(row.text(9));
        }
      }));
  TRY(text.checked("product"));
  if (!found) return found;
  TRY_ASSIGN(const Company company, read_company(connection));
  found->currency = company.currency;
  TRY(connection.query("SELECT tax_id FROM product_tax WHERE product_id = ? ORDER BY position", {id},
                       [&](const sql::Row& row) { found->product.taxes.push_back(row.integer(0)); }));
  for (const std::int64_t tax : found->product.taxes) found->tax_names.push_back(taxes.at(tax));
  return found;
}

#define SEARCHED "SELECT id, name, default_code, barcode, active, list_price FROM product "
constexpr std::string_view kSearched = SEARCHED "WHERE id <= ?";
constexpr std::string_view kOneSearched = SEARCHED "WHERE id = ?";
#undef SEARCHED

ProductSearch::Candidate candidate_of(const sql::Row& row, StoredText& text) {
  return {row.integer(0),     row.text(1), row.text(2), row.text(3), text.decimal(row.text(5)),
          row.integer(4) != 0};
}

// A search for what stands behind the page before, whose last product's id is the cursor.
base::Result<ProductSearch> search_from(sql::Connection& connection, const Window& window,
                                        const ProductFilter& filter) {
  const auto limit = static_cast<std::size_t>(window.limit);
  if (window.cursor == 0) return ProductSearch(filter, std::nullopt, limit);
  std::optional<ProductSearch> search;
  StoredText text;
  TRY(connection.query(kOneSearched, {window.cursor},
                       [&](const sql::Row& row) { search.emplace(filter, candidate_of(row, text), limit); }));
  TRY(text.checked("product"));
  if (!search) return base::bad_cursor();
  return *std::move(search);
}

}  // namespace

base::Result<Page<ListedProduct>> list_products(sql::Connection& connection, const PageRequest& request,
                                                const ProductFilter& filter) {
  TRY_ASSIGN(const Window window, window_of(request, 0));
  TRY_ASSIGN(ProductSearch search, search_from(connection, window, filter));
  StoredText text;
  TRY(connection.query(kSearched, {kLargestImportedId},
                       [&](const sql::Row& row) { search.consider(candidate_of(row, text)); }));
  TRY(text.checked("product"));
  const ProductSearch::Found found = search.take();
  TRY_ASSIGN(const TaxNames taxes, tax_names(connection));
  Page<ListedProduct> page;
  for (const std::int64_t id : found.ids) {
    TRY_ASSIGN(auto product, find_product(connection, id, taxes));
    page.items.push_back(*std::move(product));
  }
  if (found.more) page.next = std::to_string(found.ids.back());
  return page;
}

base::Result<Page<ListedProduct>> products_of(const order::Catalogue& catalogue, const PageRequest& request,
                                              const ProductFilter& filter) {
  TRY_ASSIGN(const Window window, window_of(request, 0));
  const auto candidate = [](const order::Product& product) {
    return ProductSearch::Candidate{product.id,      product.name,       product.default_code,
                                    product.barcode, product.list_price, product.active};
  };
  std::optional<ProductSearch::Candidate> after;
  if (window.cursor != 0) {
    const order::Product* const last = catalogue.product(window.cursor);
    if (last == nullptr) return base::bad_cursor();
    after = candidate(*last);
  }
  ProductSearch search(filter, after, static_cast<std::size_t>(window.limit));
  for (const order::Product& product : catalogue.products()) search.consider(candidate(product));
  const ProductSearch::Found found = search.take();
  Page<ListedProduct> page;
  for (const std::int64_t id : found.ids) {
    ListedProduct& listed = page.items.emplace_back();
    listed.product = *catalogue.product(id);
    listed.currency = catalogue.currency();
    for (const std::int64_t tax : listed.product.taxes) {
      const order::Tax* const known = catalogue.tax(tax);
      listed.tax_names.push_back(known == nullptr ? std::to_string(tax) : known->name);
    }
  }
  if (found.more) page.next = std::to_string(found.ids.back());
  return page;
}

base::Result<ListedProduct> read_listed_product(sql::Connection& connection, std::int64_t id) {
  TRY_ASSIGN(const TaxNames taxes, tax_names(connection));
  TRY_ASSIGN(auto product, find_product(connection, id, taxes));
  if (product) return *std::move(product);
  return base::not_found("no_such_product", "There is no product " + std::to_string(id));
}

base::Result<std::int64_t> unused_product_id(sql::Connection& connection) {
  TRY_ASSIGN(const auto last,
             sql::integer_of(connection, "SELECT max(id) FROM product WHERE id <= ?", {kLargestImportedId}));
  if (last.value_or(0) < kLargestImportedId) return last.value_or(0) + 1;
  // Somebody has imported the largest id there is: the first that is free.
  TRY_ASSIGN(const auto first_free,
             sql::integer_of(connection,
                             "SELECT min(p.id) + 1 FROM (SELECT id FROM product UNION SELECT 0) p "
                             "WHERE NOT EXISTS (SELECT 1 FROM product q WHERE q.id = p.id + 1)",
                             {}));
  return first_free.value_or(0);
}

base::Result<std::vector<ListedMethod>> list_payment_methods(sql::Connection& connection) {
  std::vector<ListedMethod> methods;
  StoredText text;
  TRY(connection.query(
      "SELECT id, name, journal, type FROM payment_method ORDER BY id", {}, [&](const sql::Row& row) {
        methods.push_back({{row.integer(0), std::string(row.text(1)), std::string(row.text(2)),
                            text.choice<order::MethodType>(row.text(3))},
                           {}});
      }));
  TRY(text.checked("payment_method"));
  auto at = methods.begin();
  TRY(connection.query(
      "SELECT m.method_id, c.name FROM pos_config_method m JOIN pos_config c ON c.id = m.config_id "
      "ORDER BY m.method_id, c.id",
      {}, [&](const sql::Row& row) {
        while (at != methods.end() && at->method.id < row.integer(0)) ++at;
        if (at != methods.end() && at->method.id == row.integer(0)) at->pos_configs.emplace_back(row.text(1));
      }));
  return methods;
}

}  // namespace ordersync::pos
