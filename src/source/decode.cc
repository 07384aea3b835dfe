// From bytes to a verdict: which order it is (key), whether it is booked, skipped or refused, and its
// content. Reading the fields is decode_order's part.
#include "source/decode.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/contains.h"
#include "base/text.h"
#include "source/decode_order.h"
#include "source/framing.h"
#include "source/json_tape.h"
#include "source/json_text.h"
#include "source/redact.h"
#include "source/refund_signs.h"

namespace ordersync::source {

namespace {

constexpr std::size_t kLongestId = 200;
constexpr std::string_view kDigest = "digest:";

struct PointerFilter {
  JsonPointer pointer;
  const Filter* filter = nullptr;
};

order::Problem problem(std::string code, std::string message) {
  order::Problem out;
  out.cause = code;
  out.code = std::move(code);
  out.message = std::move(message);
  return out;
}

// The text a filter compares; nothing for a list, an object or what is not there.
std::optional<std::string> filter_text(const JsonNode* node) {
  if (node == nullptr || node->is_container()) return std::nullopt;
  if (node->type == JsonType::null) return std::string();
  if (auto id = id_text(node)) return id;
  return std::string(node->text);
}

// Unreadable amounts are complained about elsewhere; here only the sign counts. What floating point leaves of
// a sum of zero (-1.4e-14) has none.
bool is_below_zero(const JsonNode* node, const DecodeRules& rules) {
  if (node == nullptr || !node->is_text_or_number()) return false;
  const auto amount = base::Decimal::parse(
      node->text, node->type == JsonType::number ? base::DecimalMark::point : rules.decimal_mark);
  if (!amount.ok()) return false;
  const auto money = base::exact_minor(*amount, rules.currency);
  return money.ok() ? money->is_negative() : amount->is_negative();
}

}  // namespace

struct Decoder::Impl {
  explicit Impl(DecodeRules given);
  void decode(std::string_view bytes, Decoded& out);
  // False when `out` is complete: the element is refused.
  bool parse(std::string_view bytes, Decoded& out);
  bool read_key(const Members& header, Decoded& out);
  bool refuse_duplicates(Decoded& out);
  std::string sent_refund_id(const Members& header) const;
  bool is_masked(std::string_view refund_id, const Decoded& out) const;
  // False when `out` is complete: the refund's own id cannot be one.
  bool read_refund_id(const Members& header, Decoded& out);
  std::optional<order::Notice> skip_reason(const Members& header, Decoded& out, const DateReading& date);
  std::optional<order::Notice> filtered_out();
  // Sets out.order, or gives the reason why there is none.
  std::optional<order::Problem> read_order(const Members& header, Decoded& out, const DateReading& date);

