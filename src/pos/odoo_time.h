// PURE: times as Odoo writes them, without a zone and always UTC: "2026-11-22 11:15:08".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace ordersync::pos::odoo {

// Without the part of a second, which Odoo refuses.
std::string odoo_time(base::Instant t);
// Also "2026-11-22 11:15:08.123456", as some fields have it. Nothing when it is no time.
std::optional<base::Instant> parse_odoo_time(std::string_view text);

}  // namespace ordersync::pos::odoo
