// The embedded POS as a whole: each call goes to the part that knows it, in one transaction.
#include "pos/embedded_pos.h"

#include <optional>
#include <type_traits>
#include <utility>

#include "base/text.h"
#include "pos/embedded_catalogue.h"
#include "pos/embedded_import.h"
#include "pos/embedded_lists.h"
#include "pos/embedded_orders.h"
#include "pos/embedded_products.h"
#include "pos/embedded_readback.h"
#include "pos/embedded_sessions.h"
#include "pos/embedded_summary.h"

namespace ordersync::pos {

struct EmbeddedPos::Impl {
  Impl(sql::Connection& c, const base::Clock& k)
      : connection(c), clock(k), catalogues(c, k), sessions(c, k), orders(c) {}

  // What `body` answers on one state of the store.
  template <class Body>
  std::invoke_result_t<Body> read(Body body) {
    return within(sql::read_transaction, body);
  }
  // The same in a write transaction.
  template <class Body>
  std::invoke_result_t<Body> write(Body body) {
    return within(sql::write_transaction, body);
  }
  template <class Transaction, class Body>
  std::invoke_result_t<Body> within(Transaction transaction, Body& body) {
    std::optional<std::invoke_result_t<Body>> answer;
    TRY(transaction(connection, [&]() -> base::Result<void> {
      answer.emplace(body());
      return answer->ok() ? base::Result<void>() : answer->error();
    }));
    return *std::move(answer);
  }

  // As an import of this one product.
  base::Result<ListedProduct> save_product(CatalogueFile::ProductRow row) {
    const std::int64_t id = row.product.id;
    CatalogueFile file;
    file.products.push_back(std::move(row));
    auto imported = import_catalogue(connection, sessions, file, {});
    if (!imported.ok()) return product_error(imported.error());
    return read_listed_product(connection, id);
  }

