// Reading a document back from its JSON text. Everything must be there and of its type: the journal's rows
// are either what encode() wrote, or damaged.
#include <simdjson.h>

#include "base/text.h"
#include "order/document.h"

namespace ordersync::order {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

// Carries the reason to decode_document(); never leaves this file.
struct Damage {
  std::string what;
};

template <class T>
T get(object from, std::string_view name) {
  T value{};
  if (from.at_key(name).get(value) != simdjson::SUCCESS) throw Damage{std::string(name)};
  return value;
}

std::string text(object from, std::string_view name) {
  return std::string(get<std::string_view>(from, name));
}

base::Decimal decimal(object from, std::string_view name) {
  const base::Result<base::Decimal> value = base::Decimal::parse(get<std::string_view>(from, name));
  if (!value.ok()) throw Damage{std::string(name)};
  return *value;
}

base::Money money(object from, std::string_view name, base::Currency currency) {
  const base::Decimal amount = decimal(from, name);
  if (amount.scale() > currency.decimals()) throw Damage{std::string(name)};
  return base::round_half_away(amount, currency);
}

OrderKey key_of(object from) {
  OrderKey key;
  key.source = text(from, "source");
  key.external_id = text(from, "external_id");
  const auto kind = get<std::string_view>(from, "kind");
  if (kind != to_string(Kind::sale) && kind != to_string(Kind::refund)) throw Damage{"kind"};
  key.kind = kind == to_string(Kind::sale) ? Kind::sale : Kind::refund;
  key.refund_id = text(from, "refund_id");
  return key;
}

ProductType product_type(object from) {
  const auto name = get<std::string_view>(from, "type");
  if (name == "storable") return ProductType::storable;
  if (name == "consumable") return ProductType::consumable;
  if (name == "service") return ProductType::service;
  throw Damage{"type"};
}

DocumentLine line_of(object from, base::Currency currency) {
  DocumentLine line;
  line.product_id = get<std::int64_t>(from, "product_id");
  line.product = text(from, "product");
  line.product_type = product_type(from);
  line.qty = decimal(from, "qty");
  line.price_unit = decimal(from, "price_unit");
  line.discount_percent = decimal(from, "discount_percent");
  for (const element tax : get<array>(from, "taxes")) {
    std::int64_t id = 0;
    if (tax.get(id) != simdjson::SUCCESS) throw Damage{"taxes"};
    line.taxes.push_back(id);
  }
  line.subtotal = money(from, "subtotal", currency);
  line.total = money(from, "total", currency);
  line.note = text(from, "note");
  return line;
}

DocumentPayment payment_of(object from, base::Currency currency) {
  DocumentPayment payment;
  payment.method_id = get<std::int64_t>(from, "method_id");
  payment.method = text(from, "method");
  payment.amount = money(from, "amount", currency);
  payment.is_change = get<bool>(from, "is_change");
  payment.reference_id = text(from, "reference_id");
  payment.card_last4 = text(from, "card_last4");
  return payment;
}

object object_in(element from, const char* what) {
  object value;
  if (from.get(value) != simdjson::SUCCESS) throw Damage{what};
  return value;
}

PosDocument document_of(object from) {
  if (get<std::int64_t>(from, "version") != 1) throw Damage{"version"};
  PosDocument document;
  document.key = key_of(get<object>(from, "key"));
  document.reference = text(from, "reference");
  document.date = base::from_unix_ms(get<std::int64_t>(from, "date_ms"));
  document.pos_config = text(from, "pos_config");
  const base::Result<base::Currency> currency = base::Currency::of(get<std::string_view>(from, "currency"));
  if (!currency.ok()) throw Damage{"currency"};
  document.currency = *currency;
  for (const element line : get<array>(from, "lines")) {
    document.lines.push_back(line_of(object_in(line, "lines"), *currency));
  }
  for (const element payment : get<array>(from, "payments")) {
    document.payments.push_back(payment_of(object_in(payment, "payments"), *currency));
  }
  document.total = money(from, "total", *currency);
  document.tax = money(from, "tax", *currency);
  document.amount_paid = money(from, "amount_paid", *currency);
  document.change = money(from, "change", *currency);
  document.note = text(from, "note");
  const auto refund_of = get<element>(from, "refund_of");
  if (!refund_of.is_null()) document.refund_of = key_of(object_in(refund_of, "refund_of"));
  document.customer_id = text(from, "customer_id");
  return document;
}

base::Error bad_document(std::string detail) {
  base::Error error =
      base::invalid("bad_document",
                    "A stored document cannot be read: the database is damaged or was written by a newer "
                    "version. Restore the backup, or run the newer version");
  error.detail = std::move(detail);
  return error;
}

}  // namespace

base::Result<PosDocument> decode_document(std::string_view json) {
  simdjson::dom::parser parser;
  const simdjson::padded_string padded(json);
  object root;
  if (const auto problem = parser.parse(padded).get(root); problem != simdjson::SUCCESS) {
    return bad_document(simdjson::error_message(problem));
  }
  try {
    return document_of(root);
  } catch (const Damage& damage) {
    return bad_document("field " + damage.what);
  } catch (const base::Overflow& overflow) {
    return bad_document(overflow.what());
  }
}

}  // namespace ordersync::order
