// A new key file: everything sealed in the store is sealed again with it.
#pragma once

#include <cstdint>
#include <string>

#include "app/store.h"

namespace ordersync::app {

struct RekeyReport {
  std::int64_t sealed = 0;      // records sealed again
  std::int64_t unreadable = 0;  // those that no key opens any more: they are to be entered again
  std::string old_key;          // where the old key was kept; empty: nowhere
};

// 1. The new key is made beside the old one (ordersync.key.next). 2. One transaction seals everything again.
// 3. The new key takes the old one's place. Whatever dies where: before 2 is durable the old key fits and the
// new one is thrown away by the next rekey; afterwards the new one fits and whoever opens the folder next
// does step 3. `keep_old`: a new file that gets a copy of the old key first, which older backups need.
// OldKey::lost: the store is sealed with a key that nobody has; what it sealed stays unreadable.
// Fails with "already_serving", "store_in_use", "secret_unreadable", "file_not_written", and as Store::open.
enum class OldKey { is_there, lost };
base::Result<RekeyReport> rekey(const DataFolder& folder, const std::string& keep_old, OldKey old_key);

}  // namespace ordersync::app
