// One-time links and API tokens: each rule a test.
#include <gmock/gmock.h>

#include "app/accounts_fixture.h"

namespace ordersync::app {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::StartsWith;

class Links : public AccountsFixture {
 protected:
  std::string code_of_use(const OneTimeLink& link, const std::string& login = "",
                          const std::string& password = "") {
    std::optional<base::Secret> given;
    if (!password.empty()) given = secret(password);
    const auto in = accounts.use_link(link.token, login, given, kHere);
    return in.ok() ? "" : in.error().code;
  }
  std::string code_of_check(const OneTimeLink& link) {
    const auto state = accounts.check_link(link.token);
    return state.ok() ? "" : state.error().code;
  }
};

class Tokens : public AccountsFixture {
 protected:
  std::string code_of(const std::string& token) {
    const auto caller = accounts.caller_of_token(secret(token));
    return caller.ok() ? "" : caller.error().code;
  }
};

TEST_F(Links, TheFirstMakesTheAdministrator) {
  const OneTimeLink link = *accounts.make_link("", by);
  EXPECT_TRUE(link.first_run);
  EXPECT_EQ(link.expires_at, clock.now() + hours(1));
  EXPECT_TRUE(accounts.check_link(link.token)->first_run);
  const auto in = accounts.use_link(link.token, "Anna", secret(kGood), kHere);
  ASSERT_TRUE(in.ok()) << in.error().message;
  EXPECT_EQ(in->user.role, Role::administrator);
  EXPECT_EQ(accounts.caller_of_sign_in(in->token)->scope, Scope::admin);
  EXPECT_EQ(why_not_signed_in("anna", kGood), "");
}

TEST_F(Links, TheFirstNeedsALoginAndAPasswordAndStaysGoodUntilItHasThem) {
  const OneTimeLink link = *accounts.make_link("", by);
  EXPECT_EQ(code_of_use(link, "anna"), "bad_option");
  EXPECT_EQ(code_of_use(link, "", kGood), "bad_option");
  EXPECT_EQ(code_of_use(link, "anna", "short"), "password_refused");
  EXPECT_EQ(code_of_use(link, "a b", kGood), "bad_option");
  EXPECT_EQ(code_of_use(link, "anna", kGood), "");
}

TEST_F(Links, TheFirstMayProposeALogin) {
  const OneTimeLink link = *accounts.make_link("anna", by);
  EXPECT_EQ(accounts.check_link(link.token)->login, "anna");
  EXPECT_EQ(code_of_use(link, "", kGood), "");
  EXPECT_TRUE(accounts.user("anna").ok());
}

TEST_F(Links, TheFirstIsNoUseOnceSomebodyIsThere) {
  const OneTimeLink link = *accounts.make_link("", by);
  add("anna", "administrator");
  EXPECT_EQ(code_of_check(link), "link_invalid");
  EXPECT_EQ(code_of_use(link, "mallory", kOther), "link_invalid");
  EXPECT_EQ(accounts.user("mallory").error().code, "user_not_found");
}

TEST_F(Links, OfTwoFirstLinksTheNewerIsGood) {
  const OneTimeLink older = *accounts.make_link("", by);
  const OneTimeLink newer = *accounts.make_link("bert", by);
  EXPECT_EQ(code_of_check(older), "link_invalid");
  EXPECT_EQ(code_of_check(newer), "");
}

TEST_F(Links, OneSignsInOnce) {
  add("anna", "operator", "");
  const OneTimeLink link = *accounts.make_link("anna", by);
  EXPECT_EQ(code_of_use(link), "");
  EXPECT_EQ(code_of_use(link), "link_invalid");
  EXPECT_EQ(code_of_check(link), "link_invalid");
}

TEST_F(Links, LookingDoesNotUseItUp) {
  add("anna", "operator", "");
  const OneTimeLink link = *accounts.make_link("ANNA", by);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(accounts.check_link(link.token)->login, "anna");
  EXPECT_EQ(code_of_use(link), "");
}

TEST_F(Links, AfterFifteenMinutesItIsTooOld) {
  add("anna", "operator", "");
  const OneTimeLink link = *accounts.make_link("anna", by);
  clock.advance(minutes(15) - seconds(1));
  EXPECT_EQ(code_of_check(link), "");
  clock.advance(seconds(1));
  EXPECT_EQ(code_of_check(link), "link_invalid");
  EXPECT_EQ(code_of_use(link), "link_invalid");
}

TEST_F(Links, ANewOneEndsTheOneBefore) {
  add("anna", "operator", "");
  add("bert", "operator", "");
  const OneTimeLink older = *accounts.make_link("anna", by);
  const OneTimeLink berts = *accounts.make_link("bert", by);
  const OneTimeLink newer = *accounts.make_link("anna", by);
  EXPECT_EQ(code_of_check(older), "link_invalid");
  EXPECT_EQ(code_of_check(berts), "");
  EXPECT_EQ(code_of_check(newer), "");
}

TEST_F(Links, ThePasswordGivenWithItIsTheUsersFromThenOn) {
  add("anna", "operator");
  const SignedIn elsewhere = signed_in("anna");
  const OneTimeLink link = *accounts.make_link("anna", by);
  EXPECT_EQ(code_of_use(link, "", "short"), "password_refused");
  EXPECT_EQ(code_of_use(link, "", kOther), "");
  EXPECT_EQ(why_not_signed_in("anna", kOther), "");
  EXPECT_EQ(why_not_signed_in("anna", kGood), "sign_in_failed");
  EXPECT_EQ(code_of_sign_in(elsewhere.token), "unauthorized");
}

TEST_F(Links, ItSignsInNobodyButItsUser) {
  add("boss", "administrator");
  add("anna", "viewer", "");
  const OneTimeLink link = *accounts.make_link("anna", by);
  const auto in = accounts.use_link(link.token, "boss", std::nullopt, kHere);
  ASSERT_TRUE(in.ok());
  EXPECT_EQ(in->user.login, "anna");
  EXPECT_EQ(in->caller.scope, Scope::read);
}

TEST_F(Links, WhoIsInactiveOrGoneGetsNone) {
  add("boss", "administrator");
  add("anna", "viewer", "");
  add("bert", "viewer", "");
  const OneTimeLink annas = *accounts.make_link("anna", by);
  const OneTimeLink berts = *accounts.make_link("bert", by);
  ASSERT_TRUE(accounts.edit_user("anna", with(&UserForm::active, "false"), by).ok());
  ASSERT_TRUE(accounts.remove_user("bert", by).ok());
  EXPECT_EQ(code_of_use(annas), "link_invalid");
  EXPECT_EQ(code_of_use(berts), "link_invalid");
  EXPECT_EQ(accounts.make_link("anna", by).error().code, "user_inactive");
  EXPECT_EQ(accounts.make_link("bert", by).error().code, "user_not_found");
}

TEST_F(Links, WithoutALoginTheOnlyAdministratorIsMeant) {
  add("boss", "administrator");
  add("anna", "viewer");
  EXPECT_EQ(accounts.make_link("", by)->login, "boss");
  add("cleo", "administrator");
  EXPECT_EQ(accounts.make_link("", by).error().code, "bad_option");
}

TEST_F(Links, AStrangersLinkIsNoLink) {
  add("anna", "viewer");
  OneTimeLink made_up;
  made_up.token = secret(std::string(64, 'a'));
  EXPECT_EQ(code_of_check(made_up), "link_invalid");
  EXPECT_EQ(code_of_use(made_up, "anna", kOther), "link_invalid");
}

TEST_F(Tokens, OneIsShownOnceAndKnownByItsBeginning) {
  const NewToken made = *accounts.create_token("till", Scope::operate, 365, by);
  EXPECT_THAT(made.secret.reveal(), StartsWith("ost_"));
  EXPECT_EQ(made.secret.reveal().size(), 52u);
  EXPECT_EQ(made.token.prefix, made.secret.reveal().substr(0, 12));
  EXPECT_EQ(made.token.created_by, "boss");
  EXPECT_EQ(made.token.expires_at, clock.now() + hours(365 * 24));
  const Caller caller = *accounts.caller_of_token(made.secret);
  EXPECT_EQ(caller.kind, Caller::Kind::token);
  EXPECT_EQ(caller.id, made.token.id);
  EXPECT_EQ(caller.name, "till");
  EXPECT_EQ(caller.scope, Scope::operate);
  EXPECT_EQ(caller.csrf_token, "");
}

TEST_F(Tokens, WhatIsNotQuiteTheTokenIsUnauthorized) {
  const std::string token = accounts.create_token("till", Scope::read, 365, by)->secret.reveal();
  std::string last = token;
  last.back() = last.back() == '0' ? '1' : '0';
  for (const std::string& wrong : {std::string(), std::string("ost_"), token.substr(0, 12), token.substr(1),
                                   token + "0", last, token.substr(0, 12) + std::string(40, '0')}) {
    EXPECT_EQ(code_of(wrong), "unauthorized") << wrong;
  }
  EXPECT_EQ(code_of(token), "");
}

TEST_F(Tokens, OneExpires) {
  const std::string token = accounts.create_token("till", Scope::read, 1, by)->secret.reveal();
  clock.advance(hours(24) - seconds(1));
  EXPECT_EQ(code_of(token), "");
  clock.advance(seconds(1));
  EXPECT_EQ(code_of(token), "token_expired");
}

TEST_F(Tokens, NoneLivesLongerThanFiveYears) {
  EXPECT_TRUE(accounts.create_token("till", Scope::read, 1825, by).ok());
  for (const int days : {0, -1, 1826}) {
    EXPECT_EQ(accounts.create_token("till", Scope::read, days, by).error().code, "bad_option") << days;
  }
  EXPECT_EQ(accounts.create_token("  ", Scope::read, 365, by).error().code, "bad_option");
}

TEST_F(Tokens, ARevokedOneIsUnauthorizedAtOnce) {
  const NewToken made = *accounts.create_token("till", Scope::read, 365, by);
  const NewToken other = *accounts.create_token("till", Scope::read, 365, by);
  EXPECT_EQ(accounts.revoke_token(made.token.id, by)->revoked_at, clock.now());
  EXPECT_EQ(code_of(made.secret.reveal()), "unauthorized");
  EXPECT_EQ(code_of(other.secret.reveal()), "");
  clock.advance(hours(1));
  EXPECT_EQ(accounts.revoke_token(made.token.id, by)->revoked_at, clock.now() - hours(1)) << "once";
  EXPECT_EQ(accounts.revoke_token(99, by).error().code, "token_not_found");
}

TEST_F(Tokens, TheLastUseIsWrittenAtMostOnceAMinute) {
  const NewToken made = *accounts.create_token("till", Scope::read, 365, by);
  const auto last_used = [&] { return accounts.tokens(10, "")->items[0].last_used_at; };
  EXPECT_FALSE(last_used());
  const base::Instant first = clock.now();
  EXPECT_EQ(code_of(made.secret.reveal()), "");
  EXPECT_EQ(last_used(), first);
  clock.advance(seconds(59));
  EXPECT_EQ(code_of(made.secret.reveal()), "");
  EXPECT_EQ(last_used(), first);
  clock.advance(seconds(1));
  EXPECT_EQ(code_of(made.secret.reveal()), "");
  EXPECT_EQ(last_used(), first + seconds(60));
}

TEST_F(Tokens, TheListIsNewestFirstAndGoesOn) {
  for (int i = 1; i <= 3; ++i) {
    ASSERT_TRUE(accounts.create_token("token " + std::to_string(i), Scope::ingest, 365, by).ok());
  }
  const auto first = *accounts.tokens(2, "");
  ASSERT_EQ(first.items.size(), 2u);
  EXPECT_EQ(first.items[0].name, "token 3");
  const auto second = *accounts.tokens(2, first.next);
  ASSERT_EQ(second.items.size(), 1u);
  EXPECT_EQ(second.items[0].name, "token 1");
  EXPECT_EQ(second.items[0].scope, Scope::ingest);
  EXPECT_EQ(second.next, "");
  EXPECT_EQ(accounts.tokens(2, "x").error().code, "bad_cursor");
}

TEST_F(Tokens, ATokenOfSomebodyWhoIsRemovedLivesOn) {
  add("boss", "administrator");
  add("anna", "administrator");
  const NewToken made = *accounts.create_token("till", Scope::read, 365, {"anna", kHere});
  ASSERT_TRUE(accounts.remove_user("anna", by).ok());
  EXPECT_EQ(code_of(made.secret.reveal()), "") << "it is the service's, and an administrator revokes it";
}

}  // namespace
}  // namespace ordersync::app