  sql::Connection& connection;
  const base::Clock& clock;
  CatalogueStore catalogues;
  SessionStore sessions;
  OrderReader orders;
};

EmbeddedPos::EmbeddedPos(sql::Connection& connection, const base::Clock& clock)
    : impl_(std::make_unique<Impl>(connection, clock)) {}
EmbeddedPos::~EmbeddedPos() = default;

base::Result<std::shared_ptr<const order::Catalogue>> EmbeddedPos::catalogue(std::string_view pos_config) {
  return impl_->read([&] { return impl_->catalogues.load(pos_config); });
}

base::Result<std::shared_ptr<const order::Catalogue>> EmbeddedPos::kept_for_receiving(std::string_view) {
  TRY_ASSIGN(const auto known, configs());
  if (known.empty()) return std::shared_ptr<const order::Catalogue>();
  return catalogue(known.front().name);
}

base::Result<std::vector<order::PosConfig>> EmbeddedPos::configs() {
  return impl_->read([&] { return impl_->catalogues.configs(); });
}

base::Result<Session> EmbeddedPos::ensure_session(std::string_view pos_config, AutoCreate auto_create) {
  return impl_->sessions.ensure(pos_config, auto_create);
}

base::Result<std::optional<Session>> EmbeddedPos::open_session(std::string_view pos_config) {
  return impl_->sessions.open(pos_config);
}

base::Result<Session> EmbeddedPos::open_session_by_hand(std::string_view pos_config) {
  return impl_->sessions.open_by_hand(pos_config);
}

base::Result<Session> EmbeddedPos::close_session(std::string_view pos_config,
                                                 std::optional<base::Money> counted_cash,
                                                 std::optional<std::int64_t> only) {
  return impl_->sessions.close(pos_config, counted_cash, only);
}

std::vector<Outcome> EmbeddedPos::book(const Session& session, std::span<const order::PosDocument> documents,
                                       const Permit& permit) {
  const OrderStores stores{impl_->connection, impl_->clock, impl_->catalogues, impl_->sessions,
                           impl_->orders};
  return post_documents(stores, session, documents, permit);
}

base::Result<std::vector<std::optional<BookedOrder>>> EmbeddedPos::find(
    std::span<const order::OrderKey> keys) {
  return impl_->read([&] { return impl_->orders.find(keys); });
}

base::Result<std::vector<BookedOrder>> EmbeddedPos::orders_of(const OrderRange& range) {
  return impl_->read([&]() -> base::Result<std::vector<BookedOrder>> {
    TRY_ASSIGN(const ConfigRow config, read_config(impl_->connection, range.pos_config));
    return impl_->orders.dated(config.id, range);
  });
}

base::Result<ImportSummary> EmbeddedPos::import(const CatalogueFile& file,
                                                const std::function<void(int, int)>& progress) {
  return impl_->write([&] { return import_catalogue(impl_->connection, impl_->sessions, file, progress); });
}

base::Result<ImportSummary> EmbeddedPos::try_import(const CatalogueFile& file) {
  TRY(impl_->connection.begin_write());
  auto summary = import_catalogue(impl_->connection, impl_->sessions, file, {});
  impl_->connection.rollback();
  return summary;
}

base::Result<Page<Session>> EmbeddedPos::sessions(const PageRequest& page, base::ListOrder order) {
  return impl_->read([&] { return list_sessions(impl_->sessions, page, order); });
}

base::Result<OrderPage> EmbeddedPos::orders(const PageRequest& page, const OrderFilter& filter) {
  return impl_->read([&] { return list_orders(impl_->connection, impl_->orders, page, filter); });
}

base::Result<BookedOrder> EmbeddedPos::order_named(std::string_view name) {
  return impl_->read([&]() -> base::Result<BookedOrder> {
    TRY_ASSIGN(const std::vector<std::int64_t> ids, orders_named(impl_->connection, name));
    if (ids.empty()) {
      return base::not_found("pos_order_not_found",
                             "There is no order \"" + base::printable(name, 200) + "\" in the POS");
    }
    TRY_ASSIGN(auto orders, impl_->orders.by_id(std::span(&ids.back(), 1)));
    return std::move(orders.at(0));
  });
}

base::Result<Page<std::pair<Picking, std::string>>> EmbeddedPos::pickings(const PageRequest& page,
                                                                          std::string_view text,
                                                                          base::ListOrder order) {
  return impl_->read([&] { return list_pickings(impl_->connection, page, base::trim(text), order); });
}

base::Result<Page<Quantity>> EmbeddedPos::stock(const PageRequest& page, std::string_view text,
                                                StockSort sort) {
  return impl_->read([&] { return list_stock(impl_->connection, page, text, sort); });
}

base::Result<Page<ListedProduct>> EmbeddedPos::products(const PageRequest& page,
                                                        const ProductFilter& filter) {
  return impl_->read([&] { return list_products(impl_->connection, page, filter); });
}

base::Result<std::vector<order::Tax>> EmbeddedPos::taxes() {
  return impl_->read([&] { return read_taxes(impl_->connection); });
}

base::Result<std::vector<ListedMethod>> EmbeddedPos::payment_methods() {
  return impl_->read([&] { return list_payment_methods(impl_->connection); });
}

base::Result<base::Currency> EmbeddedPos::currency() {
  TRY_ASSIGN(const Company company, read_company(impl_->connection));
  return company.currency;
}

base::Result<ListedProduct> EmbeddedPos::product(std::int64_t id) {
  return impl_->read([&] { return read_listed_product(impl_->connection, id); });
}

base::Result<ListedProduct> EmbeddedPos::add_product(CatalogueFile::ProductRow row) {
  return impl_->write([&]() -> base::Result<ListedProduct> {
    TRY_ASSIGN(row.product.id, unused_product_id(impl_->connection));
    return impl_->save_product(std::move(row));
  });
}

base::Result<ListedProduct> EmbeddedPos::edit_product(std::int64_t id, const ProductChange& change) {
  return impl_->write([&]() -> base::Result<ListedProduct> {
    TRY_ASSIGN(const ListedProduct before, read_listed_product(impl_->connection, id));
    TRY_ASSIGN(CatalogueFile::ProductRow row, change(before));
    row.product.id = id;
    return impl_->save_product(std::move(row));
  });
}

}  // namespace ordersync::pos
