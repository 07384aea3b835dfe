// From decoded orders to durable rows and work; see reception.h.
#include "sync/reception.h"

#include <utility>

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

}  // namespace

std::optional<base::Digest> KeptContent::content_of(const order::OrderKey& key, std::string_view payload) {
  source::Reading reading = reader_.read(payload);
  const source::Decoded* const order = source::find_order(reading.orders, key);
  if (order == nullptr || !order->order) return std::nullopt;
  return order->content;
}

journal::Incoming incoming_of(const source::Decoded& decoded, std::string_view payload,
                              journal::ContentReader* reader) {
  journal::Incoming incoming;
  incoming.key = decoded.key;
  incoming.content = content_of(decoded.verdict);
  incoming.digest = decoded.content;
  incoming.payload = payload;
  incoming.problem = decoded.problem;
  incoming.reason = decoded.skip_reason;
  incoming.reader = reader;
  if (decoded.order) {
    incoming.date = decoded.order->date;
    incoming.total = decoded.order->grand_total;
  }
  return incoming;
}

Reception::Reception(Ports& ports, const SyncSettings& settings, RunContext& context, Booker& booker)
    : ports_(ports), context_(context), booker_(booker), reader_(settings.decode), kept_(reader_) {}

base::Result<void> Reception::take(Batch batch) {
  context_.pages = batch.page;
  if (batch.entries.empty()) return {};
  context_.troubles.elements += static_cast<std::int64_t>(batch.entries.size());
  std::vector<journal::Incoming> arriving;
  arriving.reserve(batch.entries.size());
  const bool at_once = booker_.posts_at_once(batch.entries.size());
  for (const auto& entry : batch.entries) {
    journal::Incoming& next =
        arriving.emplace_back(incoming_of(entry.decoded, batch.payload(entry), &kept_));
    if (!at_once || !entry.foreseen || !booker_.holds(*entry.foreseen)) continue;
    next.document = entry.foreseen->encoded;
    next.warnings = &entry.foreseen->matched.warnings;
  }
  TRY_ASSIGN(const auto arrived, booker_.receive(arriving));
  CHECK(arrived.size() == batch.entries.size());

  std::vector<Work> work;
  work.reserve(batch.entries.size());
  for (std::size_t i = 0; i < arrived.size(); ++i) TRY(sort(batch.entries[i], arrived[i], work));
  return booker_.book(std::move(work));
}

// Counts what needs no work, and collects what does.
base::Result<void> Reception::sort(Batch::Entry& entry, const journal::Arrived& arrived,
                                   std::vector<Work>& work) {
  source::Decoded& decoded = entry.decoded;
  switch (arrived.tally) {
    case Tally::none:
      break;
    case Tally::failed:
      return count_failure(decoded, arrived);
    case Tally::booked:
    case Tally::already_synced:
    case Tally::skipped:
    case Tally::waiting:
      if (counted_.insert(decoded.key)) context_.tally.count(Tally::none, arrived.tally);
      return {};
  }
  const bool ours = arrived.arrival == Arrival::fresh || arrived.arrival == Arrival::replaced;
  if (!ours || !decoded.order || decoded.verdict != Verdict::book) return {};
  Work next;
  next.row = arrived.row;
  next.key = std::move(decoded.key);
  next.order = std::move(decoded.order);
  next.foreseen = std::move(entry.foreseen);
  next.received_at = ports_.clock.now();
  next.counted = arrived.counted;
  next.intended = arrived.intended;
  work.push_back(std::move(next));
  return {};
}

// Changed or cancelled after booking (each order for itself), or not decodable (grouped by cause).
base::Result<void> Reception::count_failure(const source::Decoded& decoded, const journal::Arrived& arrived) {
  if (arrived.notice) {
    order::Notice notice = *arrived.notice;
    if (arrived.arrival == Arrival::changed_after_booking) {
      TRY_ASSIGN(notice, explain_change(decoded, arrived));
    }
    context_.tally.count(arrived.counted, Tally::failed, &notice,
                         notice.code + " " + decoded.key.external_id);
    return {};
  }
  const order::Notice notice{decoded.problem->code, decoded.problem->message};
  context_.tally.count(arrived.counted, Tally::failed, &notice, decoded.problem->cause);
  return {};
}

// Says what is different, field by field, and keeps that with the order.
base::Result<order::Notice> Reception::explain_change(const source::Decoded& decoded,
                                                      const journal::Arrived& arrived) {
  constexpr std::size_t kShown = 10;
  order::Notice notice = *arrived.notice;
  TRY_ASSIGN(const std::string payload, ports_.journal.payload(arrived.row));
  source::Reading reading = reader_.read(payload);
  const source::Decoded* const booked = source::find_order(reading.orders, decoded.key);
  if (booked == nullptr || !booked->order || !decoded.order) return notice;
  const auto differences = order::differences(*booked->order, *decoded.order);
  for (std::size_t i = 0; i < differences.size() && i < kShown; ++i) {
    const auto& difference = differences[i];
    notice.message +=
        (i == 0 ? ": " : "; ") + difference.field + " " + difference.before + " → " + difference.after;
  }
  if (differences.size() > kShown)
    notice.message += "; and " + std::to_string(differences.size() - kShown) + " more";
  TRY(ports_.journal.attend(arrived.row, notice));
  return notice;
}

}  // namespace ordersync::sync
