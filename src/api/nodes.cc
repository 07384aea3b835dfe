// The route of nodes; see nodes.h.
#include "api/nodes.h"

#include <nlohmann/json.hpp>

namespace ordersync::api {

namespace {

Answer list_nodes(Call& call) {
  TRY_ASSIGN(const auto nodes, call.worker.store.nodes().list(*call.worker.connection));
  return json_answer(app::nodes_json(nodes));
}

constexpr Route kRoutes[] = {{"GET", "/api/v1/nodes", Needs::read, list_nodes}};

}  // namespace

std::span<const Route> node_routes() {
  return kRoutes;
}

}  // namespace ordersync::api
