// Sessions of a real Odoo (behaviour 8): found, created and truly opened, closed and seen to be closed. What
// people opened is used and never closed; a rescue session is never used.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/clock.h"
#include "pos/odoo_catalogue.h"
#include "pos/odoo_rpc.h"
#include "pos/pos_target.h"
#include "sql/database.h"

namespace ordersync::pos::odoo {

class Sessions {
 public:
  // All outlive it. REQUIRES: odoo_migrations() applied. The store remembers which sessions ordersync opened.
  Sessions(Rpc& rpc, sql::Connection& store, const base::Clock& clock);

  // As pos::Target promises. `stock` is the mode wanted: written only on a session created here, before its
  // first order; somebody else's session keeps its own.
  base::Result<Session> ensure(const PosFacts& pos, AutoCreate auto_create, order::StockMode stock);
  base::Result<std::optional<Session>> open(const PosFacts& pos);
  // Fails with "session_not_open", "session_has_draft_orders", "session_close_refused" (Odoo's own words),
  // and "session_close_unverified" when the answer says success but the session is not closed or has no
  // entry.
  base::Result<Session> close(const PosFacts& pos, std::optional<base::Money> counted_cash);

 private:
  Rpc& rpc_;
  sql::Connection& store_;
  const base::Clock& clock_;
};

}  // namespace ordersync::pos::odoo
