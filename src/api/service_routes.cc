// The service as a whole over REST; see service_routes.h.
#include "api/service_routes.h"

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "app/home.h"
#include "app/log_reader.h"

namespace ordersync::api {

namespace {

Answer home(Call& call) {
  TRY_ASSIGN(const Json json, app::home_json(call.worker));
  return json_answer(json);
}

base::Result<base::LogLevel> level_of(const http::ServerRequest& request) {
  const std::string* const text = request.parameter("level");
  if (text == nullptr || text->empty() || *text == "debug") return base::LogLevel::debug;
  if (*text == "info") return base::LogLevel::info;
  if (*text == "warning") return base::LogLevel::warning;
  if (*text == "error") return base::LogLevel::error;
  return base::invalid("bad_parameter", "level takes debug, info, warning or error");
}

Answer logs(Call& call) {
  TRY_ASSIGN(const auto page, page_of(call.request));
  app::LogFilter filter;
  filter.limit = page.limit;
  filter.cursor = page.cursor;
  TRY_ASSIGN(filter.least, level_of(call.request));
  if (const std::string* q = call.request.parameter("q")) filter.text = *q;
  TRY_ASSIGN(const auto found, app::read_log(call.worker.store.folder().log(), filter));
  Json items = Json::array();
  const auto text = [](const std::string& value) { return value.empty() ? Json(nullptr) : Json(value); };
  for (const auto& line : found.items) {
    items.push_back({{"at", text(line.at)},
                     {"level", text(line.level)},
                     {"event", text(line.event)},
                     {"line", line.line}});
  }
  return json_answer(app::page_json(std::move(items), found.next));
}

Answer openapi(Call&) {
  http::ServerResponse response;
  response.headers = {{"Content-Type", "application/yaml"}, {"Cache-Control", "no-cache"}};
  response.body = openapi_document();
  return response;
}

// Tells which of the store's topics have changed since it looked last, by a small number for each.
class ChangeStream {
 public:
  explicit ChangeStream(std::unique_ptr<app::Worker> worker) : worker_(std::move(worker)) {}

  bool produce(std::string& chunk) {
    auto marks = look();
    if (!marks.ok()) return false;
    Json topics = Json::array();
    for (const auto& [topic, mark] : *marks) {
      const auto before = marks_.find(topic);
      if (before != marks_.end() && before->second != mark) topics.push_back(topic);
    }
    marks_ = *std::move(marks);
    if (!topics.empty()) {
      chunk += "event: changed\ndata: " + Json{{"topics", topics}}.dump() + "\n\n";
      silent_ = 0;
    } else if (++silent_ % kHeartbeat == 0) {
      chunk += ": still here\n\n";
    }
    return true;
  }

 private:
  static constexpr int kHeartbeat = 60;

  // Asked four times a second for each stream, so by counting what is open alone, which indexes answer. An
  // order that goes from one list to another changes the sums (Shelf, journal/rows.h), one that leaves them
  // for good the count.
  base::Result<std::map<std::string, std::string>> look() {
    std::map<std::string, std::string> marks;
    const auto mark = [&](const char* topic, std::string_view sql) {
      return worker_->connection->query(sql, {}, [&](const sql::Row& row) { marks[topic] = row.text(0); });
    };
    TRY(mark(
        "runs",
        "SELECT COALESCE(MAX(id), 0) || ':' || (SELECT COUNT(*) FROM journal_run WHERE status = 0) || ':' || "
        "(SELECT COALESCE(SUM(processed + failed + waiting + pages), 0) FROM journal_run WHERE status = 0) "
        "FROM journal_run"));
    TRY(mark("orders",
             "SELECT COUNT(*) || ':' || COALESCE(SUM(shelf), 0) || ':' || COALESCE(SUM(shelf * shelf), 0) || "
             "':' || (SELECT COALESCE(MAX(id), 0) FROM journal_order) || ':' || "
             "(SELECT COUNT(*) FROM journal_attention) FROM journal_order WHERE shelf < 6"));
    TRY(mark("syncs", "SELECT COUNT(*) || ':' || COALESCE(SUM(revision), 0) FROM sync"));
    TRY(mark(
        "sessions",
        "SELECT COUNT(*) || ':' || COALESCE(SUM(orders), 0) || ':' || "
        "COALESCE(SUM(CASE state WHEN 'opened' THEN 1 WHEN 'closing_control' THEN 1000 ELSE 0 END), 0) || "
        "':' || (SELECT COALESCE(MAX(id), 0) FROM pos_session) FROM pos_session WHERE state <> 'closed'"));
    return marks;
  }

  std::unique_ptr<app::Worker> worker_;
  std::map<std::string, std::string> marks_;
  int silent_ = 0;
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
