// Who holds a lease: one process of one machine, so that a killed process is known to be dead at once and
// nobody waits for its lease to pass.
#pragma once

#include <string>
#include <string_view>

namespace ordersync::app {

// "MACHINE/PID/START": the machine (its boot and its process namespace), the process, and when it started,
// since a process id is used again.
std::string this_process();

// This machine as people call it.
std::string host_name();

// False only when the owner, who wrote into a store in a folder, is certainly gone: a process of this machine
// that has ended, or one of before it was started last.
bool may_be_alive(std::string_view owner);

}  // namespace ordersync::app
