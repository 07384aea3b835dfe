// INTERNAL to the embedded POS: the catalogue of a configuration as a value, kept while nothing changes.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "order/catalogue.h"
#include "pos/embedded_store.h"

namespace ordersync::pos {

base::Result<std::vector<order::Tax>> read_taxes(sql::Connection& connection);  // by id
// Of columns that begin with id, name, list_price, type, default_code, barcode, sale_ok, available_in_pos and
// active; its taxes are rows of their own.
order::Product product_in(const sql::Row& row, StoredText& text);

class CatalogueStore {
 public:
  CatalogueStore(sql::Connection& connection, const base::Clock& clock)
      : connection_(connection), clock_(clock) {}

  // Works inside and outside of a transaction. Unchanged: one small query.
  base::Result<std::shared_ptr<const order::Catalogue>> load(std::string_view config);
  base::Result<std::vector<order::PosConfig>> configs();

 private:
  base::Result<std::shared_ptr<const order::Catalogue>> read(std::string_view config, const Company& company);
  void keep(std::shared_ptr<const order::Catalogue> catalogue);

  sql::Connection& connection_;
  const base::Clock& clock_;
  std::vector<std::shared_ptr<const order::Catalogue>> kept_;  // the latest used last, all of one version
};

}  // namespace ordersync::pos
