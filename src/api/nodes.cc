// The route of nodes; see routes.h.
#include <nlohmann/json.hpp>
#include <utility>

#include "api/routes.h"
#include "app/name_page.h"

namespace ordersync::api {

namespace {

Answer list_nodes(Call& call) {
  TRY_ASSIGN(const PageOf wanted, page_or_all_of(call.request));
  TRY_ASSIGN(auto nodes, call.worker.store.nodes().list(*call.worker.connection));
  TRY_ASSIGN(const auto page, app::page_by_key(std::move(nodes), wanted.limit, wanted.cursor,
                                               [](const app::Node& node) { return node.id; }));
  return json_answer(app::page_json_of(page, app::node_json));
}

}  // namespace

std::span<const Route> node_routes() {
  static constexpr Route kRoutes[] = {{"GET", "/api/v1/nodes", Needs::read, list_nodes}};
  return kRoutes;
}

}  // namespace ordersync::api
