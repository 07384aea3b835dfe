// Every sign of a document turned; see take_back.h.
#include "match/take_back.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/text.h"
#include "match/build.h"
#include "match/refund.h"

namespace ordersync::match {

using base::Money;
using order::DocumentPayment;
using order::PosDocument;

namespace {

// Takes the change out of the last payments by its method; what is more than those is a payment of its own.
void take_out(const DocumentPayment& change, std::vector<DocumentPayment>& payments) {
  Money left = -change.amount;
  for (auto payment = payments.rbegin(); payment != payments.rend(); ++payment) {
    if (payment->method_id != change.method_id) continue;
    const Money part = std::min(left, payment->amount);
    payment->amount -= part;
    left -= part;
  }
  if (left.is_zero()) return;
  payments.push_back(change);
  payments.back().amount = -left;
  payments.back().is_change = false;
}

std::vector<DocumentPayment> paid_back(const PosDocument& sale) {
  std::vector<DocumentPayment> payments;
  for (const DocumentPayment& payment : sale.payments) {
    if (!payment.is_change) payments.push_back(payment);
  }
  for (const DocumentPayment& payment : sale.payments) {
    if (payment.is_change) take_out(payment, payments);
  }
  std::erase_if(payments, [](const DocumentPayment& payment) { return payment.amount.is_zero(); });
  for (DocumentPayment& payment : payments) payment.amount = -payment.amount;
  return payments;
}

order::Problem method_missing(const DocumentPayment& payment, const std::string& pos_config) {
  return problem(
      "reversal_method_missing",
      "The sale was paid by \"" + base::printable(payment.method) + "\", which POS \"" + pos_config +
          "\" does not have: add it to the POS configuration, or take the sale back in the POS by hand, "
          "then ignore this one",
      payment.method);
}

order::Problem taxed_otherwise(const order::OrderKey& sale) {
  return problem(
      "reversal_taxed_otherwise",
      "The taxes of the POS are others than when sale " + base::printable(sale.external_id) +
          " was booked: its reversal would not come to the same amounts. Take it back in the POS by "
          "hand, then ignore this one");
}

}  // namespace

MatchResult take_back(const PosDocument& sale, const order::Catalogue& catalogue,
                      const Surroundings& surroundings) {
  if (sale.currency != catalogue.currency()) return currency_differs(sale.currency, catalogue.currency());
  PosDocument document = sale;
  document.key = order::reversal_of(sale.key);
  TRY(check_sale(surroundings, document.key, sale.total));
  document.pos_config = catalogue.config().name;
  document.date = surroundings.received_at;
  document.refund_of = sale.key;
  for (order::DocumentLine& line : document.lines) {
    line.qty = -line.qty;
    line.subtotal = -line.subtotal;
    line.total = -line.total;
  }
  document.payments = paid_back(sale);
  document.total = -sale.total;
  document.tax = -sale.tax;
  document.amount_paid = -sale.amount_paid;
  document.change = Money::zero(sale.currency);
  for (const DocumentPayment& payment : document.payments) {
    if (catalogue.payment_method(payment.method_id) == nullptr)
      return method_missing(payment, document.pos_config);
  }
  if (!verifies(document, catalogue, surroundings.pos_amounts)) return taxed_otherwise(sale.key);
  return Matched{std::move(document), {}};
}

}  // namespace ordersync::match
