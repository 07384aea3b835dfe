// Framing any bytes, cut anywhere, gives the same elements, captures and error as in one piece; elements are
// pieces of the answer in order, and what is handed over whole lies within the limits.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "source/framing.h"

namespace {

using namespace ordersync;

struct Outcome {
  std::vector<std::string> elements;
  std::vector<std::int64_t> offsets;
  std::vector<std::int64_t> lines;
  std::vector<base::Digest> digests;
  std::string capture;
  std::string error;
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

class Collector final : public source::ElementSink {
 public:
  Collector(Outcome& outcome, std::string_view answer, const source::FramingRules& rules)
      : outcome_(outcome), answer_(answer), rules_(rules) {}

  base::Result<void> element(const source::Element& element) override {
    const auto offset = static_cast<std::size_t>(element.offset);
    CHECK(offset >= end_ && offset < answer_.size());
    if (!element.refused) {
      CHECK(static_cast<std::int64_t>(element.bytes.size()) <= rules_.max_order_bytes);
      CHECK(answer_.substr(offset, element.bytes.size()) == element.bytes);
      end_ = offset + element.bytes.size();
    }
    outcome_.elements.push_back((element.refused ? element.refused->code : std::string()) + ':' +
                                std::string(element.bytes));
    outcome_.offsets.push_back(element.offset);
    outcome_.lines.push_back(element.line);
    outcome_.digests.push_back(element.digest);
    return {};
  }
  base::Result<void> page_done(int) override { return {}; }

 private:
  Outcome& outcome_;
  std::string_view answer_;
  const source::FramingRules& rules_;
  std::size_t end_ = 0;
};

Outcome frame(std::string_view answer, const source::FramingRules& rules,
              const std::vector<std::size_t>& sizes) {
  Outcome outcome;
  Collector collector(outcome, answer, rules);
  source::Framer framer(rules);
  base::Result<void> result;
  std::size_t at = 0;
  for (std::size_t i = 0; at < answer.size() && result.ok(); ++i) {
    const std::string_view piece = answer.substr(at, sizes[i % sizes.size()]);
    const std::vector<char> copy(piece.begin(), piece.end());  // so that a read past it is seen
    result = framer.feed({copy.data(), copy.size()}, collector);
    at += piece.size();
  }
  if (result.ok()) result = framer.finish(collector);
  if (!result.ok()) outcome.error = result.error().code + ' ' + result.error().message;
  outcome.capture = framer.capture(0);
  return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 4) return 0;
  source::FramingRules rules;
  rules.captures = {"/next"};
  if ((data[0] & 1) != 0) rules.orders_at = "/data/1";
  rules.max_order_bytes = data[1];
  rules.max_depth = 1 + data[2] % 8;
  const std::vector<std::size_t> sizes{1U + data[0] % 7, 1U + data[3] % 100, 1U + data[2]};
  const std::string_view answer(reinterpret_cast<const char*>(data) + 4, size - 4);
  const Outcome whole = frame(answer, rules, {size});
  CHECK(frame(answer, rules, sizes) == whole);
  CHECK(frame(answer, rules, {1}) == whole);
  return 0;
}
