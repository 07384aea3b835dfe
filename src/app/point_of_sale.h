// PointOfSale: the use cases at a Point of Sale, the embedded one or the Odoo of a connection, that the
// command line and the API share. What may let waiting orders go on wakes them. One thread at a time, on one
// Worker.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/store.h"
#include "app/views.h"
#include "base/result.h"

namespace ordersync::app {

struct ListedSession {
  pos::Session session;
  std::optional<order::Notice> attention;  // why a person has to see to it
};

struct SessionPage {
  std::vector<ListedSession> items;
  std::string next;
};

// A configuration as people choose it.
struct ConfigView {
  std::optional<std::int64_t> id;  // of the embedded POS
  std::string name;
  std::string timezone = "UTC";
  std::string currency;  // empty: not known
  std::optional<order::StockMode> stock;
  std::vector<std::string> payment_methods;
  std::optional<pos::Session> session;   // of the embedded POS: the one that is not closed
  std::optional<order::Notice> trouble;  // in an Odoo: why no more is known than the name
};

// Where what is said of an Odoo comes from: asked for now, or as it was read last, which waits for nobody;
// what was never read is asked for.
enum class Ask { odoo, store_first };

// `connection` is empty for the embedded POS. All fail with "connection_not_found" and "secret_unreadable",
// and as the Odoo does.
class PointOfSale {
 public:
  explicit PointOfSale(Worker& worker) : worker_(worker) {}

  base::Result<std::vector<ConfigView>> configs(std::string_view connection, Ask ask = Ask::odoo);
  // Of an Odoo those that are not closed, one a configuration: it shows the others better
  // itself.
  base::Result<SessionPage> sessions(std::string_view connection, const pos::PageRequest& page,
                                     base::ListOrder order = base::ListOrder::newest_first);
  base::Result<pos::Session> open_session(std::string_view connection, std::string_view pos_config);
  // `counted_cash`: an amount in the currency of the POS; nothing: as expected. `only`: the id of the session
  // that is meant. Fails with "bad_option", "bad_counted_cash".
  base::Result<pos::Session> close_session(std::string_view connection, std::string_view pos_config,
                                           const std::optional<std::string>& counted_cash,
                                           std::optional<std::int64_t> only = std::nullopt);

  // Of an Odoo they are those of one configuration.
  struct Products : pos::Page<pos::ListedProduct> {
    std::optional<base::Instant> read_at;  // of an Odoo
  };
  base::Result<Products> products(std::string_view connection, std::string_view pos_config,
                                  const pos::PageRequest& page, const pos::ProductFilter& filter,
                                  Ask ask = Ask::odoo);
  struct PaymentMethods {
    std::vector<pos::ListedMethod> items;
    std::optional<base::Instant> read_at;  // of an Odoo
  };
  base::Result<PaymentMethods> payment_methods(std::string_view connection, std::string_view pos_config,
                                               Ask ask = Ask::odoo);

  base::Result<pos::ImportSummary> import_catalogue(const pos::CatalogueFile& file,
                                                    const std::function<void(int, int)>& progress);
  // `fields`: members of a product in the catalogue file, without its id. Fail with "bad_field", whose
  // `about` is the member's name. What is left out gets its default, or stays as it is.
  base::Result<pos::ListedProduct> add_product(const Json& fields);
  struct Edited {
    pos::ListedProduct before;
    pos::ListedProduct after;
  };
  // `check`: whether the product as it stands is the one that the edit was made from; its error is returned,
  // and nothing is then changed. May be empty.
  base::Result<Edited> edit_product(
      std::int64_t id, const Json& fields,
      const std::function<base::Result<void>(const pos::ListedProduct&)>& check = {});

 private:
  base::Result<void> wake(std::string_view why);
  base::Result<ConfigView> config_in_odoo(pos::OdooPos& odoo, const std::string& name, Ask ask);

  Worker& worker_;
};

}  // namespace ordersync::app
