// The JSON shapes of the contract, shared by the command line and the API. Amounts and quantities are decimal
// strings, times ISO 8601 UTC.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/connection_store.h"
#include "app/nodes.h"
#include "base/result.h"
#include "base/time.h"
#include "journal/journal.h"
#include "journal/runs.h"
#include "pos/embedded_pos.h"
#include "pos/odoo_doctor.h"
#include "pos/pos_target.h"
#include "sync/dry_run.h"
#include "sync/settings.h"

namespace ordersync::app {

enum class Switch;  // schedule.h

struct ConfigView;     // point_of_sale.h
struct ListedSession;  // point_of_sale.h

using Json = nlohmann::ordered_json;

Json time_json(const std::optional<base::Instant>& time);  // null where there is none
Json text_or_null(std::string_view text);                  // null where it is empty

Json run_json(const journal::Run& run);
Json dry_run_json(const sync::DryRun& run, const std::string& sync);
Json order_json(const journal::OrderView& order, const std::optional<pos::BookedOrder>& booked);
Json event_json(const journal::Event& event);
Json booked_order_json(const pos::BookedOrder& order);
// The same of an order that is not booked yet, with what a person should know before it is.
Json would_book_json(const pos::BookedOrder& order, const order::Warnings& warnings);
// With count and total of the whole filter.
Json order_page_json(const pos::OrderPage& page);
Json picking_json(const pos::Picking& picking);
Json listed_picking_json(const std::pair<pos::Picking, std::string>& listed);  // with its origin
Json product_json(const pos::ListedProduct& product);
Json tax_json(const order::Tax& tax);
Json payment_method_json(const pos::ListedMethod& method);
// `attention`: why a person has to see to the session, if so.
Json session_json(const pos::Session& session, const std::optional<order::Notice>& attention = {});
Json listed_session_json(const ListedSession& listed);
Json config_json(const ConfigView& config);
// When the schedule runs the sync next: nothing where it is inactive, or only by hand, or the schedule off.
std::optional<base::Instant> next_run_of(const sync::SyncSettings& settings,
                                         const journal::Progress& progress, Switch schedule);
Json sync_json(const sync::SyncSettings& settings, const journal::Progress& progress, Switch schedule);
// The doctor's report.
Json doctor_json(std::string_view connection, std::string_view pos_config,
                 const std::vector<pos::odoo::Finding>& findings);
Json connection_json(const StoredConnection& connection);  // never the key
Json quantity_json(const pos::Quantity& quantity);
Json import_json(const pos::ImportSummary& summary);
Json node_json(const Node& node);
Json notice_json(const std::optional<order::Notice>& notice);
Json error_json(const base::Error& error);
// {"items": …, "next": cursor or null}
Json page_json(Json items, std::string_view next = {});

}  // namespace ordersync::app
