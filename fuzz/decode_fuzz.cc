// Decoding any bytes never throws and gives a verdict that holds together; equal bytes give equal results,
// whatever the decoder read before; the redacted copy is the same order and needs no redacting.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "source/decode.h"

namespace {

using namespace ordersync;

source::DecodeRules rules_of(std::uint8_t choice) {
  source::DecodeRules rules;
  rules.source = "fuzz";
  if ((choice & 1) != 0) rules.decimal_mark = base::DecimalMark::comma;
  if ((choice & 2) != 0) rules.dates.format = "%d-%m-%Y %I:%M:%S %p";
  if ((choice & 4) != 0) rules.void_line_statuses = {"205"};
  if ((choice & 8) != 0) rules.filters = {{"/LocationID", {"404"}}};
  if ((choice & 16) != 0) rules.refund_id_pointer = "/Refund/0";
  if ((choice & 32) != 0) rules.orders_from = base::from_unix_ms(1'700'000'000'000);
  return rules;
}

void check_coherent(const source::Decoded& decoded) {
  using source::Verdict;
  CHECK((decoded.verdict == Verdict::refuse) == decoded.problem.has_value());
  CHECK((decoded.verdict == Verdict::skip) == decoded.skip_reason.has_value());
  CHECK(decoded.verdict != Verdict::book || decoded.order.has_value());
  CHECK(decoded.has_id || decoded.verdict == Verdict::refuse);
  CHECK(!decoded.key.external_id.empty());
  if (!decoded.order) return;
  CHECK(decoded.order->key == decoded.key);
  CHECK(!decoded.order->lines.empty());
  const bool refund = decoded.key.kind == order::Kind::refund;
  CHECK(!refund || !(decoded.order->grand_total > base::Money::zero(decoded.order->grand_total.currency())));
  for (const order::OrderLine& line : decoded.order->lines) CHECK(!refund || !line.price.is_negative());
  for (const order::Checkout& checkout : decoded.order->checkouts) CHECK(checkout.card_last4.size() <= 4);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  source::Decoder decoder(rules_of(data[0]));
  const source::Decoded first = decoder.decode(bytes);
  check_coherent(first);

  decoder.decode(R"({"OrderID":1,"OrderItems":[{"ItemName":"\u00e9","Price":1,"Quantity":1}]})");
  const source::Decoded again = decoder.decode(bytes);
  CHECK(again.key == first.key && again.content == first.content && again.verdict == first.verdict);
  CHECK(again.redacted == first.redacted);

  if (first.redacted) {
    CHECK(*first.redacted != bytes);
    const source::Decoded copy = decoder.decode(*first.redacted);
    CHECK(!copy.redacted);
    if (first.order) CHECK(copy.order && copy.key == first.key && copy.content == first.content);
  }
  return 0;
}
