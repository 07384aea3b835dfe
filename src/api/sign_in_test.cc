// Signing in, users and tokens as a browser and a program see them: through the router, without a socket.
#include "api/sign_in.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/test_api.h"

namespace ordersync::api {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kGood = "seven lemons in a row";
constexpr const char* kOther = "eight oranges on a tree";

// One browser or program before the service.
class SignInApi : public RouterTest {
 protected:
  http::ServerRequest request(std::string_view method, std::string_view target, const Json& body = Json()) {
    http::ServerRequest made = http::make_request(method, target).value();
    made.remote = "203.0.113.7";
    made.encrypted = encrypted;
    if (!body.is_null()) {
      made.body = body.dump();
      made.headers.emplace_back("Content-Type", "application/json");
    }
    if (!cookie.empty()) made.headers.emplace_back("Cookie", "theme=dark; " + cookie + "; other=1");
    if (!csrf.empty()) made.headers.emplace_back("X-CSRF-Token", csrf);
    if (!bearer.empty()) made.headers.emplace_back("Authorization", "Bearer " + bearer);
    return made;
  }
  Json ask(std::string_view method, std::string_view target, int status, const Json& body = Json()) {
    return send(request(method, target, body), status);
  }
  std::string code(std::string_view method, std::string_view target, int status, const Json& body = Json()) {
    return ask(method, target, status, body).value("code", "");
  }

  void add_user(const std::string& login, const std::string& role) {
    app::UserForm form;
    form.role = role;
    form.password = base::Secret(kGood);
    EXPECT_TRUE(worker_->accounts.add_user(login, form, {"boss", ""}).ok());
  }
  // As the console does: keeps the cookie and the CSRF token.
  Json sign_in(const std::string& login, const std::string& password = kGood) {
    const Json me = ask("POST", "/api/v1/sign-in", 200, {{"login", login}, {"password", password}});
    keep(me);
    return me;
  }
  void keep(const Json& me) {
    const std::string set = header("Set-Cookie");
    cookie = set.substr(0, set.find(';'));
    csrf = me.value("csrf_token", "");
  }

