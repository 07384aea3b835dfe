// What people do with a sync's hook: save it, so that what waits is tried again; and try it on an order
// before that.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "app/hook_store.h"
#include "app/store.h"
#include "app/views.h"

namespace ordersync::app {

// Saves the script (nothing: removes the hook) and wakes the orders that wait to be fixed. Fails with
// "sync_not_found", "hook_not_valid", "orders_renamed"; `revision`: the change was made from that one (0:
// from no hook), "edited_meanwhile" when somebody was faster.
base::Result<std::optional<StoredHook>> save_hook(Worker& worker, std::string_view sync,
                                                  std::optional<hook::Script> script,
                                                  std::string_view profile,
                                                  std::optional<std::int64_t> revision = {});

// What the hook makes of a payload, by the sync's settings of today; writes nothing.
// {"ok","error":NOTICE|null,"printed":[…],"before":TEXT,"orders":[{"json":TEXT,"external_id","kind","refund_id",
// "verdict":"book|skip|refuse","problem":NOTICE|null,"would_book":P|null}]}
struct HookTrial {
  std::optional<hook::Script> script;  // nothing: the stored one
  std::string payload;
};
// Fails with "sync_not_found"; a script that is not valid is an answer with `error`.
base::Result<Json> try_hook(Worker& worker, std::string_view sync, const HookTrial& trial);

// The payload that the journal keeps of an order. Fails with "order_not_found", "ambiguous_key".
base::Result<std::string> payload_of_order(Worker& worker, std::string_view key);

}  // namespace ordersync::app
