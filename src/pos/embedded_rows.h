// INTERNAL to the embedded POS: the rows of a batch of orders, built in memory and inserted in a few
// multi-row statements. Nothing is decided here.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "order/document.h"
#include "pos/embedded_stock.h"
#include "pos/embedded_store.h"

namespace ordersync::pos {

// The numbers of one new order.
struct OrderNumbers {
  std::int64_t id = 0;
  std::int64_t session_id = 0;
  std::string_view name;                // kept by the caller until the rows are inserted
  std::optional<std::int64_t> picking;  // the one that P shows
  std::optional<std::int64_t> refund_of;
};

// Borrows the documents' texts: they must outlive insert().
class BatchRows {
 public:
  explicit BatchRows(std::size_t orders);

  void add_order(const order::PosDocument& document, const OrderNumbers& numbers);
  void add_picking(std::int64_t picking, const OrderNumbers& numbers, PickingDirection direction,
                   std::int64_t now_ms, const std::vector<NetMove>& moves);
  void add_late_order(const OrderNumbers& numbers);
  base::Result<void> insert(sql::Connection& connection);

  TextArena& texts() { return texts_; }

 private:
  void add_lines(const order::PosDocument& document, std::int64_t order_id);
  void add_payments(const order::PosDocument& document, std::int64_t order_id);
  sql::Value decimal(const base::Decimal& value);

  TextArena texts_;
  std::string scratch_;
  std::vector<sql::Value> orders_;
  std::vector<sql::Value> lines_;
  std::vector<sql::Value> payments_;
  std::vector<sql::Value> pickings_;
  std::vector<sql::Value> moves_;
  std::vector<sql::Value> late_;
};

}  // namespace ordersync::pos