  const DecodeRules rules;
  JsonPointer refund_pointer;
  std::vector<PointerFilter> filters;
  JsonTape tape;
  std::string status;  // of the order being decoded
};

Decoder::Impl::Impl(DecodeRules given) : rules(std::move(given)) {
  refund_pointer = JsonPointer::parse(rules.refund_id_pointer);
  for (const Filter& filter : rules.filters) filters.push_back({JsonPointer::parse(filter.pointer), &filter});
}

bool Decoder::Impl::parse(std::string_view bytes, Decoded& out) {
  const auto first = std::find_if_not(bytes.begin(), bytes.end(), is_json_blank);
  if (first == bytes.end() || *first != '{') {
    const std::string_view kind = first == bytes.end() ? "empty" : kind_by(*first);
    out.problem =
        problem("not_an_order", "An element of the answer is " + std::string(kind) +
                                    ", not an order. Ask the external system to send order objects only");
  } else {
    switch (tape.parse(bytes, rules.max_depth)) {
      case JsonTape::Outcome::ok:
        return true;
      case JsonTape::Outcome::bad_utf8:
        out.problem = problem("bad_utf8",
                              "An order holds bytes that are not UTF-8, so its texts cannot be trusted. "
                              "Ask the external system to send UTF-8");
        break;
      case JsonTape::Outcome::too_deep:
        out.problem = too_deep(rules.max_depth);
        break;
      case JsonTape::Outcome::malformed:
        out.problem = problem("bad_order_json",
                              "An order is not valid JSON inside, so nothing of it can be trusted. "
                              "Ask the external system to correct it");
        break;
    }
  }
  if (std::string masked = redact_json(bytes, RedactScope::everything); masked != bytes)
    out.redacted = std::move(masked);
  return false;
}

bool Decoder::Impl::read_key(const Members& header, Decoded& out) {
  const JsonNode* node = header.get(Field::order_id);
  const auto id = id_text(node);
  std::string why;
  if (!id) {
    why = "OrderID is " + shown(*node) + ", neither a text nor a whole number";
  } else if (id->empty()) {
    why = "OrderID is missing";
  } else if (id->size() > kLongestId) {
    why = "OrderID is longer than " + std::to_string(kLongestId) + " bytes";
  } else if (base::has_control(*id)) {
    why = "OrderID holds control characters";
  } else if (id->starts_with(kDigest)) {
    why = "OrderID begins with " + std::string(kDigest) + ", as only numbers do that this program gives";
  }
  if (!why.empty()) {
    out.problem =
        problem("order_without_id", "An order without a usable id: " + why +
                                        ". Without it nobody can tell whether it was booked before");
    return false;
  }
  out.key.external_id = *id;
  out.has_id = true;
  const auto sent_status = id_text(header.get(Field::order_status));
  status = sent_status ? *sent_status : std::string(header.get(Field::order_status)->text);
  const bool negative = is_below_zero(header.get(Field::grand_total), rules);
  const bool unreadable = !sent_status && status.empty();  // a list or an object
  if (!unreadable && base::contains(rules.refund_statuses, status)) {
    out.status_class = "refund";
  } else if (!unreadable && (status.empty() || base::contains(rules.sale_statuses, status))) {
    out.status_class = negative ? "refund" : "sale";
  } else {
    out.status_class = "other";
  }
  // Below zero under any other status is a refund that is not done: it says nothing of its sale.
  if (out.status_class == "refund" || (out.status_class == "other" && negative)) {
    out.key.kind = order::Kind::refund;
    return read_refund_id(header, out);
  }
  return true;
}

// Empty where none was sent.
std::string Decoder::Impl::sent_refund_id(const Members& header) const {
  const JsonNode* node =
      rules.refund_id_pointer.empty() ? header.get(Field::refund_id) : tape.at(refund_pointer);
  std::string id = id_text(node).value_or(std::string());
  if (id == "0" || base::has_control(id)) id.clear();  // 0 is how sources write "none"
  return id;
}

// Whether it reads otherwise in the payload that is kept, where a card number has but its end.
bool Decoder::Impl::is_masked(std::string_view refund_id, const Decoded& out) const {
  if (!out.redacted || rules.refund_id_pointer.empty()) return false;
  JsonTape kept;
  return kept.parse(*out.redacted, rules.max_depth) != JsonTape::Outcome::ok ||
         id_text(kept.at(refund_pointer)).value_or(std::string()) != refund_id;
}

// What cannot be a refund's id is kept by its digest: cut or masked, two of them could become one refund.
bool Decoder::Impl::read_refund_id(const Members& header, Decoded& out) {
  std::string id = sent_refund_id(header);
  if (is_masked(id, out)) {
    out.key.refund_id = key_of_bytes(base::digest_of(id));
    return true;
  }
  std::string why;
  if (id.size() > kLongestId) {
    why = "is longer than " + std::to_string(kLongestId) + " bytes";
  } else if (id.starts_with(order::kOwnRefundId)) {
    why = "begins with ~, as only ids do that this program gives";
  }
  if (why.empty()) {
    out.key.refund_id = std::move(id);
    return true;
  }
  out.key.refund_id = key_of_bytes(base::digest_of(id));
  const std::string name = rules.refund_id_pointer.empty() ? "RefundID" : rules.refund_id_pointer;
  out.problem = problem("bad_field", name + " " + why +
                                         ". Correct it in the external system, or choose another field "
                                         "for it in the sync");
  return false;
}

// Of two values under one name nobody knows which one counts. Two OrderIDs leave the order without an id.
bool Decoder::Impl::refuse_duplicates(Decoded& out) {
  if (tape.duplicates().empty()) return false;
  std::size_t ids = 0;
  for (const JsonNode& member : tape.children(tape.root())) ids += member.key == "OrderID" ? 1 : 0;
  if (ids > 1) out.has_id = false;
  out.problem = two_values(tape);
  return true;
}

std::optional<order::Notice> Decoder::Impl::filtered_out() {
  for (const PointerFilter& wanted : filters) {
    const auto text = filter_text(tape.at(wanted.pointer));
    if (text && base::contains(wanted.filter->values, *text)) continue;
    return order::Notice{"filtered_out",
                         wanted.filter->pointer + " is " +
                             (text ? '"' + base::printable(*text, 60) + '"' : std::string("not there")) +
                             "; this sync takes " + base::joined(wanted.filter->values, ", ")};
  }
  return std::nullopt;
}

std::optional<order::Notice> Decoder::Impl::skip_reason(const Members& header, Decoded& out,
                                                        const DateReading& date) {
  auto filtered = filtered_out();
  out.filtered_out = filtered.has_value();
  // Before the rest: a booked order that is cancelled is news however old it is, and whatever the source
  // leaves out of it.
  if (out.status_class == "other") {
    return order::Notice{"status_not_a_sale", "OrderStatus " + shown(*header.get(Field::order_status)) +
                                                  " is neither a sale nor a refund for this sync"};
  }
  if (filtered) return filtered;
  if (!rules.orders_from || date.error) return std::nullopt;
  const std::optional<base::Instant>& at = date.date ? date.date : rules.received_at;
  if (!at || *at >= *rules.orders_from) return std::nullopt;
  return order::Notice{"before_start_date", "The order's date " + base::to_iso8601(*at) + " is before " +
                                                base::to_iso8601(*rules.orders_from) +
                                                ", from when this sync books orders"};
}

std::optional<order::Problem> Decoder::Impl::read_order(const Members& header, Decoded& out,
                                                        const DateReading& date) {
  Complaints complaints;
  OrderReader reader(tape, rules, complaints);
  order::Order order = reader.read(header);
  if (date.error && (complaints.any() || date.error->code != "ambiguous_date")) {
    FieldPath path;
    path.name = date.key;
    complaints.bad(path, "cannot be read: " + date.error->message);
  }
  if (complaints.any()) return complaints.problem();
  if (date.error) return problem("ambiguous_date", date.error->message);
  if (order.lines.empty()) {
    return problem("no_lines",
                   "Every line of the order is void or empty, so there is nothing to book. "
                   "Ignore it, or correct it in the external system");
  }
  order.key = out.key;
  order.status = status;
  order.date = date.date;
  if (out.key.kind == order::Kind::refund) {
    make_refund(order);
  } else {
    for (order::OrderLine& line : order.lines) align_discount(line);
  }
  if (!order.date) out.not_before = rules.orders_from;
  out.order = std::move(order);
  return std::nullopt;
}

void Decoder::Impl::decode(std::string_view bytes, Decoded& out) {
  out.key.source = rules.source;
  if (!parse(bytes, out)) return;
  if (holds_card_data(tape)) out.redacted = redact_json(bytes, RedactScope::order);
  const Members header(tape, tape.root());
  if (!read_key(header, out) || refuse_duplicates(out)) return;
  const DateReading date = read_date(header, rules.dates);
  out.skip_reason = skip_reason(header, out, date);
  out.problem = read_order(header, out, date);
  if (out.skip_reason) {
    out.verdict = Verdict::skip;
    out.problem.reset();
  } else if (out.order) {
    out.verdict = Verdict::book;
  }
}

order::Problem two_values(const JsonTape& tape) {
  const std::uint32_t first = *std::min_element(tape.duplicates().begin(), tape.duplicates().end());
  return problem("duplicate_key",
                 "The order has two values for " + base::printable(tape.path_of(tape.nodes()[first]), 120) +
                     ", and nobody can tell which one counts. Correct it in the external system");
}

std::string key_of_bytes(const base::Digest& digest) {
  return std::string(kDigest) + digest.to_hex();
}

bool has_no_id(const order::OrderKey& key) {
  return key.external_id.starts_with(kDigest);
}

bool is_refund_by_digest(const order::OrderKey& key) {
  return key.refund_id.starts_with(kDigest);
}

Decoder::Decoder(DecodeRules rules) : impl_(std::make_unique<Impl>(std::move(rules))) {}
Decoder::~Decoder() = default;

const DecodeRules& Decoder::rules() const {
  return impl_->rules;
}

Decoded Decoder::decode(std::string_view bytes) {
  Decoded out;
  try {
    impl_->decode(bytes, out);
  } catch (const base::Overflow&) {  // the door of this room (docs/decisions/0003)
    out.order.reset();
    if (out.skip_reason) {
      out.verdict = Verdict::skip;
    } else {
      out.verdict = Verdict::refuse;
      out.problem =
          problem("bad_field", "The order's numbers have more digits than can be computed with exactly");
    }
  }
  out.content = out.order ? base::digest_of(order::content_bytes(*out.order, out.status_class))
                          : base::digest_of(bytes);
  if (!out.has_id) {
    out.key = {impl_->rules.source, key_of_bytes(out.content), order::Kind::sale, {}};
    out.status_class = "other";
  }
  return out;
}

}  // namespace ordersync::source
