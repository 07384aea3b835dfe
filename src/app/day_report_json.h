// A reconciled day as JSON (docs/cli.md), shared by the command line and the API.
#pragma once

#include <string>

#include "app/reconcile.h"
#include "app/views.h"

namespace ordersync::app {

Json day_report_json(const DayReport& day);
// Why an order stands in the POS that the source did not send.
std::string why_extra(const DayReport& day, const pos::BookedOrder& order);

}  // namespace ordersync::app
