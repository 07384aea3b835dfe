// One-time links: the way in for who has no password yet; see accounts.h.
#include <utility>

#include "app/account_secrets.h"
#include "app/accounts.h"
#include "app/bad_option.h"
#include "base/hmac.h"
#include "base/text.h"

namespace ordersync::app {

namespace {

using base::Result;
using base::Secret;

base::Error not_valid() {
  return base::invalid(
      "link_invalid",
      "This link was used already, is too old, or was replaced by a newer one: ask for another "
      "(ordersync user link)");
}

}  // namespace

Result<OneTimeLink> Accounts::make_link(std::string_view login, const By& by) {
  OneTimeLink link;
  link.token = Secret(random_digits(random_));
  const std::string hash = hash_of(link.token);
  TRY(write_transaction(connection_, [&]() -> Result<void> {
    TRY_ASSIGN(link.first_run, nobody_is_here());
    link.login = base::trim(login);
    if (!link.first_run) {
      if (link.login.empty()) {
        TRY_ASSIGN(link.login, only_administrator());
      }
      TRY_ASSIGN(const StoredUser stored, need_user(link.login));
      if (!stored.user.active) {
        return base::Error{base::ErrorKind::conflict,
                           "user_inactive",
                           "The user " + stored.user.login + " is inactive: make it active first",
                           {}};
      }
      link.login = stored.user.login;
    } else if (!link.login.empty()) {
      TRY(check_login(link.login));
    }
    const base::Instant now = clock_.now();
    link.expires_at = now + (link.first_run ? kFirstLinkLife : kLinkLife);
    const std::string key = base::fold_case(link.login);
    TRY(connection_.execute(
        "DELETE FROM one_time_link WHERE login_key = ? OR expires_at <= ? OR first_run = 1",
        {key, base::to_unix_ms(now)}));
    TRY(connection_.execute(
        "INSERT INTO one_time_link(hash, login_key, login, first_run, expires_at) VALUES (?, ?, ?, ?, ?)",
        {hash, key, link.login, std::int64_t{link.first_run}, base::to_unix_ms(link.expires_at)}));
    return audit_.record(by, "link_made", link.login.empty() ? "first user" : "user " + link.login, Json(),
                         {{"expires_at", base::to_iso8601(link.expires_at)}});
  }));
  return link;
}

Result<std::string> Accounts::only_administrator() {
  std::vector<std::string> logins;
  TRY(connection_.query("SELECT login FROM user_account WHERE active = 1 AND role = 'administrator' LIMIT 2",
                        {}, [&](const sql::Row& row) { logins.emplace_back(row.text(0)); }));
  if (logins.size() == 1) return std::move(logins.front());
  return bad_option("login", logins.empty()
                                 ? "For whom is the link? There is no active administrator: name the login"
                                 : "For whom is the link? There are several administrators: name the login");
}

Result<LinkState> Accounts::check_link(const Secret& token) {
  const std::string hash = hash_of(token);
  std::optional<LinkState> state;
  TRY(
      connection_.query("SELECT first_run, login, hash FROM one_time_link WHERE hash = ? AND used_at IS NULL "
                        "AND expires_at > ?",
                        {hash, base::to_unix_ms(clock_.now())}, [&](const sql::Row& row) {
                          if (!base::is_same_secret(row.text(2), hash)) return;
                          state = LinkState{row.integer(0) != 0, std::string(row.text(1))};
                        }));
  if (!state) return not_valid();
  if (state->first_run) {
    TRY_ASSIGN(const bool nobody, nobody_is_here());
    if (!nobody) return not_valid();
    return *std::move(state);
  }
  TRY_ASSIGN(const auto found, find_user(state->login));
  if (!found || !found->user.active) return not_valid();
  return *std::move(state);
}

Result<SignedIn> Accounts::use_link(const Secret& token, std::string_view login,
                                    const std::optional<Secret>& password, std::string_view remote) {
  TRY_ASSIGN(const LinkState state, check_link(token));
  const std::string chosen(state.first_run && !base::trim(login).empty() ? base::trim(login)
                                                                         : std::string_view(state.login));
  if (state.first_run) {
    if (!password) return bad_option("password", "The first administrator needs a login and a password");
    TRY(check_login(chosen));
  }
  TRY_ASSIGN(const std::string hash, hash_of_new(password, chosen));
  const By by{chosen, std::string(remote)};
  std::optional<SignedIn> signed_in;
  TRY(write_transaction(connection_, [&]() -> Result<void> {
    // Again, now that nobody can change it: of two who come with one link, one is too late.
    TRY_ASSIGN(const LinkState still, check_link(token));
    const std::string link_hash = hash_of(token);
    TRY(connection_.execute("UPDATE one_time_link SET used_at = ? WHERE hash = ?",
                            {base::to_unix_ms(clock_.now()), link_hash}));
    User user;
    if (still.first_run) {
      UserForm form;
      form.role = to_string(Role::administrator);
      TRY_ASSIGN(user, insert_user(chosen, form, hash, by));
    } else {
      TRY_ASSIGN(user, user_with_new_password(still.login, hash, by));
    }
    TRY_ASSIGN(signed_in, insert_sign_in(user, remote));
    return {};
  }));
  return *std::move(signed_in);
}

// In the caller's transaction; `hash` empty: the password stays.
Result<User> Accounts::user_with_new_password(std::string_view login, const std::string& hash, const By& by) {
  TRY_ASSIGN(StoredUser stored, need_user(login));
  User& user = stored.user;
  if (hash.empty()) return std::move(user);
  user.has_password = true;
  ++user.revision;
  user.updated_at = clock_.now();
  TRY(connection_.execute(
      "UPDATE user_account SET password_hash = ?, revision = ?, updated_at = ? WHERE id = ?",
      {hash, user.revision, base::to_unix_ms(user.updated_at), user.id}));
  TRY(end_sign_ins(user.id, 0));
  TRY(audit_.record(by, "user_edited", "user " + user.login, Json::object(), {{"password", "changed"}}));
  return std::move(user);
}

}  // namespace ordersync::app
