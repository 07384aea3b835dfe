// What a line costs by Odoo's own account.tax.compute_all, for taxes that are no plain percentages.
#pragma once

#include <optional>

#include "order/taxes.h"
#include "pos/odoo_rpc.h"

namespace ordersync::pos::odoo {

// Nothing where Odoo refuses to. Fails as Rpc does. REQUIRES: order::pos_tells() of the taxes.
base::Result<std::optional<order::LineAmounts>> compute_all(Rpc& rpc,
                                                            const order::PosAmounts::Question& question,
                                                            base::Currency currency);

}  // namespace ordersync::pos::odoo
