// INTERNAL to the embedded POS: what one write transaction books. Documents that cannot be booked are refused
// before anything of them is written; their neighbours are booked.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "pos/embedded_orders.h"
#include "pos/embedded_payments.h"
#include "pos/embedded_rows.h"
#include "pos/embedded_stock.h"

namespace ordersync::pos {

// Whether the store is asked first which orders it has. Mostly it has none of them (what was posted before
// was looked up), and the unique key of pos_order says so for nothing.
enum class Keys { asked, taken_for_new };

class Batch {
 public:
  using Documents = std::vector<const order::PosDocument*>;

  // REQUIRES: no key stands twice in `documents`.
  Batch(const OrderStores& stores, const Session& session, const Documents& documents, Keys keys);

  // REQUIRES: a write transaction is open. On failure nothing of it may be committed. With keys that were
  // taken for new, this or the commit fails with ErrorKind::conflict where an order stands already, or where
  // a document cannot be booked: whether it stands already has to be known then. Ask, and do it again.
  base::Result<void> write();
  // One a document, true once the transaction is committed.
  std::vector<Outcome> take_outcomes() { return std::move(outcomes_); }

 private:
  struct Sums {  // of the session, in minor units
    std::int64_t orders = 0;
    std::int64_t total = 0;
    std::int64_t cash = 0;
    std::int64_t late = 0;
  };

  base::Result<void> find_new();
  base::Result<void> answer_existing();
  base::Result<void> load_session();
  void refuse_session();
  base::Result<void> load_stock();
  base::Result<void> book(std::size_t index);
  void add_pickings(const order::PosDocument& document, OrderNumbers& numbers);
  // What booking the document makes of the quantities on hand; may throw base::Overflow.
  base::Result<std::vector<base::Decimal>> quantities_after();
  void apply_stock(const std::vector<base::Decimal>& after, order::Warnings& warnings);
  bool add_to_sums(const order::PosDocument& document, Sums& sums) const;
  base::Result<std::optional<std::int64_t>> original_of(const order::PosDocument& document);
  base::Result<void> store();
  void refuse(std::size_t index, order::Problem problem);
  bool any_refused() const;
  bool moves_at_closing() const { return session_row_->stock == order::StockMode::at_closing; }

  const OrderStores& stores_;
  const Session& session_;
  const Documents& documents_;
  const Keys keys_;
  std::vector<Outcome> outcomes_;
  std::vector<std::size_t> new_;  // indexes of documents with a new key

  std::optional<SessionRow> session_row_;
  ConfigRow config_;
  std::shared_ptr<const order::Catalogue> catalogue_;
  std::int64_t now_ms_ = 0;
  std::int64_t first_order_id_ = 0;  // of this batch
  std::int64_t last_order_id_ = 0;
  std::int64_t last_picking_ = 0;
  Sums sums_;
  bool has_links_ = false;  // a document names the order that it takes back
  BatchRows rows_;
  PaymentSums paid_;
  OnHand on_hand_;
  SessionStock session_stock_;
  std::vector<NetMove> moves_;                      // of the document in hand
  std::map<order::OrderKey, std::int64_t> booked_;  // by this batch; filled only where it has links
};

}  // namespace ordersync::pos
