// PURE: personal data in the payload of an order, for those who may see what was ordered but not by whom.
#pragma once

#include <string>
#include <string_view>

namespace ordersync::app {

// The payload with the values of members that name, address or reach a person (CustomerName, phone, e-mail,
// street, all in `customer`, `billing` or any …address) replaced by "•••"; every byte that is nobody's stays
// as it came, so that amounts are still the source's own. Remarks, notes and comments count as personal,
// since people write telephone numbers there. Stripping twice changes nothing. Takes any bytes: for what is
// kept.
std::string strip_personal_data(std::string_view payload);

// The same for people who look; what is no JSON is not shown at all.
std::string without_personal_data(std::string_view payload);

}  // namespace ordersync::app
