// Reads the products of a connection from Odoo into the store: everything once a day, else what was written
// since (odoo_goods.h).
#pragma once

#include "base/clock.h"
#include "pos/odoo_goods.h"
#include "pos/odoo_shop_read.h"

namespace ordersync::pos::odoo {

// PURE: one record of product.product, with its names in other languages still missing.
RawProduct product_of(const Value& record);

// What is in the store afterwards is complete, or it fails and the state says as before. Fresh products are
// left alone.
base::Result<void> refresh_goods(Rpc& rpc, const Reader& reader, GoodsStore& store, const base::Clock& clock);

// Whether nothing needs to be asked now. A clock that was put back never makes old products fresh.
bool is_fresh(const GoodsState& state, base::Instant now);

}  // namespace ordersync::pos::odoo
