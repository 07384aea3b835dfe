// The steps of a script.
#include "tests/support/scripted_transport.h"

#include <gtest/gtest.h>

#include <utility>

namespace ordersync::testing {

using http::BodySink;
using http::Request;
using http::ResponseHead;
using Answered = base::Result<ResponseHead>;

ScriptedTransport& ScriptedTransport::add(Step step, int acts) {
  steps_.push_back({std::move(step), acts});
  return *this;
}

ScriptedTransport& ScriptedTransport::answer(FakeAnswer answer) {
  return add(
      [answer = std::move(answer)](const Request& request, BodySink& sink) -> Answered {
        return deliver(answer, request, sink);
      },
      1);
}

ScriptedTransport& ScriptedTransport::answer(int status, std::string body,
                                             std::vector<http::Header> headers) {
  return answer(FakeAnswer{status, std::move(headers), std::move(body), std::nullopt, 7});
}

ScriptedTransport& ScriptedTransport::cut_body(std::string body, std::size_t after) {
  return answer(FakeAnswer{200, {{"Content-Type", "application/json"}}, std::move(body), after, 7});
}

ScriptedTransport& ScriptedTransport::rate_limit(std::string retry_after) {
  return answer(429, "slow down", {{"Retry-After", std::move(retry_after)}});
}

ScriptedTransport& ScriptedTransport::refuse() {
  return add([](const Request& request, BodySink&) -> Answered { return refused(request); }, 0);
}

ScriptedTransport& ScriptedTransport::time_out_before_sending() {
  return add([](const Request& request, BodySink&) -> Answered { return timed_out_connecting(request); }, 0);
}

ScriptedTransport& ScriptedTransport::act_then_lose_answer() {
  return add([](const Request& request, BodySink&) -> Answered { return answer_lost(request); }, 1);
}

ScriptedTransport& ScriptedTransport::garbage() {
  return add([](const Request& request, BodySink&) -> Answered { return not_http(request); }, 1);
}

ScriptedTransport& ScriptedTransport::fail(base::Error error) {
  return add([error = std::move(error)](const Request&, BodySink&) -> Answered { return error; }, 0);
}

ScriptedTransport& ScriptedTransport::run(Step step) {
  return add(std::move(step), 1);
}

Answered ScriptedTransport::send(const Request& request, BodySink& sink) {
  TRY(admit(request));
  requests_.push_back(request);
  if (steps_.empty()) {
    ADD_FAILURE() << "no step is left in the script for " << request.url;
    return base::Error{base::ErrorKind::invalid, "script_ended", "the script has no further step", {}};
  }
  const Scene scene = std::move(steps_.front());
  steps_.pop_front();
  acted_ += scene.acts;
  return scene.step(request, sink);
}

}  // namespace ordersync::testing
