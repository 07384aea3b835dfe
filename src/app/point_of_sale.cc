// Use cases at a Point of Sale; see point_of_sale.h.
#include "app/point_of_sale.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "app/bad_option.h"
#include "pos/names.h"
#include "sync/closing.h"

namespace ordersync::app {

using base::Result;

namespace {

Result<base::Money> amount_of(const std::string& text, base::Currency currency) {
  const auto amount = base::Decimal::parse(text);
  const auto money = amount.ok() ? base::exact_minor(*amount, currency) : amount.error();
  if (money.ok()) return *money;
  return bad_option("counted_cash", "The counted cash takes an amount, such as 250.00");
}

// A product as an object of the catalogue file.
Json file_json(const order::Product& product) {
  Json json = {{"name", product.name},
               {"list_price", product.list_price.to_string()},
               {"type", pos::name_of(product.type)},
               {"taxes", product.taxes},
               {"sale_ok", product.sale_ok},
               {"available_in_pos", product.available_in_pos},
               {"active", product.active},
               {"default_code", product.default_code},
               {"barcode", product.barcode}};
  return json;
}

Result<order::Catalogue::Parts> setup_of(pos::OdooPos& odoo, std::string_view pos_config, Ask ask) {
  if (ask == Ask::store_first) {
    TRY_ASSIGN(auto kept, odoo.kept_setup(pos_config));
    if (kept) return *std::move(kept);
  }
  TRY_ASSIGN(auto read, odoo.setup(pos_config));
  return read;
}

Result<pos::CatalogueFile::ProductRow> row_of(Json fields, std::int64_t id) {
  fields["id"] = id;
  return pos::read_product_json(fields.dump(-1, ' ', false, Json::error_handler_t::replace));
}

}  // namespace

Result<void> PointOfSale::wake(std::string_view why) {
  TRY(worker_.journal->wake(std::nullopt, why));
  return {};
}

Result<std::vector<ConfigView>> PointOfSale::configs(std::string_view connection, Ask ask) {
  std::vector<ConfigView> views;
  if (!connection.empty()) {
    TRY_ASSIGN(pos::OdooPos* const odoo, worker_.odoo(connection));
    std::vector<std::string> names;
    if (ask == Ask::store_first) {
      TRY_ASSIGN(names, odoo->kept_configs());
    }
    if (names.empty()) {
      TRY_ASSIGN(names, odoo->configs());
    }
    for (const std::string& name : names) {
      TRY_ASSIGN(auto view, config_in_odoo(*odoo, name, ask));
      views.push_back(std::move(view));
    }
    return views;
  }
  TRY_ASSIGN(const auto configs, worker_.pos.configs());
  TRY_ASSIGN(const auto methods, worker_.pos.payment_methods());
  TRY_ASSIGN(const base::Currency currency, worker_.pos.currency());
  for (const order::PosConfig& config : configs) {
    ConfigView& view = views.emplace_back();
    view.id = config.id;
    view.name = config.name;
    view.timezone = config.timezone;
    view.currency = currency.code();
    view.stock = config.stock;
    for (const std::int64_t id : config.payment_methods) {
      for (const pos::ListedMethod& listed : methods) {
        if (listed.method.id == id) view.payment_methods.push_back(listed.method.name);
      }
    }
    TRY_ASSIGN(view.session, worker_.pos.open_session(config.name));
  }
  return views;
}

// One configuration that cannot be used must not hide the others.
Result<ConfigView> PointOfSale::config_in_odoo(pos::OdooPos& odoo, const std::string& name, Ask ask) {
  ConfigView view;
  view.name = name;
  const auto setup = setup_of(odoo, name, ask);
  if (!setup.ok()) {
    view.trouble = order::notice_of(setup.error());
    return view;
  }
  view.timezone = setup->config.timezone;
  view.currency = setup->currency.code();
  view.stock = setup->config.stock;
  for (const order::PaymentMethod& method : setup->payment_methods) {
    view.payment_methods.push_back(method.name);
  }
  return view;
}

Result<SessionPage> PointOfSale::sessions(std::string_view connection, const pos::PageRequest& page,
                                          base::ListOrder order) {
  SessionPage sessions;
  if (connection.empty()) {
    TRY_ASSIGN(auto listed, worker_.pos.sessions(page, order));
    for (pos::Session& session : listed.items) {
      auto attention = sync::open_too_long(session, worker_.store.clock().now());
      sessions.items.push_back({std::move(session), std::move(attention)});
    }
    sessions.next = std::move(listed.next);
    return sessions;
  }
  TRY_ASSIGN(pos::OdooPos* const odoo, worker_.odoo(connection));
  TRY_ASSIGN(const auto configs, odoo->configs());
  for (const std::string& config : configs) {
    TRY_ASSIGN(auto session, odoo->open_session(config));
    if (!session) continue;
    auto attention = sync::open_too_long(*session, worker_.store.clock().now());
    sessions.items.push_back({*std::move(session), std::move(attention)});
  }
  return sessions;
}

Result<pos::Session> PointOfSale::open_session(std::string_view connection, std::string_view pos_config) {
  std::optional<pos::Session> session;
  if (connection.empty()) {
    TRY_ASSIGN(session, worker_.pos.open_session_by_hand(pos_config));
  } else {
    TRY_ASSIGN(pos::OdooPos* const odoo, worker_.odoo(connection));
    TRY_ASSIGN(session, odoo->open_session_by_hand(pos_config));
  }
  TRY(wake("session opened"));
  return *std::move(session);
}

Result<pos::Session> PointOfSale::close_session(std::string_view connection, std::string_view pos_config,
                                                const std::optional<std::string>& counted_cash,
                                                std::optional<std::int64_t> only) {
  TRY_ASSIGN(pos::Target* const target, worker_.target(connection));
  std::optional<base::Money> cash;
  if (counted_cash) {
    TRY_ASSIGN(const auto catalogue, target->catalogue(pos_config));
    TRY_ASSIGN(cash, amount_of(*counted_cash, catalogue->currency()));
  }
  return target->close_session(pos_config, cash, only);
}

Result<PointOfSale::Products> PointOfSale::products(std::string_view connection, std::string_view pos_config,
                                                    const pos::PageRequest& page,
                                                    const pos::ProductFilter& filter, Ask ask) {
  Products products;
  if (connection.empty()) {
    TRY_ASSIGN(static_cast<pos::Page<pos::ListedProduct>&>(products), worker_.pos.products(page, filter));
    return products;
  }
  TRY_ASSIGN(pos::OdooPos* const odoo, worker_.odoo(connection));
  std::shared_ptr<const order::Catalogue> catalogue;
  if (ask == Ask::store_first) {
    TRY_ASSIGN(catalogue, odoo->kept_catalogue(pos_config));
  }
  if (!catalogue) {
    TRY_ASSIGN(catalogue, odoo->catalogue(pos_config));
  }
  TRY_ASSIGN(static_cast<pos::Page<pos::ListedProduct>&>(products),
             pos::products_of(*catalogue, page, filter));
  products.read_at = catalogue->read_at();
  return products;
}

Result<PointOfSale::PaymentMethods> PointOfSale::payment_methods(std::string_view connection,
                                                                 std::string_view pos_config, Ask ask) {
  PaymentMethods methods;
  if (connection.empty()) {
    TRY_ASSIGN(methods.items, worker_.pos.payment_methods());
    return methods;
  }
  TRY_ASSIGN(pos::OdooPos* const odoo, worker_.odoo(connection));
  TRY_ASSIGN(const auto setup, setup_of(*odoo, pos_config, ask));
  for (const order::PaymentMethod& method : setup.payment_methods) {
    methods.items.push_back({method, {setup.config.name}});
  }
  methods.read_at = setup.read_at;
  return methods;
}

Result<pos::ImportSummary> PointOfSale::import_catalogue(const pos::CatalogueFile& file,
                                                         const std::function<void(int, int)>& progress) {
  TRY_ASSIGN(const auto summary, worker_.pos.import(file, progress));
  TRY(wake("catalogue changed"));
  return summary;
}

Result<pos::ListedProduct> PointOfSale::add_product(const Json& fields) {
  TRY_ASSIGN(auto row, row_of(fields, 1));
  TRY_ASSIGN(auto product, worker_.pos.add_product(std::move(row)));
  TRY(wake("product created"));
  return product;
}

Result<PointOfSale::Edited> PointOfSale::edit_product(
    std::int64_t id, const Json& fields,
    const std::function<Result<void>(const pos::ListedProduct&)>& check) {
  Edited edited;
  using Row = pos::CatalogueFile::ProductRow;
  TRY_ASSIGN(edited.after, worker_.pos.edit_product(id, [&](const pos::ListedProduct& before) -> Result<Row> {
    if (check) TRY(check(before));
    edited.before = before;
    Json all = file_json(before.product);
    all.update(fields);
    return row_of(std::move(all), id);
  }));
  TRY(wake("product changed"));
  return edited;
}

}  // namespace ordersync::app
