// All routes; see routes.h. Of two that match, the first counts: literal segments stand before {…}.
#include "api/routes.h"

#include "api/alerts.h"
#include "api/attention.h"
#include "api/connections.h"
#include "api/hooks.h"
#include "api/ingest.h"
#include "api/nodes.h"
#include "api/orders.h"
#include "api/pos_goods.h"
#include "api/pos_sales.h"
#include "api/scheduled_actions.h"
#include "api/service_routes.h"
#include "api/sign_in.h"
#include "api/syncs.h"
#include "api/tokens.h"
#include "api/users.h"

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
