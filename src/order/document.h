// PosDocument: exactly what will be booked, decided once, stored before it is posted, never matched again.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/money.h"
#include "base/time.h"
#include "order/catalogue.h"
#include "order/key.h"
#include "order/problem.h"

namespace ordersync::order {

struct DocumentLine {
  std::int64_t product_id = 0;
  std::string product;  // the product's name
  ProductType product_type = ProductType::storable;
  base::Decimal qty;
  base::Decimal price_unit;  // gross where the booked tax is price-included, net otherwise
  base::Decimal discount_percent;
  std::vector<std::int64_t> taxes;  // ids of the taxes booked, after the fiscal position
  base::Money subtotal;             // without tax
  base::Money total;                // with tax
  std::string note;                 // "component of Burger", "rounding", or empty
  friend bool operator==(const DocumentLine&, const DocumentLine&) = default;
};

struct DocumentPayment {
  std::int64_t method_id = 0;
  std::string method;  // the method's name
  base::Money amount;  // negative for change and refunds
  bool is_change = false;
  std::string reference_id;  // the source's transaction id
  std::string card_last4;
  friend bool operator==(const DocumentPayment&, const DocumentPayment&) = default;
};

struct PosDocument {
  OrderKey key;
  std::string reference;  // "External Order ID: 639": shown to people
  base::Instant date;
  std::string pos_config;
  base::Currency currency;
  std::vector<DocumentLine> lines;
  std::vector<DocumentPayment> payments;
  base::Money total;
  base::Money tax;
  base::Money amount_paid;            // net of change
  base::Money change;                 // zero or positive
  std::string note;                   // reference and the order's remark
  std::optional<OrderKey> refund_of;  // the sale that a refund takes back, when it is booked
  std::string customer_id;            // the POS's customer, when one was found; empty otherwise
  friend bool operator==(const PosDocument&, const PosDocument&) = default;
};

// The stable JSON text of a document, version 1: the same document always gives the same bytes. Amounts and
// quantities are exact decimal texts, the date is milliseconds since 1970. Bytes that are not UTF-8 become
// U+FFFD.
std::string encode(const PosDocument& document);
void encode_to(const PosDocument& document, std::string& out);
// The inverse. Fails with "bad_document".
base::Result<PosDocument> decode_document(std::string_view json);

}  // namespace ordersync::order
