// ScriptedTransport: an http::Transport that plays a script, one step for each request, and remembers what it
// was asked. For a source that behaves by itself see fake_source.h.
#pragma once

#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "http/transport.h"
#include "tests/support/fake_exchange.h"

namespace ordersync::testing {

class ScriptedTransport final : public http::Transport {
 public:
  using Step = std::function<base::Result<http::ResponseHead>(const http::Request&, http::BodySink&)>;

  // Each adds one step. Redirects are answers like any other: following them is the real transport's
  // business.
  ScriptedTransport& answer(int status, std::string body, std::vector<http::Header> headers = {});
  ScriptedTransport& answer(FakeAnswer answer);
  ScriptedTransport& cut_body(std::string body, std::size_t after);
  ScriptedTransport& rate_limit(std::string retry_after);  // 429
  ScriptedTransport& refuse();
  ScriptedTransport& time_out_before_sending();
  ScriptedTransport& act_then_lose_answer();
  ScriptedTransport& garbage();  // bytes that are no HTTP
  ScriptedTransport& fail(base::Error error);
  ScriptedTransport& run(Step step);

  // A request past the script's end fails the running test.
  base::Result<http::ResponseHead> send(const http::Request& request, http::BodySink& sink) override;

  const std::vector<http::Request>& requests() const { return requests_; }
  // How many requests reached the far side, which acted on them whether or not its answer came back.
  int acted() const { return acted_; }
  bool done() const { return steps_.empty(); }

 private:
  struct Scene {
    Step step;
    int acts = 0;
  };
  ScriptedTransport& add(Step step, int acts);

  std::deque<Scene> steps_;
  std::vector<http::Request> requests_;
  int acted_ = 0;
};

}  // namespace ordersync::testing
