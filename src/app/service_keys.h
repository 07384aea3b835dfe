// When the API keys end that connections sign in with, so that somebody is told before they do.
#pragma once

#include <string>

#include "app/store.h"

namespace ordersync::app {

// Asks the Odoo of this connection, at most once a day, and keeps the answer for whoever looks for alerts. A
// user who may not see their keys has none to be told of.
base::Result<void> note_key_end(Worker& worker, const std::string& connection, base::Instant now);

}  // namespace ordersync::app
