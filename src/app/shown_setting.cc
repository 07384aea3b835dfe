// Hiding passwords in the addresses of databases; see shown_setting.h.
#include "app/shown_setting.h"

#include <algorithm>
#include <string_view>

#include "base/text.h"
#include "http/url.h"

namespace ordersync::app {

namespace {

// libpq decodes the names of parameters as well.
bool names_a_password(std::string_view name) {
  const std::string folded = base::fold_case(http::percent_decoded(name, http::Plus::is_plus));
  return folded.find("password") != std::string::npos || folded.find("secret") != std::string::npos;
}

// Of "a=1&password=x&b=2".
std::string parameters_shown(std::string_view parameters) {
  std::string shown;
  while (!parameters.empty()) {
    const std::string_view one = parameters.substr(0, parameters.find('&'));
    parameters.remove_prefix(std::min(one.size() + 1, parameters.size()));
    const std::size_t equals = one.find('=');
    shown += shown.empty() ? "?" : "&";
    shown += equals != std::string_view::npos && names_a_password(one.substr(0, equals))
                 ? std::string(one.substr(0, equals + 1)) + "***"
                 : std::string(one);
  }
  return shown.empty() ? "?" : shown;
}

// "db.example:5432", "[::1]:5432,db2", without a password.
bool is_host(std::string_view authority) {
  const std::size_t colon = authority.find(':');
  if (colon == std::string_view::npos || authority.starts_with('[')) return true;
  const std::size_t end = authority.find_first_not_of("0123456789", colon + 1);
  return end == std::string_view::npos || authority[end] == ',';
}

// A password may hold what should have been written with a per cent sign, such as / or @, so that all from
// the first colon to the last @ is hidden.
std::string address_shown(std::string_view address) {
  constexpr std::string_view kScheme = "://";
  const std::size_t scheme = address.find(kScheme);
  if (scheme == std::string_view::npos) {
    const bool may_hold_one = names_a_password(address) || address.find('@') != std::string_view::npos;
    return may_hold_one ? "***" : std::string(address);
  }
  std::string_view rest = address.substr(scheme + kScheme.size());
  std::string shown(address.substr(0, scheme + kScheme.size()));
  std::size_t at = rest.substr(0, rest.find('?')).rfind('@');
  if (at == std::string_view::npos && !is_host(rest.substr(0, rest.find_first_of("/?"))))
    at = rest.rfind('@');
  const std::size_t colon = rest.find(':');
  if (at != std::string_view::npos && colon < at) {
    shown += std::string(rest.substr(0, colon + 1)) + "***";
    rest.remove_prefix(at);
  }
  const std::size_t question = rest.find('?');
  shown += rest.substr(0, question);
  if (question != std::string_view::npos) shown += parameters_shown(rest.substr(question + 1));
  return shown;
}

}  // namespace

std::string shown_value(const EffectiveSetting& setting) {
  return setting.setting->kind == SettingKind::store ? address_shown(setting.value) : setting.value;
}

}  // namespace ordersync::app
