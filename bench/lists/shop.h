// A large shop for bench_lists: an embedded POS on a file, full of orders.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/clock.h"
#include "pos/embedded_pos.h"
#include "sql/database.h"

namespace ordersync::bench {

inline constexpr int kShopProducts = 50'000;

struct Shop {
  std::unique_ptr<sql::Database> database;
  std::unique_ptr<sql::Connection> connection;
  base::FakeClock clock{base::Instant(base::Milliseconds(1'795'348'800'000))};  // 2026-11-22T12:00:00Z
  std::unique_ptr<pos::EmbeddedPos> pos;
};

// Opens the store at `path`. Ends the program with a message when that fails.
std::unique_ptr<Shop> open_shop(const std::string& path);
// Books `orders` into an empty one, in batches of 500: three Points of Sale, one much slower than the others,
// a session for every 20 000 orders, two sources, one refund in fifty, two lines an order. Order n has the
// external id n. The dates of each batch are spread over the whole year, which is the worst that a list by
// date can meet. One product in ten has an Arabic name.
void fill_shop(Shop& shop, std::int64_t orders);

}  // namespace ordersync::bench
