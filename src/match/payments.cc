// From checkout lines to payments that sum to the total.
#include "match/payments.h"

#include <algorithm>

#include "base/text.h"
#include "match/methods.h"

namespace ordersync::match {

using base::Decimal;
using base::Money;
using order::DocumentPayment;
using order::MethodType;
using order::PaymentMethod;
using order::Problem;

namespace {

class Till {
 public:
  Till(Context& context, Money total)
      : context_(context),
        total_(total),
        tip_(context.zero()),
        paid_(context.zero()),
        cash_(context.zero()) {}

  Or<Payments> run(Money voucher) {
    tip_ = total_ - voucher - context_.claims.grand_total;
    TRY(add_checkouts());
    TRY(add_voucher(voucher));
    compare_header();
    TRY(meet_total());
    Payments payments{{}, paid_, change_given(), paid_ - total_};
    payments.lines = std::move(lines_);
    return payments;
  }

 private:
  Or<void> add_checkouts();
  Or<void> add_voucher(Money voucher);
  Or<void> add(const PaymentMethod& method, Money amount, const order::Checkout* checkout);
  void compare_header();
  Or<void> meet_total();
  Or<void> pay_missing(Money missing);
  Or<void> give_change(Money over);
  bool is_cash_rounding(Money difference) const;
  bool has_customer() const;
  std::string owed() const;
  Problem underpaid() const;
  Problem overpaid(Money over) const;
  Problem cash_back() const;

  Money change_given() const {
    Money change = context_.zero();
    for (const auto& line : lines_) {
      if (line.is_change) change -= line.amount;
    }
    return change;
  }

