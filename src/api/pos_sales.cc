// Routes of what is sold; see routes.h.
#include <nlohmann/json.hpp>
#include <utility>

#include "api/routes.h"
#include "api/sign_in.h"
#include "app/audited.h"
#include "app/name_page.h"
#include "app/point_of_sale.h"
#include "app/schedule.h"
#include "base/whole_number.h"

namespace ordersync::api {

namespace {

using app::PointOfSale;

// --- Configurations

Answer list_configs(Call& call) {
  TRY_ASSIGN(const PageOf wanted, page_or_all_of(call.request));
  TRY_ASSIGN(const auto kept, flag_parameter(call.request, "kept"));
  const app::Ask ask = kept.value_or(false) ? app::Ask::store_first : app::Ask::odoo;
  TRY_ASSIGN(auto configs, PointOfSale(call.worker).configs(text_parameter(call.request, "connection"), ask));
  TRY_ASSIGN(const auto page, app::page_by_key(std::move(configs), wanted.limit, wanted.cursor,
                                               [](const app::ConfigView& config) { return config.name; }));
  return json_answer(app::page_json_of(page, app::config_json));
}

Json rule_json(const sync::ClosingRule& rule) {
  return {{"rule", sync::to_string(rule)}};
}

Answer show_closing_rule(Call& call) {
  const std::string connection = text_parameter(call.request, "connection");
  TRY(call.worker.check_pos_config(connection, call.arguments[0]));
  TRY_ASSIGN(const auto rule, app::Schedule(call.worker).closing_rule(connection, call.arguments[0]));
  return json_answer_with_etag(rule_json(rule), tag_of(rule_json(rule)));
}

Answer set_closing_rule(Call& call) {
  const std::string connection = text_parameter(call.request, "connection");
  const std::string& config = call.arguments[0];
  app::Schedule schedule(call.worker);
  TRY_ASSIGN(const auto before, schedule.closing_rule(connection, config));
  TRY(check_if_match(call, tag_of(rule_json(before))));
  TRY(check_members(call.body, {"rule"}));
  TRY_ASSIGN(const auto text, text_member(call.body, "rule"));
  if (!text) return bad_field("rule", "is missing: when are automatic sessions closed?");
  auto rule = sync::parse_closing_rule(*text);
  if (!rule.ok()) {
    rule.error().about = "rule";
    return std::move(rule).error();
  }
  TRY(schedule.set_closing_rule(connection, config, *rule, before));
  TRY(app::Audited(call.worker, by_of(call)).closing_rule_edited(connection, config, before, *rule));
  return json_answer_with_etag(rule_json(*rule), tag_of(rule_json(*rule)));
}

// --- Sessions

Answer list_sessions(Call& call) {
  TRY_ASSIGN(const PageOf page, page_of(call.request));
  TRY_ASSIGN(const auto order, list_order_parameter(call.request, "opened"));
  TRY_ASSIGN(const auto sessions,
             PointOfSale(call.worker)
                 .sessions(text_parameter(call.request, "connection"), {page.limit, page.cursor}, order));
  return json_answer(app::page_json_of(sessions, app::listed_session_json));
}

// Which POS a body names.
struct NamedPos {
  std::string connection;
  std::string pos_config;
};

base::Result<NamedPos> named_in(const Json& body) {
  NamedPos named;
  TRY_ASSIGN(const auto config, text_member(body, "pos_config"));
  if (!config) return bad_field("pos_config", "is missing: which Point of Sale?");
  named.pos_config = *config;
  TRY_ASSIGN(const auto connection, text_member(body, "connection"));
  named.connection = connection.value_or("");
  return named;
}

Answer open_session(Call& call) {
  TRY(check_members(call.body, {"pos_config", "connection"}));
  TRY_ASSIGN(const NamedPos named, named_in(call.body));
  TRY_ASSIGN(const auto session, PointOfSale(call.worker).open_session(named.connection, named.pos_config));
  TRY(app::Audited(call.worker, by_of(call)).session_opened(session, named.connection));
  return json_answer(app::session_json(session), 201);
}

Answer close_session(Call& call) {
  TRY(check_members(call.body, {"pos_config", "connection", "session", "counted_cash"}));
  TRY_ASSIGN(const NamedPos named, named_in(call.body));
  TRY_ASSIGN(const auto counted, text_member(call.body, "counted_cash"));
  TRY_ASSIGN(const auto meant, text_member(call.body, "session"));
  const auto only = meant ? base::whole_number<std::int64_t>(*meant) : std::nullopt;
  if (meant && !only) return bad_field("session", "takes the number of a session");
  TRY_ASSIGN(const auto session,
             PointOfSale(call.worker).close_session(named.connection, named.pos_config, counted, only));
  TRY(app::Audited(call.worker, by_of(call)).session_closed(session, named.connection));
  return json_answer(app::session_json(session));
}

// --- Orders

pos::OrderSort sort_of(const SortParameter& sort) {
  using pos::OrderSort;
  if (sort.key == "total") return sort.is_descending ? OrderSort::highest_first : OrderSort::lowest_first;
  return sort.is_descending ? OrderSort::newest_first : OrderSort::oldest_first;
}

base::Result<pos::OrderFilter> filter_of(const http::ServerRequest& request) {
  pos::OrderFilter filter;
  filter.text = text_parameter(request, "q");
  filter.session = text_parameter(request, "session");
  filter.pos_config = text_parameter(request, "pos_config");
  filter.source = text_parameter(request, "source");
  const std::string kind = text_parameter(request, "kind");
  if (kind == "sale") {
    filter.kind = order::Kind::sale;
  } else if (kind == "refund") {
    filter.kind = order::Kind::refund;
  } else if (!kind.empty()) {
    return base::invalid("bad_parameter", "kind takes sale or refund");
  }
  TRY_ASSIGN(filter.dated_from, time_parameter(request, "dated_from"));
  TRY_ASSIGN(filter.dated_until, time_parameter(request, "dated_until"));
  TRY_ASSIGN(const auto sort, sort_parameter(request, {"date", "total"}));
  if (sort) filter.sort = sort_of(*sort);
  return filter;
}

Answer list_pos_orders(Call& call) {
  TRY_ASSIGN(const PageOf page, page_of(call.request));
  TRY_ASSIGN(const auto filter, filter_of(call.request));
  TRY_ASSIGN(const auto orders, call.worker.pos.orders({page.limit, page.cursor}, filter));
  return json_answer(app::order_page_json(orders));
}

Answer show_pos_order(Call& call) {
  TRY_ASSIGN(const auto order, call.worker.pos.order_named(call.arguments[0]));
  return json_answer(app::booked_order_json(order));
}

}  // namespace

std::span<const Route> pos_sales_routes() {
  static constexpr Route kRoutes[] = {
      {"GET", "/api/v1/pos/configs", Needs::read, list_configs},
      {"GET", "/api/v1/pos/configs/{name}/closing-rule", Needs::read, show_closing_rule},
      {"PUT", "/api/v1/pos/configs/{name}/closing-rule", Needs::admin, set_closing_rule},
      {"GET", "/api/v1/pos/sessions", Needs::read, list_sessions},
      {"POST", "/api/v1/pos/sessions", Needs::operate, open_session},
      {"POST", "/api/v1/pos/sessions/close", Needs::operate, close_session},
      {"GET", "/api/v1/pos/orders", Needs::read, list_pos_orders},
      {"GET", "/api/v1/pos/orders/{name}", Needs::read, show_pos_order},
  };
  return kRoutes;
}

}  // namespace ordersync::api
