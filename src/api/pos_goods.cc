// Routes of what can be sold and what is there of it; see routes.h.
#include <nlohmann/json.hpp>
#include <utility>

#include "api/routes.h"
#include "api/sign_in.h"
#include "app/audited.h"
#include "app/name_page.h"
#include "app/point_of_sale.h"
#include "base/text.h"
#include "base/whole_number.h"

namespace ordersync::api {

namespace {

using app::PointOfSale;

// --- Products

// Of a connection's configuration, or of the embedded POS.
struct Whose {
  std::string connection;
  std::string pos_config;
  app::Ask ask = app::Ask::odoo;
};

base::Result<Whose> whose(const http::ServerRequest& request) {
  Whose whose{text_parameter(request, "connection"), text_parameter(request, "pos_config"), {}};
  TRY_ASSIGN(const auto kept, flag_parameter(request, "kept"));
  whose.ask = kept.value_or(false) ? app::Ask::store_first : app::Ask::odoo;
  if (!whose.connection.empty() && whose.pos_config.empty()) {
    return base::invalid("bad_parameter", "pos_config is missing: of which configuration of the connection?");
  }
  return whose;
}

Json with_read_at(Json page, const std::optional<base::Instant>& read_at) {
  if (read_at) page["read_at"] = base::to_iso8601(*read_at);
  return page;
}

pos::Direction direction_of(const SortParameter& sort) {
  return sort.is_descending ? pos::Direction::descending : pos::Direction::ascending;
}

base::Result<pos::ProductSort> product_sort(const http::ServerRequest& request) {
  using pos::ProductKey;
  TRY_ASSIGN(const auto sort, sort_parameter(request, {"name", "default_code", "list_price", "id"}));
  if (!sort) return pos::ProductSort{};
  const ProductKey key = sort->key == "default_code" ? ProductKey::default_code
                         : sort->key == "list_price" ? ProductKey::list_price
                         : sort->key == "id"         ? ProductKey::id
                                                     : ProductKey::name;
  return pos::ProductSort{key, direction_of(*sort)};
}

Answer list_products(Call& call) {
  TRY_ASSIGN(const PageOf page, page_of(call.request));
  TRY_ASSIGN(const Whose of, whose(call.request));
  pos::ProductFilter filter;
  filter.text = text_parameter(call.request, "q");
  TRY_ASSIGN(filter.active, flag_parameter(call.request, "active"));
  TRY_ASSIGN(filter.sort, product_sort(call.request));
  TRY_ASSIGN(const auto products,
             PointOfSale(call.worker)
                 .products(of.connection, of.pos_config, {page.limit, page.cursor}, filter, of.ask));
  return json_answer(with_read_at(app::page_json_of(products, app::product_json), products.read_at));
}

// No product has the id 0: what is no number is not there either.
std::int64_t product_id(const Call& call) {
  return base::whole_number<std::int64_t>(call.arguments[0]).value_or(0);
}

// The rules of every field are those of the catalogue file. A price as a number has been through binary
// floating point already when it arrives here, unless it is whole.
base::Result<void> check_product(const Json& body) {
  TRY(check_members(body, {"name", "list_price", "type", "taxes", "on_hand", "sale_ok", "available_in_pos",
                           "active", "default_code", "barcode"}));
  for (const auto& [name, value] : body.items()) {
    if (value.is_number_float()) return bad_field(name, "takes a text, such as \"4.50\"");
  }
  return {};
}

// What is on hand changes with every sale, and is no part of a form.
std::string tag_of_product(const Json& product) {
  Json editable;
  for (const char* const name : {"name", "list_price", "type", "taxes", "sale_ok", "available_in_pos",
                                 "active", "default_code", "barcode"}) {
    editable[name] = product.at(name);
  }
  return tag_of(editable);
}

http::ServerResponse product_answer(const Json& product, int status = 200) {
  return json_answer_with_etag(product, tag_of_product(product), status);
}

Answer create_product(Call& call) {
  TRY(check_product(call.body));
  TRY_ASSIGN(const auto product, PointOfSale(call.worker).add_product(call.body));
  TRY(app::Audited(call.worker, by_of(call)).product_created(product));
  auto response = product_answer(app::product_json(product), 201);
  response.headers.emplace_back("Location", "/api/v1/pos/products/" + std::to_string(product.product.id));
  return response;
}

Answer show_product(Call& call) {
  TRY_ASSIGN(const auto product, call.worker.pos.product(product_id(call)));
  return product_answer(app::product_json(product));
}

Answer edit_product(Call& call) {
  const auto check = [&](const pos::ListedProduct& product) {
    return check_if_match(call, tag_of_product(app::product_json(product)));
  };
  TRY_ASSIGN(const auto product, call.worker.pos.product(product_id(call)));
  TRY(check(product));
  TRY(check_product(call.body));
  if (call.body.contains("on_hand")) {
    return bad_field("on_hand", "counts for new products only: afterwards the stock belongs to the sales");
  }
  TRY_ASSIGN(const auto edited, PointOfSale(call.worker).edit_product(product_id(call), call.body, check));
  TRY(app::Audited(call.worker, by_of(call)).product_edited(edited.before, edited.after));
  return product_answer(app::product_json(edited.after));
}

// --- Taxes, payment methods

Answer list_taxes(Call& call) {
  TRY_ASSIGN(const PageOf wanted, page_or_all_of(call.request));
  TRY_ASSIGN(auto taxes, call.worker.pos.taxes());
  TRY_ASSIGN(const auto page, app::page_by_key(std::move(taxes), wanted.limit, wanted.cursor,
                                               [](const order::Tax& tax) { return std::to_string(tax.id); }));
  return json_answer(app::page_json_of(page, app::tax_json));
}

Answer list_payment_methods(Call& call) {
  TRY_ASSIGN(const PageOf wanted, page_or_all_of(call.request));
  TRY_ASSIGN(const Whose of, whose(call.request));
  TRY_ASSIGN(auto methods, PointOfSale(call.worker).payment_methods(of.connection, of.pos_config, of.ask));
  TRY_ASSIGN(const auto page, app::page_by_key(std::move(methods.items), wanted.limit, wanted.cursor,
                                               [](const pos::ListedMethod& listed) {
                                                 return std::to_string(listed.method.id);
                                               }));
  return json_answer(with_read_at(app::page_json_of(page, app::payment_method_json), methods.read_at));
}

// --- Stock

base::Result<pos::StockSort> stock_sort(const http::ServerRequest& request) {
  using pos::StockKey;
  TRY_ASSIGN(const auto sort, sort_parameter(request, {"id", "product", "on_hand"}));
  if (!sort) return pos::StockSort{};
  const StockKey key = sort->key == "product"   ? StockKey::product
                       : sort->key == "on_hand" ? StockKey::on_hand
                                                : StockKey::id;
  return pos::StockSort{key, direction_of(*sort)};
}

Answer list_stock(Call& call) {
  TRY_ASSIGN(const PageOf page, page_of(call.request));
  TRY_ASSIGN(const auto sort, stock_sort(call.request));
  TRY_ASSIGN(const auto stock,
             call.worker.pos.stock({page.limit, page.cursor}, text_parameter(call.request, "q"), sort));
  return json_answer(app::page_json_of(stock, app::quantity_json));
}

Answer list_pickings(Call& call) {
  TRY_ASSIGN(const PageOf page, page_of(call.request));
  TRY_ASSIGN(const auto order, list_order_parameter(call.request, "name"));
  TRY_ASSIGN(const auto pickings,
             call.worker.pos.pickings({page.limit, page.cursor}, text_parameter(call.request, "q"), order));
  return json_answer(app::page_json_of(pickings, app::listed_picking_json));
}

// --- The catalogue

base::Result<pos::CatalogueFile> read_file(const http::ServerRequest& request) {
  const std::string_view header = request.header("Content-Type");
  const std::string type = base::fold_case(base::trim(header.substr(0, header.find(';'))));
  if (type == "application/json") return pos::read_catalogue_json(request.body);
  if (type == "text/csv") return pos::read_catalogue_csv(request.body);
  return base::invalid("unsupported_media", "The body is a catalogue file: application/json or text/csv");
}

Answer import_catalogue(Call& call) {
  TRY_ASSIGN(const auto dry_run, flag_parameter(call.request, "dry_run"));
  TRY_ASSIGN(const auto file, read_file(call.request));
  if (dry_run.value_or(false)) {
    TRY_ASSIGN(const auto would, call.worker.pos.try_import(file));
    Json json = app::import_json(would);
    json["dry_run"] = true;
    return json_answer(json);
  }
  TRY_ASSIGN(const auto summary, PointOfSale(call.worker).import_catalogue(file, {}));
  const Json json = app::import_json(summary);
  TRY(app::Audited(call.worker, by_of(call)).catalogue_imported(summary));
  return json_answer(json);
}

}  // namespace

std::span<const Route> pos_goods_routes() {
  static constexpr Route kRoutes[] = {
      {"GET", "/api/v1/pos/products", Needs::read, list_products},
      {"POST", "/api/v1/pos/products", Needs::operate, create_product},
      {"GET", "/api/v1/pos/products/{id}", Needs::read, show_product},
      {"PATCH", "/api/v1/pos/products/{id}", Needs::operate, edit_product},
      {"GET", "/api/v1/pos/taxes", Needs::read, list_taxes},
      {"GET", "/api/v1/pos/payment-methods", Needs::read, list_payment_methods},
      {"GET", "/api/v1/pos/stock", Needs::read, list_stock},
      {"GET", "/api/v1/pos/pickings", Needs::read, list_pickings},
      {"POST", "/api/v1/pos/catalogue", Needs::admin, import_catalogue, Takes::bytes},
  };
  return kRoutes;
}

}  // namespace ordersync::api
