// Routes of API tokens; see routes.h.
#include "api/routes.h"
#include "api/sign_in.h"
#include "base/whole_number.h"

namespace ordersync::api {

namespace {

Answer list_tokens(Call& call) {
  TRY_ASSIGN(const PageOf page, page_of(call.request));
  TRY_ASSIGN(const auto tokens, call.accounts.tokens(page.limit, page.cursor));
  return json_answer(app::page_json_of(tokens, app::token_json));
}

Answer create_token(Call& call) {
  TRY(check_members(call.body, {"name", "scope", "days"}));
  TRY_ASSIGN(const auto name, text_member(call.body, "name"));
  if (!name) return bad_field("name", "is missing");
  TRY_ASSIGN(const auto scope_text, text_member(call.body, "scope"));
  if (!scope_text) return bad_field("scope", "is missing");
  TRY_ASSIGN(const app::Scope scope, app::parse_scope(*scope_text));
  TRY_ASSIGN(const auto days_text, text_member(call.body, "days"));
  const auto days = days_text ? base::whole_number<std::int64_t>(*days_text) : app::Accounts::kTokenDays;
  if (!days || *days < 1 || *days > app::Accounts::kMostTokenDays) {
    return bad_field("days", "takes a number from 1 to 1825");
  }
  TRY_ASSIGN(const app::NewToken made,
             call.accounts.create_token(*name, scope, static_cast<int>(*days), by_of(call)));
  Json json = app::token_json(made.token);
  json["token"] = made.secret.reveal();
  return json_answer(json, 201);
}

Answer revoke_token(Call& call) {
  const auto id = base::whole_number<std::int64_t>(call.arguments[0]);
  // No id is 0: what is no number is not there either.
  TRY(call.accounts.revoke_token(id.value_or(0), by_of(call)));
  call.service.push().forget_settings();
  return empty_answer();
}

}  // namespace

std::span<const Route> token_routes() {
  static constexpr Route kRoutes[] = {
      {"GET", "/api/v1/tokens", Needs::admin, list_tokens},
      {"POST", "/api/v1/tokens", Needs::admin, create_token, Takes::json, Repeated::is_called_again},
      {"DELETE", "/api/v1/tokens/{id}", Needs::admin, revoke_token},
  };
  return kRoutes;
}

}  // namespace ordersync::api
