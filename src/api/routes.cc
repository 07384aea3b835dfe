// All routes; see routes.h. Of two that match, the first counts: literal segments stand before {…}.
#include "api/routes.h"

namespace ordersync::api {

const std::vector<Route>& all_routes() {
  static const std::vector<Route> routes = [] {
    std::vector<Route> all;
    for (const auto part :
         {sign_in_routes(), service_routes(), sync_routes(), run_routes(), order_routes(), attention_routes(),
          pos_sales_routes(), pos_goods_routes(), connection_routes(), scheduled_action_routes(),
          user_routes(), token_routes(), node_routes(), ingest_routes(), alert_routes(), hook_routes()}) {
      all.insert(all.end(), part.begin(), part.end());
    }
    return all;
  }();
  return routes;
}

}  // namespace ordersync::api
