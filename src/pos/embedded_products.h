// INTERNAL to the embedded POS: products and payment methods as lists and forms show them.
#pragma once

#include "pos/embedded_pos.h"
#include "pos/embedded_store.h"

namespace ordersync::pos {

// All work inside the caller's transaction.
base::Result<Page<ListedProduct>> list_products(sql::Connection& connection, const PageRequest& request,
                                                const ProductFilter& filter);
base::Result<std::vector<ListedMethod>> list_payment_methods(sql::Connection& connection);
// Fails with "no_such_product".
base::Result<ListedProduct> read_listed_product(sql::Connection& connection, std::int64_t id);
// An id that no product has: above all others, as long as there is room. Products are never deleted.
base::Result<std::int64_t> unused_product_id(sql::Connection& connection);

}  // namespace ordersync::pos
