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
#include "pos/catalogue_file.h"
#include "pos/pos_target.h"
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

class EmbeddedPos final : public Target {
 public:
  // Both must outlive it. REQUIRES: embedded_migrations() applied.
  EmbeddedPos(sql::Connection& connection, const base::Clock& clock);
  ~EmbeddedPos() override;

  std::size_t batch_size() const override { return 500; }
  base::Result<std::shared_ptr<const order::Catalogue>> catalogue(std::string_view pos_config) override;
  base::Result<std::optional<std::string>> find_customer(const order::Customer&) override {
    return std::optional<std::string>();
  }
  base::Result<Session> ensure_session(std::string_view pos_config, AutoCreate auto_create) override;
  base::Result<std::optional<Session>> open_session(std::string_view pos_config) override;
  base::Result<Session> close_session(std::string_view pos_config,
                                      std::optional<base::Money> counted_cash) override;
  std::vector<Outcome> post(const Session& session, std::span<const order::PosDocument> documents) override;
  base::Result<std::vector<std::optional<BookedOrder>>> find(std::span<const order::OrderKey> keys) override;
  base::Result<std::vector<BookedOrder>> orders_of(const OrderRange& range) override;

  // By hand: creates and opens, or opens one in opening control; a session a person opens is not automatic.
  base::Result<Session> open_session_by_hand(std::string_view pos_config);
  // Imports or updates taxes, products, methods, positions and configurations in one transaction: all or
  // nothing. `progress(done, total)` may be empty.
  base::Result<ImportSummary> import(const CatalogueFile& file,
                                     const std::function<void(int, int)>& progress);

  base::Result<Page<Session>> sessions(const PageRequest& page);
  base::Result<Page<BookedOrder>> orders(const PageRequest& page);  // newest first
  base::Result<Page<std::pair<Picking, std::string>>> pickings(
      const PageRequest& page);  // with the origin's name
  base::Result<Page<Quantity>> stock(const PageRequest& page);
  base::Result<std::vector<order::PosConfig>> configs();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ordersync::pos
