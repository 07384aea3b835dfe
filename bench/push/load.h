// Who pushes: so many connections on one thread, each with one signed order on its way at any time.
#pragma once

#include <cstdint>
#include <string>

namespace ordersync::bench {

struct Load {
  int port = 0;
  std::string path;    // "/api/v1/ingest/1"
  std::string secret;  // of Standard Webhooks, its bytes
  std::int64_t orders = 0;
  std::int64_t first = 1;  // number of the first order
  int connections = 64;
};

struct LoadResult {
  double seconds = 0;  // from the first byte sent to the last answer
  double median_ms = 0, p99_ms = 0, worst_ms = 0;
};

// Ends the program with a message unless every order was answered 200 and "accepted".
LoadResult push_orders(const Load& load);

}  // namespace ordersync::bench
