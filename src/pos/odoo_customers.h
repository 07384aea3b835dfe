// Customers of an order in Odoo: found by what the order says of them, never created (behaviour 9).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "base/clock.h"
#include "order/order.h"
#include "pos/odoo_rpc.h"

namespace ordersync::pos::odoo {

class Customers {
 public:
  // Both outlive it.
  Customers(Rpc& rpc, const base::Clock& clock);

  // The partner's id as text: by partner_id, else by reference, else by e-mail or phone. Where one of these
  // fits several partners it says nothing, and the next is asked.
  base::Result<std::optional<std::string>> find(const order::Customer& customer);
  // Which of these partners Odoo has no more: deleted, or merged into another. An archived one is there.
  // Where any is gone, nothing that find() remembers holds.
  base::Result<std::set<std::int64_t>> gone(std::set<std::int64_t> partners);

 private:
  base::Result<std::optional<std::int64_t>> only_one(Value domain);

  Rpc& rpc_;
  const base::Clock& clock_;
  struct Known {
    std::optional<std::string> id;
    base::Instant asked_at;
  };
  std::map<std::string, Known> known_;  // by all that identifies; a regular comes many times a day
};

}  // namespace ordersync::pos::odoo
