// PURE: what the records of one POS configuration mean: its facts, and the catalogue without its products.
// The records are Odoo's own, as odoo_shop_read.h reads them; kept in the store as one JSON text, so that the
// same words are understood the same way whether they were just read or lie there since yesterday:
//
//   {"series":17, "config":{…}, "companies":[{…its parent…}], "currency":{…}, "methods":[…], "taxes":[…],
//    "position":{…}, "mappings":[…], "cash_rounding":{…}, "picking_type":{…}, "digits":2,
//    "timezones":["Europe/Berlin",…], "session":{…}, "at_closing":false}
//
// "at_closing" alone is not Odoo's but the connection's own setting.
#pragma once

#include <cstdint>
#include <functional>

#include "order/catalogue.h"
#include "pos/odoo_catalogue.h"

namespace ordersync::pos::odoo {

// A product as Odoo has it, for every company: its taxes are those of all companies.
struct RawProduct {
  order::Product product;
  std::int64_t company_id = 0;  // 0: shared by all
  friend bool operator==(const RawProduct&, const RawProduct&) = default;
};

// Both fail with "odoo_bad_record" when a record lacks what every Odoo sends, and with
// "odoo_currency_rounding" when Odoo rounds the currency to something else than its minor unit (then no cent
// could be trusted).
base::Result<PosFacts> facts_of(const Value& records);
base::Result<order::Catalogue::Parts> shop_of(const Value& records);

// Gives all products, one at a time: 50 000 of them twice would be too much memory for a small computer.
using TakeProduct = std::function<void(RawProduct)>;
using GiveProducts = std::function<base::Result<void>(const TakeProduct& take)>;

// Puts the products in, as this configuration's company sees them: its own taxes of each, or else its parent
// company's (17 and later). A tax that is part of another's base, on a product that has both, becomes
// TaxType::other. Fails as `give` does.
base::Result<void> add_products(order::Catalogue::Parts& parts, const Value& records,
                                const GiveProducts& give);

// "3.3300000000000001" is 3.33: prices and rates come as binary floating point. Digits after the sixth are
// noise.
base::Decimal without_noise(const base::Decimal& value);

}  // namespace ordersync::pos::odoo