  bool encrypted = false;
  std::string cookie, csrf, bearer;
};

TEST_F(SignInApi, APasswordSignsInByCookie) {
  add_user("anna", "operator");
  EXPECT_EQ(code("GET", "/api/v1/me", 401), "unauthorized");
  const Json me = sign_in("anna");
  EXPECT_EQ(me["user"].dump(), R"({"login":"anna","name":"anna","role":"operator","language":null})");
  EXPECT_EQ(ask("GET", "/api/v1/me", 200), me);
}

TEST_F(SignInApi, TheCookieIsOutOfReachOfScriptsAndOtherSites) {
  add_user("anna", "operator");
  sign_in("anna");
  EXPECT_THAT(header("Set-Cookie"),
              testing::MatchesRegex("ordersync=[0-9a-f]{64}; Path=/; HttpOnly; SameSite=Strict"));
  encrypted = true;
  sign_in("anna");
  EXPECT_THAT(
      header("Set-Cookie"),
      testing::MatchesRegex("__Host-ordersync=[0-9a-f]{64}; Path=/; HttpOnly; SameSite=Strict; Secure"));
}

TEST_F(SignInApi, AnEncryptedWayTakesNoCookieThatAPlainOneCouldHaveSet) {
  add_user("anna", "operator");
  sign_in("anna");
  encrypted = true;
  EXPECT_EQ(code("GET", "/api/v1/me", 401), "unauthorized");
}

TEST_F(SignInApi, AWrongPasswordAndAnUnknownLoginAnswerTheSame) {
  add_user("anna", "operator");
  const Json wrong = ask("POST", "/api/v1/sign-in", 401, {{"login", "anna"}, {"password", kOther}});
  const Json unknown = ask("POST", "/api/v1/sign-in", 401, {{"login", "nobody"}, {"password", kOther}});
  EXPECT_EQ(wrong["code"], "sign_in_failed");
  EXPECT_EQ(wrong, unknown);
  EXPECT_EQ(header("Set-Cookie"), "");
}

TEST_F(SignInApi, WhoGuessesIsToldWhenToComeAgain) {
  add_user("anna", "operator");
  // However slow the machine is: the delay doubles until it is longer than an attempt takes.
  for (int i = 0; i < 20 && last_.status != 429; ++i) {
    last_ = router_->answer(request("POST", "/api/v1/sign-in", {{"login", "anna"}, {"password", kOther}}));
    EXPECT_THAT(last_.status, testing::AnyOf(401, 429));
    EXPECT_TRUE(last_.status == 401 || i >= 5) << i;
  }
  EXPECT_EQ(last_.status, 429);
  EXPECT_THAT(last_.body, HasSubstr("too_many_attempts"));
  EXPECT_THAT(header("Retry-After"), testing::MatchesRegex("[1-9][0-9]*"));
}

TEST_F(SignInApi, WhatIsMissingOrUnknownIsNamed) {
  EXPECT_TRUE(ask("POST", "/api/v1/sign-in", 422, {{"login", "anna"}})["fields"].contains("password"));
  EXPECT_TRUE(ask("POST", "/api/v1/sign-in", 422, {{"password", kGood}})["fields"].contains("login"));
  EXPECT_EQ(code("POST", "/api/v1/sign-in", 422,
                 {{"login", "anna"}, {"password", kGood}, {"role", "administrator"}}),
            "bad_field");
}

TEST_F(SignInApi, AChangeNeedsTheSignInsOwnToken) {
  add_user("anna", "operator");
  sign_in("anna");
  const std::string good = csrf;
  for (const std::string& wrong : {std::string(), std::string(64, '0'), good.substr(1)}) {
    csrf = wrong;
    EXPECT_EQ(code("PATCH", "/api/v1/me", 403, {{"name", "Mallory"}}), "csrf_token_wrong");
  }
  EXPECT_EQ(ask("GET", "/api/v1/me", 200)["user"]["name"], "anna") << "looking needs none";
  csrf = good;
  EXPECT_EQ(ask("PATCH", "/api/v1/me", 200, {{"name", "Anna A."}, {"language", "ar"}})["user"]["name"],
            "Anna A.");
}

TEST_F(SignInApi, AnotherSitesRequestIsRefusedWhateverItCarries) {
  add_user("anna", "operator");
  sign_in("anna");
  for (const char* site : {"cross-site", "same-site"}) {
    http::ServerRequest change = request("PATCH", "/api/v1/me", {{"name", "Mallory"}});
    change.headers.emplace_back("Sec-Fetch-Site", site);
    EXPECT_EQ(send(change, 403)["code"], "cross_site");
    http::ServerRequest in = request("POST", "/api/v1/sign-in", {{"login", "anna"}, {"password", kGood}});
    in.headers.emplace_back("Sec-Fetch-Site", site);
    EXPECT_EQ(send(in, 403)["code"], "cross_site");
  }
  http::ServerRequest own = request("PATCH", "/api/v1/me", {{"name", "Anna"}});
  own.headers.emplace_back("Sec-Fetch-Site", "same-origin");
  EXPECT_EQ(send(own, 200)["user"]["name"], "Anna");
}

TEST_F(SignInApi, SigningOutEndsTheSignInAndClearsTheCookie) {
  add_user("anna", "operator");
  sign_in("anna");
  ask("POST", "/api/v1/sign-out", 204);
  EXPECT_EQ(header("Set-Cookie"), "ordersync=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
  EXPECT_EQ(code("GET", "/api/v1/me", 401), "unauthorized");
}

TEST_F(SignInApi, SigningInAgainEndsWhatTheBrowserHad) {
  add_user("anna", "operator");
  sign_in("anna");
  const std::string before = cookie;
  csrf.clear();  // a page that was just loaded has none
  sign_in("anna");
  EXPECT_NE(cookie, before);
  cookie = before;
  EXPECT_EQ(code("GET", "/api/v1/me", 401), "unauthorized");
}

TEST_F(SignInApi, AnOldCookieKeepsNobodyFromSigningIn) {
  add_user("anna", "operator");
  cookie = "ordersync=" + std::string(64, 'a');
  csrf = "x";
  sign_in("anna");
  ask("GET", "/api/v1/me", 200);
}

TEST_F(SignInApi, AFirstLinkMakesTheAdministratorAndIsLookedAtBefore) {
  const app::OneTimeLink link = *worker_->accounts.make_link("", {"(command line)", ""});
  const std::string token = link.token.reveal();
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(ask("POST", "/api/v1/sign-in/link/check", 200, {{"token", token}}).dump(),
              R"({"first_run":true,"login":null})");
  }
  EXPECT_TRUE(ask("POST", "/api/v1/sign-in/link", 422,
                  {{"token", token}, {"login", "boss"}, {"password", "short"}})["fields"]
                  .contains("password"));
  const Json me =
      ask("POST", "/api/v1/sign-in/link", 200, {{"token", token}, {"login", "boss"}, {"password", kGood}});
  EXPECT_EQ(me["user"]["role"], "administrator");
  keep(me);
  ask("GET", "/api/v1/users", 200);
  cookie.clear();
  csrf.clear();
  EXPECT_EQ(code("POST", "/api/v1/sign-in/link/check", 401, {{"token", token}}), "link_invalid");
  EXPECT_EQ(
      code("POST", "/api/v1/sign-in/link", 401, {{"token", token}, {"login", "eve"}, {"password", kGood}}),
      "link_invalid");
}

TEST_F(SignInApi, AnOwnNewPasswordNeedsTheCurrentOneAndKeepsThisSignIn) {
  add_user("anna", "viewer");
  sign_in("anna");
  EXPECT_TRUE(ask("PATCH", "/api/v1/me", 422, {{"password", kOther}})["fields"].contains("current_password"));
  EXPECT_TRUE(ask("PATCH", "/api/v1/me", 422, {{"password", kOther}, {"current_password", "wrong"}})["fields"]
                  .contains("current_password"));
  EXPECT_EQ(code("PATCH", "/api/v1/me", 422, {{"password", "short"}, {"current_password", kGood}}),
            "password_refused");
  ask("PATCH", "/api/v1/me", 200, {{"password", kOther}, {"current_password", kGood}});
  ask("GET", "/api/v1/me", 200);
  EXPECT_EQ(code("POST", "/api/v1/sign-in", 401, {{"login", "anna"}, {"password", kGood}}), "sign_in_failed");
}

TEST_F(SignInApi, NobodyGivesThemselvesARole) {
  add_user("anna", "viewer");
  sign_in("anna");
  EXPECT_EQ(code("PATCH", "/api/v1/me", 422, {{"role", "administrator"}}), "bad_field");
  EXPECT_EQ(ask("GET", "/api/v1/me", 200)["user"]["role"], "viewer");
}

TEST_F(SignInApi, AccountsAreForAdministrators) {
  add_user("anna", "operator");
  sign_in("anna");
  for (const char* path : {"/api/v1/users", "/api/v1/users/anna", "/api/v1/tokens", "/api/v1/audit"}) {
    EXPECT_EQ(code("GET", path, 403), "not_allowed") << path;
  }
  EXPECT_EQ(code("POST", "/api/v1/users", 403, {{"login", "eve"}, {"role", "administrator"}}), "not_allowed");
  EXPECT_EQ(code("POST", "/api/v1/tokens", 403, {{"name", "t"}, {"scope", "admin"}}), "not_allowed");
}

class UsersApi : public SignInApi {
 protected:
  UsersApi() {
    add_user("boss", "administrator");
    sign_in("boss");
  }
};

TEST_F(UsersApi, AUserIsAddedShownEditedAndRemoved) {
  const Json added = ask("POST", "/api/v1/users", 201, {{"login", "anna"}, {"role", "operator"}});
  EXPECT_EQ(header("Location"), "/api/v1/users/anna");
  EXPECT_EQ(header("ETag"), "\"1\"");
  EXPECT_EQ(added["has_password"], false);
  EXPECT_EQ(ask("GET", "/api/v1/users/ANNA", 200), added);
  EXPECT_EQ(code("POST", "/api/v1/users", 409, {{"login", "Anna"}}), "user_exists");

  EXPECT_EQ(code("PATCH", "/api/v1/users/anna", 428, {{"role", "viewer"}}), "if_match_missing");
  http::ServerRequest edit = request("PATCH", "/api/v1/users/anna", {{"role", "viewer"}});
  edit.headers.emplace_back("If-Match", "\"1\"");
  EXPECT_EQ(send(edit, 200)["role"], "viewer");
  EXPECT_EQ(header("ETag"), "\"2\"");
  EXPECT_EQ(send(edit, 412)["code"], "edited_meanwhile");

  ask("DELETE", "/api/v1/users/anna", 204);
  EXPECT_EQ(code("GET", "/api/v1/users/anna", 404), "user_not_found");
  EXPECT_EQ(code("DELETE", "/api/v1/users/anna", 404), "user_not_found");
}

TEST_F(UsersApi, NoAnswerHoldsAHash) {
  ask("GET", "/api/v1/users", 200);
  EXPECT_THAT(last_.body, HasSubstr("boss"));
  EXPECT_THAT(last_.body, Not(HasSubstr("argon2")));
  ask("GET", "/api/v1/audit", 200);
  EXPECT_THAT(last_.body, Not(HasSubstr("argon2")));
}

TEST_F(UsersApi, TheLastAdministratorStays) {
  EXPECT_EQ(code("DELETE", "/api/v1/users/boss", 409), "last_administrator");
}

TEST_F(UsersApi, AnInvitationIsALinkForOneUser) {
  ask("POST", "/api/v1/users", 201, {{"login", "anna"}});
  const Json link = ask("POST", "/api/v1/users/anna/link", 201);
  cookie.clear();
  csrf.clear();
  const Json me = ask("POST", "/api/v1/sign-in/link", 200, {{"token", link["token"]}, {"password", kGood}});
  EXPECT_EQ(me["user"]["login"], "anna");
  sign_in("anna");
}

TEST_F(UsersApi, AnAdministratorSignsSomebodyOut) {
  add_user("anna", "viewer");
  const std::string boss_cookie = cookie, boss_csrf = csrf;
  cookie.clear();
  csrf.clear();
  sign_in("anna");
  const std::string anna = cookie;
  cookie = boss_cookie;
  csrf = boss_csrf;
  ask("POST", "/api/v1/users/anna/sign-out", 204);
  cookie = anna;
  EXPECT_EQ(code("GET", "/api/v1/me", 401), "unauthorized");
}

TEST_F(UsersApi, TheAuditSaysWhoDidIt) {
  ask("POST", "/api/v1/users", 201, {{"login", "anna"}, {"password", kGood}});
  const Json changes = ask("GET", "/api/v1/audit?subject=user%20anna", 200);
  ASSERT_EQ(changes["items"].size(), 1u);
  EXPECT_EQ(changes["items"][0]["actor"], "boss");
  EXPECT_EQ(changes["items"][0]["remote"], "203.0.113.7");
  EXPECT_EQ(changes["items"][0]["action"], "user_added");
  EXPECT_THAT(last_.body, Not(HasSubstr(kGood)));
}

TEST_F(UsersApi, ATokenIsShownOnceAndNeedsNoCsrfToken) {
  const Json made = ask("POST", "/api/v1/tokens", 201, {{"name", "till"}, {"scope", "admin"}, {"days", 30}});
  const std::string token = made["token"];
  EXPECT_THAT(token, HasSubstr(std::string(made["prefix"])));
  ask("GET", "/api/v1/tokens", 200);
  EXPECT_THAT(last_.body, Not(HasSubstr(token)));

  cookie.clear();
  csrf.clear();
  bearer = token;
  EXPECT_EQ(
      ask("GET", "/api/v1/me", 200).dump(),
      R"({"user":{"login":"till","name":"till","role":"administrator","language":null},"csrf_token":null})");
  ask("POST", "/api/v1/users", 201, {{"login", "anna"}});
  EXPECT_EQ(ask("GET", "/api/v1/audit?subject=user%20anna", 200)["items"][0]["actor"], "token till");
  EXPECT_EQ(code("PATCH", "/api/v1/me", 403, {{"name", "x"}}), "not_allowed");

  ask("DELETE", "/api/v1/tokens/" + made["id"].dump(), 204);
  EXPECT_EQ(code("GET", "/api/v1/me", 401), "unauthorized");
}

TEST_F(UsersApi, AScopeIsALimit) {
  const std::string read = ask("POST", "/api/v1/tokens", 201, {{"name", "r"}, {"scope", "read"}})["token"];
  const std::string ingest =
      ask("POST", "/api/v1/tokens", 201, {{"name", "i"}, {"scope", "ingest"}})["token"];
  cookie.clear();
  bearer = read;
  ask("GET", "/api/v1/me", 200);
  EXPECT_EQ(code("GET", "/api/v1/users", 403), "not_allowed");
  bearer = ingest;
  EXPECT_EQ(code("GET", "/api/v1/me", 403), "not_allowed");
}

TEST_F(UsersApi, ABadTokenIsNotMendedByAGoodCookie) {
  bearer = "ost_" + std::string(48, '0');
  EXPECT_EQ(code("GET", "/api/v1/me", 401), "unauthorized");
  bearer.clear();
  http::ServerRequest basic = request("GET", "/api/v1/me");
  basic.headers.emplace_back("Authorization", "Basic Ym9zczpib3Nz");
  EXPECT_EQ(send(basic, 401)["code"], "unauthorized");
}

TEST_F(UsersApi, WhatIsNoTokenCannotBeMadeOrRevoked) {
  EXPECT_TRUE(ask("POST", "/api/v1/tokens", 422, {{"name", "t"}, {"scope", "everything"}})["fields"].contains(
      "scope"));
  EXPECT_TRUE(ask("POST", "/api/v1/tokens", 422, {{"name", "t"}, {"scope", "read"}, {"days", 1826}})["fields"]
                  .contains("days"));
  EXPECT_EQ(code("DELETE", "/api/v1/tokens/first", 404), "token_not_found");
}

}  // namespace
}  // namespace ordersync::api
