// The order in which readings are tried, and what is said when none fits.
#include "match/totals.h"

#include "base/text.h"
#include "match/one_rate.h"
#include "match/untaxed.h"

namespace ordersync::match {

using base::Money;
using order::Problem;

namespace {

class Totals {
 public:
  Totals(Context& context, const Reader& reader)
      : context_(context), reader_(reader), nearest_(best_net(context.claims.grand_total)) {}

  Or<Reading> run() {
    if (reader_.is_exact(nearest_)) return std::move(nearest_);
    for (const Fit fit : {Fit::exact, Fit::near}) {
      if (auto reading = meant_by(context_.claims.grand_total, fit)) return *std::move(reading);
      if (auto reading = with_tip(fit)) return *std::move(reading);
      if (auto reading = with_voucher(fit)) return *std::move(reading);
    }
    for (const Fit fit : {Fit::exact, Fit::near}) {
      if (auto reading = with_tip_unlike_payments(fit)) return *std::move(reading);
    }
    if (without_tax_) return no_sales_tax(*without_tax_, reader_.basket());
    return totals_do_not_add_up(reader_, nearest_);
  }

 private:
  // What is looked for: every way to an exact reading goes before the nearest of those that only fit.
  enum class Fit { exact, near };

  Reading best_net(Money target) const {
    return reader_.best(Pricing::net, reader_.placements(), Taxation::own(), target);
  }

  // What the order means if `target` is what its lines come to. An untaxed order is asked about, and so is
  // a near one whose prices would have to hold a tax that it does not state.
  std::optional<Or<Reading>> meant_by(Money target, Fit fit) {
    if (const Shares* shares = untaxed_placement(reader_, target)) {
      return answer_untaxed(context_, reader_, *shares, target);
    }
    const std::size_t warnings_before = context_.warnings.size();
    auto reading = fitting(reader_.placements(), target, fit);
    if (!reading) return std::nullopt;
    const bool states_tax = context_.claims.tax || reading->amounts.tax.is_zero();
    if (reading->pricing == Pricing::net || states_tax) return *std::move(reading);
    context_.warnings.resize(warnings_before);  // it is not booked with the one rate that fits
    return answer_untaxed(context_, reader_, reading->shares, target);
  }

  // With the products' own taxes, the stated rate, or the one that the amounts imply.
  std::optional<Reading> fitting(std::span<const Shares> placements, Money target, Fit fit) {
    Reading own = best_own(placements, target);
    if (reader_.is_exact(own)) return own;
    if (target == nearest_.target && reader_.is_better(own, nearest_)) nearest_ = own;
    const bool own_fits = reader_.fits(own);
    if (own_fits && fit == Fit::near) return own;

    OneRate stated = by_stated_rate(reader_, placements, target);
    if (is_taken(stated, fit)) return taken(std::move(stated));
    // What the amounts imply is a guess, and no better than the products' own taxes where those are near.
    if (own_fits) return std::nullopt;
    if (stated.without_tax) return missing(*stated.without_tax);

    OneRate implied = by_implied_rate(reader_, placements, target);
    if (is_taken(implied, fit)) return taken(std::move(implied));
    if (implied.without_tax) return missing(*implied.without_tax);
    return std::nullopt;
  }

  bool is_taken(const OneRate& one, Fit fit) const {
    return one.reading && (fit == Fit::near || reader_.is_exact(*one.reading));
  }

  Reading best_own(std::span<const Shares> placements, Money target) const {
    // The first of all was tried with the net prices already.
    Reading net = target == nearest_.target ? nearest_
                                            : reader_.best(Pricing::net, placements, Taxation::own(), target);
    if (reader_.is_exact(net)) return net;
    Reading gross = reader_.best(Pricing::gross, placements, Taxation::own(), target);
    return reader_.is_better(gross, net) ? std::move(gross) : std::move(net);
  }

  std::optional<Reading> taken(OneRate one) {
    context_.warnings.push_back(one_rate_notice(*one.rate, *one.reading));
    return std::move(one.reading);
  }

