// Marks of what screens show: a small text for each topic of the store, another one whenever what is open of
// the topic has changed. Only reads.
#pragma once

#include <map>
#include <string>

#include "base/result.h"
#include "sql/database.h"

namespace ordersync::app {

// By topic: "runs", "orders", "syncs", "sessions".
using ChangeMarks = std::map<std::string, std::string>;

// Cheap enough for four times a second and screen. REQUIRES: migrations() applied.
base::Result<ChangeMarks> change_marks(sql::Connection& connection);

}  // namespace ordersync::app
