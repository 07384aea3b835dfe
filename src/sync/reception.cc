// From decoded orders to durable rows and work; see reception.h.
#include "sync/reception.h"

#include <algorithm>
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

std::optional<KeptContent::Read> KeptContent::read(const order::OrderKey& key, std::string_view payload) {
  source::Reading reading = reader_.read(payload);
  // Of two refunds without ids in one payload nobody knows which is which.
  const auto is_it = [&](const source::Decoded& order) { return order.key == key; };
  if (std::count_if(reading.orders.begin(), reading.orders.end(), is_it) > 1) return std::nullopt;
  const source::Decoded* const order = source::find_order(reading.orders, key);
  if (order == nullptr || !order->order) return std::nullopt;
  const bool no_sale = order->skip_reason && order->status_class == "other";
  return Read{order->content, no_sale ? order->skip_reason->message : std::string()};
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
  incoming.filtered_out = decoded.filtered_out;
  incoming.reader = reader;
  incoming.not_before = decoded.not_before;
  if (decoded.order) {
    incoming.date = decoded.order->date;
    incoming.total = decoded.order->grand_total;
  }
  return incoming;
}

namespace {

std::vector<journal::Incoming> arriving_of(const Batch& batch, journal::ContentReader* reader) {
  std::vector<journal::Incoming> arriving;
  arriving.reserve(batch.entries.size());
  for (const Batch::Entry& entry : batch.entries) {
    arriving.push_back(incoming_of(entry.decoded, batch.payload(entry), reader));
  }
  return arriving;
}

void intend_as_foreseen(const Batch::Entry& entry, journal::Incoming& incoming) {
  incoming.document = entry.foreseen->encoded;
  incoming.warnings = &entry.foreseen->matched.warnings;
}

}  // namespace

ReceptionAhead::ReceptionAhead(Ports& ports, const SyncSettings& settings, const RunContext& context)
    : ports_(ports),
      sync_(settings.id),
      run_(context.run),
      lease_(context.lease),
      most_(ports.journal_aside && !ports.pos.knows_customers() ? ports.pos.batch_size() : 0) {}

base::Result<void> ReceptionAhead::take(Batch& batch) {
  if (most_ == 0 || batch.entries.empty()) return {};
  const std::optional<Next> next = wait_for_what_was_left();
  if (next && batch.entries.size() <= most_) {
    std::vector<journal::Incoming> arriving = arriving_of(batch, nullptr);
    for (std::size_t i = 0; i < arriving.size() && next->catalogue != nullptr; ++i) {
      const auto& foreseen = batch.entries[i].foreseen;
      if (foreseen && foreseen->catalogue == next->catalogue)
        intend_as_foreseen(batch.entries[i], arriving[i]);
    }
    if (auto journal = ports_.journal_aside(); journal.ok()) {
      TRY_ASSIGN(batch.arrived, (*journal)->append(lease_, sync_, run_, arriving));
    } else {
      most_ = 0;  // no more connections: the booker has its own
    }
  }
  const base::MutexLock lock(mutex_);
  if (!batch.arrived) ++left_;
  return {};
}

std::optional<ReceptionAhead::Next> ReceptionAhead::wait_for_what_was_left() {
  const base::MutexLock lock(mutex_);
  while (received_ < left_ && !given_up_) changed_.wait(mutex_);
  if (given_up_ || such_ == Batches::mixed) return std::nullopt;
  return Next{catalogue_};
}

void ReceptionAhead::received(Batches such) {
  const base::MutexLock lock(mutex_);
  ++received_;
  such_ = such;
  changed_.notify_all();
}

void ReceptionAhead::post_with(std::shared_ptr<const order::Catalogue> catalogue) {
  const base::MutexLock lock(mutex_);
  catalogue_ = std::move(catalogue);
}

void ReceptionAhead::give_up() {
  const base::MutexLock lock(mutex_);
  given_up_ = true;
  changed_.notify_all();
}

