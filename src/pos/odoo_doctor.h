// The doctor: everything that must be right in an Odoo before orders can be booked into it, one line each,
// with the fix for what is not. Reads only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/decimal.h"
#include "base/health.h"
#include "pos/odoo_rpc.h"

namespace ordersync::pos::odoo {

using base::Health;

struct Finding {
  std::string code;  // "version", "api_access", "key_expiry", …; docs/doctor.md explains each
  base::Health health = base::Health::good;
  std::string title;  // "API access"
  std::string text;   // what was found
  std::string fix;    // what to do; empty when good
};

// What to look at.
struct Question {
  std::string pos_config;                   // empty: every configuration that the user sees
  std::vector<base::Decimal> source_rates;  // tax rates that the source's orders carried, percent
  std::optional<std::int64_t> rounding_product;
};

// Never fails: what cannot be reached is a bad finding, and what depends on it is left out.
std::vector<Finding> examine(Rpc& rpc, const Question& question, const base::Clock& clock);

}  // namespace ordersync::pos::odoo
