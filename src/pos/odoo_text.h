// PURE: texts as Odoo's database takes them, and names of its records in messages. PostgreSQL refuses a NUL
// and bytes that are no UTF-8, and one such byte would roll back a whole batch of orders.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ordersync::pos::odoo {

// On one line: control characters and runs of blanks become one blank, none at the ends. Bytes that are not
// UTF-8 become U+FFFD.
std::string one_line(std::string_view text);
// The same for each line by itself; the lines stay.
std::string several_lines(std::string_view text);

// At most `max_bytes` of `text`, cut between two characters and with "…" (3 bytes, beyond these) where
// something was cut off. REQUIRES: text is UTF-8.
std::string shortened(std::string text, std::size_t max_bytes);

// `"a", "b" and 3 more`, of `count` in all.
std::string listed(const std::vector<std::string>& names, std::int64_t count);

}  // namespace ordersync::pos::odoo
