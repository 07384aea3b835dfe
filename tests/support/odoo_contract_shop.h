// The small shop of pos/test_shop.h in a FakeOdoo, under the same ids, so that the port's contract suite
// finds it there.
#pragma once

#include <string_view>

#include "pos/pos_target.h"
#include "tests/support/fake_odoo.h"

namespace ordersync::testing {

void seed_contract_shop(FakeOdoo& odoo);

// A person at the till: gives the configuration a session in this state, or moves its open one there.
void put_odoo_session(FakeOdoo& odoo, std::string_view pos_config, pos::SessionState state);

}  // namespace ordersync::testing