  std::nullopt_t missing(const base::Decimal& rate) {
    if (!without_tax_) without_tax_ = rate;
    return std::nullopt;
  }

  // A tip may be only in the payments: then they, not GrandTotal, hold it.
  std::optional<Or<Reading>> with_tip(Fit fit) {
    const Claims& claims = context_.claims;
    const Money target = claims.grand_total + claims.tip;
    // What was paid beyond it is change, where the source says how much was to be paid.
    const bool with_change = claims.amount_paid == target && claims.checkouts.abs() > target.abs();
    if (claims.checkouts != target && !with_change) return std::nullopt;
    return beside_grand_total(fit);
  }

  // Nothing else explains the order: the tip is owed beside GrandTotal, and what is paid too much or too
  // little is the payments' to tell (payments.h). One against the order's direction was not paid.
  std::optional<Or<Reading>> with_tip_unlike_payments(Fit fit) {
    if (context_.claims.tip.is_negative() != context_.is_refund()) return std::nullopt;
    return beside_grand_total(fit);
  }

  std::optional<Or<Reading>> beside_grand_total(Fit fit) {
    const Claims& claims = context_.claims;
    if (claims.tip.is_zero()) return std::nullopt;
    const Money target = claims.grand_total + claims.tip;
    auto reading = meant_by(target, fit);
    if (reading && reading->ok()) {
      context_.warn("tip_in_payments",
                    "The tip of " + claims.tip.abs().to_string() + " was paid but is not in GrandTotal " +
                        claims.grand_total.to_string() + ": booked with it, " + target.to_string());
    }
    return reading;
  }

  // A voucher: the tax is full, and only GrandTotal is less by AmountDiscount. It is a payment, no discount;
  // nor can what was added to an order have paid for it.
  std::optional<Or<Reading>> with_voucher(Fit fit) {
    const Claims& claims = context_.claims;
    const bool takes_off = claims.discount.is_negative() == context_.is_refund();
    if (claims.discount.is_zero() || !takes_off || !claims.tax) return std::nullopt;
    auto reading = fitting(reader_.placements().first(1), claims.grand_total + claims.discount, fit);
    if (!reading) return std::nullopt;
    if (!context_.rules.voucher_method) {
      return problem("voucher_method_missing",
                     "The discount of " + claims.discount.abs().to_string() + " is a voucher (GrandTotal " +
                         claims.grand_total.to_string() +
                         " is less by it, the tax is full): choose the voucher method of the sync");
    }
    reading->voucher = claims.discount;
    return *std::move(reading);
  }

  Context& context_;
  const Reader& reader_;
  Reading nearest_;  // with the products' own taxes: what is said when nothing fits
  std::optional<base::Decimal> without_tax_;
};

}  // namespace

Or<Reading> read_totals(Context& context, const Reader& reader) {
  return Totals(context, reader).run();
}

Problem totals_do_not_add_up(const Reader& reader, const Reading& nearest) {
  const Claims& claims = reader.context().claims;
  // Prices that hold their tax come to what the source sent: that sum, not what the POS would round it to.
  const bool holds_tax = nearest.pricing == Pricing::gross && !nearest.amounts.tax.is_zero();
  const Money total = holds_tax ? reader.as_sent(nearest.shares) : nearest.amounts.total;
  const Money tax = total - nearest.net();
  const Money difference = (nearest.target - total).abs();
  std::string text = "Totals do not add up: lines " + nearest.net().to_string() + " + tax " +
                     tax.to_string() + " = " + total.to_string() + ", GrandTotal " +
                     claims.grand_total.to_string() + " (difference " + difference.to_string() + ")";
  if (claims.tax && difference <= reader.tolerance() && (tax - *claims.tax).abs() > reader.tolerance()) {
    text += ", but Tax is " + claims.tax->to_string() + " (difference " +
            (tax - *claims.tax).abs().to_string() + ")";
  }
  if (holds_tax) text += "; the prices were read with their tax in them";
  return problem("totals_do_not_add_up", std::move(text));
}

}  // namespace ordersync::match
