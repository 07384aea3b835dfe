// What a run would do, told without doing it; see dry_run.h.
#include "sync/dry_run.h"

#include <algorithm>
#include <functional>
#include <string>
#include <utility>

#include "source/json_fault.h"
#include "sync/inbox.h"
#include "sync/match_asking.h"
#include "sync/taken_back.h"

namespace ordersync::sync {

using journal::Tally;
using source::Verdict;

namespace {

std::size_t hash_of(const order::OrderKey& key) {
  return std::hash<std::string>{}(key.external_id);
}

}  // namespace

DryRunSink::DryRunSink(Ports& ports, const SyncSettings& settings, RunContext& context,
                       const RunObserver& observer)
    : ports_(ports), settings_(settings), context_(context), observer_(observer), reader_(settings.decode) {}

base::Result<void> DryRunSink::element(const source::Element& element) {
  ++context_.troubles.elements;
  if (element.refused) {
    refuse(*element.refused);
    return {};
  }
  const source::Reading reading = reader_.read(element.bytes);
  if (is_broken_json(reading)) return source::invalid_json_inside(element);
  for (const source::Decoded& decoded : reading.orders) {
    auto considered = consider(decoded);
    failed_ = !considered.ok();
    if (failed_) return considered;
  }
  return {};
}

base::Result<void> DryRunSink::page_done(int page) {
  context_.pages = page;
  if (observer_) observer_({0, page, context_.troubles.elements, context_.tally.counts()});
  return {};
}

base::Result<void> DryRunSink::consider(const source::Decoded& decoded) {
  if (!seen_.insert(decoded.key)) return {};
  TRY_ASSIGN(const auto known, ports_.journal.find(decoded.key));
  if (known && (known->state == journal::State::settled || known->state == journal::State::ignored)) {
    context_.tally.count(Tally::none, Tally::already_synced);
    return {};
  }
  switch (decoded.verdict) {
    case Verdict::skip:
      context_.tally.count(Tally::none, Tally::skipped);
      return {};
    case Verdict::refuse:
      refuse(*decoded.problem);
      return {};
    case Verdict::book:
      break;
  }
  const auto& date = decoded.order->date;
  if (date && (!oldest || *date < *oldest)) oldest = date;
  TRY_ASSIGN(const auto surroundings, surroundings_of(*decoded.order));
  TRY_ASSIGN(auto result, match_asking(ports_.pos, pos_amounts_, *decoded.order, *context_.catalogue,
                                       settings_.match, surroundings));
  if (!result.ok()) {
    refuse(result.error());
  } else {
    book(std::move(result).value());
  }
  return {};
}

base::Result<match::Surroundings> DryRunSink::surroundings_of(const order::Order& order) {
  match::Surroundings surroundings;
  surroundings.received_at = ports_.clock.now();
  TRY_ASSIGN(const auto customer, ports_.pos.find_customer(order.customer));
  surroundings.customer_id = customer.value_or("");
  surroundings.pos_has_customers = ports_.pos.knows_customers();
  if (order.key.kind == order::Kind::sale) return surroundings;
  auto& sale = surroundings.sale;
  if (const auto here = sales_.find(hash_of(order.key)); here != sales_.end()) {
    TRY_ASSIGN(const base::Money refunded,
               refunded_before(ports_.journal, ports_.pos, order.key, here->second.currency()));
    sale = match::Surroundings::Sale{sale_of(order.key), here->second, refunded};
  } else {
    TRY(find_sale(ports_.journal, ports_.pos, order.key, surroundings));
  }
  if (!sale) return surroundings;
  if (const auto here = refunded_.find(hash_of(order.key));
      here != refunded_.end() && here->second.currency() == sale->refunded.currency()) {
    sale->refunded += here->second;
  }
  return surroundings;
}

void DryRunSink::book(match::Matched matched) {
  const order::PosDocument& document = matched.document;
  context_.tally.count(Tally::none, Tally::booked);
  const base::Money total = document.total;
  if (document.key.kind == order::Kind::sale) {
    sales_.emplace(hash_of(document.key), total);
  } else {
    const auto [refunded, is_first] = refunded_.emplace(hash_of(document.key), total.abs());
    if (!is_first) refunded->second += total.abs();
  }
  if (would_book.size() == DryRun::kShown) {
    ++more;
    return;
  }
  would_book.push_back(preview(document, context_.catalogue->config().stock));
  warnings.push_back(std::move(matched.warnings));
}

void DryRunSink::refuse(const order::Problem& problem) {
  const order::Notice notice{problem.code, problem.message};
  context_.tally.count(Tally::none, Tally::failed, &notice, problem.cause);
}

pos::BookedOrder preview(const order::PosDocument& document, order::StockMode stock) {
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
  if (stock == order::StockMode::at_closing) return order;

  pos::Picking picking;
  picking.state = "done";
  base::Decimal net;
  for (const auto& line : document.lines) {
    if (line.product_type == order::ProductType::service || line.qty.is_zero()) continue;
    net += line.qty;
    const auto same =
        std::find_if(picking.moves.begin(), picking.moves.end(),
                     [&](const pos::BookedMove& move) { return move.product_id == line.product_id; });
    if (same == picking.moves.end()) {
      picking.moves.push_back({line.product_id, line.product, line.qty});
    } else {
      same->qty += line.qty;
    }
  }
  if (picking.moves.empty()) return order;
  picking.direction = net.is_negative() ? pos::PickingDirection::in : pos::PickingDirection::out;
  for (auto& move : picking.moves) move.qty = move.qty.abs();
  order.picking = std::move(picking);
  return order;
}

}  // namespace ordersync::sync
