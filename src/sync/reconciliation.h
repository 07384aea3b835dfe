// PURE: what the source sent on one day against what stands in the POS: by count, total, tax and payment
// method, and order by order. Two lists in, a report out; nothing here asks anybody.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/money.h"
#include "base/time.h"
#include "order/key.h"
#include "order/order.h"
#include "pos/pos_target.h"

namespace ordersync::sync {

// Net of change, by the method's name in the POS.
using MethodTotals = std::map<std::string, base::Money>;

// An order as the source sent it last.
struct SentOrder {
  order::OrderKey key;
  base::Instant date;
  base::Money total;               // GrandTotal
  std::optional<base::Money> tax;  // nothing: the source states none
  MethodTotals payments;
  std::string state;  // where it stands here: "booked", "parked", …
  std::string why;    // why it is not booked; empty when it is
};

// One figure on both sides.
struct Sides {
  base::Money sent;
  base::Money standing;
  base::Money difference() const { return standing - sent; }
};

struct Reconciliation {
  std::int64_t orders_sent = 0;
  std::int64_t orders_standing = 0;
  Sides total;
  // An order of which the source states no tax counts on both sides with what the POS has: there is nothing
  // to compare.
  Sides tax;
  std::int64_t tax_not_stated = 0;
  std::map<std::string, Sides> methods;

  struct Field {
    std::string name;  // "total", "tax", "currency", "paid by Cash", "date", "POS", "state"
    std::string sent;
    std::string standing;
  };
  struct Different {
    SentOrder sent;
    pos::BookedOrder standing;
    std::vector<Field> fields;
  };
  std::vector<SentOrder> missing;       // sent, and not in the POS
  std::vector<pos::BookedOrder> extra;  // in the POS, and not sent; a second one under the same key as well
  std::vector<Different> different;     // in both, and not the same
  bool agrees() const { return missing.empty() && extra.empty() && different.empty(); }
};

// The day and the configuration that are looked at.
struct ReconciledDay {
  std::string pos_config;
  base::Instant from;
  base::Instant until;
  base::Currency currency;
};

// `standing`: what the POS has of that day, and what it has under a key of `sent` elsewhere. All lists come
// out by date. What stands in another currency is different, and counts in no sum. Throws base::Overflow.
// REQUIRES: the amounts of `sent` are in the day's currency; no key twice in it.
Reconciliation reconcile(const ReconciledDay& day, std::span<const SentOrder> sent,
                         std::span<const pos::BookedOrder> standing);

// What stands in the POS of an order's payments, by method and net of change; zero amounts left out.
MethodTotals method_totals(std::span<const order::DocumentPayment> payments);

}  // namespace ordersync::sync
