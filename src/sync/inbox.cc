// From elements to batches of decoded orders; see inbox.h.
#include "sync/inbox.h"

#include <utility>

#include "source/json_fault.h"

namespace ordersync::sync {

namespace {

bool is_broken_json(const source::Reading& reading) {
  const source::Decoded& first = reading.orders.front();
  return reading.orders.size() == 1 && first.problem && first.problem->code == "bad_order_json" &&
         !first.has_id;
}

void add(std::vector<source::Decoded> orders, std::string_view payload, Batch& batch) {
  for (source::Decoded& order : orders) {
    batch.entries.push_back({std::move(order), batch.bytes.size(), payload.size()});
  }
  batch.bytes.append(payload);
}

}  // namespace

base::Result<void> read_into(source::Reader& reader, const source::Element& element, Batch& batch) {
  if (element.refused) {
    std::vector<source::Decoded> orders;
    orders.push_back(source::unread(reader.rules(), element));
    add(std::move(orders), element.bytes, batch);
    return {};
  }
  source::Reading reading = reader.read(element.bytes);
  // A document with a broken order in it is no JSON document: it fails, what came before stays.
  if (is_broken_json(reading)) return source::invalid_json_inside(element);
  add(std::move(reading.orders), reading.redacted ? std::string_view(*reading.redacted) : element.bytes,
      batch);
  return {};
}

Inbox::Inbox(const source::DecodeRules& rules, OnBatch on_batch)
    : on_batch_(std::move(on_batch)), reader_(rules) {}

base::Result<void> Inbox::element(const source::Element& element) {
  if (batch_.entries.empty()) batch_.entries.reserve(kBatchOrders);
  TRY(read_into(reader_, element, batch_));
  if (batch_.entries.size() < kBatchOrders && batch_.bytes.size() < kBatchBytes) return {};
  auto flushed = flush();
  ended_fetch_ = !flushed.ok();
  return flushed;
}

base::Result<void> Inbox::page_done(int page) {
  batch_.page = page;
  return {};
}

base::Result<void> Inbox::flush() {
  Batch next;
  next.page = batch_.page;
  next.bytes.reserve(batch_.bytes.size());
  return on_batch_(std::exchange(batch_, std::move(next)));
}

}  // namespace ordersync::sync
