// Adding up and comparing; see reconciliation.h.
#include "sync/reconciliation.h"

#include <algorithm>
#include <set>

namespace ordersync::sync {

using base::Money;
using pos::BookedOrder;

namespace {

using Field = Reconciliation::Field;

// As near as a booking's own tax may be to the stated one (behaviour 6): a minor unit a line, and one.
bool tax_agrees(const Money& stated, const BookedOrder& standing) {
  const auto tolerance = static_cast<std::int64_t>(standing.lines.size()) + 1;
  return (standing.tax - stated).abs().minor() <= tolerance;
}

void compare_payments(const SentOrder& sent, const MethodTotals& standing, std::vector<Field>& fields) {
  std::set<std::string> names;
  for (const auto& [name, amount] : sent.payments) names.insert(name);
  for (const auto& [name, amount] : standing) names.insert(name);
  const Money nothing = Money::zero(sent.total.currency());
  for (const auto& name : names) {
    const auto ours = sent.payments.find(name);
    const auto theirs = standing.find(name);
    const Money paid = ours == sent.payments.end() ? nothing : ours->second;
    const Money booked = theirs == standing.end() ? nothing : theirs->second;
    if (paid != booked) fields.push_back({"paid by " + name, paid.to_string(), booked.to_string()});
  }
}

std::vector<Field> compare_one(const ReconciledDay& day, const SentOrder& sent, const BookedOrder& standing) {
  std::vector<Field> fields;
  // Its POS sells in another currency by now, or did then: no amount can be compared.
  if (standing.currency != day.currency)
    return {{"currency", std::string(day.currency.code()), std::string(standing.currency.code())}};
  if (sent.total != standing.total)
    fields.push_back({"total", sent.total.to_string(), standing.total.to_string()});
  if (sent.tax && !tax_agrees(*sent.tax, standing)) {
    fields.push_back({"tax", sent.tax->to_string(), standing.tax.to_string()});
  }
  compare_payments(sent, method_totals(standing.payments), fields);
  if (standing.date < day.from || standing.date >= day.until) {
    fields.push_back({"date", base::to_iso8601(sent.date), base::to_iso8601(standing.date)});
  }
  if (standing.pos_config != day.pos_config) fields.push_back({"POS", day.pos_config, standing.pos_config});
  if (!pos::is_paid(standing) || standing.alarm) {
    fields.push_back(
        {"state", "paid", standing.alarm ? standing.state + ": " + standing.alarm->message : standing.state});
  }
  return fields;
}

class Ledger {
 public:
  explicit Ledger(const ReconciledDay& day) : zero_(Money::zero(day.currency)) {
    report.total = report.tax = {zero_, zero_};
  }

  void add(const SentOrder& sent) {
    ++report.orders_sent;
    report.total.sent += sent.total;
    if (sent.tax) report.tax.sent += *sent.tax;
    for (const auto& [name, amount] : sent.payments) sides(name).sent += amount;
  }
  void add(const BookedOrder& standing) {
    ++report.orders_standing;
    if (standing.currency != zero_.currency()) return;
    report.total.standing += standing.total;
    report.tax.standing += standing.tax;
    for (const auto& [name, amount] : method_totals(standing.payments)) sides(name).standing += amount;
  }
  void no_tax_is_stated(const BookedOrder* standing) {
    ++report.tax_not_stated;
    if (standing != nullptr && standing->currency == zero_.currency()) report.tax.sent += standing->tax;
  }

  Reconciliation report;

 private:
  Sides& sides(const std::string& name) {
    return report.methods.try_emplace(name, Sides{zero_, zero_}).first->second;
  }
  Money zero_;
};

}  // namespace

MethodTotals method_totals(std::span<const order::DocumentPayment> payments) {
  MethodTotals totals;
  for (const auto& payment : payments) {
    const auto [entry, added] = totals.try_emplace(payment.method, payment.amount);
    if (!added) entry->second += payment.amount;
  }
  std::erase_if(totals, [](const auto& entry) { return entry.second.is_zero(); });
  return totals;
}

Reconciliation reconcile(const ReconciledDay& day, std::span<const SentOrder> sent,
                         std::span<const BookedOrder> standing) {
  Ledger ledger(day);
  std::map<order::OrderKey, const BookedOrder*> by_key;
  std::set<order::OrderKey> sent_keys;
  for (const SentOrder& order : sent) sent_keys.insert(order.key);
  Reconciliation& report = ledger.report;
  for (const BookedOrder& order : standing) {
    ledger.add(order);
    const bool first = by_key.try_emplace(order.key, &order).second;
    if (!first || !sent_keys.contains(order.key)) report.extra.push_back(order);
  }
  for (const SentOrder& order : sent) {
    ledger.add(order);
    const auto found = by_key.find(order.key);
    const BookedOrder* match = found == by_key.end() ? nullptr : found->second;
    if (!order.tax) ledger.no_tax_is_stated(match);
    if (match == nullptr) {
      report.missing.push_back(order);
      continue;
    }
    auto fields = compare_one(day, order, *match);
    if (!fields.empty()) report.different.push_back({order, *match, std::move(fields)});
  }
  std::stable_sort(report.missing.begin(), report.missing.end(),
                   [](const SentOrder& a, const SentOrder& b) { return a.date < b.date; });
  std::stable_sort(report.extra.begin(), report.extra.end(),
                   [](const BookedOrder& a, const BookedOrder& b) { return a.date < b.date; });
  std::stable_sort(report.different.begin(), report.different.end(),
                   [](const auto& a, const auto& b) { return a.sent.date < b.sent.date; });
  return std::move(ledger.report);
}

}  // namespace ordersync::sync
