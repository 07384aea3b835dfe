// Reading booked orders twice, by the settings that were and by those that are to be; see kept_keys.h.
#include "app/kept_keys.h"

#include <optional>
#include <string>

#include "source/reader.h"

namespace ordersync::app {

namespace {

using base::Result;

constexpr int kLookedAt = 1000;  // of sales, and of refunds

// What would be booked beside the order that is booked under `key`; nothing where that is what it is.
std::optional<order::OrderKey> another_than(const order::OrderKey& key, source::Reader& reader,
                                            std::string_view payload) {
  source::Reading reading = reader.read(payload);
  if (source::find_order(reading.orders, key) != nullptr) return std::nullopt;
  for (const source::Decoded& order : reading.orders) {
    if (order.has_id && order.verdict != source::Verdict::skip) return order.key;
  }
  return std::nullopt;
}

base::Error renamed(const order::OrderKey& key, const order::OrderKey& other) {
  return {
      base::ErrorKind::conflict,
      "orders_renamed",
      "Order " + order::to_string(key) + " is booked, and with this change it would be read as order " +
          order::to_string(other) +
          " and booked a second time. Leave what decides of the number, or of whether it is a refund, as it "
          "is; or add another sync with a source of its own that begins now (--source, --from)",
      {}};
}

Result<void> keys_stay(Worker& worker, const sync::SyncSettings* before, const sync::SyncSettings& after,
                       order::Kind kind) {
  std::optional<source::Reader> was;
  if (before != nullptr) was.emplace(before->decode);
  source::Reader is(after.decode);
  TRY_ASSIGN(const auto decided, worker.journal->decided(after.source, kind, kLookedAt));
  for (const auto& [row, key] : decided) {
    TRY_ASSIGN(const std::string payload, worker.journal->payload(row));
    if (payload.empty() || source::has_no_id(key)) continue;
    const auto other = another_than(key, is, payload);
    if (!other || (was && another_than(key, *was, payload))) continue;
    TRY_ASSIGN(const auto known, worker.journal->find(*other));
    if (!known) return renamed(key, *other);
  }
  return {};
}

}  // namespace

Result<void> keys_stay(Worker& worker, const sync::SyncSettings* before, const sync::SyncSettings& after) {
  TRY(keys_stay(worker, before, after, order::Kind::sale));
  return keys_stay(worker, before, after, order::Kind::refund);
}

}  // namespace ordersync::app
