// The table of all routes of the REST API, and the groups it is made of, each in a file of its own;
// docs/openapi.yaml describes each route, and a test compares the two.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "api/route.h"

namespace ordersync::api {

const std::vector<Route>& all_routes();

// /api/v1/sign-in, /api/v1/sign-in/link, /api/v1/sign-in/link/check, /api/v1/sign-out, /api/v1/me
std::span<const Route> sign_in_routes();
// /api/v1/home, /api/v1/events, /api/v1/logs and the contract itself: what concerns the service as a whole.
std::span<const Route> service_routes();
// /api/v1/syncs: what is fetched from where.
std::span<const Route> sync_routes();
// /api/v1/runs: what each execution of a sync did.
std::span<const Route> run_routes();
// /api/v1/orders: external orders one by one, and what people decide about them.
std::span<const Route> order_routes();
// /api/v1/attention: what needs a person, and what a person chooses there.
std::span<const Route> attention_routes();
// /api/v1/pos: configurations with their closing rules, sessions, booked orders.
std::span<const Route> pos_sales_routes();
// /api/v1/pos: products, taxes, payment methods, stock, pickings, and the import of a catalogue.
std::span<const Route> pos_goods_routes();
// /api/v1/connections: the Odoos that syncs may book into, and the doctor.
std::span<const Route> connection_routes();
// /api/v1/scheduled-actions: "Sync External Orders", as the guide's Step 3 finds it.
std::span<const Route> scheduled_action_routes();
// /api/v1/users: people, for administrators; /api/v1/audit: who changed what.
std::span<const Route> user_routes();
// /api/v1/tokens: API tokens of programs, for administrators.
std::span<const Route> token_routes();
// /api/v1/nodes: the processes that share the store.
std::span<const Route> node_routes();
// Where other systems push their orders: POST /api/v1/ingest/{sync}. Proof, reading and storing are
// app/push_desk.h's.
std::span<const Route> ingest_routes();
// /api/v1/alerts: what is wrong, what was, and who is told.
std::span<const Route> alert_routes();
// A sync's hook: read, saved, removed, tried; and the profiles there are.
std::span<const Route> hook_routes();

// docs/openapi.yaml; part of the program, made by cmake/openapi.cmake.
std::string_view openapi_document();

}  // namespace ordersync::api
