// PURE: what an order is called in Odoo, derived from its key alone, so that even an empty journal cannot
// book it twice (behaviour 3): UUIDs (RFC 9562 version 5) and the reference that people see.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "order/key.h"

namespace ordersync::pos::odoo {

// The order's uuid: the identity from Odoo 18 on.
std::string order_uuid(const order::OrderKey& key);
// Of the n-th line and the n-th payment, counted from 0: unique constraints of Odoo 19.
std::string line_uuid(const order::OrderKey& key, std::size_t index);
std::string payment_uuid(const order::OrderKey& key, std::size_t index);

// pos_reference, "Receipt Number" on Odoo's screens: the identity up to Odoo 17. "Order DDDDD-DDD-DDDDDDDDDD
// 639", the digits from the digest of the whole key, "… 639 REFUND R1" for a refund. Odoo 17's till needs the
// run of digits and dashes and takes it for unique; searching for the external id finds the order. Ids are
// shown on one line and cut where they are long; the digits tell them apart.
std::string pos_reference(const order::OrderKey& key);
// Whether a pos_reference is one of ours, by its form; Odoo's own has four digits at the end.
bool is_our_reference(std::string_view pos_reference);

}  // namespace ordersync::pos::odoo
