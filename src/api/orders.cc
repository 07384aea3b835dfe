// Orders over REST; see routes.h.
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "api/routes.h"
#include "api/sign_in.h"
#include "api/syncs.h"
#include "app/attention.h"
#include "app/audited.h"
#include "app/commands.h"
#include "app/personal_data.h"
#include "base/text.h"
#include "journal/overview.h"
#include "journal/state.h"

namespace ordersync::api {

namespace {

using app::Commands;

base::Result<std::optional<journal::SyncId>> id_of(Call& call, const std::optional<std::string>& sync) {
  if (!sync) return std::optional<journal::SyncId>();
  TRY_ASSIGN(const auto settings, call.worker.syncs.get(*sync));
  return std::optional(settings.id);
}

// The booked ones that need a person: a state of its own for lists, and there the cause is its code.
constexpr std::string_view kAttention = "attention";

bool stands_in(const journal::OrderView& order, std::string_view state) {
  return state == kAttention ? order.attention.has_value() : journal::public_word(order.state) == state;
}

// As the lists have it: an order whose date is not known counts by when it was received.
bool is_dated_within(const journal::OrderView& order, const journal::OrderFilter& filter) {
  if (filter.dated_from && order.date.value_or(order.received_at) < *filter.dated_from) return false;
  return !filter.dated_until || !order.date || *order.date < *filter.dated_until;
}

// Orders of one number or key are few: what else is asked for is looked up in each.
base::Result<Commands::OrderList> find_text(Call& call, const std::string& q, const std::string& cause,
                                            const journal::OrderFilter& filter) {
  TRY_ASSIGN(auto found, call.worker.journal->find_text(q));
  std::set<journal::RowId> rows;
  if (!cause.empty()) {
    const auto kind =
        filter.state == kAttention ? journal::Cause::Kind::attention : journal::Cause::Kind::parked;
    TRY_ASSIGN(const auto of_cause,
               journal::Overview(*call.worker.connection).rows_of(cause, kind, filter.sync));
    for (const auto& [row, attention] : of_cause) rows.insert(row);
  }
  std::erase_if(found, [&](const journal::OrderView& order) {
    return (filter.sync && order.sync_id != *filter.sync) || (!cause.empty() && !rows.contains(order.row)) ||
           (filter.state && !stands_in(order, *filter.state)) || !is_dated_within(order, filter);
  });
  return Commands(call.worker).with_booked({std::move(found), ""});
}

base::Result<Commands::OrderList> find_orders(Call& call) {
  const http::ServerRequest& request = call.request;
  TRY_ASSIGN(const auto page, page_of(request));
  TRY_ASSIGN(const auto sync, sync_parameter(call));
  Commands commands(call.worker);
  journal::Overview overview(*call.worker.connection);
  journal::OrderFilter filter;
  filter.limit = page.limit;
  filter.cursor = page.cursor;
  TRY_ASSIGN(const auto sort, sort_parameter(request, {"received", "date"}));
  if (sort && sort->key == "date") filter.by = journal::OrderFilter::By::date;
  if (sort && !sort->is_descending) filter.order = base::ListOrder::oldest_first;
  TRY_ASSIGN(filter.sync, id_of(call, sync));
  TRY_ASSIGN(filter.dated_from, time_parameter(request, "dated_from"));
  TRY_ASSIGN(filter.dated_until, time_parameter(request, "dated_until"));
  if (std::string state = text_parameter(request, "state"); !state.empty()) filter.state = std::move(state);
  const std::string cause = text_parameter(request, "cause");
  if (const std::string q = text_parameter(request, "q"); !q.empty())
    return find_text(call, q, cause, filter);
  if (filter.state == kAttention) {
    TRY_ASSIGN(auto found, overview.with_attention(filter, cause));
    return commands.with_booked(std::move(found));
  }
  if (!cause.empty()) {
    TRY_ASSIGN(auto found, overview.of_cause(cause, filter));
    std::erase_if(found.items, [&](const journal::OrderView& order) {
      return filter.state && !stands_in(order, *filter.state);
    });
    return commands.with_booked(std::move(found));
  }
  return commands.orders(std::move(filter), sync);
}

base::Result<Json> order_with_sync(app::Worker& worker, const journal::OrderView& order,
                                   const std::optional<pos::BookedOrder>& booked) {
  TRY_ASSIGN(const auto sync, worker.syncs.name_of(order.sync_id));
  Json json = app::order_json(order, booked);
  json["sync"] = sync ? Json(*sync) : Json(nullptr);
  return json;
}

Answer list_orders(Call& call) {
  TRY_ASSIGN(const auto found, find_orders(call));
  Json items = Json::array();
  for (const auto& [order, booked] : found.items) {
    TRY_ASSIGN(Json item, order_with_sync(call.worker, order, booked));
    items.push_back(std::move(item));
  }
  return json_answer(app::page_json(std::move(items), found.next));
}

base::Result<Json> detail_json(app::Worker& worker, const app::OrderDetail& detail) {
  TRY_ASSIGN(Json json, order_with_sync(worker, detail.order, detail.booked));
  if (detail.pos_trouble) json["pos_trouble"] = app::notice_json(detail.pos_trouble);
  json["timeline"] = app::array_json(detail.timeline, app::event_json);
  Json differences = Json::array();
  for (const auto& [field, before, after] : detail.differences) {
    differences.push_back({{"field", field}, {"booked", before}, {"source", after}});
  }
  json["differences"] = std::move(differences);
  json["pos_url"] = app::text_or_null(detail.booked ? detail.booked->page : "");
  return json;
}

Answer answer_detail(Call& call, const base::Result<app::OrderDetail>& detail) {
  if (!detail.ok()) return detail.error();
  TRY_ASSIGN(const Json json, detail_json(call.worker, *detail));
  return json_answer(json);
}

Answer show_order(Call& call) {
  return answer_detail(call, Commands(call.worker).order(call.arguments[0]));
}

// Viewers see what was ordered and paid, not who ordered.
Answer show_payload(Call& call) {
  TRY_ASSIGN(const auto detail, Commands(call.worker).order(call.arguments[0]));
  const bool whole = call.caller.scope == app::Scope::operate || call.caller.scope == app::Scope::admin;
  const std::string bytes = whole ? detail.payload : app::without_personal_data(detail.payload);
  http::ServerResponse response;
  const bool is_json = Json::accept(bytes);
  response.headers = {{"Content-Type", is_json ? "application/json" : "text/plain; charset=utf-8"},
                      {"Cache-Control", "no-store"}};
  response.body = bytes;
  return response;
}

Answer retry_order(Call& call) {
  TRY(check_members(call.body, {"alone", "both", "again"}));
  TRY_ASSIGN(const bool is_alone, flag_member(call.body, "alone"));
  TRY_ASSIGN(const bool is_both, flag_member(call.body, "both"));
  TRY_ASSIGN(const bool is_again, flag_member(call.body, "again"));
  if (is_alone && is_both) return bad_field("both", "does not go with alone");
  if (is_again && (is_alone || is_both)) return bad_field("again", "does not go with alone and both");
  auto patient = patient_commands(call);
  if (is_again) {
    const auto detail = patient.commands.book_again(call.arguments[0], call.caller.name);
    if (detail.ok()) TRY(app::Audited(call.worker, by_of(call)).order_booked_again(detail->order.key));
    return answer_detail(call, detail);
  }
  const auto refund = is_alone  ? Commands::Refund::alone
                      : is_both ? Commands::Refund::both
                                : Commands::Refund::waits_for_sale;
  const auto detail = patient.commands.retry(call.arguments[0], refund, call.caller.name);
  if (detail.ok()) {
    TRY(app::Audited(call.worker, by_of(call)).order_retried(refund, detail->order.key));
  }
  return answer_detail(call, detail);
}

// The order's attention as whoever decides has read it.
base::Result<std::optional<Commands::Seen>> seen_of(const Call& call) {
  constexpr const char* kTakes = "takes the attention that the order showed, or null where it showed none";
  const auto said = call.body.find("seen");
  if (said == call.body.end()) return std::optional<Commands::Seen>();
  if (said->is_null()) return std::optional(Commands::Seen());
  if (!said->is_object()) return bad_field("seen", kTakes);
  TRY(check_members(*said, {"code", "message", "at"}));
  TRY_ASSIGN(const auto code, text_member(*said, "code"));
  TRY_ASSIGN(const auto at, time_member(*said, "at"));
  if (!code || !at) return bad_field("seen", kTakes);
  return std::optional(Commands::Seen{journal::Attention{{*code, {}}, *at}});
}

Answer ignore_order(Call& call) {
  TRY(check_members(call.body, {"why", "seen"}));
  TRY_ASSIGN(const auto why, text_member(call.body, "why"));
  if (!why || base::trim(*why).empty())
    return bad_field("why", "is missing: why is this order not to be booked?");
  TRY_ASSIGN(const auto seen, seen_of(call));
  const auto detail = Commands(call.worker).ignore(call.arguments[0], *why, call.caller.name, seen);
  if (detail.ok()) {
    TRY(app::Audited(call.worker, by_of(call)).order_ignored(detail->order.key, *why));
  }
  return answer_detail(call, detail);
}

Answer reverse_order(Call& call) {
  TRY(check_members(call.body, {"seen"}));
  TRY_ASSIGN(const auto seen, seen_of(call));
  auto patient = patient_commands(call);
  const auto detail = patient.commands.reverse(call.arguments[0], call.caller.name, seen);
  if (detail.ok()) {
    TRY(app::Audited(call.worker, by_of(call)).order_reversed(call.arguments[0], detail->order.key));
  }
  return answer_detail(call, detail);
}

Answer retry_orders(Call& call) {
  TRY(check_members(call.body, {"sync", "cause"}));
  TRY_ASSIGN(const auto name, text_member(call.body, "sync"));
  TRY_ASSIGN(const auto cause, text_member(call.body, "cause"));
  std::vector<journal::Run> runs;
  auto patient = patient_commands(call);
  Commands& commands = patient.commands;
  if (name) {
    TRY_ASSIGN(const std::string sync, sync_named(call, *name));
    TRY_ASSIGN(auto run, commands.retry_waiting(sync));
    runs.push_back(std::move(run));
  } else if (cause) {
    TRY_ASSIGN(const auto syncs, app::syncs_of_cause(call.worker, *cause));
    TRY_ASSIGN(runs, commands.retry_active(syncs));
  } else {
    TRY_ASSIGN(runs, commands.retry_all());
  }
  return json_answer(app::page_json(app::array_json(runs, app::run_json)));
}

}  // namespace

std::span<const Route> order_routes() {
  static constexpr Route kRoutes[] = {
      {"GET", "/api/v1/orders", Needs::read, list_orders},
      {"POST", "/api/v1/orders/retry", Needs::operate, retry_orders},
      {"GET", "/api/v1/orders/{id}", Needs::read, show_order},
      {"GET", "/api/v1/orders/{id}/payload", Needs::read, show_payload},
      {"POST", "/api/v1/orders/{id}/retry", Needs::operate, retry_order},
      {"POST", "/api/v1/orders/{id}/ignore", Needs::operate, ignore_order},
      {"POST", "/api/v1/orders/{id}/reverse", Needs::operate, reverse_order},
  };
  return kRoutes;
}

}  // namespace ordersync::api