  Context& context_;
  const Money total_;
  Money tip_;  // of total_, where it is beside GrandTotal
  Money paid_;
  Money cash_;  // of paid_, in cash
  std::vector<DocumentPayment> lines_;
};

// The customer may be found by any of these; a name alone identifies nobody (behaviour 9).
bool names_customer(const order::Customer& customer) {
  return !customer.partner_id.empty() || !customer.id.empty() || !customer.reference.empty() ||
         !customer.contact.empty();
}

// A debt of nobody is none: where the POS has customers it must have found this one.
bool Till::has_customer() const {
  const Surroundings& around = context_.surroundings;
  return !around.customer_id.empty() ||
         (!around.pos_has_customers && names_customer(context_.order.customer));
}

Or<void> Till::add(const PaymentMethod& method, Money amount, const order::Checkout* checkout) {
  if (amount.is_zero()) return {};
  if ((method.journal.empty() || method.needs_customer) && !has_customer()) {
    const std::string name = base::printable(method.name);
    return problem("customer_missing",
                   amount.abs().to_string() + " is paid by \"" + name +
                       "\", which needs a customer, and the " +
                       (names_customer(context_.order.customer) ? "POS has none that the order names"
                                                                : "order names none"),
                   name);
  }
  DocumentPayment line;
  line.method_id = method.id;
  line.method = method.name;
  line.amount = amount;
  line.is_change = method.type == MethodType::cash && amount.is_negative() && !context_.is_refund();
  if (checkout != nullptr) {
    line.reference_id = checkout->reference_id;
    line.card_last4 = checkout->card_last4;
  }
  lines_.push_back(std::move(line));
  paid_ += amount;
  if (method.type == MethodType::cash) cash_ += amount;
  return {};
}

Or<void> Till::add_checkouts() {
  // Refunds compare absolutely: some sources write what is paid back as a positive amount.
  const bool turned =
      context_.is_refund() && total_.is_negative() && context_.claims.checkouts > context_.zero();
  for (const order::Checkout& checkout : context_.order.checkouts) {
    if (checkout.amount.is_zero()) continue;
    TRY_ASSIGN(const Method method, find_method(context_, checkout.card_type, checkout.payment_mode));
    if (method.is_fallback) {
      context_.warn("payment_method_fallback",
                    "No payment method fits CardType=\"" + base::printable(checkout.card_type) +
                        "\", PaymentMode=" + base::printable(checkout.payment_mode) + ": booked by \"" +
                        base::printable(method.method->name) + "\", the first of the POS");
    }
    const Money amount(checkout.amount.minor(), context_.currency());
    TRY(add(*method.method, turned ? -amount : amount, &checkout));
  }
  return {};
}

Or<void> Till::add_voucher(Money voucher) {
  if (voucher.is_zero()) return {};
  TRY_ASSIGN(const Method method,
             chosen_method(context_, context_.rules.voucher_method.value_or(0), "vouchers"));
  return add(*method.method, voucher, nullptr);
}

// Σ CheckoutDetails is what was paid; the header may also be that less the change.
void Till::compare_header() {
  const Claims& claims = context_.claims;
  const Money header = claims.amount_paid.abs();
  const Money sum = claims.checkouts.abs();
  if (header == sum) return;
  for (const Money due : {claims.grand_total.abs(), (claims.grand_total + tip_).abs()}) {
    const bool explains_change = sum > due && header == due;
    if (explains_change) return;
  }
  context_.warn("amount_paid_differs", "AmountPaid is " + header.to_string() + ", but the payments sum to " +
                                           sum.to_string() + "; the payments were booked");
}

Or<void> Till::meet_total() {
  const bool more_change_than_cash = cash_.is_negative() && !context_.is_refund();
  if (more_change_than_cash) {
    if (paid_ == total_ || is_cash_rounding(paid_ - total_)) return cash_back();
    return paid_ < total_ ? underpaid() : overpaid(paid_ - total_);
  }
  if (paid_ == total_ || is_cash_rounding(paid_ - total_)) return {};
  if (context_.is_refund()) {
    return paid_.abs() < total_.abs() ? pay_missing(total_ - paid_) : overpaid(paid_.abs() - total_.abs());
  }
  return paid_ < total_ ? pay_missing(total_ - paid_) : give_change(paid_ - total_);
}

// Smaller than the smallest coin of the POS, and some of it was paid with coins.
bool Till::is_cash_rounding(Money difference) const {
  const Decimal& coin = context_.catalogue.config().cash_rounding;
  return !coin.is_zero() && !cash_.is_zero() && difference.abs().to_decimal() < coin.abs();
}

// What is missing may be the balance that the customer pays later, or that is taken off what they owe.
Or<void> Till::pay_missing(Money missing) {
  if (missing != context_.claims.balance) return underpaid();
  if (!context_.rules.pay_later_method) {
    Problem why = underpaid();
    why.message += "; the rest is BalanceAmount: choose the pay-later method of the sync";
    return why;
  }
  if (!has_customer()) {
    Problem why = underpaid();
    why.message += "; the rest is BalanceAmount, but the order names no customer who owes it";
    return why;
  }
  TRY_ASSIGN(const Method method, chosen_method(context_, *context_.rules.pay_later_method, "balances"));
  return add(*method.method, missing, nullptr);
}

// Change is a negative cash line of the method that took the cash, never more than was paid in cash.
Or<void> Till::give_change(Money over) {
  if (over > cash_) return overpaid(over - cash_);  // the rest of it could be change
  std::vector<DocumentPayment> change;
  Money left = over;
  for (const DocumentPayment& line : lines_) {
    const PaymentMethod* method = context_.catalogue.payment_method(line.method_id);
    if (method->type != MethodType::cash || line.amount.is_negative() || left.is_zero()) continue;
    const Money part = std::min(left, line.amount);
    left -= part;
    change.push_back({line.method_id, line.method, -part, true, {}, {}});
  }
  lines_.insert(lines_.end(), change.begin(), change.end());
  paid_ -= over;
  return {};
}

// "100.00 (GrandTotal 92.00 and the tip of 8.00)": a total that the source sends nowhere says what it is.
std::string Till::owed() const {
  std::string text = total_.abs().to_string();
  if (tip_.is_zero()) return text;
  return text + " (GrandTotal " + context_.claims.grand_total.abs().to_string() + " and the tip of " +
         tip_.abs().to_string() + ")";
}

Problem Till::underpaid() const {
  const Money paid = total_.is_negative() ? -paid_ : paid_;  // below zero where a sale was paid back
  return problem("not_fully_paid", "Order is not fully paid: " + paid.to_string() + " of " + owed());
}

Problem Till::overpaid(Money over) const {
  const bool in_cash = context_.is_refund() && cash_ == paid_;
  return problem("overpaid", "Order is overpaid by " + over.to_string() +
                                 (in_cash ? " in cash" : " by card") + ": " + paid_.abs().to_string() +
                                 " for " + owed() +
                                 "; correct the payments at the source or book the order by hand");
}

Problem Till::cash_back() const {
  return problem("overpaid", "Payments give back " + (-cash_).to_string() +
                                 " more in cash than was paid in cash, which no change is; correct them at "
                                 "the source or book the order by hand");
}

}  // namespace

Or<Payments> pay(Context& context, Money total, Money voucher) {
  return Till(context, total).run(voucher);
}

}  // namespace ordersync::match
