// From elements to batches of decoded orders; see inbox.h.
#include "sync/inbox.h"

#include <utility>

#include "source/json_fault.h"

namespace ordersync::sync {

bool is_broken_json(const source::Reading& reading) {
  const source::Decoded& first = reading.orders.front();
  return reading.orders.size() == 1 && first.problem && first.problem->code == "bad_order_json" &&
         !first.has_id;
}

Inbox::Inbox(const source::DecodeRules& rules, OnBatch on_batch)
    : on_batch_(std::move(on_batch)), reader_(rules) {}

base::Result<void> Inbox::element(const source::Element& element) {
  if (element.refused) {
    std::vector<source::Decoded> orders;
    orders.push_back(source::unread(reader_.rules(), element));
    add(std::move(orders), element.bytes);
  } else {
    source::Reading reading = reader_.read(element.bytes);
    // A document with a broken order in it is no JSON document: the fetch fails, what came before it stays.
    if (is_broken_json(reading)) return source::invalid_json_inside(element);
    add(std::move(reading.orders), reading.redacted ? std::string_view(*reading.redacted) : element.bytes);
  }
  if (batch_.entries.size() < kBatchOrders && batch_.bytes.size() < kBatchBytes) return {};
  auto flushed = flush();
  ended_fetch_ = !flushed.ok();
  return flushed;
}

base::Result<void> Inbox::page_done(int page) {
  batch_.page = page;
  return {};
}

void Inbox::add(std::vector<source::Decoded> orders, std::string_view payload) {
  if (batch_.entries.empty()) batch_.entries.reserve(kBatchOrders);
  for (source::Decoded& order : orders) {
    batch_.entries.push_back({std::move(order), batch_.bytes.size(), payload.size()});
  }
  batch_.bytes.append(payload);
}

base::Result<void> Inbox::flush() {
  Batch next;
  next.page = batch_.page;
  next.bytes.reserve(batch_.bytes.size());
  return on_batch_(std::exchange(batch_, std::move(next)));
}

}  // namespace ordersync::sync
