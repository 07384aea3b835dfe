// What a route of the REST API is: a method, a path, who may call it, and a function from the call to the
// answer. The table of all routes is routes.h; dispatching, sign-in and problem documents are router.h.
#pragma once

#include <chrono>
#include <initializer_list>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/accounts.h"
#include "app/bad_option.h"
#include "app/commands.h"
#include "app/list_json.h"
#include "app/service.h"
#include "app/store.h"
#include "app/views.h"
#include "base/list_order.h"
#include "base/result.h"
#include "base/time.h"
#include "http/server.h"

namespace ordersync::api {

using app::bad_field;
using app::Json;

// The least that a caller must be (behaviour of roles: docs/security.md). `nothing`: no sign-in at all.
enum class Needs { nothing, read, operate, admin, ingest };
std::string_view to_string(Needs needs);

// One request on its way to a route. Lives as long as the call.
struct Call {
  const http::ServerRequest& request;
  std::vector<std::string> arguments;  // what the path's {…} stand for, decoded, in order
  app::Caller caller;                  // who is signed in; anonymous where the route needs nothing
  app::Worker& worker;                 // of this call alone
  app::Accounts& accounts;             // on that worker
  app::Service& service;
  Json body = {};  // of a request with a body: the parsed object; null otherwise
};

using Answer = base::Result<http::ServerResponse>;

// What a request's body is for the route: a JSON object that the router has parsed, or bytes of its own.
enum class Takes { json, bytes };
// What the same Idempotency-Key gets the second time: the first answer, or a call of its own, where the
// answer holds a secret that is kept nowhere.
enum class Repeated { gets_the_first_answer, is_called_again };

struct Route {
  std::string_view method;  // "GET" answers HEAD as well
  std::string_view path;    // "/api/v1/syncs/{id}/run"; a {…} is exactly one segment
  Needs needs = Needs::admin;
  Answer (*answer)(Call& call);
  Takes takes = Takes::json;
  Repeated repeated = Repeated::gets_the_first_answer;
  // Instead of `answer`, for a route that proves its callers itself and comes thousands of times a second:
  // called without a worker, a caller or a parsed body.
  Answer (*at_once)(const http::ServerRequest& request, const std::vector<std::string>& arguments,
                    app::Service& service) = nullptr;
};

// How long the caller wants to wait for the end of what it has asked for (RFC 7240): 20 s where it does not
// say, 50 s at most.
std::chrono::seconds wait_of(const http::ServerRequest& request);
// Commands that wait for another run of their sync that long, and not at all where too many wait already: who
// waits keeps a thread of the server.
struct PatientCommands {
  std::shared_ptr<void> place;
  app::Commands commands;
};
PatientCommands patient_commands(Call& call);

// 200, or another status, with `json` as application/json and Cache-Control: no-store.
http::ServerResponse json_answer(const Json& json, int status = 200);
// The same with `ETag: "<revision>"`, or with the tag of what has no revision.
http::ServerResponse json_answer_with_etag(const Json& json, std::int64_t revision, int status = 200);
http::ServerResponse json_answer_with_etag(const Json& json, std::string_view tag, int status = 200);
// PURE: the tag of a record without a revision: the same as long as what can be edited of it is the same.
std::string tag_of(const Json& editable);
// 204.
http::ServerResponse empty_answer();
// Server-sent events for this call: `produce` is asked every quarter of a second for what is new, on one of
// the server's threads and never on two at once, until it answers false or the client has gone. Where it has
// nothing for a while, a comment shows that the stream still lives. Fails with "too_many_streams".
Answer event_stream(Call& call, http::BodyProducer produce);

// Whether the caller's If-Match names this revision or tag, or is "*". Fails with
// "edited_meanwhile" (412) when somebody else has changed the record, "if_match_missing" (428) when an edit
// does not say what it was made from.
base::Result<void> check_if_match(const Call& call, std::int64_t revision);
base::Result<void> check_if_match(const Call& call, std::string_view tag);

// A stored key is write-only: whoever may edit an address must not be able to have it sent to one of theirs.
// Fails with "bad_field" about the key where `after` is on another server than `before`.
base::Result<void> key_stays_with(std::string_view before, std::string_view after, std::string_view what);

// limit (1–1000, default 100) and cursor of a list. Fails with "bad_parameter".
struct PageOf {
  int limit = 100;
  std::string cursor;
};
base::Result<PageOf> page_of(const http::ServerRequest& request);
// The same of a list that is given whole unless it is asked for in pages.
base::Result<PageOf> page_or_all_of(const http::ServerRequest& request);

// Parameters of the query, empty or nothing when absent or empty. The last two fail with "bad_parameter",
// which names the parameter.
std::string text_parameter(const http::ServerRequest& request, std::string_view name);
base::Result<std::optional<bool>> flag_parameter(const http::ServerRequest& request, std::string_view name);
base::Result<std::optional<base::Instant>> time_parameter(const http::ServerRequest& request,
                                                          std::string_view name);

// `sort` of a list of what came one after the other: `-<name>` is the newest first and what nothing means,
// `<name>` the oldest first.
base::Result<base::ListOrder> list_order_parameter(const http::ServerRequest& request, std::string_view name);
// `sort` as a key, and whether a '-' before it says descending; nothing when absent or empty. Fails with
// "bad_parameter" when the key is not among these.
struct SortParameter {
  std::string key;
  bool is_descending = false;
};
base::Result<std::optional<SortParameter>> sort_parameter(const http::ServerRequest& request,
                                                          std::initializer_list<std::string_view> keys);

// A member of the body as text: a string, or a whole number or boolean as it was written; nothing when absent
// or null. Fails with "bad_field", naming it, when it is anything else.
base::Result<std::optional<std::string>> text_member(const Json& body, std::string_view name);
// The same where null empties what may be empty.
base::Result<std::optional<std::string>> text_or_emptied(const Json& body, std::string_view name);
// True or false; false when absent. Fails with "bad_field".
base::Result<bool> flag_member(const Json& body, std::string_view name);
// A time; nothing when absent or null. Fails with "bad_field".
base::Result<std::optional<base::Instant>> time_member(const Json& body, std::string_view name);
// A list of strings; nothing when absent or null. Fails with "bad_field".
base::Result<std::optional<std::vector<std::string>>> texts_member(const Json& body, std::string_view name);
// Fails with "bad_field" when the body has a member that is not among these: a misspelt one must not be lost.
base::Result<void> check_members(const Json& body, std::initializer_list<std::string_view> known);

// The one place where kinds of errors become HTTP statuses; docs/openapi.yaml lists the codes of each route.
http::ServerResponse problem_of(const base::Error& error);

}  // namespace ordersync::api
