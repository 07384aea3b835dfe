// By the journals of both stores; see restore_ignored.h.
#include "app/restore_ignored.h"

#include <array>
#include <cstring>
#include <span>

#include "base/clock.h"
#include "base/random.h"
#include "journal/sql_journal.h"
#include "sql/sqlite.h"

namespace ordersync::app {

namespace {

using base::Result;
using journal::OrderView;

class Carrier {
 public:
  Carrier(sql::Connection& replaced, sql::Connection& restored)
      : replaced_(replaced),
        from_(journal::make_sql_journal(replaced, clock_, random_, nobody())),
        to_(journal::make_sql_journal(restored, clock_, random_, nobody())) {}

  Result<std::int64_t> run() {
    std::int64_t carried = 0;
    journal::OrderFilter filter;
    filter.state = "ignored";
    filter.order = base::ListOrder::oldest_first;
    do {
      TRY_ASSIGN(auto page, from_->list(filter));
      for (const OrderView& order : page.items) {
        TRY_ASSIGN(const bool was_carried, carry(order));
        carried += was_carried ? 1 : 0;
      }
      filter.cursor = std::move(page.next);
    } while (!filter.cursor.empty());
    return carried;
  }

 private:
  static journal::OwnerAlive nobody() {
    return [](std::string_view) { return false; };
  }

  Result<bool> carry(const OrderView& order) {
    TRY_ASSIGN(const auto known, to_->find(order.key));
    const bool waits =
        known && (known->state == journal::State::received || known->state == journal::State::parked);
    if (known && !waits) return false;
    journal::RowId row = known ? known->row : 0;
    if (!known) {
      TRY_ASSIGN(row, receive(order));
    }
    TRY_ASSIGN(const auto timeline, from_->timeline(order.row));
    std::string why, actor;
    for (const auto& event : timeline) {
      if (event.step == "ignored") why = event.text, actor = event.actor;
    }
    TRY(to_->ignore(row, why + " (before a backup was restored)", actor, std::nullopt));
    return true;
  }

  Result<journal::RowId> receive(const OrderView& order) {
    TRY_ASSIGN(const std::string payload, from_->payload(order.row));
    journal::Incoming incoming;
    incoming.key = order.key;
    incoming.payload = payload;
    incoming.date = order.date;
    incoming.total = order.total;
    TRY(replaced_.query("SELECT digest FROM journal_order WHERE id = ?", {order.row},
                        [&](const sql::Row& row) {
                          const std::string_view bytes = row.bytes(0);
                          std::memcpy(incoming.digest.bytes.data(), bytes.data(),
                                      std::min(bytes.size(), incoming.digest.bytes.size()));
                        }));
    TRY_ASSIGN(const auto arrived, to_->receive_pushed(order.sync_id, std::span(&incoming, 1), {}));
    return arrived.front().row;
  }

  base::SystemClock clock_;
  base::SystemRandom random_;
  sql::Connection& replaced_;
  std::unique_ptr<journal::Journal> from_, to_;
};

}  // namespace

Result<std::int64_t> carry_ignored(const std::string& replaced, sql::Connection& restored) {
  TRY_ASSIGN(const auto database, sql::open_sqlite(replaced));
  TRY_ASSIGN(const auto connection, database->connect());
  return Carrier(*connection, restored).run();
}

}  // namespace ordersync::app
