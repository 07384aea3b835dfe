// Payloads back to orders; see stored_orders.h.
#include "app/stored_orders.h"

#include <utility>

#include "source/refund_signs.h"
#include "sync/engine.h"

namespace ordersync::app {

namespace {

source::DecodeRules rules_of(const sync::SyncSettings& settings, base::Currency currency) {
  source::DecodeRules rules = settings.decode;
  rules.currency = currency;
  return rules;
}

}  // namespace

StoredOrders::StoredOrders(journal::Journal& journal, const sync::SyncSettings& settings,
                           base::Currency currency)
    : journal_(journal),
      reader_(rules_of(settings, currency)),
      sale_reader_(source::as_sales(rules_of(settings, currency))) {}

base::Result<source::Decoded> StoredOrders::newest(const journal::OrderView& order) {
  if (order.state == journal::State::settled) {
    TRY_ASSIGN(const std::string changed, journal_.changed_payload(order.row));
    if (!changed.empty()) return decode(order, changed);
  }
  return received(order);
}

base::Result<source::Decoded> StoredOrders::received(const journal::OrderView& order) {
  TRY_ASSIGN(const std::string payload, journal_.payload(order.row));
  return decode(order, payload);
}

// A reversal's payload is the sale that it takes back, and its date is its own. A sale that a person had
// booked with its refund has the refund's.
source::Decoded StoredOrders::decode(const journal::OrderView& order, std::string_view payload) {
  source::Reading reading = reader_.read(payload);
  source::Decoded* found = source::find_order(reading.orders, order.key);
  const bool is_refund = reading.orders.front().key.kind == order::Kind::refund;
  if (found == nullptr && order.key.kind == order::Kind::sale && is_refund) {
    reading = sale_reader_.read(payload);
    found = source::find_order(reading.orders, order.key);
  }
  source::Decoded decoded = std::move(found == nullptr ? reading.orders.front() : *found);
  if (!decoded.order) return decoded;
  if (order::is_reversal(order.key)) {
    source::make_refund(*decoded.order);
    decoded.order->date.reset();
    decoded.verdict = source::Verdict::book;
  }
  decoded.order->key = order.key;
  return decoded;
}

}  // namespace ordersync::app
