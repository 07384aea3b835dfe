// Searching a day of orders; see odoo_range.h.
#include "pos/odoo_range.h"

#include <algorithm>
#include <set>
#include <span>
#include <string>
#include <utility>

#include "pos/odoo_key.h"
#include "pos/odoo_time.h"

namespace ordersync::pos::odoo {

namespace {

constexpr std::size_t kKeysACall = 100;
constexpr std::string_view kRefund = " REFUND";

}  // namespace

// The reference holds the ids after "Order DDDDD-DDD-DDDDDDDDDD "; an id may itself hold the word that marks
// a refund, so each way to read it is tried, and the digits tell which is right.
std::optional<order::OrderKey> key_of_reference(std::string_view pos_reference, std::string_view source) {
  if (!is_our_reference(pos_reference)) return std::nullopt;
  const std::size_t first_space = pos_reference.find(' ');
  const std::string_view ids = pos_reference.substr(pos_reference.find(' ', first_space + 1) + 1);
  const auto is_right = [&](const order::OrderKey& key) { return odoo::pos_reference(key) == pos_reference; };

  order::OrderKey sale{std::string(source), std::string(ids), order::Kind::sale, {}};
  if (is_right(sale)) return sale;
  for (std::size_t at = ids.find(kRefund); at != std::string_view::npos; at = ids.find(kRefund, at + 1)) {
    std::string_view refund_id = ids.substr(at + kRefund.size());
    if (!refund_id.empty()) refund_id.remove_prefix(1);
    order::OrderKey refund{std::string(source), std::string(ids.substr(0, at)), order::Kind::refund,
                           std::string(refund_id)};
    if (is_right(refund)) return refund;
  }
  return std::nullopt;
}

base::Result<std::vector<StandingOrder>> orders_between(Rpc& rpc, std::int64_t config_id,
                                                        std::string_view source, base::Instant from,
                                                        base::Instant until) {
  std::vector<order::OrderKey> keys;
  std::set<order::OrderKey> seen;  // booked twice: one order, and an alarm on it
  Rpc::Search search;
  search.model = "pos.order";
  search.domain = Value::list({Value::list({"config_id", "=", config_id}),
                               Value::list({"date_order", ">=", odoo_time(from)}),
                               Value::list({"date_order", "<", odoo_time(until)}),
                               Value::list({"pos_reference", "=like", "Order %"})});
  search.fields = {"pos_reference"};
  TRY(rpc.each(search, [&](const Value& record) -> base::Result<void> {
    auto key = key_of_reference(record["pos_reference"].text(), source);
    if (key && seen.insert(*key).second) keys.push_back(std::move(*key));
    return {};
  }));

  std::vector<StandingOrder> orders;
  for (std::size_t begin = 0; begin < keys.size(); begin += kKeysACall) {
    const auto slice = std::span(keys).subspan(begin, std::min(kKeysACall, keys.size() - begin));
    TRY_ASSIGN(auto standing, read_back(rpc, slice));
    for (auto& order : standing) {
      if (order) orders.push_back(std::move(*order));
    }
  }
  return orders;
}

}  // namespace ordersync::pos::odoo
