// How fast an answer is cut into orders and how fast an order is decoded, beside the floor: simdjson alone,
// that visits every value of the order and takes its text. One thread, no network, no store.
#include <benchmark/benchmark.h>
#include <simdjson.h>

#include <string>
#include <string_view>

#include "source/decode.h"
#include "source/framing.h"

namespace ordersync::source {
namespace {

// An order of two lines and one payment, about as large as real ones.
std::string order(int number) {
  const std::string id = std::to_string(100'000 + number);
  return R"({"OrderID":)" + id +
         R"(,"OrderDate":"2025-08-10T17:16:43Z","LocationID":404,"CustomerID":0,"CustomerName":"",)" +
         R"("AmountDiscount":0.0,"AmountPaid":"92.0","AmountTotal":80.0,"BalanceAmount":0.0,"GrandTotal":92.0,"Tax":12.0,)" +
         R"("TaxPercent":15.0,"OrderStatus":103,"PaymentMode":1,"CheckoutDetails":[{"AmountPaid":92.0,"CardNumber":"",)" +
         R"("CardType":"Cash","PaymentMode":1,"ReferenceID":"TX-)" + id +
         R"("}],"OrderItems":[{"ItemID":175741,"ItemName":)" +
         R"("Burger زيت","Price":30.0,"Quantity":2.0,"DiscountAmount":0.0,"Status":201,"OrderDetailPackages":[{"ItemID":9,)" +
         R"("ItemName":"Bun","Price":0,"Quantity":1}]},{"ItemID":0,"ItemName":"Fries \"large\"","Price":20.0,"Quantity":1.0,)" +
         R"("DiscountAmount":0.0,"Status":201,"OrderDetailPackages":[]}]})";
}

std::string answer(int orders) {
  std::string out = R"({"total":)" + std::to_string(orders) + R"(,"orders":[)";
  for (int i = 0; i < orders; ++i) out.append(i == 0 ? "" : ",").append(order(i));
  return out + "]}";
}

class Counter final : public ElementSink {
 public:
  base::Result<void> element(const Element& element) override {
    bytes += static_cast<std::int64_t>(element.bytes.size());
    return {};
  }
  base::Result<void> page_done(int) override { return {}; }
  std::int64_t bytes = 0;
};

void framing(benchmark::State& state) {
  const std::string text = answer(20'000);
  const auto piece = static_cast<std::size_t>(state.range(0));
  for (auto unused : state) {
    Framer framer({});
    Counter counter;
    for (std::size_t at = 0; at < text.size(); at += piece) {
      if (!framer.feed(std::string_view(text).substr(at, piece), counter).ok())
        state.SkipWithError("feed failed");
    }
    if (!framer.finish(counter).ok()) state.SkipWithError("finish failed");
    benchmark::DoNotOptimize(counter.bytes);
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
  state.SetItemsProcessed(state.iterations() * 20'000);
}
BENCHMARK(framing)->Arg(16 << 10)->Arg(1 << 20)->Unit(benchmark::kMillisecond);

// Bytes of all values and names, texts without their escapes, numbers as they stand.
template <class Json>
std::size_t visit(Json value) {
  std::size_t bytes = 0;
  switch (value.type()) {
    case simdjson::ondemand::json_type::object:
      for (auto field : value.get_object()) {
        bytes += field.unescaped_key().value().size();
        bytes += visit(field.value().value());
      }
      return bytes;
    case simdjson::ondemand::json_type::array:
      for (auto item : value.get_array()) bytes += visit(item.value());
      return bytes;
    case simdjson::ondemand::json_type::string:
      return value.get_string().value().size();
    default:
      return value.raw_json_token().size();
  }
}

void visiting_with_simdjson_alone(benchmark::State& state) {
  simdjson::ondemand::parser parser;
  const std::string text = order(7);
  const simdjson::padded_string padded(text);
  for (auto unused : state) {
    simdjson::ondemand::document document = parser.iterate(padded).value();
    benchmark::DoNotOptimize(visit(document.get_value().value()));
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(visiting_with_simdjson_alone);

void decoding(benchmark::State& state) {
  DecodeRules rules;
  rules.source = "main-store";
  Decoder decoder(rules);
  const std::string text = order(7);
  for (auto unused : state) {
    const Decoded decoded = decoder.decode(text);
    if (decoded.verdict != Verdict::book) state.SkipWithError("not booked");
    benchmark::DoNotOptimize(decoded.content);
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(decoding);

void decoding_with_a_card_to_mask(benchmark::State& state) {
  DecodeRules rules;
  rules.source = "main-store";
  Decoder decoder(rules);
  std::string text = order(7);
  text.replace(text.find(R"("CardNumber":"")"), 15, R"("CardNumber":"4111111111111111")");
  for (auto unused : state) {
    const Decoded decoded = decoder.decode(text);
    if (!decoded.redacted) state.SkipWithError("not redacted");
    benchmark::DoNotOptimize(decoded.content);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(decoding_with_a_card_to_mask);

}  // namespace
}  // namespace ordersync::source
