// Runs over REST; see routes.h.
#include <memory>
#include <string>
#include <utility>

#include "api/routes.h"
#include "api/syncs.h"
#include "base/whole_number.h"
#include "journal/overview.h"

namespace ordersync::api {

namespace {

Answer list_runs(Call& call) {
  TRY_ASSIGN(const auto page, page_of(call.request));
  TRY_ASSIGN(const auto sync, sync_parameter(call));
  journal::RunFilter filter{.limit = page.limit, .cursor = page.cursor};
  TRY_ASSIGN(filter.order, list_order_parameter(call.request, "started"));
  TRY_ASSIGN(const auto runs, app::Commands(call.worker).runs(std::move(filter), sync));
  return json_answer(app::page_json_of(runs, app::run_json));
}

base::Result<journal::Run> run_named(Call& call) {
  const std::string& text = call.arguments[0];
  const auto id = base::whole_number<journal::RunId>(text);
  if (!id) return base::not_found("run_not_found", "There is no run " + text);
  return app::Commands(call.worker).run(*id);
}

Answer show_run(Call& call) {
  TRY_ASSIGN(const auto run, run_named(call));
  return json_answer(app::run_json(run));
}

Answer run_orders(Call& call) {
  TRY_ASSIGN(const auto run, run_named(call));
  TRY_ASSIGN(const auto page, page_of(call.request));
  TRY_ASSIGN(auto found, journal::Overview(*call.worker.connection).of_run(run, page.limit, page.cursor));
  TRY_ASSIGN(const auto orders, app::Commands(call.worker).with_booked(std::move(found)));
  return json_answer(
      app::page_json_of(orders, [](const auto& item) { return app::order_json(item.first, item.second); }));
}

// Sent as an event whenever it has changed; the stream has a connection to the store of its own.
class RunStream {
 public:
  RunStream(std::unique_ptr<app::Worker> worker, journal::RunId id) : worker_(std::move(worker)), id_(id) {}

  bool produce(std::string& chunk) {
    const auto run = app::Commands(*worker_).run(id_);
    if (!run.ok()) return false;
    std::string data = app::run_json(*run).dump(-1, ' ', false, Json::error_handler_t::replace);
    if (data != last_) {
      chunk += "event: run\ndata: " + data + "\n\n";
      last_ = std::move(data);
    }
    return !run->ended_at;
  }

 private:
  std::unique_ptr<app::Worker> worker_;
  journal::RunId id_;
  std::string last_;
};

Answer run_events(Call& call) {
  TRY_ASSIGN(const auto run, run_named(call));
  TRY_ASSIGN(auto worker, app::Worker::open(call.worker.store));
  auto stream = std::make_shared<RunStream>(std::move(worker), run.id);
  return event_stream(call, [stream](std::string& chunk) { return stream->produce(chunk); });
}

}  // namespace

std::span<const Route> run_routes() {
  static constexpr Route kRoutes[] = {
      {"GET", "/api/v1/runs", Needs::read, list_runs},
      {"GET", "/api/v1/runs/{id}", Needs::read, show_run},
      {"GET", "/api/v1/runs/{id}/events", Needs::read, run_events},
      {"GET", "/api/v1/runs/{id}/orders", Needs::read, run_orders},
  };
  return kRoutes;
}

}  // namespace ordersync::api
