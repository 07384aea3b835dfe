// Accounts: who may use the console and the API — users with passwords, their sign-ins, API tokens, one-time
// links. What is changed is written down in the same transaction (audit.h). Nothing of HTTP here. One thread
// at a time, on one store connection; Passwords and SignInThrottle are shared by all.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/audit.h"
#include "app/passwords.h"
#include "app/sign_in_throttle.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"
#include "sql/database.h"

namespace ordersync::app {

// Each may do what the one before may. `ingest` stands apart: it may hand in orders, and nothing else.
enum class Role { viewer, operator_, administrator };
std::string_view to_string(Role role);                 // "viewer", "operator", "administrator"
base::Result<Role> parse_role(std::string_view text);  // "bad_option"

enum class Scope { read, operate, admin, ingest };
std::string_view to_string(Scope scope);
base::Result<Scope> parse_scope(std::string_view text);  // "bad_option"
Scope scope_of(Role role);

// Who calls: a user who signed in, an API token, or nobody.
struct Caller {
  enum class Kind { nobody, user, token };
  Kind kind = Kind::nobody;
  std::int64_t id = 0;        // of the user or the token
  std::string name;           // the user's login, the token's name; the actor of what is changed
  Scope scope = Scope::read;  // what it may do; a user's role as a scope
  std::string csrf_token;     // of a user's sign-in: a changing request must carry it
  std::int64_t sign_in = 0;   // of a user: which sign-in this is
};

struct User {
  std::int64_t id = 0;
  std::int64_t revision = 0;  // grows with every change
  std::string login;          // as it was written; "Anna" and "anna" are one user
  std::string name;           // the login when none was given
  Role role = Role::viewer;
  bool has_password = false;
  bool active = true;
  std::string language;  // "en", "ar"; empty: not chosen
  base::Instant created_at;
  base::Instant updated_at;
  std::optional<base::Instant> last_seen_at;  // within a minute
};

// What a person says about a user, as text. Fields that are not set leave it as it is.
struct UserForm {
  std::optional<std::string> name;
  std::optional<std::string> role;
  std::optional<std::string> active;    // "true", "false"
  std::optional<std::string> language;  // "en", "ar"; empty: as the browser says
  std::optional<base::Secret> password;
};

struct ApiToken {
  std::int64_t id = 0;
  std::string name;
  std::string prefix;  // "ost_" and 8 characters: by it a leaked token is recognised
  Scope scope = Scope::read;
  std::string created_by;
  base::Instant created_at;
  base::Instant expires_at;
  std::optional<base::Instant> last_used_at;  // within a minute
  std::optional<base::Instant> revoked_at;
};

struct NewToken {
  ApiToken token;
  base::Secret secret;  // shown once, never again
};

struct SignedIn {
  User user;
  base::Secret token;  // for the cookie
  Caller caller;
};

struct OneTimeLink {
  base::Secret token;
  std::string login;  // empty: of a first run, the login is chosen with it
  bool first_run = false;
  base::Instant expires_at;
};

// What a link is good for, without using it up.
struct LinkState {
  bool first_run = false;
  std::string login;  // may be empty at a first run
};

class Accounts {
 public:
  static constexpr std::chrono::hours kIdleLimit{8};
  static constexpr std::chrono::hours kAbsoluteLimit{7 * 24};
  static constexpr std::chrono::minutes kLinkLife{15};
  static constexpr std::chrono::minutes kFirstLinkLife{60};
  static constexpr int kTokenDays = 365;
  static constexpr int kMostTokenDays = 5 * 365;

  // All outlive it. REQUIRES: account_migrations() applied.
  Accounts(sql::Connection& connection, Passwords& passwords, SignInThrottle& throttle,
           const base::Clock& clock, base::Random& random);

  // --- Users. A login is 3 to 64 ASCII letters, digits or one of . _ - @ +.

  // Fails with "user_exists", "bad_option", "password_refused". A role of none said: viewer.
  base::Result<User> add_user(std::string_view login, const UserForm& form, const By& by);
  // `revision`: the change was made from that one. A new password ends the user's sign-ins but
  // `keep_sign_in`; so does inactive. Fails with "user_not_found", "bad_option", "password_refused",
  // "last_administrator", "edited_meanwhile"; nothing is then changed.
  base::Result<User> edit_user(std::string_view login, const UserForm& form, const By& by,
                               std::optional<std::int64_t> revision = {}, std::int64_t keep_sign_in = 0);
  // Fails with "user_not_found", "last_administrator", "edited_meanwhile".
  base::Result<void> remove_user(std::string_view login, const By& by,
                                 std::optional<std::int64_t> revision = {});
  base::Result<User> user(std::string_view login);  // "user_not_found"
  struct UserPage {
    std::vector<User> items;  // by login
    std::string next;         // cursor; empty: the end
  };
  base::Result<UserPage> users(int limit, std::string_view cursor);

