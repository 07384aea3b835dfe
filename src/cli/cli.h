// The command line: argv → use cases → tables or JSON (contract.md's commands, docs/cli.md).
#pragma once

#include <functional>

#include "app/service.h"
#include "http/server.h"

namespace ordersync::cli {

// What the neighbouring edge brings to `ordersync serve`; main() joins the two.
struct Edges {
  std::function<http::Handler(app::Store&, app::Service&)> routes;
};

// The exit status.
int run(int argc, const char* const* argv, const Edges& edges);

}  // namespace ordersync::cli
