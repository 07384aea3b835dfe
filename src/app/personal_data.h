// PURE: personal data in the payload of an order, for those who may see what was ordered but not by whom.
#pragma once

#include <string>
#include <string_view>

namespace ordersync::app {

// The payload with the values of members that name, address or reach a person (CustomerName, phone, e-mail,
// street …) replaced by "•••". What is no JSON is not shown at all.
std::string without_personal_data(std::string_view payload);

// The same on the text itself, for what is kept: every byte that is nobody's stays as it came, so that
// amounts are still the source's own. Remarks, notes and comments count as personal here, since people write
// telephone numbers there. Stripping twice changes nothing. Takes any bytes.
std::string strip_personal_data(std::string_view payload);

}  // namespace ordersync::app
