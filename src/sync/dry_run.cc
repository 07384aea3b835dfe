// What a run would do, told without doing it; see dry_run.h.
#include "sync/dry_run.h"

#include <functional>
#include <string>
#include <utility>

#include "pos/document_check.h"
#include "pos/net_moves.h"
#include "pos/session_words.h"
#include "sync/booking_item.h"
#include "sync/taken_back.h"

namespace ordersync::sync {

using journal::Arrival;
using journal::Tally;

namespace {

// A refund that waits for its sale is kept in memory, where a run has the journal for it. Beyond so many of
// them the rest is told as failed, though their sales may come.
constexpr std::size_t kRefundsKept = 10'000;

std::size_t sale_hash(const order::OrderKey& key) {
  return std::hash<std::string>{}(key.external_id);
}

std::size_t hash_of(const order::OrderKey& key) {
  if (key.kind == order::Kind::sale) return sale_hash(key);
  return std::hash<std::string>{}(key.external_id + '\n' + key.refund_id);
}

}  // namespace

DryBooker::DryBooker(Ports& ports, const SyncSettings& settings, RunContext& context, DryRun& result)
    : Booker(ports, settings, context), result_(result) {}

base::Result<std::vector<journal::Claimed>> DryBooker::claim(journal::ClaimOf which, journal::RowId after,
                                                             int limit) {
  CHECK(which == journal::ClaimOf::waiting);
  return ports_.journal.try_claim(settings_.id, after, limit);
}

base::Result<void> DryBooker::skip(std::span<const journal::Skipping> rows) {
  for (const journal::Skipping& row : rows) skipped_.insert(row.row);
  return {};
}

base::Result<std::vector<journal::RowId>> DryBooker::count_held() {
  TRY_ASSIGN(auto rows, ports_.journal.try_count_held(settings_.id));
  held_.insert(rows.begin(), rows.end());
  return rows;
}

base::Result<std::vector<journal::Arrived>> DryBooker::receive(std::span<const journal::Incoming> batch) {
  TRY_ASSIGN(auto arrived, ports_.journal.try_receive(settings_.id, batch));
  for (std::size_t i = 0; i < arrived.size(); ++i) {
    const Arrival arrival = arrived[i].arrival;
    if (arrival != Arrival::repeated && arrival != Arrival::further_refund)
      see_by_this_run(batch[i], arrived[i]);
  }
  return arrived;
}

// The journal has answered as if this run had not done anything yet.
void DryBooker::see_by_this_run(const journal::Incoming& incoming, journal::Arrived& arrived) {
  const std::size_t key = hash_of(incoming.key);
  if (booked_.contains(key)) {
    arrived.arrival = Arrival::same;
    arrived.tally = Tally::already_synced;
    arrived.counted = Tally::booked;
  } else if (const auto worked = worked_.find(key); worked != worked_.end()) {
    arrived.counted = worked->second.tally;
    const bool same = worked->second.content == incoming.digest;
    if (!same && !worked->second.in_hand) return;
    arrived.arrival = same ? Arrival::same_waiting : Arrival::kept_aside;
    arrived.tally = Tally::waiting;
  } else if (arrived.tally == Tally::failed) {
    worked_[key] = {Tally::failed, incoming.digest, false};
  } else if (skipped_.contains(arrived.row)) {
    arrived.counted = Tally::skipped;
  } else if (held_.contains(arrived.row)) {
    arrived.counted = Tally::waiting;
  }
}

base::Result<pos::Session> DryBooker::ensure_session(pos::AutoCreate auto_create) {
  if (context_.catalogue->payment_methods().empty()) return pos::no_payment_method(settings_.pos_config);
  TRY_ASSIGN(auto standing, ports_.pos.open_session(settings_.pos_config));
  const auto state = standing ? std::optional(standing->state) : std::nullopt;
  if (auto why_not = pos::why_no_session(state, auto_create, settings_.pos_config))
    return *std::move(why_not);
  return std::move(standing).value_or(pos::Session{});
}

base::Result<void> DryBooker::find_sale_of(const order::OrderKey& refund, match::Surroundings& onto) {
  auto& sale = onto.sale;
  if (const auto here = booked_.find(sale_hash(refund)); here != booked_.end()) {
    TRY_ASSIGN(const base::Money before,
               refunded_before(ports_.journal, ports_.pos, refund, here->second.currency()));
    sale = match::Surroundings::Sale{sale_of(refund), here->second, before};
  } else {
    TRY(Booker::find_sale_of(refund, onto));
  }
  if (!sale) return {};
  if (const auto here = refunded_.find(sale_hash(refund));
      here != refunded_.end() && here->second.currency() == sale->refunded.currency()) {
    sale->refunded += here->second;
  }
  return {};
}

base::Result<void> DryBooker::send(std::span<Item> items) {
  for (Item& item : items) {
    if (!item.to_post || item.work->superseded) continue;
    auto standing = preview(*item.document, context_.catalogue->config().stock);
    if (!standing.ok()) {
      item.park(std::move(standing).error());
      continue;
    }
    item.settle();
    show(item, std::move(*standing));
  }
  return {};
}

void DryBooker::show(const Item& item, pos::BookedOrder standing) {
  if (standing.key.kind == order::Kind::refund) {
    const base::Money total = standing.total.abs();
    const auto [refunded, is_first] = refunded_.emplace(sale_hash(standing.key), total);
    if (!is_first) refunded->second += total;
  }
  if (result_.would_book.size() == DryRun::kShown) {
    ++result_.more;
    return;
  }
  result_.would_book.push_back(std::move(standing));
  result_.warnings.push_back(item.warnings);
}

void DryBooker::keep(std::span<const Item> items) {
  for (const Item& item : items) {
    const Work& work = *item.work;
    const std::size_t key = hash_of(work.key);
    if (work.order && work.order->date && (!result_.oldest || *work.order->date < *result_.oldest))
      result_.oldest = work.order->date;
    if (item.ending == Item::Ending::settled) {
      booked_.emplace(key, item.document ? item.document->total : item.standing_total);
      worked_.erase(key);
      continue;
    }
    Worked& worked = worked_[key];
    worked.tally = work.counted == Tally::failed ? Tally::failed : item.tally();
    worked.in_hand = item.ending != Item::Ending::parked;
    if (work.read_again) worked.content = work.read_again->digest;
    if (item.problem && item.problem->code == "sale_not_booked" && refunds_.size() < kRefundsKept) {
      refunds_.push_back(work);
      refunds_.back().counted = worked.tally;
      refunds_.back().cause = item.problem->cause;
    }
  }
}

base::Result<void> DryBooker::book_what_was_set_free() {
  std::vector<Work> refunds = std::exchange(refunds_, {});
  std::erase_if(refunds, [&](const Work& refund) {
    return !booked_.contains(sale_hash(refund.key)) || booked_.contains(hash_of(refund.key));
  });
  return book(std::move(refunds));
}

namespace {

// As the embedded POS shows it. Throws base::Overflow.
std::optional<pos::Picking> picking_of(const order::PosDocument& document) {
  const auto moves = pos::net_moves(document);
  if (moves.empty()) return std::nullopt;
  pos::Picking picking;
  picking.state = "done";
  picking.direction = pos::shown_direction(document, moves);
  for (const auto& move : moves) {
    if (pos::direction_of(move) == picking.direction)
      picking.moves.push_back({move.product_id, std::string(move.product), move.qty.abs()});
  }
  return picking;
}

}  // namespace

base::Result<pos::BookedOrder, order::Problem> preview(const order::PosDocument& document,
                                                       order::StockMode stock) {
  pos::BookedOrder order;
  order.key = document.key;
  order.reference = document.reference;
  order.state = "paid";
  order.pos_config = document.pos_config;
  order.date = document.date;
  order.currency = document.currency;
  order.total = document.total;
  order.tax = document.tax;
  order.amount_paid = document.amount_paid;
  order.change = document.change;
  order.lines = document.lines;
  order.payments = document.payments;
  try {
    order.picking = picking_of(document);
  } catch (const base::Overflow&) {
    return pos::amount_too_large(document);
  }
  if (stock == order::StockMode::at_closing) order.picking.reset();
  return order;
}

}  // namespace ordersync::sync
