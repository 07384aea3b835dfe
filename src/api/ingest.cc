// Deliveries over HTTP; see routes.h.
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "api/routes.h"
#include "app/push_desk.h"
#include "base/text.h"

namespace ordersync::api {

namespace {

// WooCommerce tries an address, without a signature, when a webhook is saved, and takes any other answer than
// 200 for a broken one. There is nothing in it that could be read or kept.
bool is_trial(std::string_view body) {
  constexpr std::string_view kTrial = "webhook_id=";
  if (!body.starts_with(kTrial) || body.size() == kTrial.size() || body.size() > kTrial.size() + 20)
    return false;
  const std::string_view number = body.substr(kTrial.size());
  return std::all_of(number.begin(), number.end(), base::is_digit);
}

// The framer speaks of answers, since it was made for them; the codes stay.
base::Error of_a_delivery(base::Error error) {
  if (error.code == "empty_answer")
    error.message = "The delivery has no body: send an order, or several, as JSON";
  return error;
}

Answer ingest(const http::ServerRequest& request, const std::vector<std::string>& arguments,
              app::Service& service) {
  if (is_trial(request.body)) return json_answer(Json::object());
  auto job = service.push().read(arguments[0], request);
  if (!job.ok()) return of_a_delivery(std::move(job).error());
  http::ServerResponse promise;
  // A function has to be copyable.
  auto kept = std::make_shared<app::PushJob>(*std::move(job));
  promise.later = [kept, &desk = service.push()](http::GiveAnswer give) {
    kept->done = [give = std::move(give)](base::Result<Json> answer) {
      give(answer.ok() ? json_answer(*answer) : problem_of(answer.error()));
    };
    desk.put(std::move(*kept));
  };
  return promise;
}

}  // namespace

std::span<const Route> ingest_routes() {
  static const Route kRoutes[] = {{"POST", "/api/v1/ingest/{sync}", Needs::ingest, nullptr, Takes::bytes,
                                   Repeated::is_called_again, ingest}};
  return kRoutes;
}

}  // namespace ordersync::api
