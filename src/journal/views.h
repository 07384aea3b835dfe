// Views: everything the journal answers to people and to the engine without changing a thing. Internal to
// journal/.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "journal/store.h"

namespace ordersync::journal {

base::Result<std::optional<OrderView>> view_of(Store& store, const order::OrderKey& key);
base::Result<std::vector<OrderView>> refunds_of(Store& store, std::string_view source,
                                                std::string_view external_id);
base::Result<std::vector<OrderView>> find_by_text(Store& store, std::string_view text);
base::Result<OrderPage> list_orders(Store& store, const OrderFilter& filter);
base::Result<std::vector<Journal::KeyOfRow>> decided_of(Store& store, std::string_view source,
                                                        order::Kind kind, int limit);
base::Result<std::vector<Event>> timeline_of(Store& store, RowId row);
base::Result<Journal::Counts> open_counts(Store& store, std::optional<SyncId> sync);

base::Result<std::string> payload_of(Store& store, RowId row);
base::Result<std::string> document_of(Store& store, RowId row);
base::Result<std::string> changed_payload_of(Store& store, RowId row);

// The row behind which a list's page begins; fails with "bad_cursor".
base::Result<RowId> id_of_cursor(std::string_view cursor, base::ListOrder order);

}  // namespace ordersync::journal
