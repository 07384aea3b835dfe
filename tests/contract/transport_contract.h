// The contract of http::Transport, for every implementation: what a caller may rely on whatever happens on
// the way. A rig arranges what the far side does with the next request.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string>

#include "http/transport.h"

namespace ordersync::testing {

class TransportRig {
 public:
  virtual ~TransportRig() = default;
  virtual http::Transport& transport() = 0;
  // A request that reaches the far side.
  virtual http::Request request() = 0;
  virtual int requests_seen() = 0;

  virtual void answer(int status, std::string body, std::vector<http::Header> headers) = 0;
  virtual void cut_body(std::string body, std::size_t after) = 0;
  virtual void act_then_lose_answer() = 0;
  virtual void garbage() = 0;
  virtual void refuse() = 0;
};

// Collects what a transport hands over, and fails where it is told to.
class CollectingSink final : public http::BodySink {
 public:
  base::Result<void> head(const http::ResponseHead& head) override;
  base::Result<void> chunk(std::string_view bytes) override;

  http::ResponseHead answer;
  int heads = 0;
  std::string body;
  bool body_before_head = false;
  std::optional<base::Error> fail_head;
  std::optional<base::Error> fail_chunk;
};

struct TransportKind {
  std::string name;
  std::function<std::unique_ptr<TransportRig>()> make;
  friend void PrintTo(const TransportKind& kind, std::ostream* out) { *out << kind.name; }
};

class TransportContract : public ::testing::TestWithParam<TransportKind> {
 protected:
  TransportContract() : rig_(GetParam().make()) {}
  std::unique_ptr<TransportRig> rig_;
  CollectingSink sink_;
};

}  // namespace ordersync::testing
