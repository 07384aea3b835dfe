// From a request to the route that answers it: matching, sign-in and roles, the body, repeated requests,
// problem documents, the headers that browsers need. Everything that holds for all routes stands here, once.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/route.h"
#include "base/mutex.h"

namespace ordersync::api {

// PURE: the arguments when `path` (with its {…}) matches these segments.
std::optional<std::vector<std::string>> match_path(std::string_view path,
                                                   std::span<const std::string> segments);

// PURE: an order's key or name whose slash was not encoded, as in /api/v1/orders/SOURCE/ID/retry, made one
// segment.
std::vector<std::string> with_key_in_one(std::vector<std::string> segments);

// PURE: parses a body as a JSON object: at most 32 deep, no member twice. Fails with "malformed_json".
base::Result<Json> parse_body(std::string_view text);

// Adds what every answer carries. A page: the console's files, whose scripts and styles are its own.
enum class Content { data, page };
void add_security_headers(http::ServerResponse& response, Content content,
                          const http::ServerRequest& request);

// Thread-safe; store and service outlive it.
class Router {
 public:
  Router(app::Store& store, app::Service& service, std::span<const Route> routes);

  http::ServerResponse answer(const http::ServerRequest& request);

 private:
  Answer answer_route(const http::ServerRequest& request);
  Answer call_route(const Route& route, Call& call);
  // A call has a worker to itself; workers are kept between calls.
  base::Result<std::unique_ptr<app::Worker>> take_worker();
  void give_back(std::unique_ptr<app::Worker> worker);

  app::Store& store_;
  app::Service& service_;
  const std::span<const Route> routes_;
  base::Mutex mutex_;
  std::vector<std::unique_ptr<app::Worker>> idle_ GUARDED_BY(mutex_);
};

// For `ordersync serve`: the whole REST API, the console, health and metrics. Store and service outlive it.
http::Handler routes_of(app::Store& store, app::Service& service);

}  // namespace ordersync::api
