// Joins the two edges, the command line and the API, and hands over to the command line.
#include "cli/cli.h"

int main(int argc, char** argv) {
  ordersync::cli::Edges edges;
  return ordersync::cli::run(argc, argv, edges);
}