Reception::Reception(Ports& ports, const SyncSettings& settings, RunContext& context, Booker& booker,
                     ReceptionAhead* ahead)
    : ports_(ports),
      context_(context),
      booker_(booker),
      ahead_(ahead),
      reader_(settings.decode),
      kept_(reader_) {}

base::Result<void> Reception::take(Batch batch) {
  context_.pages = batch.page;
  if (batch.entries.empty()) return {};
  context_.troubles.elements += static_cast<std::int64_t>(batch.entries.size());
  booker_.look_at_catalogue();
  if (!batch.arrived) {
    TRY_ASSIGN(batch.arrived, receive(batch));
  }
  const std::vector<journal::Arrived>& arrived = *batch.arrived;
  CHECK(arrived.size() == batch.entries.size());

  std::vector<Work> work;
  work.reserve(batch.entries.size());
  for (std::size_t i = 0; i < arrived.size(); ++i) TRY(sort(batch.entries[i], arrived[i], work));
  TRY(booker_.book(std::move(work)));
  if (ahead_ != nullptr) ahead_->post_with(context_.session ? context_.catalogue : nullptr);
  return {};
}

base::Result<std::vector<journal::Arrived>> Reception::receive(const Batch& batch) {
  std::vector<journal::Incoming> arriving = arriving_of(batch, &kept_);
  if (booker_.posts_at_once(batch.entries.size())) {
    for (std::size_t i = 0; i < arriving.size(); ++i) {
      const auto& foreseen = batch.entries[i].foreseen;
      if (foreseen && booker_.holds(*foreseen)) intend_as_foreseen(batch.entries[i], arriving[i]);
    }
  }
  TRY_ASSIGN(auto arrived, booker_.receive(arriving));
  if (ahead_ != nullptr) {
    const bool all_new = std::all_of(arrived.begin(), arrived.end(), [](const journal::Arrived& one) {
      return one.arrival == Arrival::fresh || one.arrival == Arrival::repeated;
    });
    ahead_->received(all_new ? ReceptionAhead::Batches::all_new : ReceptionAhead::Batches::mixed);
  }
  return arrived;
}

base::Result<void> Reception::finish() {
  if (going_back_.empty()) return {};
  std::vector<journal::WentBack> rows;
  for (const auto& [row, at] : going_back_) rows.push_back({row, at});
  going_back_.clear();
  return booker_.go_back(rows);
}

// Counts what needs no work, and collects what does.
base::Result<void> Reception::sort(Batch::Entry& entry, const journal::Arrived& arrived,
                                   std::vector<Work>& work) {
  source::Decoded& decoded = entry.decoded;
  if (arrived.is_otherwise) {
    otherwise_.insert(arrived.row);
    going_back_.erase(arrived.row);
  } else if (arrived.went_back_at && !otherwise_.contains(arrived.row)) {
    going_back_.emplace(arrived.row, *arrived.went_back_at);
  }
  switch (arrived.tally) {
    case Tally::none:
      break;
    case Tally::failed:
      return count_failure(decoded, arrived);
    case Tally::booked:
    case Tally::already_synced:
    case Tally::skipped:
    case Tally::waiting:
      if (context_.counted.insert(decoded.key)) context_.tally.count(arrived.counted, arrived.tally);
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
    // It may have come before in this answer, as it is booked.
    const bool is_known = arrived.arrival != Arrival::further_refund && arrived.counted == Tally::none;
    const bool was_known = is_known && !context_.counted.insert(decoded.key);
    context_.tally.count(was_known ? Tally::already_synced : arrived.counted, Tally::failed, &notice,
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
  // A person may have sent it to be booked again meanwhile: then its news is out of date.
  auto told = booker_.attend(arrived.row, notice);
  if (!told.ok() && told.error().code != "order_not_waiting") return std::move(told).error();
  return notice;
}

}  // namespace ordersync::sync
