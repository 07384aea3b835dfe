// Orders: what the till posts and what becomes of it. Inside of the fake Odoo only.
#pragma once

#include <string>
#include <vector>

#include "tests/support/fake_odoo_env.h"

namespace ordersync::testing::odoo {

// pos.order.create_from_ui, 14 to 17 (fake_odoo_create_from_ui.cc).
json create_from_ui(Env& env, const json& orders, bool draft);
// pos.order.sync_from_ui, 18 and 19 (fake_odoo_sync_from_ui.cc).
json sync_from_ui(Env& env, const json& orders);

// pos.order.create and .write as anybody may call them: no payment check, no picking.
int create_order(Env& env, json values);
void write_order(Env& env, int order, json values);
// pos.order.action_pos_order_paid: fails with UserError when the payments do not make up the total.
void mark_paid(Env& env, int order);
json cancel_orders(Env& env, const std::vector<int>& orders);
// Up to 17, what the till loads when somebody looks at paid orders. 15 to 17 fail with AttributeError where
// the reference has no fourteen digits or dashes in a row.
json export_for_ui(Env& env, const std::vector<int>& orders);

// What both ways of posting share.
std::vector<int> find_orders(Env& env, const json& domain, const std::string& order = "");
// The cash that the customer got back, as a payment of its own; `sign` is the version's.
void add_change(Env& env, int order, double amount_return, int session, int sign);
void add_payment(Env& env, int order, json values);
// The picking that goes with the order in the same call, if the session or the invoice asks for one.
void create_order_picking(Env& env, int order);
// Fails with UserError without a partner, or where no PDF can be made and the context does not say
// generate_pdf=False (17 and later).
void create_invoice(Env& env, int order);
// Posts for a partner that does not exist lose it, and the invoice with it (17 and later).
void drop_missing_partner(Env& env, json& order);
// Lets other requests be committed now, which this transaction will not see.
void let_others_commit(Env& env);
bool takes_orders(Env& env, int session);

}  // namespace ordersync::testing::odoo
