// Sign-in, sign-out, one-time links and "me"; see sign_in.h and routes.h.
#include "api/sign_in.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "api/routes.h"
#include "base/hmac.h"
#include "base/text.h"

namespace ordersync::api {

namespace {

using app::Caller;
using base::Result;
using base::Secret;

constexpr std::string_view kBearer = "Bearer ";

std::optional<std::string_view> cookie_of(const http::ServerRequest& request) {
  const std::string name = cookie_name(request);
  for (const auto& header : request.headers) {
    if (base::fold_case(header.first) != "cookie") continue;
    std::string_view rest = header.second;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find(';'), rest.size());
      const std::string_view pair = base::trim(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
      const std::size_t equals = pair.find('=');
      if (equals != std::string_view::npos && pair.substr(0, equals) == name) return pair.substr(equals + 1);
    }
  }
  return std::nullopt;
}

// No Max-Age: it ends with the browser, and in any case when the sign-in does. Strict: no other site's link
// or form carries it.
void set_cookie(http::ServerResponse& response, const http::ServerRequest& request, std::string_view value) {
  std::string cookie =
      cookie_name(request) + "=" + std::string(value) + "; Path=/; HttpOnly; SameSite=Strict";
  if (request.encrypted) cookie += "; Secure";
  if (value.empty()) cookie += "; Max-Age=0";
  response.headers.emplace_back("Set-Cookie", std::move(cookie));
}

Json me_json(const app::User& user, const std::string& csrf_token) {
  return {{"user",
           {{"login", user.login},
            {"name", user.name},
            {"role", app::to_string(user.role)},
            {"language", app::text_or_null(user.language)}}},
          {"csrf_token", csrf_token}};
}

// A program is shown as if it were a user of the role that its scope stands for.
Json me_json(const Caller& token) {
  const std::string_view role = token.scope == app::Scope::admin     ? "administrator"
                                : token.scope == app::Scope::operate ? "operator"
                                                                     : "viewer";
  return {{"user", {{"login", token.name}, {"name", token.name}, {"role", role}, {"language", nullptr}}},
          {"csrf_token", nullptr}};
}

Result<std::string> needed(const Json& body, std::string_view name) {
  TRY_ASSIGN(auto text, text_member(body, name));
  if (!text || text->empty()) return bad_field(name, "is missing");
  return *std::move(text);
}

std::optional<Secret> as_secret(std::optional<std::string> text) {
  if (!text || text->empty()) return std::nullopt;
  return Secret(*std::move(text));
}

// Neither the login, for people type passwords there, nor anything else that a stranger chose.
void log_refusal(const Call& call, const base::Error& error) {
  call.worker.store.log().write(base::LogLevel::warning, "sign_in_refused",
                                {{"code", error.code}, {"remote", call.request.remote}});
}

Answer signed_in_answer(Call& call, const Result<app::SignedIn>& signed_in) {
  if (!signed_in.ok()) {
    log_refusal(call, signed_in.error());
    return signed_in.error();
  }
  // One browser, one sign-in: what it had before ends.
  if (call.caller.kind == Caller::Kind::user) TRY(call.accounts.sign_out(call.caller.sign_in, by_of(call)));
  http::ServerResponse response = json_answer(me_json(signed_in->user, signed_in->caller.csrf_token));
  set_cookie(response, call.request, signed_in->token.reveal());
  return response;
}

Answer sign_in(Call& call) {
  TRY(check_members(call.body, {"login", "password"}));
  TRY_ASSIGN(const std::string login, needed(call.body, "login"));
  TRY_ASSIGN(std::string password, needed(call.body, "password"));
  return signed_in_answer(call,
                          call.accounts.sign_in(login, Secret(std::move(password)), call.request.remote));
}

Answer sign_in_by_link(Call& call) {
  TRY(check_members(call.body, {"token", "login", "password"}));
  TRY_ASSIGN(std::string token, needed(call.body, "token"));
  TRY_ASSIGN(const auto login, text_member(call.body, "login"));
  TRY_ASSIGN(auto password, text_member(call.body, "password"));
  return signed_in_answer(call, call.accounts.use_link(Secret(std::move(token)), login.value_or(""),
                                                       as_secret(std::move(password)), call.request.remote));
}

Answer check_link(Call& call) {
  TRY(check_members(call.body, {"token"}));
  TRY_ASSIGN(std::string token, needed(call.body, "token"));
  TRY_ASSIGN(const app::LinkState state, call.accounts.check_link(Secret(std::move(token))));
  return json_answer({{"first_run", state.first_run}, {"login", app::text_or_null(state.login)}});
}

Answer sign_out(Call& call) {
  if (call.caller.kind == Caller::Kind::user) TRY(call.accounts.sign_out(call.caller.sign_in, by_of(call)));
  http::ServerResponse response = empty_answer();
  set_cookie(response, call.request, "");
  return response;
}

Answer show_me(Call& call) {
  if (call.caller.kind == Caller::Kind::token) return json_answer(me_json(call.caller));
  TRY_ASSIGN(const app::User user, call.accounts.user(call.caller.name));
  return json_answer(me_json(user, call.caller.csrf_token));
}

Answer edit_me(Call& call) {
  if (call.caller.kind != Caller::Kind::user) {
    return base::invalid("not_allowed",
                         "An API token has no name, language or password of its own to change");
  }
  TRY(check_members(call.body, {"name", "language", "password", "current_password"}));
  app::UserForm form;
  TRY_ASSIGN(form.name, text_member(call.body, "name"));
  TRY_ASSIGN(form.language, text_member(call.body, "language"));
  TRY_ASSIGN(auto password, text_member(call.body, "password"));
  TRY(text_member(call.body, "current_password"));
  form.password = as_secret(std::move(password));
  TRY_ASSIGN(app::User user, call.accounts.user(call.caller.name));
  if (form.password && user.has_password) {
    TRY_ASSIGN(std::string current, needed(call.body, "current_password"));
    const auto checked =
        call.accounts.check_own_password(user.login, Secret(std::move(current)), call.request.remote);
    if (!checked.ok()) {
      log_refusal(call, checked.error());
      // Not 401, which would say that the sign-in itself has ended.
      if (checked.error().code == "sign_in_failed") return bad_field("current_password", "is not right");
      return checked.error();
    }
  }
  TRY_ASSIGN(user, call.accounts.edit_user(user.login, form, by_of(call), {}, call.caller.sign_in));
  return json_answer(me_json(user, call.caller.csrf_token));
}

}  // namespace

