// From elements to durable rows to work; see inbox.h.
#include "sync/inbox.h"

#include <utility>

#include "source/json_fault.h"

namespace ordersync::sync {

using journal::Arrival;
using journal::Content;
using journal::Tally;
using source::Verdict;

namespace {

Content content_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::book:
      return Content::bookable;
    case Verdict::skip:
      return Content::other;
    case Verdict::refuse:
      break;
  }
  return Content::refused;
}

// An element that the scanner refused is kept by its bytes' digest, like one without an id.
source::Decoded refused(const source::Element& element, const std::string& source_code) {
  source::Decoded decoded;
  decoded.verdict = Verdict::refuse;
  decoded.key = {source_code, "digest:" + element.digest.to_hex(), order::Kind::sale, {}};
  decoded.content = element.digest;
  decoded.problem = element.refused;
  return decoded;
}

}  // namespace

Inbox::Inbox(Ports& ports, const SyncSettings& settings, RunContext& context, Booker& booker,
             std::function<base::Result<void>()> pulse)
    : ports_(ports),
      settings_(settings),
      context_(context),
      booker_(booker),
      pulse_(std::move(pulse)),
      decoder_(settings.decode) {
  batch_.reserve(kBatchOrders);
}

base::Result<void> Inbox::element(const source::Element& element) {
  ++context_.troubles.elements;
  if (element.refused) {
    add(refused(element, settings_.decode.source), element.bytes);
  } else {
    source::Decoded decoded = decoder_.decode(element.bytes);
    // A document with a broken order in it is no JSON document: the fetch fails, what came before it stays.
    if (decoded.problem && decoded.problem->code == "bad_order_json")
      return source::invalid_json_inside(element);
    const std::optional<std::string> redacted = std::move(decoded.redacted);
    add(std::move(decoded), redacted ? std::string_view(*redacted) : element.bytes);
  }
  if (batch_.size() < kBatchOrders && bytes_.size() < kBatchBytes) return {};
  auto flushed = flush();
  ended_fetch_ = !flushed.ok();
  return flushed;
}

base::Result<void> Inbox::page_done(int page) {
  context_.pages = page;
  auto pulsed = pulse_();
  ended_fetch_ = !pulsed.ok();
  return pulsed;
}

void Inbox::add(source::Decoded decoded, std::string_view payload) {
  batch_.push_back({std::move(decoded), bytes_.size(), payload.size()});
  bytes_.append(payload);
}

base::Result<void> Inbox::flush() {
  if (batch_.empty()) return {};
  std::vector<journal::Incoming> batch;
  batch.reserve(batch_.size());
  for (const Entry& entry : batch_) batch.push_back(incoming(entry));
  TRY_ASSIGN(const auto arrived, ports_.journal.receive(context_.lease, settings_.id, context_.run, batch));
  CHECK(arrived.size() == batch_.size());

  std::vector<Work> work;
  for (std::size_t i = 0; i < batch_.size(); ++i) take(batch_[i], arrived[i], work);
  batch_.clear();
  bytes_.clear();
  TRY(booker_.book(std::move(work)));
  return pulse_();
}

journal::Incoming Inbox::incoming(const Entry& entry) const {
  const source::Decoded& decoded = entry.decoded;
  journal::Incoming incoming;
  incoming.key = decoded.key;
  incoming.content = content_of(decoded.verdict);
  incoming.digest = decoded.content;
  incoming.payload = std::string_view(bytes_).substr(entry.begin, entry.size);
  incoming.problem = decoded.problem;
  incoming.reason = decoded.skip_reason;
  if (decoded.order) {
    incoming.date = decoded.order->date;
    incoming.total = decoded.order->grand_total;
  }
  return incoming;
}

// Counts what needs no work, and collects what does.
void Inbox::take(Entry& entry, const journal::Arrived& arrived, std::vector<Work>& work) {
  source::Decoded& decoded = entry.decoded;
  switch (arrived.tally) {
    case Tally::none:
      break;
    case Tally::failed: {
      const bool by_notice = arrived.notice.has_value();
      if (by_notice) {
        context_.tally.count(Tally::none, Tally::failed, &*arrived.notice,
                             arrived.notice->code + decoded.key.external_id);
      } else {
        const order::Notice notice{decoded.problem->code, decoded.problem->message};
        context_.tally.count(arrived.counted, Tally::failed, &notice, decoded.problem->cause);
      }
      return;
    }
    case Tally::booked:
    case Tally::already_synced:
    case Tally::skipped:
    case Tally::waiting:
      if (counted_.insert(decoded.key)) context_.tally.count(Tally::none, arrived.tally);
      return;
  }
  const bool ours = arrived.arrival == Arrival::fresh || arrived.arrival == Arrival::replaced;
  if (!ours || !decoded.order || decoded.verdict != Verdict::book) return;
  Work next;
  next.row = arrived.row;
  next.key = decoded.key;
  next.order = std::move(decoded.order);
  next.received_at = ports_.clock.now();
  next.counted = arrived.counted;
  work.push_back(std::move(next));
}

}  // namespace ordersync::sync
