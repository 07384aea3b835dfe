// PURE routes for /healthz, /readyz and /metrics. The numbers come from app::Service; here they get names.
#include "api/health.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>
#include <vector>

#include "http/server_answer.h"

namespace ordersync::api {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Labels = std::vector<ClientMetric::Label>;

MetricFamily family(std::string name, std::string help, MetricType type) {
  MetricFamily family;
  family.name = std::move(name);
  family.help = std::move(help);
  family.type = type;
  return family;
}

// Counts and moments only: no amount ever becomes binary floating point.
void add(MetricFamily& family, Labels labels, std::int64_t value) {
  ClientMetric metric;
  metric.label = std::move(labels);
  (family.type == MetricType::Counter ? metric.counter.value : metric.gauge.value) =
      static_cast<double>(value);
  family.metric.push_back(std::move(metric));
}

http::ServerResponse plain(int status, std::string type, std::string body) {
  http::ServerResponse response;
  response.status = status;
  response.headers = {{"Content-Type", std::move(type)}, {"Cache-Control", "no-store"}};
  response.body = std::move(body);
  return response;
}

http::ServerResponse readiness(const HealthView& view) {
  const std::string reason = view.not_ready_because();
  nlohmann::ordered_json body{{"ready", reason.empty()}, {"reasons", nlohmann::ordered_json::array()}};
  if (!reason.empty()) body["reasons"].push_back(reason);
  constexpr auto kNeverThrow = nlohmann::ordered_json::error_handler_t::replace;
  return plain(reason.empty() ? 200 : 503, "application/json", body.dump(-1, ' ', false, kNeverThrow) + "\n");
}

http::ServerResponse metrics(const HealthView& view) {
  const base::Result<app::ServiceSnapshot> snapshot = view.snapshot();
  if (!snapshot.ok()) return http::problem_answer(503, snapshot.error().code, snapshot.error().message);
  return plain(200, "text/plain; version=0.0.4; charset=utf-8", metrics_text(*snapshot));
}

}  // namespace

std::string metrics_text(const app::ServiceSnapshot& snapshot) {
  MetricFamily build = family("ordersync_build_info", "The program's version.", MetricType::Gauge);
  add(build, {{"version", ORDERSYNC_VERSION}}, 1);
  MetricFamily orders =
      family("ordersync_orders_total", "Orders handled since the start, by outcome.", MetricType::Counter);
  for (const auto& [outcome, count] : snapshot.orders) add(orders, {{"outcome", outcome}}, count);
  MetricFamily runs =
      family("ordersync_runs_total", "Runs ended since the start, by status.", MetricType::Counter);
  for (const auto& [status, count] : snapshot.runs) add(runs, {{"status", status}}, count);
  MetricFamily sessions =
      family("ordersync_sessions_open", "Sessions of the embedded POS that are open now.", MetricType::Gauge);
  add(sessions, {}, snapshot.sessions_open);
  MetricFamily seen_to =
      family("ordersync_sessions_attention", "Sessions that need a person.", MetricType::Gauge);
  add(seen_to, {}, snapshot.sessions_attention);

  MetricFamily alerts = family("ordersync_alerts_open", "Alerts that are open now.", MetricType::Gauge);
  add(alerts, {}, snapshot.alerts.open);
  MetricFamily messages = family("ordersync_alert_messages",
                                 "Messages of alerts that were not sent, by state.", MetricType::Gauge);
  add(messages, {{"state", "waiting"}}, snapshot.alerts.waiting);
  add(messages, {{"state", "given_up"}}, snapshot.alerts.given_up);
  MetricFamily certificate =
      family("ordersync_certificate_end_timestamp_seconds",
             "When the service's certificate ends, in Unix time; absent without TLS.", MetricType::Gauge);
  if (snapshot.certificate_ends_unix > 0) add(certificate, {}, snapshot.certificate_ends_unix);
  MetricFamily retention =
      family("ordersync_retention_timestamp_seconds",
             "When retention was done last, in Unix time; absent before the first.", MetricType::Gauge);
  if (snapshot.retention_unix > 0) add(retention, {}, snapshot.retention_unix);

  MetricFamily active = family("ordersync_sync_active", "1 when the sync is active.", MetricType::Gauge);
  MetricFamily journal = family("ordersync_sync_orders",
                                "Orders in the journal that are not settled, by state.", MetricType::Gauge);
  MetricFamily attention =
      family("ordersync_sync_attention", "Booked orders that need a person.", MetricType::Gauge);
  MetricFamily last_run =
      family("ordersync_sync_last_run_timestamp_seconds",
             "When the last run ended, in Unix time; absent before the first.", MetricType::Gauge);
  MetricFamily failed =
      family("ordersync_sync_last_run_failed", "1 when the last run ended in Error.", MetricType::Gauge);
  for (const app::ServiceSnapshot::Sync& sync : snapshot.syncs) {
    add(active, {{"sync", sync.name}}, sync.active ? 1 : 0);
    add(journal, {{"sync", sync.name}, {"state", "received"}}, sync.received);
    add(journal, {{"sync", sync.name}, {"state", "posting"}}, sync.posting);
    add(journal, {{"sync", sync.name}, {"state", "parked"}}, sync.parked);
    add(attention, {{"sync", sync.name}}, sync.attention);
    if (sync.last_run_unix == 0) continue;
    add(last_run, {{"sync", sync.name}}, sync.last_run_unix);
    add(failed, {{"sync", sync.name}}, sync.last_run_failed ? 1 : 0);
  }
  return prometheus::TextSerializer().Serialize({build, orders, runs, sessions, seen_to, alerts, messages,
                                                 certificate, retention, active, journal, attention, last_run,
                                                 failed});
}

http::ServerResponse answer_health(const http::ServerRequest& request, const HealthView& view) {
  const std::string& path = request.path;
  if (!is_health_path(path)) {
    return http::problem_answer(404, "not_found", "There is nothing at this address.");
  }
  if (request.method != "GET") {
    auto response = http::problem_answer(405, "method_not_allowed", "Only GET is answered here.");
    response.headers.emplace_back("Allow", "GET, HEAD");
    return response;
  }
  if (path == "/healthz") return plain(200, "text/plain; charset=utf-8", "ok\n");
  return path == "/readyz" ? readiness(view) : metrics(view);
}

HealthView health_view(app::Service& service) {
  return {[&service] { return service.not_ready_because(); }, [&service] { return service.snapshot(); }};
}

bool is_health_path(std::string_view path) {
  return path == "/healthz" || path == "/readyz" || path == "/metrics";
}

}  // namespace ordersync::api
