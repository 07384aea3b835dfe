// Dispatching; see router.h. The order of the checks is: is there such a route, who calls, may they, did they
// mean it, what do they say, did they say it before.
#include "api/router.h"

#include <algorithm>
#include <set>
#include <utility>

#include "api/console_pages.h"
#include "api/health.h"
#include "api/routes.h"
#include "api/sign_in.h"
#include "app/repeated_requests.h"
#include "base/text.h"
#include "http/server_answer.h"

namespace ordersync::api {

namespace {

constexpr std::string_view kApi = "/api/";
constexpr std::size_t kLargestJson = 1024 * 1024;
constexpr int kDeepest = 32;
constexpr std::size_t kWorkersKept = 8;

constexpr std::string_view kPagePolicy =
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";
constexpr std::string_view kDataPolicy = "default-src 'none'; frame-ancestors 'none'";

bool changes_something(std::string_view method) {
  return method != "GET" && method != "HEAD" && method != "OPTIONS";
}

// A token for handing in orders may do nothing else, and no other may hand them in but an administrator's.
bool may(const app::Caller& caller, Needs needs) {
  if (needs == Needs::nothing) return true;
  if (caller.kind == app::Caller::Kind::nobody) return false;
  const bool ingests = caller.scope == app::Scope::ingest;
  switch (needs) {
    case Needs::nothing:
      return true;
    case Needs::read:
      return !ingests;
    case Needs::operate:
      return caller.scope == app::Scope::operate || caller.scope == app::Scope::admin;
    case Needs::admin:
      return caller.scope == app::Scope::admin;
    case Needs::ingest:
      return ingests || caller.scope == app::Scope::admin;
  }
  return false;
}

base::Result<void> check_allowed(const app::Caller& caller, Needs needs) {
  if (may(caller, needs)) return {};
  if (caller.kind == app::Caller::Kind::nobody) {
    return base::invalid("unauthorized", "Sign in first, or send an API token");
  }
  return base::invalid("not_allowed", "This takes the right to " + std::string(to_string(needs)) +
                                          ": ask an administrator of ordersync");
}

bool says_json(const http::ServerRequest& request) {
  const std::string_view type = request.header("Content-Type");
  return base::fold_case(base::trim(type.substr(0, type.find(';')))) == "application/json";
}

std::string whole(const http::ServerRequest& request) {
  return request.method + " " + request.target + "\n" + request.body;
}

}  // namespace

std::optional<std::vector<std::string>> match_path(std::string_view path,
                                                   std::span<const std::string> segments) {
  std::vector<std::string> arguments;
  std::size_t at = 0;
  path.remove_prefix(1);
  for (;;) {
    const std::size_t slash = path.find('/');
    const std::string_view part = path.substr(0, slash);
    if (at == segments.size()) return std::nullopt;
    if (part.starts_with('{')) {
      if (segments[at].empty()) return std::nullopt;
      arguments.push_back(segments[at]);
    } else if (part != segments[at]) {
      return std::nullopt;
    }
    ++at;
    if (slash == std::string_view::npos) break;
    path.remove_prefix(slash + 1);
  }
  if (at != segments.size()) return std::nullopt;
  return arguments;
}

std::vector<std::string> with_key_in_one(std::vector<std::string> segments) {
  const auto orders = std::ranges::find(segments, "orders");
  const std::size_t key = static_cast<std::size_t>(orders - segments.begin()) + 1;
  if (segments.size() < key + 2) return segments;
  segments[key] += "/" + segments[key + 1];
  segments.erase(segments.begin() + static_cast<std::ptrdiff_t>(key) + 1);
  return segments;
}

base::Result<Json> parse_body(std::string_view text) {
  if (base::trim(text).empty()) return Json(Json::object());
  // nlohmann keeps the last of two members of one name in silence: what was meant nobody knows.
  std::string trouble;
  std::vector<std::set<std::string>> open;
  const auto watch = [&](int depth, Json::parse_event_t event, Json& parsed) {
    if (depth > kDeepest) trouble = "it is nested too deeply";
    if (event == Json::parse_event_t::object_start) open.emplace_back();
    if (event == Json::parse_event_t::object_end && !open.empty()) open.pop_back();
    if (event == Json::parse_event_t::key && !open.empty() &&
        !open.back().insert(parsed.get<std::string>()).second) {
      trouble = "the member \"" + base::printable(parsed.get<std::string>()) + "\" stands in it twice";
    }
    return trouble.empty();
  };
  Json body = Json::parse(text, watch, false);
  if (trouble.empty() && body.is_discarded()) trouble = "it is no JSON";
  if (trouble.empty() && !body.is_object()) trouble = "it is no object";
  if (!trouble.empty())
    return base::invalid("malformed_json", "The request's body cannot be read: " + trouble);
  return body;
}

void add_security_headers(http::ServerResponse& response, Content content,
                          const http::ServerRequest& request) {
  auto& headers = response.headers;
  headers.emplace_back("Content-Security-Policy",
                       std::string(content == Content::page ? kPagePolicy : kDataPolicy));
  headers.emplace_back("X-Content-Type-Options", "nosniff");
  headers.emplace_back("Referrer-Policy", "no-referrer");
  headers.emplace_back("X-Frame-Options", "DENY");
  headers.emplace_back("Cross-Origin-Opener-Policy", "same-origin");
  headers.emplace_back("Cross-Origin-Resource-Policy", "same-origin");
  headers.emplace_back("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
  if (request.encrypted) {
    headers.emplace_back("Strict-Transport-Security", "max-age=31536000");
  }
}

Router::Router(app::Store& store, app::Service& service, std::span<const Route> routes)
    : store_(store), service_(service), routes_(routes) {}

http::ServerResponse Router::answer(const http::ServerRequest& request) {
  if (is_health_path(request.path)) {
    http::ServerResponse response = answer_health(request, health_view(service_));
    add_security_headers(response, Content::data, request);
    return response;
  }
  if (!request.path.starts_with(kApi)) {
    http::ServerResponse response = answer_console_page(request);
    add_security_headers(response, Content::page, request);
    return response;
  }
  Answer answer = answer_route(request);
  http::ServerResponse response = answer.ok() ? *std::move(answer) : problem_of(answer.error());
  if (!answer.ok() && !answer.error().detail.empty() && response.status >= 500) {
    store_.log().write(base::LogLevel::error, "request_failed",
                       {{"method", base::printable(request.method)},
                        {"path", base::printable(request.path)},
                        {"code", answer.error().code},
                        {"detail", answer.error().detail}});
  }
  add_security_headers(response, Content::data, request);
  return response;
}

Answer Router::answer_route(const http::ServerRequest& request) {
  std::span<const std::string> segments = request.segments;
  const auto is_at = [&](const Route& route) { return match_path(route.path, segments).has_value(); };
  std::vector<std::string> joined;
  if (std::ranges::none_of(routes_, is_at)) {
    segments = joined = with_key_in_one(request.segments);
    const bool answers = std::ranges::any_of(
        routes_, [&](const Route& route) { return route.method == request.method && is_at(route); });
    if (!answers) segments = request.segments;
  }
  std::string allowed;
  for (const Route& route : routes_) {
    auto arguments = match_path(route.path, segments);
    if (!arguments) continue;
    if (route.method != request.method) {
      allowed += (allowed.empty() ? "" : ", ") + std::string(route.method);
      continue;
    }
    if (route.at_once != nullptr) return route.at_once(request, *arguments, service_);
    TRY_ASSIGN(auto worker, take_worker());
    auto caller = caller_of(request, worker->accounts);
    if (!caller.ok() && route.needs == Needs::nothing) caller = app::Caller{};
    Answer answer = caller.ok() ? Answer(http::ServerResponse{}) : Answer(caller.error());
    if (caller.ok()) {
      Call call{request, *std::move(arguments), *std::move(caller), *worker, worker->accounts, service_};
      answer = call_route(route, call);
    }
    give_back(std::move(worker));
    return answer;
  }
  if (allowed.empty()) return base::not_found("not_found", "There is nothing at this address");
  auto response = http::problem_answer(405, "method_not_allowed", "This address answers " + allowed);
  response.headers.emplace_back("Allow", allowed);
  return response;
}

Answer Router::call_route(const Route& route, Call& call) {
  const http::ServerRequest& request = call.request;
  TRY(check_allowed(call.caller, route.needs));
  if (!changes_something(request.method)) return route.answer(call);

  TRY(check_csrf(request, call.caller));
  if (route.takes == Takes::json) {
    if (!request.body.empty() && !says_json(request)) {
      return base::invalid("unsupported_media", "This takes a body of type application/json");
    }
    if (request.body.size() > kLargestJson) {
      return http::problem_answer(413, "body_too_large", "The body is larger than this takes");
    }
    TRY_ASSIGN(call.body, parse_body(request.body));
  }
  const std::string_view key = request.header("Idempotency-Key");
  if (key.empty() || request.method != "POST" || route.repeated == Repeated::is_called_again) {
    return route.answer(call);
  }
  app::RepeatedRequests repeated(*call.worker.connection, call.worker.store.secrets(),
                                 call.worker.store.clock());
  const std::string who =
      (call.caller.kind == app::Caller::Kind::token ? "token " : "user ") + std::to_string(call.caller.id);
  TRY_ASSIGN(auto kept, repeated.begin(who, key, whole(request)));
  if (kept) {
    http::ServerResponse again;
    again.status = kept->status;
    again.headers = {{"Content-Type", kept->content_type}, {"Cache-Control", "no-store"}};
    again.body = std::move(kept->body);
    return again;
  }
  Answer answer = route.answer(call);
  if (!answer.ok()) {
    // Why the request was refused is the answer, whatever becomes of its key.
    if (const auto forgotten = repeated.forget(who, key); !forgotten.ok()) {
      store_.log().write(base::LogLevel::warning, "request_not_forgotten",
                         {{"code", forgotten.error().code}, {"detail", forgotten.error().detail}});
    }
    return answer;
  }
  std::string type = "application/json";
  for (const auto& [name, value] : answer->headers) {
    if (name == "Content-Type") type = value;
  }
  // What was done is done: an answer that cannot be kept is given all the same.
  const auto done = repeated.keep(who, key, {answer->status, type, answer->body});
  if (!done.ok()) {
    store_.log().write(base::LogLevel::warning, "answer_not_kept",
                       {{"code", done.error().code}, {"detail", done.error().detail}});
  }
  return answer;
}

base::Result<std::unique_ptr<app::Worker>> Router::take_worker() {
  {
    const base::MutexLock lock(mutex_);
    if (!idle_.empty()) {
      auto worker = std::move(idle_.back());
      idle_.pop_back();
      return worker;
    }
  }
  TRY_ASSIGN(auto worker, app::Worker::open(store_, [this] { return service_.stopping(); }));
  worker->places.limit_to(service_.asks);
  return worker;
}

void Router::give_back(std::unique_ptr<app::Worker> worker) {
  worker->places.leave();
  const base::MutexLock lock(mutex_);
  if (idle_.size() < kWorkersKept) idle_.push_back(std::move(worker));
}

http::Handler routes_of(app::Store& store, app::Service& service) {
  auto router = std::make_shared<Router>(store, service, all_routes());
  return [router](const http::ServerRequest& request) { return router->answer(request); };
}

}  // namespace ordersync::api
