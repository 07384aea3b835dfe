// Whatever an Odoo answers to the questions of reading back: an order or an error, never an exception; and an
// order that was read can be compared and shown. The bytes are a JSON object of one list of records a model.
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "pos/odoo_key.h"
#include "pos/odoo_readback.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ordersync;
  using pos::odoo::Value;
  const auto tables = pos::odoo::parse(std::string_view(reinterpret_cast<const char*>(data), size));
  if (!tables.ok()) return 0;
  const std::vector<order::OrderKey> keys = {{"shop", "639", order::Kind::sale, ""},
                                             {"shop", "639", order::Kind::refund, "R1"}};
  for (const int series : {14, 18}) {
    // Orders are given the first key's name, so that the bytes need not guess it.
    const auto ask = [&](const pos::odoo::Rpc::Search& search) -> base::Result<Value::Array> {
      Value::Array records = (*tables)[search.model].items();
      if (search.model != "pos.order") return records;
      for (Value& record : records) {
        Value::Object named = record.members();
        named.emplace_back("pos_reference", pos::odoo::pos_reference(keys.front()));
        record = Value::object(std::move(named));
      }
      return records;
    };
    const auto found = pos::odoo::read_back(ask, series, keys);
    if (!found.ok()) {
      CHECK(found.error().code == "odoo_bad_record");
      continue;
    }
    CHECK(found->size() == keys.size());
    for (const auto& order : *found) {
      if (!order) continue;
      CHECK(order->line_ids.size() == order->booked.lines.size());
      order::PosDocument document;
      document.key = order->booked.key;
      document.currency = order->booked.currency;
      document.total = document.tax = document.amount_paid = document.change =
          base::Money::zero(document.currency);
      pos::compare(document, order->booked);
    }
  }
  return 0;
}
