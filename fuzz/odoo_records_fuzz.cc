// Whatever an Odoo answers in place of its records, nothing throws: it is understood or it is an error. What
// is understood as a shop agrees with its facts and makes a catalogue.
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "base/check.h"
#include "pos/odoo_doctor_parts.h"
#include "pos/odoo_goods_read.h"
#include "pos/odoo_session_records.h"
#include "pos/odoo_shop.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ordersync;
  using namespace ordersync::pos::odoo;
  const auto value = parse(std::string_view(reinterpret_cast<const char*>(data), size));
  if (!value.ok()) return 0;
  (void)session_of(*value, base::Currency());

  std::vector<RawProduct> products = {product_of(*value)};
  for (const Value& item : (*value)["products"].items()) products.push_back(product_of(item));
  auto shop = shop_of(*value);
  const auto facts = facts_of(*value);
  if (shop.ok() && facts.ok()) {
    CHECK(shop->currency == facts->currency);
    CHECK(shop->config.id == facts->config_id);
  }
  if (shop.ok()) {
    std::vector<Finding> findings;
    Notes notes(findings);
    examine_records(*value, {base::Decimal(15)}, notes);
    CHECK(!findings.empty());
    const auto give = [&](const TakeProduct& take) {
      for (RawProduct& product : products) take(std::move(product));
      return base::Result<void>();
    };
    CHECK(add_products(*shop, *value, give).ok());
    const order::Catalogue catalogue(*std::move(shop));
    for (const order::Product& product : catalogue.products()) catalogue.taxes_of(product);
  }
  return 0;
}
