// How fast an answer is cut into orders and how fast an order is decoded, beside two floors of simdjson
// alone: one that visits every value of the order and keeps nothing, one that keeps what the order is made
// of, as numbers of floating point and texts. One thread, no network, no store.
#include <benchmark/benchmark.h>
#include <simdjson.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

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

// What a program keeps that trusts what it is sent and counts in floating point: the fields of the order
// above, each looked for by its name.
struct PlainLine {
  std::string item_id, name;
  double price = 0, quantity = 0, discount = 0;
  std::vector<PlainLine> components;
};
struct PlainPayment {
  double amount = 0;
  std::string card_number, card_type, mode, reference;
};
struct PlainOrder {
  std::string id, date, status, customer_id, customer_name;
  double discount = 0, paid = 0, total = 0, balance = 0, grand_total = 0, tax = 0, tax_percent = 0;
  std::vector<PlainLine> lines;
  std::vector<PlainPayment> payments;
};

// Which of them a member of that name goes into: a text or a number.
template <class T>
struct Kept {
  std::string_view name;
  std::string T::*text = nullptr;
  double T::*number = nullptr;
};
constexpr Kept<PlainLine> kLine[] = {{"ItemID", &PlainLine::item_id},
                                     {"ItemName", &PlainLine::name},
                                     {"Price", {}, &PlainLine::price},
                                     {"Quantity", {}, &PlainLine::quantity},
                                     {"DiscountAmount", {}, &PlainLine::discount}};
constexpr Kept<PlainPayment> kPayment[] = {{"AmountPaid", {}, &PlainPayment::amount},
                                           {"CardNumber", &PlainPayment::card_number},
                                           {"CardType", &PlainPayment::card_type},
                                           {"PaymentMode", &PlainPayment::mode},
                                           {"ReferenceID", &PlainPayment::reference}};
constexpr Kept<PlainOrder> kOrder[] = {{"OrderID", &PlainOrder::id},
                                       {"OrderDate", &PlainOrder::date},
                                       {"OrderStatus", &PlainOrder::status},
                                       {"CustomerID", &PlainOrder::customer_id},
                                       {"CustomerName", &PlainOrder::customer_name},
                                       {"AmountDiscount", {}, &PlainOrder::discount},
                                       {"AmountPaid", {}, &PlainOrder::paid},
                                       {"AmountTotal", {}, &PlainOrder::total},
                                       {"BalanceAmount", {}, &PlainOrder::balance},
                                       {"GrandTotal", {}, &PlainOrder::grand_total},
                                       {"Tax", {}, &PlainOrder::tax},
                                       {"TaxPercent", {}, &PlainOrder::tax_percent}};

double plain_number(simdjson::ondemand::value value) {
  return value.type() == simdjson::ondemand::json_type::string ? value.get_double_in_string().value()
                                                               : value.get_double().value();
}

std::string plain_text(simdjson::ondemand::value value) {
  if (value.type() == simdjson::ondemand::json_type::string) return std::string(value.get_string().value());
  return std::string(value.raw_json_token());
}

// `list` is given what is kept nowhere.
template <class T, std::size_t N, class List>
T plain(simdjson::ondemand::object object, const Kept<T> (&kept)[N], List list) {
  T out;
  for (auto field : object) {
    const std::string_view key = field.unescaped_key().value();
    const auto place =
        std::find_if(std::begin(kept), std::end(kept), [key](const Kept<T>& one) { return one.name == key; });
    if (place == std::end(kept)) {
      list(out, key, field.value().value());
    } else if (place->text != nullptr) {
      out.*place->text = plain_text(field.value().value());
    } else {
      out.*place->number = plain_number(field.value().value());
    }
  }
  return out;
}

constexpr auto kNoLists = [](auto&, std::string_view, simdjson::ondemand::value) {};

PlainOrder plain_order(simdjson::ondemand::object object) {
  return plain(object, kOrder, [](PlainOrder& order, std::string_view key, simdjson::ondemand::value value) {
    if (key == "CheckoutDetails") {
      for (auto item : value.get_array().value())
        order.payments.push_back(plain(item.get_object().value(), kPayment, kNoLists));
    } else if (key == "OrderItems") {
      for (auto item : value.get_array().value()) {
        order.lines.push_back(
            plain(item.get_object().value(), kLine,
                  [](PlainLine& line, std::string_view name, simdjson::ondemand::value inner) {
                    if (name != "OrderDetailPackages") return;
                    for (auto part : inner.get_array().value())
                      line.components.push_back(plain(part.get_object().value(), kLine, kNoLists));
                  }));
      }
    }
  });
}

void reading_with_simdjson_alone(benchmark::State& state) {
  simdjson::ondemand::parser parser;
  const std::string text = order(7);
  const simdjson::padded_string padded(text);
  for (auto unused : state) {
    simdjson::ondemand::document document = parser.iterate(padded).value();
    const PlainOrder plain = plain_order(document.get_object().value());
    if (plain.lines.size() != 2 || plain.grand_total != 92) state.SkipWithError("misread");
    benchmark::DoNotOptimize(plain);
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(reading_with_simdjson_alone);

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