  // --- Signing in

  // An unknown login, a wrong password, a user without one or inactive: "sign_in_failed", the same words
  // after the same work. "too_many_attempts" (kind temporary): not even looked at; it is about the seconds
  // to wait.
  base::Result<SignedIn> sign_in(std::string_view login, const base::Secret& password,
                                 std::string_view remote);
  // Whether it is the user's password; counts as an attempt to sign in. Fails with "sign_in_failed",
  // "too_many_attempts".
  base::Result<void> check_own_password(std::string_view login, const base::Secret& password,
                                        std::string_view remote);
  // Fails with "unauthorized": no such sign-in, too long ago, or its user is inactive.
  base::Result<Caller> caller_of_sign_in(const base::Secret& token);
  base::Result<void> sign_out(std::int64_t sign_in, const By& by);
  // All sign-ins of a user; the number of them. Fails with "user_not_found".
  base::Result<std::int64_t> sign_out_everywhere(std::string_view login, const By& by);

  // --- One-time links

  // While there is no user: of a first run, whether or not a login is proposed. Later, without a login: of
  // the only active administrator. A new link ends the user's earlier ones. Fails with "user_not_found",
  // "user_inactive", "bad_option" (nobody named, and several could be meant).
  base::Result<OneTimeLink> make_link(std::string_view login, const By& by);
  // Fails with "link_invalid": unknown, used, too old, or of a first run that has happened.
  base::Result<LinkState> check_link(const base::Secret& token);
  // Uses the link up and signs in. First run: makes the administrator `login` with `password`, both needed.
  // Else `password`, where given, becomes the user's. Fails with "link_invalid", "bad_option",
  // "password_refused"; the link is then still good.
  base::Result<SignedIn> use_link(const base::Secret& token, std::string_view login,
                                  const std::optional<base::Secret>& password, std::string_view remote);

  // --- API tokens

  // Fails with "bad_option": no name, or days outside 1–1825.
  base::Result<NewToken> create_token(std::string_view name, Scope scope, int days, const By& by);
  struct TokenPage {
    std::vector<ApiToken> items;  // newest first; revoked and expired ones too
    std::string next;
  };
  base::Result<TokenPage> tokens(int limit, std::string_view cursor);
  // Revoking again changes nothing. Fails with "token_not_found".
  base::Result<ApiToken> revoke_token(std::int64_t id, const By& by);
  // Fails with "unauthorized" (unknown, revoked), "token_expired".
  base::Result<Caller> caller_of_token(const base::Secret& secret);

  Audit& audit() { return audit_; }

 private:
  struct StoredUser {
    User user;
    std::string password_hash;
  };
  base::Result<std::optional<StoredUser>> find_user(std::string_view login);
  base::Result<StoredUser> need_user(std::string_view login);
  base::Result<void> check_not_last_administrator(const User& user);
  base::Result<User> insert_user(std::string_view login, const UserForm& form, const std::string& hash,
                                 const By& by);
  base::Result<std::string> hash_of_new(const std::optional<base::Secret>& password, std::string_view login);
  base::Result<void> end_sign_ins(std::int64_t user, std::int64_t but);
  base::Result<SignedIn> insert_sign_in(const User& user, std::string_view remote);
  base::Result<bool> nobody_is_here();
  base::Result<std::string> only_administrator();
  base::Result<User> user_with_new_password(std::string_view login, const std::string& hash, const By& by);

  sql::Connection& connection_;
  Passwords& passwords_;
  SignInThrottle& throttle_;
  const base::Clock& clock_;
  base::Random& random_;
  Audit audit_;
};

// Fails with "bad_option".
base::Result<void> check_login(std::string_view login);

// The JSON shapes of docs/cli.md, shared by the command line and the API.
Json user_json(const User& user);
Json token_json(const ApiToken& token);
Json change_json(const Change& change);

}  // namespace ordersync::app
