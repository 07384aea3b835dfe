// A disk that can lose power: a SQLite VFS over the real one that remembers what each file held when it was
// last synced, and every write since. At a power cut only what was synced is certain; of the writes since,
// any may be missing, and one may be torn.
#pragma once

#include <cstdint>

namespace ordersync::testing {

class PowerDisk {
 public:
  // Makes it the VFS of every database opened from now on in this process. REQUIRES: none exists.
  PowerDisk();
  // The real disk again. REQUIRES: every database is closed.
  ~PowerDisk();
  PowerDisk(const PowerDisk&) = delete;
  PowerDisk& operator=(const PowerDisk&) = delete;

  // Writes, truncations and syncs so far.
  int steps() const;
  // Power goes at this step (counted from 1 from now on): it and all that follow fail.
  void cut_at(int step);
  bool is_cut() const;
  // Puts on the disk what may be found after the cut, by a seed: the synced contents with some of the writes
  // since. Power is back. REQUIRES: every database is closed.
  void come_back(std::uint64_t seed);
};

}  // namespace ordersync::testing
