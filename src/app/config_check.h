// What `ordersync config check` looks at on the machine: folders, files, the address, TLS. It changes
// nothing, and makes nothing.
#pragma once

#include <string>
#include <vector>

#include "app/settings.h"
#include "base/clock.h"
#include "base/health.h"

namespace ordersync::app {

struct ConfigFinding {
  std::string code;  // stable, of docs/operations.md
  base::Health health = base::Health::good;
  std::string setting;  // empty: none in particular
  int line = 0;         // of the file; 0: elsewhere
  std::string text;
  std::string fix;  // empty where nothing is to be done
};

// The problems of the settings first; where there are none of them, what the machine says.
std::vector<ConfigFinding> check_config(const Settings& settings, base::Instant now);
bool is_healthy(const std::vector<ConfigFinding>& findings);

// Certificates are renewed well before this.
inline constexpr int kCertificateWarningDays = 21;

}  // namespace ordersync::app
