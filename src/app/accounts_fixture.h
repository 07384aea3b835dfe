// For tests: accounts on a private store, with a clock and random numbers of the test's own and cheap
// passwords.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "app/accounts.h"
#include "app/schema.h"
#include "sql/test_store.h"

namespace ordersync::app {

inline base::Secret secret(std::string text) {
  return base::Secret(std::move(text));
}

// As cheap as libsodium lets it be.
inline PasswordRules cheap_passwords() {
  PasswordRules rules;
  rules.passes = 1;
  rules.memory_bytes = 8192;
  return rules;
}

class AccountsFixture : public ::testing::Test {
 protected:
  static constexpr const char* kGood = "seven lemons in a row";
  static constexpr const char* kOther = "eight oranges on a tree";
  static constexpr const char* kHere = "203.0.113.7";

  AccountsFixture() { EXPECT_TRUE(sql::migrate(*connection, "accounts", account_migrations()).ok()); }

  User add(const std::string& login, const std::string& role, const std::string& password = kGood) {
    UserForm form;
    form.role = role;
    if (!password.empty()) form.password = secret(password);
    auto user = accounts.add_user(login, form, by);
    EXPECT_TRUE(user.ok()) << user.error().message;
    return *user;
  }
  UserForm with(std::optional<std::string> UserForm::*field, const std::string& value) {
    UserForm form;
    form.*field = value;
    return form;
  }
  SignedIn signed_in(const std::string& login, const std::string& password = kGood) {
    auto in = accounts.sign_in(login, secret(password), kHere);
    EXPECT_TRUE(in.ok()) << in.error().message;
    return *std::move(in);
  }
  std::string why_not_signed_in(const std::string& login, const std::string& password,
                                const std::string& remote = kHere) {
    const auto in = accounts.sign_in(login, secret(password), remote);
    return in.ok() ? "" : in.error().code;
  }
  std::string code_of_sign_in(const base::Secret& token) {
    const auto caller = accounts.caller_of_sign_in(token);
    return caller.ok() ? "" : caller.error().code;
  }
  std::int64_t count(const char* sql) {
    std::int64_t number = -1;
    EXPECT_TRUE(connection->query(sql, {}, [&](const sql::Row& row) { number = row.integer(0); }).ok());
    return number;
  }
  // Every value of the store as text.
  std::string whole_store() {
    std::string all;
    for (const char* select :
         {"SELECT login || ' ' || password_hash FROM user_account",
          "SELECT hash || ' ' || remote FROM sign_in",
          "SELECT name || ' ' || prefix || ' ' || hash FROM api_token",
          "SELECT hash || ' ' || login FROM one_time_link",
          "SELECT actor || ' ' || action || ' ' || subject || ' ' || before || ' ' || after FROM audit"}) {
      EXPECT_TRUE(
          connection->query(select, {}, [&](const sql::Row& row) { all += std::string(row.text(0)) + "\n"; })
              .ok());
    }
    return all;
  }

  base::FakeClock clock{base::from_unix_ms(1'767'225'600'000)};  // 2026-01-01
  base::SeededRandom random{7};
  sql::TestStore store;
  std::unique_ptr<sql::Connection> connection = store.connect();
  Passwords passwords{cheap_passwords()};
  SignInThrottle throttle{clock};
  Accounts accounts{*connection, passwords, throttle, clock, random};
  By by{"boss", "198.51.100.1"};
};

}  // namespace ordersync::app
