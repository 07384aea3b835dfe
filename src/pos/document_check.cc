// The checks behind document_check.h: ids first, then sums, in whole minor units.
#include "pos/document_check.h"

#include <cstdint>
#include <cstdlib>
#include <string>

namespace ordersync::pos {
namespace {

using order::DocumentLine;
using order::DocumentPayment;
using order::PosDocument;
using order::Problem;
using Wide = __int128;  // sums of 64-bit amounts cannot overflow it

std::string order_text(const PosDocument& document) {
  return "Order " + document.key.external_id;
}

Problem to_fix(const PosDocument& document, std::string code, const std::string& thing,
               const std::string& text) {
  Problem problem;
  problem.cause = thing.empty() ? code : code + ":" + thing;
  problem.code = std::move(code);
  problem.message = order_text(document) + ": " + text;
  return problem;
}

std::optional<Problem> inconsistent(const PosDocument& document, const std::string& text) {
  return to_fix(document, "document_inconsistent", "",
                text + ". Nothing was booked: press Retry, and report it if it happens again");
}

bool same_currency(const PosDocument& document, base::Currency currency) {
  for (const base::Money amount : {document.total, document.tax, document.amount_paid, document.change}) {
    if (amount.currency() != currency) return false;
  }
  for (const DocumentLine& line : document.lines) {
    if (line.subtotal.currency() != currency || line.total.currency() != currency) return false;
  }
  for (const DocumentPayment& payment : document.payments) {
    if (payment.amount.currency() != currency) return false;
  }
  return document.currency == currency;
}

std::optional<Problem> check_place(const PosDocument& document, const order::Catalogue& catalogue) {
  if (document.pos_config != catalogue.config().name) {
    return to_fix(document, "wrong_pos_config", document.pos_config,
                  "it is for POS \"" + document.pos_config + "\", the session is of \"" +
                      catalogue.config().name + "\". Check the sync's POS configuration");
  }
  if (!same_currency(document, catalogue.currency())) {
    return to_fix(document, "currency_mismatch", std::string(document.currency.code()),
                  "it is in " + std::string(document.currency.code()) + ", the POS sells in " +
                      std::string(catalogue.currency().code()));
  }
  if (document.key.source.empty() || document.key.external_id.empty()) {
    return inconsistent(document, "it has no key");
  }
  return std::nullopt;
}

std::optional<Problem> check_ids(const PosDocument& document, const order::Catalogue& catalogue) {
  for (const DocumentLine& line : document.lines) {
    if (catalogue.product(line.product_id) == nullptr) {
      const std::string id = std::to_string(line.product_id);
      return to_fix(document, "unknown_product", id,
                    "product \"" + line.product + "\" (id " + id +
                        ") is not in the POS's catalogue. Import it, or map the item to another product");
    }
    for (const std::int64_t tax : line.taxes) {
      if (catalogue.tax(tax) != nullptr) continue;
      const std::string id = std::to_string(tax);
      return to_fix(document, "unknown_tax", id,
                    "tax " + id + " of \"" + line.product + "\" is not in the POS's catalogue. Import it");
    }
  }
  for (const DocumentPayment& payment : document.payments) {
    if (catalogue.payment_method(payment.method_id) != nullptr) continue;
    const std::string id = std::to_string(payment.method_id);
    return to_fix(document, "payment_method_not_in_pos", id,
                  "payment method \"" + payment.method + "\" (id " + id + ") is not one of POS \"" +
                      catalogue.config().name +
                      "\". Add it to the POS configuration, or map the payment to another");
  }
  return std::nullopt;
}

std::string amount_text(Wide minor, base::Currency currency) {
  return base::Decimal::from_units(minor, currency.decimals()).to_string(currency.decimals());
}

// Globally rounded taxes are rounded once an order: the lines, rounded for display, may miss the total by a
// minor unit each.
std::optional<Problem> check_lines(const PosDocument& document, order::TaxRounding rounding) {
  if (document.lines.empty()) return inconsistent(document, "it has no lines");
  Wide total = 0;
  Wide subtotal = 0;
  for (const DocumentLine& line : document.lines) {
    total += line.total.minor();
    subtotal += line.subtotal.minor();
  }
  const Wide tolerance =
      rounding == order::TaxRounding::round_per_line ? Wide{0} : static_cast<Wide>(document.lines.size());
  const auto apart = [&](Wide a, Wide b) { return a - b > tolerance || b - a > tolerance; };
  if (apart(total, document.total.minor())) {
    return inconsistent(document, "its lines are " + amount_text(total, document.currency) +
                                      ", its total is " + document.total.to_string());
  }
  if (apart(total - subtotal, document.tax.minor())) {
    return inconsistent(document, "the tax of its lines is " +
                                      amount_text(total - subtotal, document.currency) + ", its tax is " +
                                      document.tax.to_string());
  }
  const bool wrong_sign =
      document.key.kind == order::Kind::sale ? document.total.is_negative() : document.total.minor() > 0;
  if (wrong_sign) {
    return inconsistent(document, "it is a " + std::string(to_string(document.key.kind)) + " of " +
                                      document.total.to_string());
  }
  return std::nullopt;
}

std::optional<Problem> check_payments(const PosDocument& document, const order::Catalogue& catalogue) {
  Wide paid = 0;
  Wide cash = 0;
  Wide change = 0;
  for (const DocumentPayment& payment : document.payments) {
    const bool is_cash = catalogue.payment_method(payment.method_id)->type == order::MethodType::cash;
    paid += payment.amount.minor();
    if (payment.is_change) {
      if (!is_cash || payment.amount.minor() > 0)
        return inconsistent(document, "its change is not given in cash");
      change -= payment.amount.minor();
    } else if (is_cash) {
      cash += payment.amount.minor();
    }
  }
  if (document.amount_paid != document.total) {
    return inconsistent(document, "it is paid with " + document.amount_paid.to_string() + ", its total is " +
                                      document.total.to_string());
  }
  if (paid != document.amount_paid.minor()) {
    return inconsistent(document, "its payments are " + amount_text(paid, document.currency) +
                                      ", it says that it is paid with " + document.amount_paid.to_string());
  }
  if (change != document.change.minor()) {
    return inconsistent(document, "its change lines are " + amount_text(change, document.currency) +
                                      ", its change is " + document.change.to_string());
  }
  if (change > 0 && change > cash) {
    return inconsistent(document, "its change " + document.change.to_string() +
                                      " is more than the cash paid, " + amount_text(cash, document.currency));
  }
  return std::nullopt;
}

}  // namespace

Problem amount_too_large(const PosDocument& document) {
  return to_fix(
      document, "amount_too_large", "",
      "with its amounts or quantities a total of the POS would become too large to be kept. Correct the "
      "order in the external system");
}

std::optional<Problem> check_document(const PosDocument& document, const order::Catalogue& catalogue) {
  if (auto problem = check_place(document, catalogue)) return problem;
  if (auto problem = check_ids(document, catalogue)) return problem;
  if (auto problem = check_lines(document, catalogue.tax_rounding())) return problem;
  return check_payments(document, catalogue);
}

}  // namespace ordersync::pos
