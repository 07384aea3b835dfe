// What is worked out from the records of a shop rather than stored. Inside of the fake Odoo only.
#pragma once

#include <string>

#include "tests/support/fake_odoo_env.h"

namespace ordersync::testing::odoo {

// The first method that is counted as cash; 0: none.
int cash_method_of(Env& env, int config);
int cash_journal_of(Env& env, int method);
// "cash", "bank" or "pay_later".
std::string payment_type(Env& env, int method);
// Taxes after a fiscal position; 0: as they are.
json mapped_taxes(Env& env, int position, const json& taxes);

struct SessionCash {
  double end = 0;  // what should be in the drawer
  double difference = 0;
};
SessionCash session_cash(Env& env, int session);

}  // namespace ordersync::testing::odoo
