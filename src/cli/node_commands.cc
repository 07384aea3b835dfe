// `ordersync node …`: the processes that share the store.
#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "app/name_page.h"
#include "cli/context.h"
#include "cli/list.h"

namespace ordersync::cli {

namespace {

constexpr std::size_t kShownId = 8;

int list_nodes(const Output& output, app::Worker& worker, const Shared& shared) {
  auto all = worker.store.nodes().list(*worker.connection);
  if (!all.ok()) return output.failure(all.error());
  const auto nodes = app::page_by_key(*std::move(all), shared.limit, shared.cursor,
                                      [](const app::Node& node) { return node.id; });
  return show_page(
      output, nodes,
      Table{{"Node", "Host", "Process", "Kind", "Version", "Started", "Last beat", "State"}, {}, {2}},
      app::node_json,
      [](const app::Node& node) {
        return std::vector<std::string>{node.id.substr(0, kShownId),
                                        node.host,
                                        std::to_string(node.process),
                                        node.kind,
                                        node.version,
                                        base::to_iso8601(node.started_at),
                                        base::to_iso8601(node.beat_at),
                                        node.alive ? "alive" : "silent"};
      },
      worker.store.nodes().is_shared()
          ? "No nodes"
          : "The store is a file in this folder: whoever serves the folder is its only node");
}

}  // namespace

void declare_node_commands(const Declared& declared) {
  auto* parent = declared.app.add_subcommand("node", "The processes that share a PostgreSQL store");
  parent->require_subcommand(1);
  Shared& shared = declared.shared;
  auto* list =
      parent->add_subcommand("list", "List the nodes: who is alive, and since when the others are silent");
  add_paging(*list, shared);
  declared.on_worker(*list, [&shared](const Output& output, app::Worker& worker) {
    return list_nodes(output, worker, shared);
  });
}

}  // namespace ordersync::cli
