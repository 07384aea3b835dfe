// The catalogue of one POS configuration in Odoo: read in pages, kept in the store with its age, and brought
// up to date by what was written since, so that 50 000 products cost a run one small question.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "order/catalogue.h"
#include "pos/odoo_rpc.h"
#include "sql/database.h"

namespace ordersync::pos::odoo {

// What a POS configuration is to the calls; not part of the catalogue that matching sees.
struct PosFacts {
  std::int64_t config_id = 0;
  std::string config;
  std::int64_t company_id = 0;
  std::int64_t warehouse_id = 0;
  std::int64_t picking_type_id = 0;
  std::int64_t stock_location_id = 0;  // where its orders take goods from; 0: not known
  std::optional<std::int64_t> pricelist_id;
  bool cash_control = false;
  int quantity_digits = 2;  // of decimal.precision "Product Unit of Measure"
  base::Currency currency;
};

class CatalogueReader {
 public:
  // All outlive it. REQUIRES: odoo_migrations() applied.
  CatalogueReader(Rpc& rpc, sql::Connection& store, const base::Clock& clock);

  // Fails with "pos_config_not_found", naming those there are. Asks Odoo for the configuration's facts,
  // methods, taxes, fiscal position, and for the products written since the last reading; everything once a
  // day. Within `kFreshFor` of the last reading nothing is asked at all.
  base::Result<std::shared_ptr<const order::Catalogue>> catalogue(std::string_view pos_config);
  base::Result<PosFacts> facts(std::string_view pos_config);
  base::Result<std::vector<std::string>> configs();

 private:
  Rpc& rpc_;
  sql::Connection& store_;
  const base::Clock& clock_;
};

}  // namespace ordersync::pos::odoo
