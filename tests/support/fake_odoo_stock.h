// Pickings and quants of Point of Sale orders. Inside of the fake Odoo only.
#pragma once

#include <vector>

#include "tests/support/fake_odoo_env.h"

namespace ordersync::testing::odoo {

// One picking out for what is sold and one in for what comes back, done at once; none for services. A picking
// that cannot be done stays "assigned" and nobody is told. The ids of the pickings.
std::vector<int> create_pickings(Env& env, const std::vector<int>& order_lines, int config, int partner);
// Fails with SerializationConflict where quants collide and another transaction moved this product.
void move_quant(Env& env, int product, int location, double qty);

}  // namespace ordersync::testing::odoo
