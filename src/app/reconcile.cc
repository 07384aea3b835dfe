// What was sent, from the journal; what stands, from the POS; see reconcile.h.
#include "app/reconcile.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "app/stored_orders.h"
#include "sync/engine.h"

namespace ordersync::app {

namespace {

using base::Result;
using journal::OrderView;
using source::Verdict;
using sync::SentOrder;

constexpr int kPage = 1000;
constexpr std::size_t kKeysAtOnce = 200;

// One reconciliation in the making.
class DayReader {
 public:
  DayReader(Worker& worker, const sync::SyncSettings& settings, pos::Target& target,
            const order::Catalogue& catalogue, BusinessDay day)
      : worker_(worker),
        settings_(settings),
        target_(target),
        catalogue_(catalogue),
        stored_(*worker.journal, settings, catalogue.currency()) {
    report_.sync = settings.name;
    report_.connection = settings.connection;
    report_.pos_config = settings.pos_config;
    report_.day = std::move(day);
    report_.currency = catalogue.currency();
  }

  Result<DayReport> read() {
    TRY(read_sent());
    TRY(read_standing());
    report_.report = sync::reconcile(
        {settings_.pos_config, report_.day.from, report_.day.until, report_.currency}, sent_, standing_);
    return std::move(report_);
  }

 private:
  Result<void> read_sent();
  Result<bool> is_ours(const OrderView& view);
  Result<void> add_sent(const OrderView& view);
  Result<void> add_intended(const OrderView& view);
  Result<bool> was_taken_back(const OrderView& view);
  Result<bool> is_sold_again(const OrderView& reversal);
  SentOrder sent_order(const OrderView& view, const source::Decoded& decoded) const;
  std::optional<order::PosDocument> as_booked(const OrderView& view, const order::Order& order) const;
  Result<void> read_standing();
  Result<void> explain(const pos::BookedOrder& order, std::vector<pos::BookedOrder>& onto);

  bool within(base::Instant date) const { return date >= report_.day.from && date < report_.day.until; }

