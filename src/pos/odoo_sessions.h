// Sessions of a real Odoo (behaviour 8): found, created and truly opened, closed and seen to be closed. What
// people opened is used and never closed; a rescue session is never used.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "base/clock.h"
#include "pos/odoo_catalogue.h"
#include "pos/odoo_flight.h"
#include "pos/odoo_rpc.h"
#include "pos/pos_target.h"
#include "sql/database.h"

namespace ordersync::pos::odoo {

struct SessionRecord;

class Sessions {
 public:
  // All outlive it. REQUIRES: odoo_migrations() applied. The store remembers which sessions ordersync opened.
  Sessions(Rpc& rpc, Flights& flights, sql::Connection& store, const base::Clock& clock);

  // As pos::Target promises. `stock` is the mode wanted: written only on a session created here, before its
  // first order; somebody else's session keeps its own. A session in opening control is opened with the cash
  // that Odoo filled in; it stays the person's who made it. Of several open ones the lowest id is used, and
  // an empty one of ours beside it is deleted (18 and later) or closed. What Odoo refuses is an error of Rpc
  // with its own words; "session_not_opened" when it says nothing; "session_gone" (kind temporary) when what
  // was just made is not there any more.
  base::Result<Session> ensure(const PosFacts& pos, AutoCreate auto_create, order::StockMode stock);
  base::Result<std::optional<Session>> open(const PosFacts& pos);
  // By hand: as ensure() does, but the session is a person's, which no rule closes. Fails with
  // "session_already_open" (kind conflict).
  base::Result<Session> open_by_hand(const PosFacts& pos, order::StockMode stock);
  // Fails with "session_not_open", "session_has_draft_orders", "session_close_refused" (Odoo's own words),
  // and "session_close_unverified" when the answer says success but the session is not closed or has no
  // entry; all kind conflict. Where Odoo keeps no count of the drawer (no cash method; 14 and 15 without cash
  // control) what was counted is not used. After a refusal of 14 the session may stand in closing control.
  // Holds the warehouse as a booking does: "odoo_writer_busy" (kind temporary) while somebody else writes.
  base::Result<Session> close(const PosFacts& pos, std::optional<base::Money> counted_cash,
                              std::optional<std::int64_t> only = std::nullopt);

 private:
  struct Visit;
  base::Result<std::unique_ptr<Visit>> visit(const PosFacts& pos);
  base::Result<Session> told(Visit& visit, const SessionRecord& record);

  Rpc& rpc_;
  Flights& flights_;
  sql::Connection& store_;
  const base::Clock& clock_;
};

}  // namespace ordersync::pos::odoo
