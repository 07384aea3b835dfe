// By the journals of both stores; see restore_ignored.h.
#include "app/restore_ignored.h"

#include <cstring>
#include <memory>
#include <span>

#include "base/check.h"
#include "base/clock.h"
#include "base/random.h"
#include "journal/sql_journal.h"

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

  // Whatever became of it by the time of the backup: with the content that was ignored it is worked no more.
  // Only where the POS may have it by now, that is looked up first, as always.
  Result<bool> carry(const OrderView& order) {
    using journal::State;
    TRY_ASSIGN(const auto known, to_->find(order.key));
    if (known && (known->state == State::settled || known->state == State::intended)) return false;
    TRY_ASSIGN(const journal::RowId row, receive(order));
    TRY_ASSIGN(const auto now, to_->find(order.key));
    if (now && now->state == State::ignored) return false;  // with this content, in the backup already
    TRY_ASSIGN(const auto timeline, from_->timeline(order.row));
    std::string why, actor;
    for (const auto& event : timeline) {
      if (event.step != "ignored") continue;
      why = event.text;
      actor = event.actor;
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
    std::string digest;
    TRY(replaced_.query("SELECT digest FROM journal_order WHERE id = ?", {order.row},
                        [&](const sql::Row& row) { digest = row.bytes(0); }));
    CHECK(digest.size() == incoming.digest.bytes.size());
    std::memcpy(incoming.digest.bytes.data(), digest.data(), digest.size());
    TRY_ASSIGN(const auto arrived, to_->receive_pushed(order.sync_id, std::span(&incoming, 1), {}));
    return arrived.front().row;
  }

  base::SystemClock clock_;
  base::SystemRandom random_;
  sql::Connection& replaced_;
  std::unique_ptr<journal::Journal> from_, to_;
};

}  // namespace

Result<std::int64_t> carry_ignored(sql::Connection& replaced, sql::Connection& restored) {
  return Carrier(replaced, restored).run();
}

}  // namespace ordersync::app
