// Joins the two edges, the command line and the API, and hands over to the command line.
#include <malloc.h>

#include "api/router.h"
#include "cli/cli.h"

int main(int argc, char** argv) {
#ifdef __GLIBC__
  // Each run has threads of its own. Left to itself, the C library gives them a heap each out of sixteen, and
  // every heap keeps what the largest run in it ever needed.
  ::mallopt(M_ARENA_MAX, 2);
#endif
  ordersync::cli::Edges edges;
  edges.routes = ordersync::api::routes_of;
  return ordersync::cli::run(argc, argv, edges);
}
