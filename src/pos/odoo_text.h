// PURE: texts and dates as Odoo's database takes them. PostgreSQL refuses a NUL and bytes that are no UTF-8,
// and one such byte would roll back a whole batch of orders.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace ordersync::pos::odoo {

// On one line: control characters and runs of blanks become one blank, none at the ends. Bytes that are not
// UTF-8 become U+FFFD.
std::string one_line(std::string_view text);
// The same for each line by itself; the lines stay.
std::string several_lines(std::string_view text);

// At most `max_bytes` of `text`, cut between two characters and with "…" (3 bytes, beyond these) where
// something was cut off. REQUIRES: text is UTF-8.
std::string shortened(std::string text, std::size_t max_bytes);

// "2026-11-22 09:30:00": UTC without saying so, whole seconds (the rest is cut off). Any other form is a
// ValueError of Odoo's. REQUIRES: a year of four digits.
std::string datetime_text(base::Instant time);
// Nothing where it is none of these.
std::optional<base::Instant> datetime_of(std::string_view text);

}  // namespace ordersync::pos::odoo
