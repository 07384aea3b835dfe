// Reader: from the bytes of one element to its orders — through the sync's hook, where there is one, and the
// decoder. PURE, but for the buffers it keeps.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "order/key.h"
#include "source/decode.h"
#include "source/json_tape.h"
#include "source/order_source.h"
#include "source/reshape.h"
#include "source/settings.h"

namespace ordersync::source {

struct Reading {
  // Without a hook exactly one. An element that the hook skips or fails on is one as well, under the digest
  // of its bytes.
  std::vector<Decoded> orders;
  // The payload to keep when it differs from the bytes given: card numbers cut. The hook has seen no more.
  std::optional<std::string> redacted;
  std::vector<std::string> printed;   // by the hook
  std::vector<std::string> reshaped;  // what the hook made of it, as JSON; in the order of `orders`
};

// One thread at a time. Never throws.
class Reader {
 public:
  explicit Reader(DecodeRules rules);

  Reading read(std::string_view bytes);
  const DecodeRules& rules() const { return decoder_.rules(); }

 private:
  Reading as_it_is(std::string_view bytes);
  Reading read_through_hook(std::string_view bytes);
  Decoded decoded_as(const Reshaped::Order& order, std::string_view payload);

  Decoder decoder_;
  JsonTape tape_;
};

// Which of them is the order that is known under `key`; nullptr when it is none of them. A reversal is read
// from the sale it takes back, a further refund without an id of its own from that refund.
Decoded* find_order(std::vector<Decoded>& orders, const order::OrderKey& key);
// An element that the framer refused unread is kept by its bytes' digest, like one without an id. REQUIRES:
// element.refused.
Decoded unread(const DecodeRules& rules, const Element& element);
// The rules under which the document of a refund that is the order itself, by its status, is the sale.
DecodeRules as_sales(DecodeRules rules);

}  // namespace ordersync::source
