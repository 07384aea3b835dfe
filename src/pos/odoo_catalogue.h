// The catalogue of one POS configuration in Odoo: read in pages, kept in the store with its age, and brought
// up to date by what was written since, so that 50 000 products cost a run one small question.
#pragma once

#include <chrono>
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

struct Reader;

// Products and configurations that were read this short a time ago are not asked for again, unless something
// is missing in them: then only what was read this very moment is not, such as at the beginning of the same
// run. What took longer to read stays fresh for as long as that took.
inline constexpr std::chrono::seconds kFreshFor{60};
inline constexpr std::chrono::seconds kThisMoment{2};
enum class Fresh { for_a_while, only_now };
inline constexpr std::chrono::hours kFullReadEvery{24};

// What a POS configuration is to the calls; not part of the catalogue that matching sees.
struct PosFacts {
  std::int64_t config_id = 0;
  std::string config;
  std::int64_t company_id = 0;
  std::int64_t warehouse_id = 0;
  std::int64_t stock_location_id = 0;  // where its orders take goods from; 0: not known
  std::optional<std::int64_t> pricelist_id;
  int payment_methods = 0;  // how many
  int quantity_digits = 2;  // of decimal.precision "Product Unit of Measure"
  base::Currency currency;
};

class CatalogueReader {
 public:
  // All outlive it. REQUIRES: odoo_migrations() applied.
  CatalogueReader(Rpc& rpc, sql::Connection& store, const base::Clock& clock);

  // Fails with "pos_config_not_found", naming those there are, "pos_config_ambiguous" when several bear the
  // name, and "odoo_currency_rounding" when Odoo rounds its currency to something else than the minor unit.
  // Asks Odoo for the configuration's facts, methods, taxes, fiscal position, and for the products written
  // since the last reading; everything once a day. Within `kFreshFor` of the last reading nothing is asked at
  // all. While Odoo is out of reach the kept catalogue is answered, as long as there is one. The same object
  // is answered while nothing changed.
  base::Result<std::shared_ptr<const order::Catalogue>> catalogue(std::string_view pos_config,
                                                                  Fresh fresh = Fresh::for_a_while);
  base::Result<PosFacts> facts(std::string_view pos_config);
  // Without products. Asks and fails as facts() does.
  base::Result<order::Catalogue::Parts> setup(std::string_view pos_config);
  // Asks Odoo.
  base::Result<std::vector<std::string>> configs();

  // As they were read last, without asking Odoo: for lists, which must answer when Odoo is slow or away. A
  // null pointer, nothing, or an empty list where nothing was ever read.
  base::Result<std::shared_ptr<const order::Catalogue>> kept_catalogue(std::string_view pos_config);
  base::Result<std::optional<order::Catalogue::Parts>> kept_setup(std::string_view pos_config);
  base::Result<std::vector<std::string>> kept_configs();

 private:
  struct KeptShop;
  struct Visit;
  base::Result<std::int64_t> connection();
  base::Result<const Reader*> reader(Visit& visit);
  base::Result<KeptShop> shop(Visit& visit, std::string_view pos_config, Fresh fresh);
  base::Result<std::optional<KeptShop>> kept_shop(std::string_view pos_config);
  base::Result<KeptShop> keep_shop(const Value& records);
  base::Result<std::int64_t> goods_version(Visit& visit, Fresh fresh);
  base::Result<std::shared_ptr<const order::Catalogue>> built(const KeptShop& shop, std::int64_t version);

  Rpc& rpc_;
  sql::Connection& store_;
  const base::Clock& clock_;
  std::optional<std::int64_t> connection_;
  std::vector<std::shared_ptr<const order::Catalogue>> built_;  // the latest used last
};

}  // namespace ordersync::pos::odoo
