// Which passwords are taken, and how they are kept.
#include "app/passwords.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "app/accounts_fixture.h"

namespace ordersync::app {
namespace {

using base::Secret;
using ::testing::HasSubstr;
using ::testing::Not;

std::string refusal(const std::string& password, const std::string& login = "anna") {
  const auto checked = check_password(Secret(password), login, PasswordRules());
  return checked.ok() ? "" : checked.error().code;
}

TEST(CheckPassword, TwelveCharactersAreEnoughAndAnyAreTaken) {
  EXPECT_EQ(refusal("lemon tree 9"), "");
  EXPECT_EQ(refusal("lemon tree "), "password_refused");
  EXPECT_EQ(refusal("سبعليموناتصفراء"), "") << "characters count, not bytes";
  EXPECT_EQ(refusal("ليموناصف"), "password_refused") << "8 characters of 16 bytes";
  EXPECT_EQ(refusal("tab\tand \x01 control"), "");
}

TEST(CheckPassword, MoreThan128CharactersAreRefused) {
  std::string longest;
  while (longest.size() < 128) longest += "lemontre";
  EXPECT_EQ(refusal(longest), "");
  EXPECT_EQ(refusal(longest + "e"), "password_refused");
}

TEST(CheckPassword, TheLoginIsNoPartOfIt) {
  EXPECT_EQ(refusal("hello ANNA hello"), "password_refused");
  EXPECT_EQ(refusal("hello Bert hello"), "");
}

TEST(CheckPassword, TheCommonestAreRefused) {
  for (const char* common :
       {"password1234", "Password1234", "QWERTYUIOP123", "aaaaaaaaaaaa", "121212121212"}) {
    EXPECT_EQ(refusal(common), "password_refused") << common;
  }
}

TEST(CheckPassword, WhatIsNoTextIsRefused) {
  EXPECT_EQ(refusal("lemon tree \xff\xfe 9"), "password_refused");
}

TEST(Passwords, TheHashIsArgon2idWithItsOwnSaltAndTheCostsOfTheRules) {
  Passwords passwords;  // the real costs: 19 MiB, 2 passes
  const auto hash = passwords.hash(Secret("seven lemons in a row"));
  ASSERT_TRUE(hash.ok());
  EXPECT_THAT(*hash, HasSubstr("$argon2id$v=19$m=19456,t=2,p=1$"));
  EXPECT_THAT(*hash, Not(HasSubstr("lemons")));
  EXPECT_NE(*hash, *passwords.hash(Secret("seven lemons in a row")));
  EXPECT_EQ(*passwords.verify(Secret("seven lemons in a row"), *hash), Passwords::Verdict::right);
}

TEST(Passwords, OnlyTheSamePasswordIsRight) {
  Passwords passwords(cheap_passwords());
  const std::string hash = *passwords.hash(Secret("seven lemons in a row"));
  EXPECT_EQ(*passwords.verify(Secret("seven lemons in a row"), hash), Passwords::Verdict::right);
  EXPECT_EQ(*passwords.verify(Secret("seven lemons in a ro"), hash), Passwords::Verdict::wrong);
  EXPECT_EQ(*passwords.verify(Secret(""), hash), Passwords::Verdict::wrong);
  EXPECT_EQ(*passwords.verify(Secret(std::string(100'000, 'x')), hash), Passwords::Verdict::wrong);
}

TEST(Passwords, NobodysPasswordIsWrongWhateverItIs) {
  Passwords passwords(cheap_passwords());
  EXPECT_EQ(*passwords.verify(Secret("nobody's"), ""), Passwords::Verdict::wrong);
  EXPECT_EQ(*passwords.verify(Secret("seven lemons in a row"), ""), Passwords::Verdict::wrong);
}

TEST(Passwords, AHashOfOtherCostsIsRightAndOutdated) {
  Passwords before(cheap_passwords());
  PasswordRules dearer = cheap_passwords();
  dearer.passes = 2;
  Passwords now(dearer);
  const std::string hash = *before.hash(Secret("seven lemons in a row"));
  EXPECT_EQ(*now.verify(Secret("seven lemons in a row"), hash), Passwords::Verdict::right_and_outdated);
  EXPECT_EQ(*now.verify(Secret("seven lemons"), hash), Passwords::Verdict::wrong);
}

TEST(Passwords, SeveralThreadsMayAskAtOnce) {
  Passwords passwords(cheap_passwords());
  const std::string hash = *passwords.hash(Secret("seven lemons in a row"));
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      EXPECT_EQ(*passwords.verify(Secret("seven lemons in a row"), hash), Passwords::Verdict::right);
      EXPECT_EQ(*passwords.verify(Secret("wrong"), ""), Passwords::Verdict::wrong);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace ordersync::app
