// The advanced fields of a sync as one JSON text: how they rest in the store, and how they are shown. Never
// the key.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "base/result.h"
#include "sync/settings.h"

namespace ordersync::app {

// Everything but name, source, URL, POS, interval, switches and the key.
nlohmann::json advanced_json(const sync::SyncSettings& settings);
std::string encode_advanced(const sync::SyncSettings& settings);
// Whether all of it can be kept: JSON holds no bytes that are not UTF-8.
bool can_be_encoded(const sync::SyncSettings& settings);
// The inverse, into `settings`. Fields that the text lacks keep their defaults, so that old stores stay
// readable; fails with "bad_sync" when it is not what encode_advanced() writes.
base::Result<void> decode_advanced(std::string_view text, sync::SyncSettings& settings);

}  // namespace ordersync::app
