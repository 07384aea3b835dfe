// What is wrong now: the conditions of alerts as the store shows them. Asks no source and no POS: what those
// said last is in the store.
#pragma once

#include <cstdint>
#include <vector>

#include "app/alert_rules.h"
#include "app/service_notices.h"
#include "app/settings.h"
#include "app/store.h"

namespace ordersync::app {

struct Look {
  std::vector<Condition> conditions;
  Looked looked;
};

struct LookOptions {
  bool silence = true;  // reads weeks of orders: not at every look
  // What a service has seen: of sessions that a person has to see to, and of booked orders that are in the
  // POS no more (lost_orders.h).
  Noticed sessions = {};
  Noticed lost = {};
  std::uintmax_t disk_low_bytes = 0;  // less room for the folders than this is an alert
};

// LookOptions::disk_low_bytes by the settings.
std::uintmax_t disk_low_bytes(const Settings& settings);

base::Result<Look> look_for_alerts(Worker& worker, const LookOptions& options);

// Days before the end of an API token or an Odoo key that somebody is told.
inline constexpr int kKeyWarningDays = 14;

}  // namespace ordersync::app
