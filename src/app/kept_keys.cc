// Reading booked orders twice, by the settings that were and by those that are to be; see kept_keys.h.
#include "app/kept_keys.h"

#include <string>
#include <utility>

#include "source/reader.h"

namespace ordersync::app {

namespace {

using base::Result;

constexpr int kLookedAt = 1000;

source::Reader reader_of(const sync::SyncSettings& settings) {
  source::DecodeRules rules = settings.decode;
  rules.source = settings.source;
  return source::Reader(std::move(rules));
}

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
  return {base::ErrorKind::conflict,
          "orders_renamed",
          "Order " + order::to_string(key) + " is booked, and with this change it would be read as order " +
              order::to_string(other) +
              " and booked a second time. Leave its OrderID and its refunds' ids as they are, or add another "
              "sync that begins now (--from)",
          {}};
}

}  // namespace

Result<void> keys_stay(Worker& worker, const sync::SyncSettings& before, const sync::SyncSettings& after) {
  source::Reader was = reader_of(before);
  source::Reader is = reader_of(after);
  journal::OrderFilter filter;
  filter.state = "booked";
  filter.sync = before.id;
  for (int looked_at = 0; looked_at < kLookedAt;) {
    TRY_ASSIGN(const auto page, worker.journal->list(filter));
    for (const journal::OrderView& order : page.items) {
      TRY_ASSIGN(const std::string payload, worker.journal->payload(order.row));
      if (payload.empty()) continue;
      const auto other = another_than(order.key, is, payload);
      if (!other || another_than(order.key, was, payload)) continue;
      TRY_ASSIGN(const auto known, worker.journal->find(*other));
      if (!known) return renamed(order.key, *other);
    }
    if (page.next.empty()) return {};
    looked_at += static_cast<int>(page.items.size());
    filter.cursor = page.next;
  }
  return {};
}

}  // namespace ordersync::app
