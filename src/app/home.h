// Home: whether every order of today is booked, in figures; the console makes the sentence. Reads only, and
// asks no Odoo anything. One thread at a time, on one Worker.
#pragma once

#include "app/store.h"
#include "app/views.h"
#include "base/result.h"

namespace ordersync::app {

// The shape `Home` of docs/openapi.yaml. Today is the day of the first POS configuration's time zone.
base::Result<Json> home_json(Worker& worker);

}  // namespace ordersync::app