  Worker& worker_;
  const sync::SyncSettings& settings_;
  pos::Target& target_;
  const order::Catalogue& catalogue_;
  StoredOrders stored_;
  DayReport report_;
  std::map<journal::SyncId, bool> sync_exists_;
  std::vector<SentOrder> sent_;
  std::vector<pos::BookedOrder> standing_;
};

Result<void> DayReader::read_sent() {
  journal::OrderFilter filter;
  filter.dated_from = report_.day.from;
  filter.dated_until = report_.day.until;
  filter.limit = kPage;
  do {
    TRY_ASSIGN(auto page, worker_.journal->list(filter));
    for (const OrderView& view : page.items) {
      TRY_ASSIGN(const bool ours, is_ours(view));
      if (ours) TRY(add_sent(view));
    }
    filter.cursor = std::move(page.next);
  } while (!filter.cursor.empty());
  return {};
}

// Received by this sync, or by one of the same source that was removed since.
Result<bool> DayReader::is_ours(const OrderView& view) {
  if (view.key.source != settings_.source) return false;
  if (view.sync_id == settings_.id) return true;
  const auto known = sync_exists_.find(view.sync_id);
  if (known != sync_exists_.end()) return !known->second;
  TRY_ASSIGN(const auto name, worker_.syncs.name_of(view.sync_id));
  sync_exists_[view.sync_id] = name.has_value();
  return !name.has_value();
}

Result<void> DayReader::add_sent(const OrderView& view) {
  TRY_ASSIGN(const std::string payload, worker_.journal->payload(view.row));
  if (payload.empty() && view.state == journal::State::settled) return add_intended(view);
  if (order::is_reversal(view.key)) {
    if (view.state != journal::State::settled) return {};  // no source has sent it
    TRY_ASSIGN(const bool sold, is_sold_again(view));
    return sold ? Result<void>() : add_intended(view);  // it is of what was booked
  }
  TRY_ASSIGN(auto decoded, stored_.newest(view));
  if (decoded.verdict == Verdict::skip && view.state == journal::State::settled) {
    TRY_ASSIGN(const bool taken_back, was_taken_back(view));
    if (taken_back) {
      TRY_ASSIGN(decoded, stored_.received(view));
    }
  }
  const auto date = decoded.order ? decoded.order->date.value_or(view.date.value_or(view.received_at))
                                  : view.date.value_or(view.received_at);
  if (!within(date)) return {};
  if (view.state == journal::State::ignored) {
    ++report_.ignored;
  } else if (decoded.verdict == Verdict::skip) {
    ++report_.skipped;
  } else {
    SentOrder sent = sent_order(view, decoded);
    sent.date = date;
    sent_.push_back(std::move(sent));
  }
  return {};
}

// What the source sent is kept no longer (retention): what was booked then stands for it.
Result<void> DayReader::add_intended(const OrderView& view) {
  TRY_ASSIGN(const std::string stored, worker_.journal->document(view.row));
  const auto document = order::decode_document(stored);  // a damaged one: the order's total is all there is
  const base::Instant date = document.ok() ? document->date : view.date.value_or(view.received_at);
  if (!within(date)) return {};
  SentOrder sent = sent_order(view, source::Decoded());
  sent.date = date;
  if (document.ok() && document->currency == report_.currency) {
    sent.total = document->total;
    sent.tax = document->tax;
    sent.payments = sync::method_totals(document->payments);
  }
  sent_.push_back(std::move(sent));
  return {};
}

// The source has gone back to the sale whose reversal this is: it has nothing that takes it back any more.
Result<bool> DayReader::is_sold_again(const OrderView& reversal) {
  TRY_ASSIGN(const auto sale, worker_.journal->find(order::sale_of(reversal.key)));
  if (!sale) return false;
  TRY_ASSIGN(const auto decoded, stored_.newest(*sale));
  return decoded.verdict == Verdict::book;
}

// The source cancelled a booked sale, and its reversal is booked: both stand, and both are meant to.
Result<bool> DayReader::was_taken_back(const OrderView& view) {
  TRY_ASSIGN(const auto found, worker_.journal->find(order::reversal_of(view.key)));
  return found && found->state == journal::State::settled;
}

SentOrder DayReader::sent_order(const OrderView& view, const source::Decoded& decoded) const {
  SentOrder sent;
  sent.key = view.key;
  sent.state = journal::public_word(view.state);
  if (view.state == journal::State::settled) {
    sent.why = "it was booked as " + view.pos_order +
               ", and the POS has it no more: `ordersync order retry " + order::to_string(view.key) +
               " --again`, or Book again on its page, books it again";
  } else {
    sent.why = view.error ? view.error->message : "it waits to be booked";
  }
  if (!decoded.order) {
    sent.total = view.total.value_or(base::Money::zero(report_.currency));
    if (sent.total.currency() != report_.currency) sent.total = base::Money::zero(report_.currency);
    return sent;
  }
  const order::Order& order = *decoded.order;
  sent.total = order.grand_total;
  if (order.tax && !order.tax->is_zero()) sent.tax = base::round_half_away(*order.tax, report_.currency);
  if (const auto document = as_booked(view, order)) {
    sent.total = document->total;
    sent.payments = sync::method_totals(document->payments);
    return sent;
  }
  for (const auto& checkout : order.checkouts) {
    const std::string name =
        checkout.card_type.empty() ? "PaymentMode " + checkout.payment_mode : checkout.card_type;
    const auto [entry, added] = sent.payments.try_emplace(name, checkout.amount);
    if (!added) entry->second += checkout.amount;
  }
  return sent;
}

// By the rules of matching, so that change, vouchers, tips, balances and coins count as they are booked;
// where the order cannot be matched today, as it was intended, unless the source has changed it since.
// Nothing: only the source's own words are left.
std::optional<order::PosDocument> DayReader::as_booked(const OrderView& view,
                                                       const order::Order& order) const {
  match::Surroundings surroundings;
  surroundings.received_at = view.received_at;
  surroundings.refund_alone = true;
  surroundings.customer_id = "known";
  auto result = match::match(order, catalogue_, settings_.match, surroundings);
  if (result.ok()) return std::move(result->document);
  const auto changed = worker_.journal->changed_payload(view.row);
  if (!changed.ok() || !changed->empty()) return std::nullopt;
  const auto stored = worker_.journal->document(view.row);
  if (!stored.ok() || stored->empty()) return std::nullopt;
  auto document = order::decode_document(*stored);
  if (!document.ok() || document->currency != report_.currency) return std::nullopt;
  return *std::move(document);
}

// Of that day by the POS's own dates; what of the sent orders is not among them is asked for by key, since it
// may stand under another date.
Result<void> DayReader::read_standing() {
  TRY_ASSIGN(auto dated, target_.orders_of(
                             {settings_.pos_config, settings_.source, report_.day.from, report_.day.until}));
  std::vector<order::OrderKey> sent;
  for (const SentOrder& order : sent_) sent.push_back(order.key);
  std::sort(sent.begin(), sent.end());
  std::vector<order::OrderKey> found;
  for (pos::BookedOrder& order : dated) {
    found.push_back(order.key);
    if (std::binary_search(sent.begin(), sent.end(), order.key)) {
      standing_.push_back(std::move(order));
    } else {
      TRY(explain(order, standing_));
    }
  }
  std::sort(found.begin(), found.end());
  std::vector<order::OrderKey> absent;
  std::set_difference(sent.begin(), sent.end(), found.begin(), found.end(), std::back_inserter(absent));
  for (std::size_t begin = 0; begin < absent.size(); begin += kKeysAtOnce) {
    const auto keys = std::span(absent).subspan(begin, std::min(kKeysAtOnce, absent.size() - begin));
    TRY_ASSIGN(auto elsewhere, target_.find(keys));
    for (auto& order : elsewhere) {
      if (order) standing_.push_back(*std::move(order));
    }
  }
  return {};
}

// Why the POS has an order that is not among the sent ones; orders of another sync of this source are not
// looked at.
Result<void> DayReader::explain(const pos::BookedOrder& order, std::vector<pos::BookedOrder>& onto) {
  TRY_ASSIGN(const auto view, worker_.journal->find(order.key));
  std::string why = "nothing is known of it here: it was not received by this installation";
  if (view) {
    TRY_ASSIGN(const bool ours, is_ours(*view));
    if (!ours) return {};
    if (view->state == journal::State::ignored) {
      why = "it was ignored here, and stands in the POS all the same";
    } else if (view->attention) {
      why = view->attention->message;
    } else {
      why =
          "the source has it on another day, takes it for no sale any more, or sells again what this takes "
          "back";
    }
  }
  report_.why_extra[order.key] = std::move(why);
  onto.push_back(order);
  return {};
}

}  // namespace

Result<DayReport> reconcile_day(Worker& worker, std::string_view sync_name, std::string_view date,
                                std::string_view timezone) {
  TRY_ASSIGN(const auto settings, worker.syncs.get(sync_name));
  TRY(business_day(date, base::Zone::utc()));  // before anybody is asked
  TRY_ASSIGN(pos::Target* const target, worker.target(settings.connection));
  TRY_ASSIGN(const auto catalogue, target->catalogue(settings.pos_config));
  base::Zone zone = business_zone(catalogue->config().timezone, settings.decode.dates.zone);
  if (!timezone.empty()) {
    TRY_ASSIGN(zone, base::Zone::find(timezone));
  }
  TRY_ASSIGN(auto day, business_day(date, zone));
  try {
    return DayReader(worker, settings, *target, *catalogue, std::move(day)).read();
  } catch (const base::Overflow&) {
    return base::invalid("amount_too_large",
                         "The amounts of " + std::string(date) + " are too large to be added up");
  }
}

}  // namespace ordersync::app
