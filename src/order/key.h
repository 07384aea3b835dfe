// OrderKey: what may exist once in the POS (behaviour 3, design "Exactly once" 1).
#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ordersync::order {

enum class Kind { sale, refund };

std::string_view to_string(Kind kind);  // "sale", "refund"

struct OrderKey {
  std::string source;       // the sync's source code
  std::string external_id;  // the bare OrderID; "639" and 639 are the same
  Kind kind = Kind::sale;
  std::string refund_id;  // the refund's own id where one is sent; empty for sales

  friend auto operator<=>(const OrderKey&, const OrderKey&) = default;
};

// Refund ids that begin so are the journal's own: of a further refund that came without an id (the first
// digits of its content's digest follow), and of the reversal of a sale. No source may send them.
inline constexpr char kOwnRefundId = '~';
inline constexpr std::string_view kReversal = "~reversal";

// The sale that a refund takes back.
inline OrderKey sale_of(const OrderKey& refund) {
  return {refund.source, refund.external_id, Kind::sale, {}};
}
// The refund that takes back a booked sale which its source has cancelled.
inline OrderKey reversal_of(const OrderKey& sale) {
  return {sale.source, sale.external_id, Kind::refund, std::string(kReversal)};
}
inline bool is_reversal(const OrderKey& key) {
  return key.refund_id == kReversal;
}

// SOURCE/ID, a refund SOURCE/ID:refund or SOURCE/ID:refund:REFUNDID (contract). Two keys never share a text:
// an external id that itself holds ":refund" is written with "%3A" for that colon, and "%25" stands for a '%'
// before "3A" or "25". All other ids stand as they are. REQUIRES: the source has no '/'.
std::string to_string(const OrderKey& key);

// The inverse of to_string. Fails with "bad_key".
base::Result<OrderKey> parse_key(std::string_view text);

}  // namespace ordersync::order
