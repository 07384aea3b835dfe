// Users in SQL; see accounts.h.
#include <algorithm>
#include <utility>

#include "app/accounts.h"
#include "app/bad_option.h"
#include "base/text.h"
#include "sql/nullable.h"

namespace ordersync::app {

namespace {

using base::Result;

constexpr std::size_t kLeastLogin = 3;
constexpr std::size_t kMostLogin = 64;
constexpr std::size_t kMostName = 200;

bool may_be_in_login(char c) {
  return base::is_letter_or_digit(c) || std::string_view("._-@+").find(c) != std::string_view::npos;
}

// ASCII alone: two logins that look the same are the same, and one fits into a path.
Result<std::string> login_of(std::string_view text) {
  const std::string_view login = base::trim(text);
  if (login.size() < kLeastLogin || login.size() > kMostLogin ||
      !std::all_of(login.begin(), login.end(), may_be_in_login)) {
    return bad_option("login",
                      "A login is 3 to 64 letters (a–z), digits, points, hyphens, underscores, + or @: \"" +
                          base::printable(login, 80) + "\" is none");
  }
  return std::string(login);
}

Result<bool> yes_or_no(std::string_view text) {
  if (text == "true") return true;
  if (text == "false") return false;
  return bad_option("active", "Active is true or false");
}

// Every rule about a field but the password's. `user` is unchanged on failure.
Result<void> apply(const UserForm& form, User& user) {
  User changed = user;
  if (form.name) {
    const std::string_view name = base::trim(*form.name);
    if (!base::is_one_line(name) || base::characters_in(name) > kMostName) {
      return bad_option("name", "A name is one line of at most 200 characters");
    }
    changed.name = name;
  }
  if (form.role) {
    TRY_ASSIGN(changed.role, parse_role(*form.role));
  }
  if (form.active) {
    TRY_ASSIGN(changed.active, yes_or_no(*form.active));
  }
  if (form.language) {
    if (!form.language->empty() && *form.language != "en" && *form.language != "ar") {
      return bad_option("language", "The language is en or ar");
    }
    changed.language = *form.language;
  }
  if (changed.name.empty()) changed.name = changed.login;
  user = std::move(changed);
  return {};
}

// What the audit says of a user, whose password is new where `new_hash` is one. Moments and numbers are the
// entry's own.
Json audited(const User& user, std::string_view new_hash = {}) {
  Json json = user_json(user);
  for (const char* left_out : {"last_seen_at", "created_at", "updated_at", "has_password"})
    json.erase(left_out);
  if (!new_hash.empty()) json["password"] = "changed";
  return json;
}

Result<void> check_revision(const User& user, std::optional<std::int64_t> revision) {
  if (!revision || *revision == user.revision) return {};
  return base::Error{base::ErrorKind::conflict,
                     "edited_meanwhile",
                     "Somebody else has changed " + user.login + " in the meantime: look at it again first",
                     {}};
}

}  // namespace

Result<void> check_login(std::string_view login) {
  TRY_ASSIGN([[maybe_unused]] const std::string checked, login_of(login));
  return {};
}

Result<std::optional<Accounts::StoredUser>> Accounts::find_user(std::string_view login) {
  std::optional<StoredUser> found;
  const std::string key = base::fold_case(base::trim(login));
  std::string role;
  TRY(connection_.query(
      "SELECT id, revision, login, name, role, password_hash, active, language, created_at, updated_at, "
      "last_seen_at FROM user_account WHERE login_key = ?",
      {key}, [&](const sql::Row& row) {
        StoredUser& stored = found.emplace();
        stored.user.id = row.integer(0);
        stored.user.revision = row.integer(1);
        stored.user.login = row.text(2);
        stored.user.name = row.text(3);
        role = row.text(4);
        stored.password_hash = row.text(5);
        stored.user.has_password = !stored.password_hash.empty();
        stored.user.active = row.integer(6) != 0;
        stored.user.language = row.text(7);
        stored.user.created_at = base::from_unix_ms(row.integer(8));
        stored.user.updated_at = base::from_unix_ms(row.integer(9));
        stored.user.last_seen_at = sql::maybe_time(row, 10);
      }));
  if (found) {
    TRY_ASSIGN(found->user.role, parse_role(role));
  }
  return found;
}

Result<Accounts::StoredUser> Accounts::need_user(std::string_view login) {
  TRY_ASSIGN(auto found, find_user(login));
  if (found) return *std::move(found);
  return base::not_found("user_not_found", "There is no user \"" + base::printable(login, 80) + "\"");
}

Result<bool> Accounts::nobody_is_here() {
  bool nobody = true;
  TRY(connection_.query("SELECT id FROM user_account LIMIT 1", {}, [&](const sql::Row&) { nobody = false; }));
  return nobody;
}

Result<std::string> Accounts::hash_of_new(const std::optional<base::Secret>& password,
                                          std::string_view login) {
  if (!password) return std::string();
  TRY(check_password(*password, base::trim(login), passwords_.rules()));
  return passwords_.hash(*password);
}

// In the caller's transaction.
Result<User> Accounts::insert_user(std::string_view login, const UserForm& form, const std::string& hash,
                                   const By& by) {
  User user;
  TRY_ASSIGN(user.login, login_of(login));
  TRY(apply(form, user));
  TRY_ASSIGN(const auto same, find_user(user.login));
  if (same) {
    return base::Error{base::ErrorKind::conflict,
                       "user_exists",
                       "A user \"" + same->user.login + "\" exists already: edit it instead",
                       {}};
  }
  TRY_ASSIGN(const auto last, sql::integer_of(connection_, "SELECT MAX(id) FROM user_account", {}));
  user.id = last.value_or(0) + 1;
  user.revision = 1;
  user.has_password = !hash.empty();
  user.created_at = user.updated_at = clock_.now();
  const std::string key = base::fold_case(user.login);
  TRY(connection_.execute(
      "INSERT INTO user_account(id, login, login_key, name, role, password_hash, active, language, revision, "
      "created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?)",
      {user.id, user.login, key, user.name, to_string(user.role), hash, std::int64_t{user.active},
       user.language, base::to_unix_ms(user.created_at), base::to_unix_ms(user.updated_at)}));
  TRY(audit_.record(by, "user_added", "user " + user.login, Json(), audited(user, hash)));
  return user;
}

Result<User> Accounts::add_user(std::string_view login, const UserForm& form, const By& by) {
  User user;
  TRY_ASSIGN(user.login, login_of(login));
  TRY(apply(form, user));  // before the password is worked, which takes long
  TRY_ASSIGN(const std::string hash, hash_of_new(form.password, login));
  TRY(write_transaction(connection_, [&]() -> Result<void> {
    TRY_ASSIGN(user, insert_user(login, form, hash, by));
    return {};
  }));
  return user;
}

Result<User> Accounts::edit_user(std::string_view login, const UserForm& form, const By& by,
                                 std::optional<std::int64_t> revision, std::int64_t keep_sign_in) {
  TRY_ASSIGN(StoredUser first, need_user(login));
  TRY(check_revision(first.user, revision));
  TRY(apply(form, first.user));
  TRY_ASSIGN(const std::string new_hash, hash_of_new(form.password, first.user.login));
  User user;
  TRY(write_transaction(connection_, [&]() -> Result<void> {
    TRY_ASSIGN(const StoredUser stored, need_user(login));
    TRY(check_revision(stored.user, revision));
    user = stored.user;
    TRY(apply(form, user));
    if (!user.active || user.role != Role::administrator) TRY(check_not_last_administrator(stored.user));
    const std::string& hash = new_hash.empty() ? stored.password_hash : new_hash;
    user.has_password = !hash.empty();
    user.revision = stored.user.revision + 1;
    user.updated_at = clock_.now();
    TRY(connection_.execute(
        "UPDATE user_account SET name = ?, role = ?, password_hash = ?, active = ?, language = ?, "
        "revision = ?, updated_at = ? WHERE id = ?",
        {user.name, to_string(user.role), hash, std::int64_t{user.active}, user.language, user.revision,
         base::to_unix_ms(user.updated_at), user.id}));
    if (!new_hash.empty() || !user.active) TRY(end_sign_ins(user.id, user.active ? keep_sign_in : 0));
    return audit_.record(by, "user_edited", "user " + user.login, audited(stored.user),
                         audited(user, new_hash));
  }));
  return user;
}

Result<void> Accounts::remove_user(std::string_view login, const By& by,
                                   std::optional<std::int64_t> revision) {
  return write_transaction(connection_, [&]() -> Result<void> {
    TRY_ASSIGN(const StoredUser stored, need_user(login));
    TRY(check_revision(stored.user, revision));
    TRY(check_not_last_administrator(stored.user));
    const std::string key = base::fold_case(stored.user.login);
    TRY(end_sign_ins(stored.user.id, 0));
    TRY(connection_.execute("DELETE FROM one_time_link WHERE login_key = ?", {key}));
    TRY(connection_.execute("DELETE FROM user_account WHERE id = ?", {stored.user.id}));
    return audit_.record(by, "user_removed", "user " + stored.user.login, audited(stored.user), Json());
  });
}

Result<User> Accounts::user(std::string_view login) {
  TRY_ASSIGN(StoredUser stored, need_user(login));
  return std::move(stored.user);
}

Result<Accounts::UserPage> Accounts::users(int limit, std::string_view cursor) {
  std::vector<std::string> keys;
  TRY(connection_.query("SELECT login_key FROM user_account WHERE login_key > ? ORDER BY login_key LIMIT ?",
                        {cursor, std::int64_t{limit} + 1},
                        [&](const sql::Row& row) { keys.emplace_back(row.text(0)); }));
  UserPage page;
  if (keys.size() > static_cast<std::size_t>(limit)) {
    keys.pop_back();
    page.next = keys.back();
  }
  for (const std::string& key : keys) {
    TRY_ASSIGN(auto found, find_user(key));
    if (found) page.items.push_back(std::move(found->user));  // else removed in between
  }
  return page;
}

Result<void> Accounts::check_not_last_administrator(const User& user) {
  if (!user.active || user.role != Role::administrator) return {};
  TRY_ASSIGN(const bool is_another,
             sql::any_row(
                 connection_,
                 "SELECT 1 FROM user_account WHERE active = 1 AND role = 'administrator' AND id <> ? LIMIT 1",
                 {user.id}));
  if (is_another) return {};
  return base::Error{base::ErrorKind::conflict,
                     "last_administrator",
                     user.login + " is the only active administrator: make somebody else one first",
                     {}};
}

// 0: all of them.
Result<void> Accounts::end_sign_ins(std::int64_t user, std::int64_t but) {
  TRY(connection_.execute("DELETE FROM sign_in WHERE user_id = ? AND id <> ?", {user, but}));
  return {};
}

}  // namespace ordersync::app
