// Through the hook and the decoder; see reader.h.
#include "source/reader.h"

#include <algorithm>
#include <utility>

#include "source/redact.h"

namespace ordersync::source {

namespace {

Decoded without_id(const DecodeRules& rules, std::string_view bytes) {
  Decoded decoded;
  decoded.content = base::digest_of(bytes);
  decoded.key = {rules.source, key_of_bytes(decoded.content), order::Kind::sale, {}};
  decoded.status_class = "other";
  return decoded;
}

order::Problem two_values(const JsonTape& tape) {
  const std::string path = tape.path_of(tape.nodes()[tape.duplicates().front()]);
  return {"duplicate_key",
          "The order has two values for " + path +
              ", and nobody can tell which one counts. Correct it in the external system",
          "duplicate_key", order::Remedy::fix};
}

}  // namespace

Reader::Reader(DecodeRules rules) : decoder_(std::move(rules)) {}

Reading Reader::read(std::string_view bytes) {
  if (decoder_.rules().hook) return read_through_hook(bytes);
  Reading reading;
  reading.orders.push_back(decoder_.decode(bytes));
  reading.redacted = std::move(reading.orders.front().redacted);
  return reading;
}

Reading Reader::read_through_hook(std::string_view bytes) {
  const DecodeRules& rules = decoder_.rules();
  Reading reading;
  const auto parse = [&](std::string_view text) {
    return tape_.parse(text, rules.max_depth) == JsonTape::Outcome::ok &&
           tape_.root().type == JsonType::object;
  };
  if (!parse(bytes)) {  // the decoder says what is wrong with it, in its own words
    reading.orders.push_back(decoder_.decode(bytes));
    reading.redacted = std::move(reading.orders.front().redacted);
    return reading;
  }
  std::string_view kept = bytes;
  if (holds_card_data(tape_)) {
    reading.redacted = redact_json(bytes, RedactScope::order);
    kept = *reading.redacted;
  }
  if (reading.redacted && !parse(kept)) {
    reading.orders.push_back(decoder_.decode(kept));
    return reading;
  }
  if (!tape_.duplicates().empty()) {
    reading.orders.push_back(without_id(rules, kept));
    reading.orders.front().problem = two_values(tape_);
    return reading;
  }
  Reshaped reshaped = rules.hook->reshape(tape_);
  reading.printed = std::move(reshaped.printed);
  if (reshaped.problem || reshaped.skip || reshaped.orders.empty()) {
    Decoded decoded = without_id(rules, kept);
    decoded.problem = std::move(reshaped.problem);
    if (!decoded.problem) {
      decoded.verdict = Verdict::skip;
      decoded.skip_reason = reshaped.skip.value_or(
          order::Notice{"hook_skipped", "The sync's hook makes no order of this and says no reason"});
    }
    reading.orders.push_back(std::move(decoded));
    return reading;
  }
  for (auto& order : reshaped.orders) {
    reading.orders.push_back(decoded_as(order, kept));
    reading.reshaped.push_back(std::move(order.json));
  }
  return reading;
}

Decoded Reader::decoded_as(const Reshaped::Order& order, std::string_view payload) {
  Decoded decoded = decoder_.decode(order.json);
  if (!decoded.has_id) {  // known by what came, not by what today's hook made of it
    Decoded kept = without_id(decoder_.rules(), payload);
    decoded.key = std::move(kept.key);
    decoded.content = kept.content;
  }
  decoded.redacted.reset();  // of the payload nothing but what came is kept
  if (order.refused && decoded.verdict != Verdict::skip) {
    decoded.verdict = Verdict::refuse;
    if (!decoded.problem) decoded.problem = order.refused;
  }
  return decoded;
}

Decoded unread(const DecodeRules& rules, const Element& element) {
  Decoded decoded;
  decoded.key = {rules.source, key_of_bytes(element.digest), order::Kind::sale, {}};
  decoded.content = element.digest;
  decoded.problem = element.refused;
  return decoded;
}

DecodeRules as_sales(DecodeRules rules) {
  rules.sale_statuses.insert(rules.sale_statuses.end(), rules.refund_statuses.begin(),
                             rules.refund_statuses.end());
  rules.refund_statuses.clear();
  return rules;
}

Decoded* find_order(std::vector<Decoded>& orders, const order::OrderKey& key) {
  for (Decoded& order : orders) {
    if (order.key == key) return &order;
  }
  if (!key.refund_id.starts_with('~')) return nullptr;
  const bool reversal = key.refund_id == "~reversal";
  Decoded* found = nullptr;
  for (Decoded& order : orders) {
    if (order.key.external_id != key.external_id || !order.key.refund_id.empty()) continue;
    if ((order.key.kind == order::Kind::sale) != reversal) continue;
    // The journal names a further refund by the digest of its content.
    const bool named = key.refund_id.substr(1) == order.content.to_hex().substr(0, 8);
    if (found == nullptr || named) found = &order;
  }
  return found;
}

}  // namespace ordersync::source
