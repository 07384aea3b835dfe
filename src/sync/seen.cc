// An open-addressing set of 64-bit hashes; see seen.h.
#include "sync/seen.h"

#include <functional>
#include <string_view>
#include <utility>

namespace ordersync::sync {

namespace {

std::uint64_t mix(std::uint64_t x) {  // SplitMix64's finalizer
  x ^= x >> 30;
  x *= 0xbf58476d1ce4e5b9ULL;
  x ^= x >> 27;
  x *= 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

std::uint64_t hash(const order::OrderKey& key) {
  const std::hash<std::string_view> text;
  std::uint64_t h = mix(text(key.external_id) + static_cast<std::uint64_t>(key.kind));
  h = mix(h ^ text(key.refund_id));
  return h == 0 ? 1 : h;
}

bool insert_into(std::vector<std::uint64_t>& slots, std::uint64_t h) {
  const std::size_t mask = slots.size() - 1;
  for (std::size_t i = h & mask;; i = (i + 1) & mask) {
    if (slots[i] == h) return false;
    if (slots[i] == 0) {
      slots[i] = h;
      return true;
    }
  }
}

}  // namespace

bool SeenKeys::insert(const order::OrderKey& key) {
  if (2 * (used_ + 1) > slots_.size()) grow();
  const bool added = insert_into(slots_, hash(key));
  if (added) ++used_;
  return added;
}

void SeenKeys::grow() {
  std::vector<std::uint64_t> larger(slots_.empty() ? 64 : slots_.size() * 2);
  for (const std::uint64_t h : slots_) {
    if (h != 0) insert_into(larger, h);
  }
  slots_ = std::move(larger);
}

}  // namespace ordersync::sync
