// ADAPTER of pos_target.h: the built-in Point of Sale, rows in the same SQL store as the journal but never in
// the same transaction (design "Exactly once" 4). Unique on the order key.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/list_order.h"
#include "pos/catalogue_file.h"
#include "pos/pos_target.h"
#include "pos/product_search.h"
#include "sql/database.h"

namespace ordersync::pos {

std::span<const sql::Migration> embedded_migrations();

struct Quantity {
  std::int64_t product_id = 0;
  std::string product;
  base::Decimal on_hand;
};

// A page of a list; `next` is empty on the last page.
template <class T>
struct Page {
  std::vector<T> items;
  std::string next;
};

struct PageRequest {
  int limit = 100;
  std::string cursor;
};

// By the orders' own dates or by their totals; of the same by when they were booked.
enum class OrderSort { newest_first, oldest_first, highest_first, lowest_first };

// What is left empty lets everything pass; a name that nothing bears lets nothing pass.
struct OrderFilter {
  std::string text;  // an order's name, its reference, its external id or its key
  std::string session;
  std::string pos_config;
  std::string source;
  std::optional<order::Kind> kind;
  std::optional<base::Instant> dated_from;
  std::optional<base::Instant> dated_until;  // before this
  OrderSort sort = OrderSort::newest_first;
};

// Of what a list of stock is sorted by; of the same on hand by id.
enum class StockKey { id, product, on_hand };
struct StockSort {
  StockKey key = StockKey::id;
  Direction direction = Direction::ascending;
};

struct OrderPage : Page<BookedOrder> {
  std::int64_t count = 0;            // of the whole filter
  std::optional<base::Money> total;  // of the whole filter; nothing: too large to be said
};

struct ListedProduct {
  order::Product product;
  std::vector<std::string> tax_names;    // of product.taxes, in their order
  std::optional<base::Decimal> on_hand;  // of a storable product
  base::Currency currency;               // of its list price
};

struct ListedMethod {
  order::PaymentMethod method;
  std::vector<std::string> pos_configs;  // names of those that take it
};

// The same page of any catalogue. Fails with "bad_cursor", "bad_limit".
base::Result<Page<ListedProduct>> products_of(const order::Catalogue& catalogue, const PageRequest& page,
                                              const ProductFilter& filter);

class EmbeddedPos final : public Target {
 public:
  // Both must outlive it. REQUIRES: embedded_migrations() applied.
  EmbeddedPos(sql::Connection& connection, const base::Clock& clock);
  ~EmbeddedPos() override;

  std::size_t batch_size() const override { return 1000; }
  base::Result<std::shared_ptr<const order::Catalogue>> catalogue(std::string_view pos_config) override;
  // Any configuration's: they have one currency and the same products.
  base::Result<std::shared_ptr<const order::Catalogue>> kept_for_receiving(
      std::string_view pos_config) override;
  base::Result<std::optional<std::string>> find_customer(const order::Customer&) override {
    return std::optional<std::string>();
  }
  bool knows_customers() const override { return false; }
  base::Result<Session> ensure_session(std::string_view pos_config, AutoCreate auto_create) override;
  base::Result<std::optional<Session>> open_session(std::string_view pos_config) override;
  base::Result<Session> close_session(std::string_view pos_config, std::optional<base::Money> counted_cash,
                                      std::optional<std::int64_t> only = std::nullopt) override;
  bool is_at_hand() const override { return true; }
  base::Result<std::vector<std::optional<BookedOrder>>> find(std::span<const order::OrderKey> keys) override;
  base::Result<std::vector<BookedOrder>> orders_of(const OrderRange& range) override;

  // By hand: creates and opens, or opens one in opening control; a session a person opens is not automatic.
  base::Result<Session> open_session_by_hand(std::string_view pos_config);
  // Imports or updates taxes, products, methods, positions and configurations in one transaction: all or
  // nothing. `progress(done, total)` may be empty.
  base::Result<ImportSummary> import(const CatalogueFile& file,
                                     const std::function<void(int, int)>& progress);

  // What import() would change: all of it, and then nothing is written.
  base::Result<ImportSummary> try_import(const CatalogueFile& file);

  // Lists. A limit above 1000 is cut to that. All fail with "bad_cursor" and "bad_limit".
  base::Result<Page<Session>> sessions(const PageRequest& page,
                                       base::ListOrder order = base::ListOrder::newest_first);
  base::Result<OrderPage> orders(const PageRequest& page, const OrderFilter& filter = {});
  // Each with its origin's name. `text`: a picking's name, or an order's; empty: all.
  base::Result<Page<std::pair<Picking, std::string>>> pickings(
      const PageRequest& page, std::string_view text = {},
      base::ListOrder order = base::ListOrder::newest_first);
  // Storable products. `text`: a part of the name, ignoring case.
  base::Result<Page<Quantity>> stock(const PageRequest& page, std::string_view text = {},
                                     StockSort sort = {});
  // The POS's own product for rounding differences is left out.
  base::Result<Page<ListedProduct>> products(const PageRequest& page, const ProductFilter& filter = {});
  base::Result<std::vector<order::PosConfig>> configs();
  base::Result<std::vector<order::Tax>> taxes();              // by id
  base::Result<std::vector<ListedMethod>> payment_methods();  // by id
  base::Result<base::Currency> currency();

  // By its name; the newest where several bear it. Fails with "pos_order_not_found".
  base::Result<BookedOrder> order_named(std::string_view name);
  // Fails with "no_such_product".
  base::Result<ListedProduct> product(std::int64_t id);
  // Through the checks of an import. It gets an id that no product ever had; the row's is ignored. Fails with
  // "bad_field", whose detail is the field's name.
  base::Result<ListedProduct> add_product(CatalogueFile::ProductRow row);
  // `change` makes the new product from the old one, or says why not; both happen in one transaction. Fails
  // as product() and add_product() do.
  using ProductChange = std::function<base::Result<CatalogueFile::ProductRow>(const ListedProduct&)>;
  base::Result<ListedProduct> edit_product(std::int64_t id, const ProductChange& change);

 private:
  std::vector<Outcome> book(const Session& session, std::span<const order::PosDocument> documents,
                            const Permit& permit) override;
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ordersync::pos
