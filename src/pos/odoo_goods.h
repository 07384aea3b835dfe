// The products of a connection as they are kept in the store: rows, and what tells whether they are fresh.
// Reading them from Odoo is odoo_goods_read.h's.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/time.h"
#include "pos/odoo_shop.h"
#include "sql/database.h"

namespace ordersync::pos::odoo {

// How the products of a connection stand in the store.
//
// Odoo stamps what it writes with the time its transaction began, so that a long one appears behind our back,
// with a stamp that we have already passed. So a look asks for two things: the newest stamp, and how many
// products bear one that is at most kLookBack older than the newest of the last reading. Both unchanged:
// nothing was written. Only Odoo's clock counts; ours may be wrong.
struct GoodsState {
  std::string reader;  // who read, in which languages
  std::int64_t version = 0;
  base::Instant read_at;
  base::Instant fresh_until;
  std::optional<base::Instant> full_read_at;  // nothing: never completely
  base::Instant newest;                       // the newest stamp, when the last reading began
  std::int64_t recent = 0;                    // products with a stamp from window_begin(newest) on, then
};

inline constexpr std::chrono::minutes kLookBack{10};
inline base::Instant window_begin(base::Instant newest) {
  return newest - kLookBack;
}

class GoodsStore {
 public:
  GoodsStore(sql::Connection& store, std::int64_t connection) : store_(store), connection_(connection) {}

  base::Result<std::optional<GoodsState>> state();
  // Everything but the version, which counts changes by itself.
  base::Result<void> keep_state(const GoodsState& state);

  // Adds and replaces; the version grows if anything differs from what was there.
  base::Result<void> put(std::span<const RawProduct> products);
  // What is not in `seen` was deleted in Odoo.
  base::Result<void> remove_all_but(const std::unordered_set<std::int64_t>& seen);
  base::Result<std::int64_t> count();
  // In the order of their ids.
  base::Result<void> give(const TakeProduct& take);

 private:
  base::Result<void> grow_version();

  sql::Connection& store_;
  std::int64_t connection_;
};

}  // namespace ordersync::pos::odoo
