// Joins the two edges, the command line and the API, and hands over to the command line.
#include "api/router.h"
#include "base/core_dump.h"
#include "base/heap.h"
#include "cli/cli.h"

int main(int argc, char** argv) {
  ordersync::base::forbid_core_dumps();
  ordersync::base::use_few_heaps();
  ordersync::cli::Edges edges;
  edges.routes = ordersync::api::routes_of;
  return ordersync::cli::run(argc, argv, edges);
}
