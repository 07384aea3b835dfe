// Writing a document as JSON by hand: one pass into one string, the same bytes for the same document on every
// machine. Reading it back is document_decode.cc.
#include "order/document.h"

#include <charconv>

#include "base/text.h"

namespace ordersync::order {
namespace {

class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  // `opening` holds everything up to the value: {"name": or ,"name":
  void text(std::string_view opening, std::string_view value) {
    out_ += opening;
    base::append_json_utf8(value, out_);
  }
  void number(std::string_view opening, std::int64_t value) {
    out_ += opening;
    char digits[24];
    out_.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
  }
  void decimal(std::string_view opening, const base::Decimal& value) {
    out_.append(opening).append(1, '"');
    value.append_to(out_);
    out_ += '"';
  }
  void money(std::string_view opening, base::Money value) {
    out_.append(opening).append(1, '"');
    value.append_to(out_);
    out_ += '"';
  }
  void raw(std::string_view text) { out_ += text; }

 private:
  std::string& out_;
};

std::string_view name_of(ProductType type) {
  switch (type) {
    case ProductType::storable:
      return "storable";
    case ProductType::consumable:
      return "consumable";
    case ProductType::service:
      return "service";
  }
  return "storable";
}

void write_key(JsonWriter& json, const OrderKey& key) {
  json.text("{\"source\":", key.source);
  json.text(",\"external_id\":", key.external_id);
  json.text(",\"kind\":", to_string(key.kind));
  json.text(",\"refund_id\":", key.refund_id);
  json.raw("}");
}

void write_line(JsonWriter& json, const DocumentLine& line) {
  json.number("{\"product_id\":", line.product_id);
  json.text(",\"product\":", line.product);
  json.text(",\"type\":", name_of(line.product_type));
  json.decimal(",\"qty\":", line.qty);
  json.decimal(",\"price_unit\":", line.price_unit);
  json.decimal(",\"discount_percent\":", line.discount_percent);
  json.raw(",\"taxes\":[");
  for (std::size_t i = 0; i < line.taxes.size(); ++i) json.number(i == 0 ? "" : ",", line.taxes[i]);
  json.money("],\"subtotal\":", line.subtotal);
  json.money(",\"total\":", line.total);
  json.text(",\"note\":", line.note);
  json.raw("}");
}

void write_payment(JsonWriter& json, const DocumentPayment& payment) {
  json.number("{\"method_id\":", payment.method_id);
  json.text(",\"method\":", payment.method);
  json.money(",\"amount\":", payment.amount);
  json.raw(payment.is_change ? ",\"is_change\":true" : ",\"is_change\":false");
  json.text(",\"reference_id\":", payment.reference_id);
  json.text(",\"card_last4\":", payment.card_last4);
  json.raw("}");
}

}  // namespace

std::string encode(const PosDocument& document) {
  std::string out;
  out.reserve(500 + 220 * (document.lines.size() + document.payments.size()));
  encode_to(document, out);
  return out;
}

void encode_to(const PosDocument& document, std::string& out) {
  JsonWriter json(out);
  json.raw("{\"version\":1,\"key\":");
  write_key(json, document.key);
  json.text(",\"reference\":", document.reference);
  json.number(",\"date_ms\":", base::to_unix_ms(document.date));
  json.text(",\"pos_config\":", document.pos_config);
  json.text(",\"currency\":", document.currency.code());
  json.raw(",\"lines\":[");
  for (std::size_t i = 0; i < document.lines.size(); ++i) {
    if (i != 0) json.raw(",");
    write_line(json, document.lines[i]);
  }
  json.raw("],\"payments\":[");
  for (std::size_t i = 0; i < document.payments.size(); ++i) {
    if (i != 0) json.raw(",");
    write_payment(json, document.payments[i]);
  }
  json.money("],\"total\":", document.total);
  json.money(",\"tax\":", document.tax);
  json.money(",\"amount_paid\":", document.amount_paid);
  json.money(",\"change\":", document.change);
  json.text(",\"note\":", document.note);
  json.raw(",\"refund_of\":");
  if (document.refund_of) {
    write_key(json, *document.refund_of);
  } else {
    json.raw("null");
  }
  json.text(",\"customer_id\":", document.customer_id);
  json.raw("}");
}

}  // namespace ordersync::order
