// `ordersync serve` and `ordersync demo-source`: the commands that stay.
#pragma once

#include "cli/cli.h"
#include "cli/context.h"

namespace ordersync::cli {

void declare_serve_command(const Declared& declared, const Edges& edges);
void declare_demo_source_command(const Declared& declared);

}  // namespace ordersync::cli