std::span<const Route> sign_in_routes() {
  static constexpr Route kRoutes[] = {
      {"POST", "/api/v1/sign-in", Needs::nothing, sign_in, Takes::json, Repeated::is_called_again},
      {"POST", "/api/v1/sign-in/link", Needs::nothing, sign_in_by_link, Takes::json,
       Repeated::is_called_again},
      {"POST", "/api/v1/sign-in/link/check", Needs::nothing, check_link, Takes::json,
       Repeated::is_called_again},
      {"POST", "/api/v1/sign-out", Needs::read, sign_out, Takes::json, Repeated::is_called_again},
      {"GET", "/api/v1/me", Needs::read, show_me},
      {"PATCH", "/api/v1/me", Needs::read, edit_me},
  };
  return kRoutes;
}

std::string cookie_name(const http::ServerRequest& request) {
  return request.encrypted ? "__Host-ordersync" : "ordersync";
}

Result<Caller> caller_of(const http::ServerRequest& request, app::Accounts& accounts) {
  const std::string_view authorization = request.header("Authorization");
  if (!authorization.empty()) {
    if (base::fold_case(authorization.substr(0, kBearer.size())) != base::fold_case(kBearer)) {
      return base::invalid("unauthorized", "Only `Authorization: Bearer` with an API token is known here");
    }
    return accounts.caller_of_token(Secret(std::string(base::trim(authorization.substr(kBearer.size())))));
  }
  const auto cookie = cookie_of(request);
  if (!cookie) return Caller{};
  return accounts.caller_of_sign_in(Secret(std::string(*cookie)));
}

Result<void> check_csrf(const http::ServerRequest& request, const Caller& caller) {
  if (request.method == "GET" || caller.kind == Caller::Kind::token) return {};
  const std::string_view site = request.header("Sec-Fetch-Site");
  if (!site.empty() && site != "same-origin" && site != "none") {
    return base::invalid("cross_site", "Another web site sent this request: it was not carried out");
  }
  // Who signs in anew has no use for the old sign-in's token, and may not even have it at hand.
  const bool signs_in = request.path == "/api/v1/sign-in" || request.path.starts_with("/api/v1/sign-in/");
  if (caller.kind == Caller::Kind::nobody || signs_in) return {};
  if (!base::is_same_secret(request.header("X-CSRF-Token"), caller.csrf_token)) {
    return base::invalid("csrf_token_wrong",
                         "The request lacks this sign-in's X-CSRF-Token: load the page again");
  }
  return {};
}

app::By by_of(const Call& call) {
  return {call.caller.kind == Caller::Kind::token ? "token " + call.caller.name : call.caller.name,
          call.request.remote};
}

}  // namespace ordersync::api
