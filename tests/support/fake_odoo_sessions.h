// Opening and closing of sessions. Inside of the fake Odoo only.
#pragma once

#include "tests/support/fake_odoo_env.h"

namespace ordersync::testing::odoo {

// pos.session.create.
int create_session(Env& env, const json& values);
// set_cashbox_pos (14 to 17) and set_opening_control (18, 19).
void open_session(Env& env, int session, double cash, const std::string& notes);
// 18 and 19: an unopened session without orders.
json delete_opening_control_session(Env& env, int session);
// Up to 17: the session that takes the orders of a closed one.
int rescue_session(Env& env, int closed);

// Closing, fake_odoo_closing.cc. 15 to 19:
json get_closing_control_data(Env& env, int session);
json post_closing_cash_details(Env& env, int session, double counted);
json close_session_from_ui(Env& env, int session, const json& bank_differences);
void update_closing_control_state(Env& env, int session, const std::string& notes);
// All versions; 14 in two steps.
json closing_control(Env& env, int session);
json validate(Env& env, int session);
// pos.close.session.wizard.close_session and closing.balance.confirm.wizard.confirm_closing_balance.
json force_close(Env& env, int session);
json confirm_closing_balance(Env& env, int session);

// A chatter message. Fails with UserError where the user has no e-mail address (17, 18).
void post_message(Env& env);

}  // namespace ordersync::testing::odoo
