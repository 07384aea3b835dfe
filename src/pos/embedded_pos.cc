// The embedded POS as a whole: each call goes to the part that knows it, in one transaction.
#include "pos/embedded_pos.h"

#include <utility>

#include "pos/embedded_catalogue.h"
#include "pos/embedded_import.h"
#include "pos/embedded_lists.h"
#include "pos/embedded_orders.h"
#include "pos/embedded_readback.h"
#include "pos/embedded_sessions.h"

namespace ordersync::pos {

struct EmbeddedPos::Impl {
  Impl(sql::Connection& c, const base::Clock& k)
      : connection(c), clock(k), catalogues(c, k), sessions(c, k), orders(c) {}

  // Runs `body` on one state of the store.
  template <class T, class Body>
  base::Result<T> read(Body body) {
    std::optional<T> value;
    TRY(sql::read_transaction(connection, [&]() -> base::Result<void> {
      TRY_ASSIGN(value, body());
      return {};
    }));
    return *std::move(value);
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
  return impl_->read<std::shared_ptr<const order::Catalogue>>(
      [&] { return impl_->catalogues.load(pos_config); });
}

base::Result<std::vector<order::PosConfig>> EmbeddedPos::configs() {
  return impl_->read<std::vector<order::PosConfig>>([&] { return impl_->catalogues.configs(); });
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
                                                 std::optional<base::Money> counted_cash) {
  return impl_->sessions.close(pos_config, counted_cash);
}

std::vector<Outcome> EmbeddedPos::post(const Session& session,
                                       std::span<const order::PosDocument> documents) {
  const OrderStores stores{impl_->connection, impl_->clock, impl_->catalogues, impl_->sessions,
                           impl_->orders};
  return post_documents(stores, session, documents);
}

base::Result<std::vector<std::optional<BookedOrder>>> EmbeddedPos::find(
    std::span<const order::OrderKey> keys) {
  return impl_->read<std::vector<std::optional<BookedOrder>>>([&] { return impl_->orders.find(keys); });
}

base::Result<std::vector<BookedOrder>> EmbeddedPos::orders_of(const OrderRange& range) {
  return impl_->read<std::vector<BookedOrder>>([&]() -> base::Result<std::vector<BookedOrder>> {
    TRY_ASSIGN(const ConfigRow config, read_config(impl_->connection, range.pos_config));
    return impl_->orders.dated(config.id, range);
  });
}

base::Result<ImportSummary> EmbeddedPos::import(const CatalogueFile& file,
                                                const std::function<void(int, int)>& progress) {
  ImportSummary summary;
  TRY(sql::write_transaction(impl_->connection, [&]() -> base::Result<void> {
    TRY_ASSIGN(summary, import_catalogue(impl_->connection, impl_->sessions, file, progress));
    return {};
  }));
  return summary;
}

base::Result<Page<Session>> EmbeddedPos::sessions(const PageRequest& page) {
  return impl_->read<Page<Session>>([&] { return list_sessions(impl_->sessions, page); });
}

base::Result<Page<BookedOrder>> EmbeddedPos::orders(const PageRequest& page) {
  return impl_->read<Page<BookedOrder>>([&] { return list_orders(impl_->orders, page); });
}

base::Result<Page<std::pair<Picking, std::string>>> EmbeddedPos::pickings(const PageRequest& page) {
  return impl_->read<Page<std::pair<Picking, std::string>>>(
      [&] { return list_pickings(impl_->connection, page); });
}

base::Result<Page<Quantity>> EmbeddedPos::stock(const PageRequest& page) {
  return impl_->read<Page<Quantity>>([&] { return list_stock(impl_->connection, page); });
}

}  // namespace ordersync::pos
