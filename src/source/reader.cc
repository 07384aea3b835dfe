// Through the hook and the decoder; see reader.h.
#include "source/reader.h"

#include <algorithm>
#include <utility>

#include "source/redact.h"

namespace ordersync::source {

namespace {

Decoded without_id(const DecodeRules& rules, const base::Digest& bytes) {
  Decoded decoded;
  decoded.content = bytes;
  decoded.key = {rules.source, key_of_bytes(bytes), order::Kind::sale, {}};
  decoded.status_class = "other";
  return decoded;
}

// Each order is kept with all that came, so that it can be read again by itself.
constexpr std::size_t kMostKept = 32 << 20;

order::Problem too_much_to_keep(const Reshaped& reshaped, std::string_view payload) {
  return {"hook_failed",
          "The hook makes " + std::to_string(reshaped.orders.size()) + " orders of one element of " +
              std::to_string(payload.size() >> 10) + " KiB, and each is kept with all of it: more than " +
              std::to_string(kMostKept >> 20) + " MiB. Let the external system send less at once",
          "hook_failed: too many orders of one large element", order::Remedy::fix};
}

}  // namespace

Reader::Reader(DecodeRules rules) : decoder_(std::move(rules)) {}

Reading Reader::read(std::string_view bytes) {
  return decoder_.rules().hook ? read_through_hook(bytes) : as_it_is(bytes);
}

Reading Reader::as_it_is(std::string_view bytes) {
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
  if (!parse(bytes)) return as_it_is(bytes);  // the decoder says what is wrong with it, in its own words
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
    reading.orders.push_back(without_id(rules, base::digest_of(kept)));
    reading.orders.front().problem = two_values(tape_);
    return reading;
  }
  Reshaped reshaped = rules.hook->reshape(tape_);
  reading.printed = std::move(reshaped.printed);
  if (reshaped.orders.size() * kept.size() > kMostKept) reshaped.problem = too_much_to_keep(reshaped, kept);
  if (reshaped.problem || reshaped.skip || reshaped.orders.empty()) {
    Decoded decoded = without_id(rules, base::digest_of(kept));
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
    Decoded kept = without_id(decoder_.rules(), base::digest_of(payload));
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
  Decoded decoded = without_id(rules, element.digest);
  decoded.problem = element.refused;
  return decoded;
}

DecodeRules as_sales(DecodeRules rules) {
  rules.sale_statuses.insert(rules.sale_statuses.end(), rules.refund_statuses.begin(),
                             rules.refund_statuses.end());
  rules.refund_statuses.clear();
  return rules;
}

namespace {

// Of ids that are masked in what is kept nobody can tell which is whose.
Decoded* only_refund_of(std::vector<Decoded>& orders, std::string_view external_id) {
  Decoded* only = nullptr;
  for (Decoded& order : orders) {
    if (order.key.kind != order::Kind::refund || order.key.external_id != external_id) continue;
    if (only != nullptr) return nullptr;
    only = &order;
  }
  return only;
}

}  // namespace

Decoded* find_order(std::vector<Decoded>& orders, const order::OrderKey& key) {
  for (Decoded& order : orders) {
    if (order.key == key) return &order;
  }
  if (is_refund_by_digest(key)) return only_refund_of(orders, key.external_id);
  if (!key.refund_id.starts_with(order::kOwnRefundId)) return nullptr;
  const bool reversal = order::is_reversal(key);
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
