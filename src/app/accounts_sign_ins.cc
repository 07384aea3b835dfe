// Signing in by password, and the sign-ins that live; see accounts.h.
#include <utility>

#include "app/account_secrets.h"
#include "app/accounts.h"
#include "base/hmac.h"
#include "base/text.h"

namespace ordersync::app {

namespace {

using base::Result;
using base::Secret;
using std::chrono::seconds;

// Moments of use are written at most so often: a console asks every few seconds, and each write waits for the
// disk.
constexpr std::chrono::minutes kSeenEvery{1};

// The same for an unknown login, a wrong password and a user who may not: nobody learns which logins exist.
base::Error refused() {
  return base::invalid("sign_in_failed", "The login or the password is not right");
}

base::Error too_many(seconds delay) {
  const std::string number = std::to_string(delay.count());
  return base::Error{base::ErrorKind::temporary,
                     "too_many_attempts",
                     "Too many failed attempts from this address: try again in " + number + " s",
                     {},
                     number};
}

base::Error sign_in_ended() {
  return base::invalid("unauthorized", "This sign-in has ended: sign in again");
}

}  // namespace

Result<SignedIn> Accounts::sign_in(std::string_view login, const Secret& password, std::string_view remote) {
  const std::string_view trimmed = base::trim(login);
  if (const seconds delay = throttle_.attempt(trimmed, remote); delay > seconds(0)) return too_many(delay);
  TRY_ASSIGN(const auto found, find_user(trimmed));
  const std::string hash = found && found->user.active ? found->password_hash : "";
  TRY_ASSIGN(const Passwords::Verdict verdict, passwords_.verify(password, hash));
  if (verdict == Passwords::Verdict::wrong) return refused();
  std::string new_hash = hash;
  if (verdict == Passwords::Verdict::right_and_outdated) {
    TRY_ASSIGN(new_hash, passwords_.hash(password));
  }
  std::optional<SignedIn> signed_in;
  TRY(write_transaction(connection_, [&]() -> Result<void> {
    // Again, now that nobody can change it: working the password took its time.
    TRY_ASSIGN(const auto now, find_user(trimmed));
    if (!now || !now->user.active || now->password_hash != hash) return refused();
    if (new_hash != hash) {
      TRY(connection_.execute("UPDATE user_account SET password_hash = ? WHERE id = ?",
                              {new_hash, now->user.id}));
    }
    TRY_ASSIGN(signed_in, insert_sign_in(now->user, remote));
    return {};
  }));
  throttle_.succeeded(trimmed, remote);
  return *std::move(signed_in);
}

Result<void> Accounts::check_own_password(std::string_view login, const Secret& password,
                                          std::string_view remote) {
  if (const seconds delay = throttle_.attempt(login, remote); delay > seconds(0)) return too_many(delay);
  TRY_ASSIGN(const auto found, find_user(login));
  TRY_ASSIGN(const Passwords::Verdict verdict,
             passwords_.verify(password, found ? found->password_hash : ""));
  if (verdict == Passwords::Verdict::wrong) {
    return base::invalid("sign_in_failed", "The current password is not right");
  }
  throttle_.succeeded(login, remote);
  return {};
}

// In the caller's transaction. Those that ended by themselves are swept out here.
Result<SignedIn> Accounts::insert_sign_in(const User& user, std::string_view remote) {
  const base::Instant now = clock_.now();
  SignedIn signed_in;
  signed_in.user = user;
  signed_in.user.last_seen_at = now;
  signed_in.token = Secret(random_digits(random_));
  // Random, so that no number is ever used again: a request of an old sign-in ends no new one.
  const auto id = static_cast<std::int64_t>(random_.next() >> 1);
  const std::string hash = hash_of(signed_in.token);
  TRY(connection_.execute("DELETE FROM sign_in WHERE deadline <= ? OR last_seen <= ?",
                          {base::to_unix_ms(now), base::to_unix_ms(now - kIdleLimit)}));
  TRY(
      connection_.execute("INSERT INTO sign_in(id, hash, user_id, created_at, last_seen, deadline, remote) "
                          "VALUES (?, ?, ?, ?, ?, ?, ?)",
                          {id, hash, user.id, base::to_unix_ms(now), base::to_unix_ms(now),
                           base::to_unix_ms(now + kAbsoluteLimit), remote}));
  TRY(connection_.execute("UPDATE user_account SET last_seen_at = ? WHERE id = ?",
                          {base::to_unix_ms(now), user.id}));
  TRY(audit_.record({user.login, std::string(remote)}, "signed_in", "user " + user.login, Json(), Json()));
  signed_in.caller = {
      Caller::Kind::user, user.id, user.login, scope_of(user.role), csrf_token_of(signed_in.token), id};
  return signed_in;
}

Result<Caller> Accounts::caller_of_sign_in(const Secret& token) {
  const std::string hash = hash_of(token);
  const base::Instant now = clock_.now();
  std::optional<Caller> caller;
  std::string role;
  std::int64_t last_seen = 0;
  TRY(connection_.query(
      "SELECT s.id, s.last_seen, u.id, u.login, u.role, s.hash FROM sign_in s "
      "JOIN user_account u ON u.id = s.user_id "
      "WHERE s.hash = ? AND s.deadline > ? AND s.last_seen > ? AND u.active = 1",
      {hash, base::to_unix_ms(now), base::to_unix_ms(now - kIdleLimit)}, [&](const sql::Row& row) {
        if (!base::is_same_secret(row.text(5), hash)) return;
        caller.emplace();
        caller->kind = Caller::Kind::user;
        caller->sign_in = row.integer(0);
        last_seen = row.integer(1);
        caller->id = row.integer(2);
        caller->name = row.text(3);
        role = row.text(4);
      }));
  if (!caller) return sign_in_ended();
  TRY_ASSIGN(const Role known, parse_role(role));
  caller->scope = scope_of(known);
  caller->csrf_token = csrf_token_of(token);
  if (now - base::from_unix_ms(last_seen) >= kSeenEvery) {
    // A store that is busy keeps nobody out: the next request writes it.
    (void)write_transaction(connection_, [&]() -> Result<void> {
      TRY(connection_.execute("UPDATE sign_in SET last_seen = ? WHERE id = ?",
                              {base::to_unix_ms(now), caller->sign_in}));
      TRY(connection_.execute("UPDATE user_account SET last_seen_at = ? WHERE id = ?",
                              {base::to_unix_ms(now), caller->id}));
      return {};
    });
  }
  return *std::move(caller);
}

Result<void> Accounts::sign_out(std::int64_t sign_in, const By& by) {
  return write_transaction(connection_, [&]() -> Result<void> {
    TRY_ASSIGN(const std::int64_t ended, connection_.execute("DELETE FROM sign_in WHERE id = ?", {sign_in}));
    if (ended == 0) return {};
    return audit_.record(by, "signed_out", "user " + by.actor, Json(), Json());
  });
}

Result<std::int64_t> Accounts::sign_out_everywhere(std::string_view login, const By& by) {
  std::int64_t ended = 0;
  TRY(write_transaction(connection_, [&]() -> Result<void> {
    TRY_ASSIGN(const StoredUser stored, need_user(login));
    TRY_ASSIGN(ended, connection_.execute("DELETE FROM sign_in WHERE user_id = ?", {stored.user.id}));
    return audit_.record(by, "signed_out_everywhere", "user " + stored.user.login, Json(), Json());
  }));
  return ended;
}

}  // namespace ordersync::app
