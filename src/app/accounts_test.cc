// Users, sign-ins and the audit: each rule a test.
#include <gmock/gmock.h>

#include "app/accounts_fixture.h"

namespace ordersync::app {
namespace {

using base::Milliseconds;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class Users : public AccountsFixture {};
class SignIns : public AccountsFixture {};
class AuditOfAccounts : public AccountsFixture {};

std::vector<std::string> logins_of(const std::vector<User>& users) {
  std::vector<std::string> logins;
  for (const User& user : users) logins.push_back(user.login);
  return logins;
}

TEST_F(Users, AnAddedUserIsFoundIgnoringCase) {
  add("Anna", "operator");
  const User anna = *accounts.user("aNNA");
  EXPECT_EQ(anna.login, "Anna");
  EXPECT_EQ(anna.name, "Anna") << "the login, when no name was given";
  EXPECT_EQ(anna.role, Role::operator_);
  EXPECT_TRUE(anna.active);
  EXPECT_TRUE(anna.has_password);
  EXPECT_EQ(anna.revision, 1);
  EXPECT_EQ(anna.created_at, clock.now());
  EXPECT_FALSE(anna.last_seen_at);
  EXPECT_EQ(accounts.user("bert").error().code, "user_not_found");
}

TEST_F(Users, TwoLoginsThatDifferInCaseAreOne) {
  add("Anna", "operator");
  EXPECT_EQ(accounts.add_user("ANNA", {}, by).error().code, "user_exists");
}

TEST_F(Users, ARoleThatNobodyNamedIsTheLeast) {
  EXPECT_EQ(accounts.add_user("anna", {}, by)->role, Role::viewer);
}

TEST_F(Users, WhatIsNoLoginIsRefused) {
  for (const char* login : {"", "ab", "anna maria", "änna", "anna/x", "anna\n", "(command line)"}) {
    const auto added = accounts.add_user(login, {}, by);
    if (std::string(login) == "anna\n") {
      EXPECT_TRUE(added.ok()) << "blanks at the ends are nobody's";
    } else {
      EXPECT_EQ(added.error().code, "bad_option") << login;
      EXPECT_EQ(added.error().about, "login");
    }
  }
  EXPECT_EQ(accounts.add_user(std::string(65, 'a'), {}, by).error().code, "bad_option");
}

TEST_F(Users, WhatIsNoFieldIsRefusedByItsName) {
  for (const auto& [field, value, name] :
       {std::tuple(&UserForm::role, "boss", "role"), std::tuple(&UserForm::active, "maybe", "active"),
        std::tuple(&UserForm::language, "tlh", "language"),
        std::tuple(&UserForm::name, "two\nlines", "name")}) {
    const auto added = accounts.add_user("anna", with(field, value), by);
    ASSERT_FALSE(added.ok()) << name;
    EXPECT_EQ(added.error().code, "bad_option");
    EXPECT_EQ(added.error().about, name);
  }
  UserForm form;
  form.password = secret("anna is my name");
  EXPECT_EQ(accounts.add_user("anna", form, by).error().code, "password_refused");
  EXPECT_EQ(count("SELECT COUNT(*) FROM user_account"), 0);
}

TEST_F(Users, AnEditChangesOnlyWhatItNames) {
  const User before = add("anna", "operator");
  clock.advance(minutes(5));
  const User after = *accounts.edit_user("anna", with(&UserForm::language, "ar"), by);
  EXPECT_EQ(after.language, "ar");
  EXPECT_EQ(after.role, before.role);
  EXPECT_EQ(after.name, before.name);
  EXPECT_EQ(after.revision, 2);
  EXPECT_EQ(after.created_at, before.created_at);
  EXPECT_EQ(after.updated_at, clock.now());
  EXPECT_EQ(why_not_signed_in("anna", kGood), "");
}

TEST_F(Users, AnEditOfAnOlderRevisionIsRefused) {
  add("anna", "operator");
  ASSERT_TRUE(accounts.edit_user("anna", with(&UserForm::name, "Anna A."), by, 1).ok());
  EXPECT_EQ(accounts.edit_user("anna", with(&UserForm::name, "Anna B."), by, 1).error().code,
            "edited_meanwhile");
  EXPECT_EQ(accounts.remove_user("anna", by, 1).error().code, "edited_meanwhile");
  EXPECT_EQ(accounts.user("anna")->name, "Anna A.");
}

TEST_F(Users, TheLastActiveAdministratorStays) {
  add("anna", "administrator");
  add("bert", "operator");
  const UserForm demoted = with(&UserForm::role, "viewer");
  const UserForm inactive = with(&UserForm::active, "false");
  EXPECT_EQ(accounts.edit_user("anna", demoted, by).error().code, "last_administrator");
  EXPECT_EQ(accounts.edit_user("anna", inactive, by).error().code, "last_administrator");
  EXPECT_EQ(accounts.remove_user("anna", by).error().code, "last_administrator");
  EXPECT_EQ(accounts.user("anna")->revision, 1);

  add("cleo", "administrator");
  ASSERT_TRUE(accounts.edit_user("cleo", inactive, by).ok());
  EXPECT_EQ(accounts.edit_user("anna", demoted, by).error().code, "last_administrator")
      << "an inactive one does not count";
  ASSERT_TRUE(accounts.edit_user("cleo", with(&UserForm::active, "true"), by).ok());
  EXPECT_TRUE(accounts.edit_user("anna", demoted, by).ok());
  EXPECT_EQ(accounts.remove_user("cleo", by).error().code, "last_administrator");
}

TEST_F(Users, AnInactiveAdministratorMayBeRemoved) {
  add("anna", "administrator");
  add("bert", "administrator");
  ASSERT_TRUE(accounts.edit_user("bert", with(&UserForm::active, "false"), by).ok());
  EXPECT_TRUE(accounts.remove_user("bert", by).ok());
}

TEST_F(Users, AListGoesOnWhereThePageBeforeEnded) {
  for (const char* login : {"dora", "Bert", "anna", "cleo"}) add(login, "viewer", "");
  const auto first = *accounts.users(3, "");
  EXPECT_THAT(logins_of(first.items), ElementsAre("anna", "Bert", "cleo"));
  const auto second = *accounts.users(3, first.next);
  EXPECT_THAT(logins_of(second.items), ElementsAre("dora"));
  EXPECT_EQ(second.next, "");
}

TEST_F(SignIns, TheRightPasswordSignsIn) {
  const User anna = add("anna", "operator");
  const SignedIn in = signed_in(" Anna ");
  EXPECT_EQ(in.user.login, "anna");
  const Caller caller = *accounts.caller_of_sign_in(in.token);
  EXPECT_EQ(caller.kind, Caller::Kind::user);
  EXPECT_EQ(caller.id, anna.id);
  EXPECT_EQ(caller.name, "anna");
  EXPECT_EQ(caller.scope, Scope::operate);
  EXPECT_EQ(caller.csrf_token, in.caller.csrf_token);
  EXPECT_NE(caller.csrf_token, in.token.reveal());
  EXPECT_EQ(accounts.user("anna")->last_seen_at, clock.now());
}

TEST_F(SignIns, WhoMayNotIsToldTheSameAsWhoIsNotThere) {
  add("anna", "operator");
  add("bert", "viewer", "");
  add("cleo", "viewer");
  ASSERT_TRUE(accounts.edit_user("cleo", with(&UserForm::active, "false"), by).ok());
  const auto wrong = accounts.sign_in("anna", secret(kOther), kHere);
  for (const char* login : {"nobody", "bert", "cleo", "", "'; DROP TABLE user_account"}) {
    const auto in = accounts.sign_in(login, secret(kGood), kHere);
    ASSERT_FALSE(in.ok()) << login;
    EXPECT_EQ(in.error().code, "sign_in_failed");
    EXPECT_EQ(in.error().message, wrong.error().message);
    EXPECT_EQ(in.error().about, wrong.error().about);
  }
}

TEST_F(SignIns, EachHasATokenOfItsOwnOf256Bits) {
  add("anna", "operator");
  const SignedIn one = signed_in("anna");
  const SignedIn two = signed_in("anna");
  EXPECT_EQ(one.token.reveal().size(), 64u);
  EXPECT_NE(one.token.reveal(), two.token.reveal());
  EXPECT_NE(one.caller.csrf_token, two.caller.csrf_token);
  EXPECT_TRUE(accounts.caller_of_sign_in(one.token).ok());
  EXPECT_TRUE(accounts.caller_of_sign_in(two.token).ok());
}

TEST_F(SignIns, NothingThatOpensADoorLiesInTheStore) {
  add("anna", "administrator");
  const SignedIn in = signed_in("anna");
  const NewToken token = *accounts.create_token("till", Scope::read, 30, by);
  const OneTimeLink link = *accounts.make_link("anna", by);
  const std::string everything = whole_store();
  EXPECT_THAT(everything, HasSubstr("signed_in")) << "the store was read";
  for (const std::string& open : {std::string(kGood), in.token.reveal(), in.caller.csrf_token,
                                  token.secret.reveal(), link.token.reveal()}) {
    EXPECT_THAT(everything, Not(HasSubstr(open)));
  }
}

TEST_F(SignIns, AStrangersTokenIsUnauthorized) {
  add("anna", "operator");
  signed_in("anna");
  EXPECT_EQ(code_of_sign_in(secret("")), "unauthorized");
  EXPECT_EQ(code_of_sign_in(secret(std::string(64, '0'))), "unauthorized");
}

TEST_F(SignIns, AnIdleOneEndsAfterEightHours) {
  add("anna", "operator");
  const SignedIn in = signed_in("anna");
  clock.advance(hours(8) - seconds(1));
  EXPECT_EQ(code_of_sign_in(in.token), "");
  clock.advance(hours(8) - seconds(1));
  EXPECT_EQ(code_of_sign_in(in.token), "") << "being used keeps it alive";
  clock.advance(hours(8));
  EXPECT_EQ(code_of_sign_in(in.token), "unauthorized");
}

TEST_F(SignIns, AUsedOneEndsAfterSevenDays) {
  add("anna", "operator");
  const SignedIn in = signed_in("anna");
  for (int hour = 1; hour < 7 * 24; ++hour) {
    clock.advance(hours(1));
    ASSERT_EQ(code_of_sign_in(in.token), "") << hour;
  }
  clock.advance(hours(1));
  EXPECT_EQ(code_of_sign_in(in.token), "unauthorized");
}

TEST_F(SignIns, BeingSeenIsWrittenAtMostOnceAMinute) {
  add("anna", "operator");
  const SignedIn in = signed_in("anna");
  const base::Instant start = clock.now();
  clock.advance(seconds(59));
  EXPECT_EQ(code_of_sign_in(in.token), "");
  EXPECT_EQ(accounts.user("anna")->last_seen_at, start);
  clock.advance(seconds(1));
  EXPECT_EQ(code_of_sign_in(in.token), "");
  EXPECT_EQ(accounts.user("anna")->last_seen_at, start + seconds(60));
}

TEST_F(SignIns, SigningOutEndsThisOneAlone) {
  add("anna", "operator");
  const SignedIn one = signed_in("anna");
  const SignedIn two = signed_in("anna");
  ASSERT_TRUE(accounts.sign_out(one.caller.sign_in, by).ok());
  EXPECT_EQ(code_of_sign_in(one.token), "unauthorized");
  EXPECT_EQ(code_of_sign_in(two.token), "");
  EXPECT_TRUE(accounts.sign_out(one.caller.sign_in, by).ok()) << "twice is once";
}

TEST_F(SignIns, AnAdministratorEndsAllOfAUser) {
  add("anna", "operator");
  add("bert", "operator");
  const SignedIn one = signed_in("anna");
  const SignedIn two = signed_in("anna");
  const SignedIn berts = signed_in("bert");
  EXPECT_EQ(*accounts.sign_out_everywhere("anna", by), 2);
  EXPECT_EQ(code_of_sign_in(one.token), "unauthorized");
  EXPECT_EQ(code_of_sign_in(two.token), "unauthorized");
  EXPECT_EQ(code_of_sign_in(berts.token), "");
  EXPECT_EQ(accounts.sign_out_everywhere("nobody", by).error().code, "user_not_found");
}

TEST_F(SignIns, ANewPasswordEndsTheOthers) {
  add("anna", "operator");
  const SignedIn here = signed_in("anna");
  const SignedIn elsewhere = signed_in("anna");
  UserForm form;
  form.password = secret(kOther);
  ASSERT_TRUE(accounts.edit_user("anna", form, by, {}, here.caller.sign_in).ok());
  EXPECT_EQ(code_of_sign_in(here.token), "");
  EXPECT_EQ(code_of_sign_in(elsewhere.token), "unauthorized");
  EXPECT_EQ(why_not_signed_in("anna", kGood), "sign_in_failed");
  EXPECT_EQ(why_not_signed_in("anna", kOther), "");
}

TEST_F(SignIns, WhoIsMadeInactiveOrRemovedIsOutAtOnce) {
  add("boss", "administrator");
  add("anna", "operator");
  add("bert", "operator");
  const SignedIn annas = signed_in("anna");
  const SignedIn berts = signed_in("bert");
  ASSERT_TRUE(
      accounts.edit_user("anna", with(&UserForm::active, "false"), by, {}, annas.caller.sign_in).ok());
  ASSERT_TRUE(accounts.remove_user("bert", by).ok());
  EXPECT_EQ(code_of_sign_in(annas.token), "unauthorized");
  EXPECT_EQ(code_of_sign_in(berts.token), "unauthorized");
  ASSERT_TRUE(accounts.edit_user("anna", with(&UserForm::active, "true"), by).ok());
  EXPECT_EQ(code_of_sign_in(annas.token), "unauthorized") << "ended for good";
}

TEST_F(SignIns, AnotherRoleHoldsAtOnce) {
  add("boss", "administrator");
  add("anna", "administrator");
  const SignedIn in = signed_in("anna");
  ASSERT_TRUE(accounts.edit_user("anna", with(&UserForm::role, "viewer"), by).ok());
  EXPECT_EQ(accounts.caller_of_sign_in(in.token)->scope, Scope::read);
}

TEST_F(SignIns, ThoseThatEndedAreSweptOut) {
  add("anna", "operator");
  for (int i = 0; i < 5; ++i) signed_in("anna");
  clock.advance(hours(9));
  signed_in("anna");
  EXPECT_EQ(count("SELECT COUNT(*) FROM sign_in"), 1);
}

TEST_F(SignIns, WhoGuessesWaitsAndWhoKnowsThePasswordElsewhereDoesNot) {
  add("anna", "operator");
  for (int i = 0; i < 5; ++i) EXPECT_EQ(why_not_signed_in("anna", kOther), "sign_in_failed");
  const auto refused = accounts.sign_in("anna", secret(kGood), kHere);
  EXPECT_EQ(refused.error().code, "too_many_attempts");
  EXPECT_EQ(refused.error().about, "1") << "seconds to wait";
  EXPECT_EQ(why_not_signed_in("anna", kGood, "198.51.100.77"), "");
  clock.advance(seconds(1));
  EXPECT_EQ(why_not_signed_in("anna", kGood), "");
}

TEST_F(SignIns, AskingForTheCurrentPasswordIsThrottledToo) {
  add("anna", "operator");
  EXPECT_TRUE(accounts.check_own_password("anna", secret(kGood), kHere).ok());
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(accounts.check_own_password("anna", secret(kOther), kHere).error().code, "sign_in_failed");
  }
  EXPECT_EQ(accounts.check_own_password("anna", secret(kGood), kHere).error().code, "too_many_attempts");
}

TEST_F(SignIns, AnOutdatedHashIsMadeAnewAtTheNextSignIn) {
  add("anna", "operator");
  PasswordRules dearer = cheap_passwords();
  dearer.passes = 2;
  Passwords dear(dearer);
  Accounts later(*connection, dear, throttle, clock, random);
  EXPECT_EQ(count("SELECT COUNT(*) FROM user_account WHERE password_hash LIKE '%t=1,%'"), 1);
  ASSERT_TRUE(later.sign_in("anna", secret(kGood), kHere).ok());
  EXPECT_EQ(count("SELECT COUNT(*) FROM user_account WHERE password_hash LIKE '%t=2,%'"), 1);
  EXPECT_TRUE(later.sign_in("anna", secret(kGood), kHere).ok());
  EXPECT_EQ(later.user("anna")->revision, 1) << "nobody edited anything";
}

TEST_F(AuditOfAccounts, SaysWhoChangedWhatFromWhere) {
  add("anna", "operator");
  clock.advance(minutes(1));
  UserForm form = with(&UserForm::role, "viewer");
  form.password = secret(kOther);
  ASSERT_TRUE(accounts.edit_user("anna", form, by).ok());
  const auto page = *accounts.audit().changes("user anna", 10, "");
  ASSERT_EQ(page.items.size(), 2u);
  const Change& newest = page.items[0];
  EXPECT_EQ(newest.action, "user_edited");
  EXPECT_EQ(newest.by.actor, "boss");
  EXPECT_EQ(newest.by.remote, "198.51.100.1");
  EXPECT_EQ(newest.at, clock.now());
  EXPECT_EQ(newest.before.dump(), R"({"role":"operator"})") << "only what differs";
  EXPECT_EQ(newest.after.dump(), R"({"role":"viewer","password":"changed"})");
  EXPECT_TRUE(page.items[1].before.is_null());
}

TEST_F(AuditOfAccounts, WhatIsRefusedIsNotWritten) {
  add("anna", "administrator");
  const auto before = accounts.audit().changes("", 100, "")->items.size();
  EXPECT_FALSE(accounts.edit_user("anna", with(&UserForm::role, "viewer"), by).ok());
  EXPECT_FALSE(accounts.add_user("anna", {}, by).ok());
  EXPECT_FALSE(accounts.remove_user("anna", by).ok());
  EXPECT_EQ(accounts.audit().changes("", 100, "")->items.size(), before);
}

TEST_F(AuditOfAccounts, TheStoreChangesAndDeletesNoEntry) {
  add("anna", "operator");
  EXPECT_FALSE(connection->execute("UPDATE audit SET actor = 'somebody'", {}).ok());
  EXPECT_FALSE(connection->execute("DELETE FROM audit", {}).ok());
  EXPECT_EQ(accounts.audit().changes("", 10, "")->items.size(), 1u);
}

TEST_F(AuditOfAccounts, PagesGoBackInTime) {
  for (int i = 1; i <= 5; ++i) {
    ASSERT_TRUE(
        accounts.audit().record(by, "tried", "thing " + std::to_string(i % 2), Json(), {{"number", i}}).ok());
  }
  const auto first = *accounts.audit().changes("", 3, "");
  ASSERT_EQ(first.items.size(), 3u);
  EXPECT_EQ(first.items[0].after["number"], 5);
  const auto second = *accounts.audit().changes("", 3, first.next);
  ASSERT_EQ(second.items.size(), 2u);
  EXPECT_EQ(second.items[1].after["number"], 1);
  EXPECT_EQ(second.next, "");
  EXPECT_EQ(accounts.audit().changes("thing 1", 10, "")->items.size(), 3u);
  EXPECT_EQ(accounts.audit().changes("", 3, "7x").error().code, "bad_cursor");
}

}  // namespace
}  // namespace ordersync::app
