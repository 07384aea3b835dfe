// What closing a session books. Inside of the fake Odoo only.
#pragma once

#include <vector>

#include "tests/support/fake_odoo_env.h"

namespace ordersync::testing::odoo {

// What closing counts: no drafts, and from 17 on no cancelled orders either.
std::vector<int> closed_orders(Env& env, int session);
bool controls_cash(Env& env, int session);
// Cash that went in or out without an order, 16 and later.
double statement_lines(Env& env, int session);
// What the session's payments are above what its lines come to when they are taxed anew. Invoices balance by
// themselves; a configuration that rounds cash books the difference as rounding.
double imbalance(Env& env, int session);
// One picking for the whole session. It asks the session's flag and nothing else: an order that was picked
// already is picked again.
void pick_at_closing(Env& env, int session);
// 14 and 15: fails with UserError where a tax has no account.
void check_tax_accounts(Env& env, int session);
// The session's journal entry, with a line for `difference`; its paid orders become "done".
void post_entry(Env& env, int session, double difference);
// Fails with UserError where the journal has no account for it.
void post_cash_difference(Env& env, int session, double difference);

}  // namespace ordersync::testing::odoo
