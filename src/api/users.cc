// Routes of users and of the audit; see routes.h. What the rules are stands in app/accounts.h.
#include <optional>
#include <utility>

#include "api/routes.h"
#include "api/sign_in.h"

namespace ordersync::api {

namespace {

using base::Secret;

base::Result<app::UserForm> user_form(const Json& body) {
  app::UserForm form;
  TRY_ASSIGN(form.name, text_member(body, "name"));
  TRY_ASSIGN(form.role, text_member(body, "role"));
  TRY_ASSIGN(form.active, text_member(body, "active"));
  TRY_ASSIGN(form.language, text_member(body, "language"));
  TRY_ASSIGN(auto password, text_member(body, "password"));
  if (password && !password->empty()) form.password = Secret(*std::move(password));
  return form;
}

Answer list_users(Call& call) {
  TRY_ASSIGN(const PageOf page, page_of(call.request));
  TRY_ASSIGN(const auto users, call.accounts.users(page.limit, page.cursor));
  return json_answer(app::page_json_of(users, app::user_json));
}

Answer create_user(Call& call) {
  TRY(check_members(call.body, {"login", "name", "role", "active", "language", "password"}));
  TRY_ASSIGN(const auto login, text_member(call.body, "login"));
  if (!login) return bad_field("login", "is missing");
  TRY_ASSIGN(const app::UserForm form, user_form(call.body));
  TRY_ASSIGN(const app::User user, call.accounts.add_user(*login, form, by_of(call)));
  http::ServerResponse response = json_answer_with_etag(app::user_json(user), user.revision, 201);
  response.headers.emplace_back("Location", "/api/v1/users/" + user.login);
  return response;
}

Answer show_user(Call& call) {
  TRY_ASSIGN(const app::User user, call.accounts.user(call.arguments[0]));
  return json_answer_with_etag(app::user_json(user), user.revision);
}

Answer edit_user(Call& call) {
  TRY(check_members(call.body, {"name", "role", "active", "language", "password"}));
  TRY_ASSIGN(const app::UserForm form, user_form(call.body));
  TRY_ASSIGN(const app::User before, call.accounts.user(call.arguments[0]));
  TRY(check_if_match(call, before.revision));
  // An administrator who gives themselves a new password stays signed in here.
  const bool own = call.caller.kind == app::Caller::Kind::user && call.caller.id == before.id;
  TRY_ASSIGN(const app::User user, call.accounts.edit_user(before.login, form, by_of(call), before.revision,
                                                           own ? call.caller.sign_in : 0));
  return json_answer_with_etag(app::user_json(user), user.revision);
}

Answer remove_user(Call& call) {
  std::optional<std::int64_t> revision;
  if (!call.request.header("If-Match").empty()) {
    TRY_ASSIGN(const app::User before, call.accounts.user(call.arguments[0]));
    TRY(check_if_match(call, before.revision));
    revision = before.revision;
  }
  TRY(call.accounts.remove_user(call.arguments[0], by_of(call), revision));
  return empty_answer();
}

Answer make_link(Call& call) {
  TRY_ASSIGN(const app::User user, call.accounts.user(call.arguments[0]));
  TRY_ASSIGN(const app::OneTimeLink link, call.accounts.make_link(user.login, by_of(call)));
  return json_answer({{"token", link.token.reveal()},
                      {"login", link.login},
                      {"expires_at", base::to_iso8601(link.expires_at)}},
                     201);
}

Answer sign_out_user(Call& call) {
  TRY(call.accounts.sign_out_everywhere(call.arguments[0], by_of(call)));
  return empty_answer();
}

Answer list_changes(Call& call) {
  TRY_ASSIGN(const PageOf page, page_of(call.request));
  const std::string subject = text_parameter(call.request, "subject");
  TRY_ASSIGN(const auto changes, call.accounts.audit().changes(subject, page.limit, page.cursor));
  return json_answer(app::page_json_of(changes, app::change_json));
}

}  // namespace

std::span<const Route> user_routes() {
  static constexpr Route kRoutes[] = {
      {"GET", "/api/v1/users", Needs::admin, list_users},
      {"POST", "/api/v1/users", Needs::admin, create_user},
      {"GET", "/api/v1/users/{login}", Needs::admin, show_user},
      {"PATCH", "/api/v1/users/{login}", Needs::admin, edit_user},
      {"DELETE", "/api/v1/users/{login}", Needs::admin, remove_user},
      {"POST", "/api/v1/users/{login}/link", Needs::admin, make_link, Takes::json, Repeated::is_called_again},
      {"POST", "/api/v1/users/{login}/sign-out", Needs::admin, sign_out_user},
      {"GET", "/api/v1/audit", Needs::admin, list_changes},
  };
  return kRoutes;
}

}  // namespace ordersync::api
