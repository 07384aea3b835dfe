// PURE: the bytes of one element become an Order, or the reasons why not (behaviour 2).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/digest.h"
#include "order/order.h"
#include "order/problem.h"
#include "source/settings.h"

namespace ordersync::source {

class JsonTape;

enum class Verdict {
  book,    // a sale or a refund: `order` is set
  skip,    // no sale, too old, or filtered out: `skip_reason` is set; `order` is set where it decoded
  refuse,  // cannot be decoded: `problem` is set
};

struct Decoded {
  Verdict verdict = Verdict::refuse;
  order::OrderKey key;  // an element without an id: external_id "digest:<32 hex digits>"
  bool has_id = false;
  std::string status_class;  // "sale", "refund", "other"
  base::Digest content;      // of content_bytes(); of the raw bytes where decoding fails
  std::optional<order::Order> order;
  std::optional<order::Problem> problem;
  std::optional<order::Notice> skip_reason;
  bool filtered_out = false;  // by the sync's filter, also where its status is no sale
  // Of an order without a date: the start date, before which it must not have been received.
  std::optional<base::Instant> not_before = {};
  // The payload to keep when it differs from the bytes given: card numbers cut to their last four digits.
  std::optional<std::string> redacted;
};

// The external_id of what came without one: "digest:<32 hex digits>" of its bytes.
std::string key_of_bytes(const base::Digest& digest);
// Whether an order is known by its bytes only.
bool has_no_id(const order::OrderKey& key);
// Whether it is a refund whose own id is known by its digest only.
bool is_refund_by_digest(const order::OrderKey& key);

// Which member stands twice, the first of them in the text. REQUIRES: tape.duplicates() is not empty.
order::Problem two_values(const JsonTape& tape);

// Reusable for many elements, one thread at a time (it keeps the JSON parser's buffers). Never throws.
class Decoder {
 public:
  explicit Decoder(DecodeRules rules);
  ~Decoder();
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;
  Decoded decode(std::string_view bytes);
  const DecodeRules& rules() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ordersync::source
