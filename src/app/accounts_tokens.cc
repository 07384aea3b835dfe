// API tokens of programs; see accounts.h.
#include <utility>

#include "app/account_secrets.h"
#include "app/accounts.h"
#include "app/bad_option.h"
#include "app/id_page.h"
#include "base/hmac.h"
#include "base/text.h"
#include "sql/nullable.h"

namespace ordersync::app {

namespace {

using base::Result;
using base::Secret;

constexpr std::string_view kMark = "ost_";
constexpr std::size_t kTokenShown = 12;  // the mark and 8 digits
constexpr std::size_t kToken = 52;       // the mark and 48 digits, 160 bits of which no list shows
constexpr std::chrono::minutes kUsedEvery{1};

constexpr std::string_view kColumns =
    "SELECT id, name, prefix, scope, created_by, created_at, expires_at, last_used_at, revoked_at, hash "
    "FROM api_token ";

struct StoredToken {
  ApiToken token;
  std::string scope;
  std::string hash;
};

StoredToken read(const sql::Row& row) {
  StoredToken stored;
  stored.token.id = row.integer(0);
  stored.token.name = row.text(1);
  stored.token.prefix = row.text(2);
  stored.scope = row.text(3);
  stored.token.created_by = row.text(4);
  stored.token.created_at = base::from_unix_ms(row.integer(5));
  stored.token.expires_at = base::from_unix_ms(row.integer(6));
  stored.token.last_used_at = sql::maybe_time(row, 7);
  stored.token.revoked_at = sql::maybe_time(row, 8);
  stored.hash = row.text(9);
  return stored;
}

base::Error unknown_token() {
  return base::invalid("unauthorized", "This API token is not known here, or was revoked");
}

Json audited(const ApiToken& token) {
  return {{"id", token.id},
          {"prefix", token.prefix},
          {"scope", to_string(token.scope)},
          {"expires_at", base::to_iso8601(token.expires_at)}};
}

}  // namespace

Result<NewToken> Accounts::create_token(std::string_view name, Scope scope, int days, const By& by) {
  NewToken made;
  ApiToken& token = made.token;
  token.name = base::trim(name);
  if (token.name.empty() || !base::is_one_line(token.name) || base::characters_in(token.name) > 100) {
    return bad_option("name", "A token needs a name: one line of at most 100 characters");
  }
  if (days < 1 || days > kMostTokenDays) {
    return bad_option("days", "A token lives 1 to 1825 days");
  }
  made.secret = Secret(std::string(kMark) + random_digits(random_).substr(0, kToken - kMark.size()));
  token.prefix = made.secret.reveal().substr(0, kTokenShown);
  token.scope = scope;
  token.created_by = by.actor;
  token.created_at = clock_.now();
  token.expires_at = token.created_at + std::chrono::hours(24) * days;
  const std::string hash = hash_of(made.secret);
  TRY(write_transaction(connection_, [&]() -> Result<void> {
    TRY_ASSIGN(const auto last, sql::integer_of(connection_, "SELECT MAX(id) FROM api_token", {}));
    token.id = last.value_or(0) + 1;
    TRY(connection_.execute(
        "INSERT INTO api_token(id, name, prefix, hash, scope, created_by, created_at, expires_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        {token.id, token.name, token.prefix, hash, to_string(token.scope), token.created_by,
         base::to_unix_ms(token.created_at), base::to_unix_ms(token.expires_at)}));
    return audit_.record(by, "token_created", "token " + token.name, Json(), audited(token));
  }));
  return made;
}

Result<Accounts::TokenPage> Accounts::tokens(int limit, std::string_view cursor) {
  TRY_ASSIGN(const std::int64_t before, id_before(cursor));
  static const std::string kSelect = std::string(kColumns) + "WHERE id < ? ORDER BY id DESC LIMIT ?";
  std::vector<StoredToken> found;
  TRY(connection_.query(kSelect, {before, std::int64_t{limit} + 1},
                        [&](const sql::Row& row) { found.push_back(read(row)); }));
  TokenPage page;
  page.next = cut_page(found, limit, [](const StoredToken& stored) { return stored.token.id; });
  for (StoredToken& stored : found) {
    TRY_ASSIGN(stored.token.scope, parse_scope(stored.scope));
    page.items.push_back(std::move(stored.token));
  }
  return page;
}

Result<ApiToken> Accounts::revoke_token(std::int64_t id, const By& by) {
  std::optional<StoredToken> found;
  TRY(write_transaction(connection_, [&]() -> Result<void> {
    static const std::string kSelect = std::string(kColumns) + "WHERE id = ?";
    TRY(connection_.query(kSelect, {id}, [&](const sql::Row& row) { found = read(row); }));
    if (!found) {
      return base::not_found("token_not_found", "There is no API token " + std::to_string(id) +
                                                    ": `ordersync token list` shows them");
    }
    TRY_ASSIGN(found->token.scope, parse_scope(found->scope));
    if (found->token.revoked_at) return {};
    found->token.revoked_at = clock_.now();
    TRY(connection_.execute("UPDATE api_token SET revoked_at = ? WHERE id = ?",
                            {base::to_unix_ms(*found->token.revoked_at), id}));
    return audit_.record(by, "token_revoked", "token " + found->token.name, audited(found->token), Json());
  }));
  return std::move(found->token);
}

Result<Caller> Accounts::caller_of_token(const Secret& secret) {
  const std::string_view text = secret.reveal();
  if (text.size() != kToken || !text.starts_with(kMark)) return unknown_token();
  const std::string hash = hash_of(secret);
  std::optional<StoredToken> found;
  static const std::string kSelect = std::string(kColumns) + "WHERE prefix = ?";
  TRY(connection_.query(kSelect, {text.substr(0, kTokenShown)}, [&](const sql::Row& row) {
    StoredToken stored = read(row);
    if (base::is_same_secret(stored.hash, hash)) found = std::move(stored);
  }));
  if (!found || found->token.revoked_at) return unknown_token();
  const ApiToken& token = found->token;
  const base::Instant now = clock_.now();
  if (now >= token.expires_at) {
    return base::invalid("token_expired", "This API token has expired on " +
                                              base::to_iso8601(token.expires_at) + ": create another");
  }
  Caller caller;
  caller.kind = Caller::Kind::token;
  caller.id = token.id;
  caller.name = token.name;
  TRY_ASSIGN(caller.scope, parse_scope(found->scope));
  if (!token.last_used_at || now - *token.last_used_at >= kUsedEvery) {
    // A store that is busy keeps nobody out: the next request writes it.
    (void)write_transaction(connection_, [&]() -> Result<void> {
      TRY(connection_.execute("UPDATE api_token SET last_used_at = ? WHERE id = ?",
                              {base::to_unix_ms(now), token.id}));
      return {};
    });
  }
  return caller;
}

}  // namespace ordersync::app
