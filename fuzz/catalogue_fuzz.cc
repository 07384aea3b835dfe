// Reading any bytes as a catalogue, JSON or CSV, never throws; what was read holds no id twice, and of a CSV
// each product knows its line; what was refused is refused with a code and words.
#include <cstddef>
#include <cstdint>
#include <set>
#include <string_view>

#include "base/check.h"
#include "pos/catalogue_file.h"

namespace {

using namespace ordersync;

void hold(const base::Result<pos::CatalogueFile>& file) {
  if (!file.ok()) {
    CHECK(!file.error().code.empty() && !file.error().message.empty());
    return;
  }
  std::set<std::int64_t> ids;
  for (const auto& row : file->products) CHECK(ids.insert(row.product.id).second);
  ids.clear();
  for (const auto& tax : file->taxes) CHECK(ids.insert(tax.id).second);
  ids.clear();
  for (const auto& method : file->payment_methods) CHECK(ids.insert(method.id).second);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  hold(pos::read_catalogue_json(bytes));
  const auto csv = pos::read_catalogue_csv(bytes);
  hold(csv);
  if (csv.ok()) CHECK(csv->product_lines.size() == csv->products.size());
  if (const auto one = pos::read_product_json(bytes); !one.ok()) CHECK(!one.error().message.empty());
  return 0;
}
