// The service as a whole over REST; see routes.h.
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "api/routes.h"
#include "app/change_marks.h"
#include "app/home.h"
#include "app/log_reader.h"

namespace ordersync::api {

namespace {

Answer home(Call& call) {
  TRY_ASSIGN(const Json json, app::home_json(call.worker));
  return json_answer(json);
}

base::Result<base::LogLevel> level_of(const http::ServerRequest& request) {
  const std::string text = text_parameter(request, "level");
  if (text.empty() || text == "debug") return base::LogLevel::debug;
  if (text == "info") return base::LogLevel::info;
  if (text == "warning") return base::LogLevel::warning;
  if (text == "error") return base::LogLevel::error;
  return base::invalid("bad_parameter", "level takes debug, info, warning or error");
}

Json line_json(const app::LogLine& line) {
  return {{"at", app::text_or_null(line.at)},
          {"level", app::text_or_null(line.level)},
          {"event", app::text_or_null(line.event)},
          {"line", line.line}};
}

Answer logs(Call& call) {
  TRY_ASSIGN(const auto page, page_of(call.request));
  app::LogFilter filter;
  filter.limit = page.limit;
  filter.cursor = page.cursor;
  TRY_ASSIGN(filter.least, level_of(call.request));
  filter.text = text_parameter(call.request, "q");
  TRY_ASSIGN(const auto found, app::read_log(call.worker.store.folder().log(), filter));
  return json_answer(app::page_json_of(found, line_json));
}

Answer openapi(Call&) {
  http::ServerResponse response;
  response.headers = {{"Content-Type", "application/yaml"}, {"Cache-Control", "no-cache"}};
  response.body = openapi_document();
  return response;
}

// Tells which of the store's topics have changed since it looked last.
class ChangeStream {
 public:
  explicit ChangeStream(std::unique_ptr<app::Worker> worker) : worker_(std::move(worker)) {}

  bool produce(std::string& chunk) {
    auto marks = app::change_marks(*worker_->connection);
    if (!marks.ok()) return false;
    Json topics = Json::array();
    for (const auto& [topic, mark] : *marks) {
      const auto before = marks_.find(topic);
      if (before != marks_.end() && before->second != mark) topics.push_back(topic);
    }
    marks_ = *std::move(marks);
    if (!topics.empty()) chunk += "event: changed\ndata: " + Json{{"topics", topics}}.dump() + "\n\n";
    return true;
  }

 private:
  std::unique_ptr<app::Worker> worker_;
  app::ChangeMarks marks_;
};

Answer events(Call& call) {
  TRY_ASSIGN(auto worker, app::Worker::open(call.worker.store));
  auto stream = std::make_shared<ChangeStream>(std::move(worker));
  return event_stream(call, [stream](std::string& chunk) { return stream->produce(chunk); });
}

}  // namespace

std::span<const Route> service_routes() {
  static constexpr Route kRoutes[] = {
      {"GET", "/api/v1/home", Needs::read, home},
      {"GET", "/api/v1/events", Needs::read, events},
      {"GET", "/api/v1/logs", Needs::admin, logs},
      {"GET", "/api/v1/openapi.yaml", Needs::nothing, openapi},
  };
  return kRoutes;
}

}  // namespace ordersync::api
