// How long a start of `ordersync serve` takes on a folder that is full of orders.
#pragma once

#include <string>
#include <vector>

namespace ordersync::bench {

// Starts `program serve` on the data folder `starts` times, one after the other, and stops it again.
// Milliseconds from fork to the first answer 200 of /readyz, asked for every millisecond. Its output goes
// into the file `output`. Ends this program with a message when a start is not ready within 30 s or does not
// stop cleanly.
std::vector<double> measure_starts(const std::string& program, const std::string& data, int starts,
                                   const std::string& output);

}  // namespace ordersync::bench
