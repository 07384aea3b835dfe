// Orders of one source that stand in a POS configuration in an interval of time, whether or not anybody here
// knows of them: for reconciliation.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "order/key.h"
#include "pos/odoo_readback.h"
#include "pos/odoo_rpc.h"

namespace ordersync::pos::odoo {

// By their own dates, from `from` until before `until`, oldest id first.
base::Result<std::vector<StandingOrder>> orders_between(Rpc& rpc, std::int64_t config_id,
                                                        std::string_view source, base::Instant from,
                                                        base::Instant until);

// PURE: the key whose pos_reference this is, if it is one of this source; nothing for a person's order, for
// another source's, and for ids that were shortened.
std::optional<order::OrderKey> key_of_reference(std::string_view pos_reference, std::string_view source);

}  // namespace ordersync::pos::odoo
