// What is left of a process that dies.
#pragma once

namespace ordersync::base {

// A dump of this process would hold every key it has opened, in a file that backups and bug reports carry on:
// there will be none, nor of its children. Where `ulimit -c` asks for one it is refused. At the start of the
// program; never fails (lowering a limit is always allowed).
void forbid_core_dumps();

}  // namespace ordersync::base
