// PURE routes Request → Response for those who watch the program: /healthz, /readyz, /metrics. No order, name
// or amount is ever shown here: they need no sign-in.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "app/service.h"
#include "base/result.h"
#include "http/server.h"

namespace ordersync::api {

struct HealthView {
  std::function<std::string()> not_ready_because;  // empty: ready
  std::function<base::Result<app::ServiceSnapshot>()> snapshot;
};

// GET /healthz: 200 "ok" as long as the program answers at all. /readyz: 200, or 503 with the reasons as
// JSON. /metrics: Prometheus text, or 503 when the store cannot be read. 405 for other methods, 404 for other
// paths, both as application/problem+json.
http::ServerResponse answer_health(const http::ServerRequest& request, const HealthView& view);

// Over a running service, which outlives the view.
HealthView health_view(app::Service& service);
bool is_health_path(std::string_view path);

// Prometheus text exposition format 0.0.4, all names ordersync_*.
std::string metrics_text(const app::ServiceSnapshot& snapshot);

}  // namespace ordersync::api
