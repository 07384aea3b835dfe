// Roles, scopes, and who a token belongs to; see accounts.h. Users, sign-ins, links and API tokens are in
// accounts_users.cc, accounts_sign_ins.cc, accounts_links.cc and accounts_tokens.cc.
#include "app/accounts.h"

#include "app/bad_option.h"

namespace ordersync::app {

using base::Result;

std::string_view to_string(Role role) {
  switch (role) {
    case Role::viewer:
      return "viewer";
    case Role::operator_:
      return "operator";
    case Role::administrator:
      return "administrator";
  }
  return "";
}

Result<Role> parse_role(std::string_view text) {
  for (const Role role : {Role::viewer, Role::operator_, Role::administrator}) {
    if (text == to_string(role)) return role;
  }
  return bad_option("role", "A role is one of viewer, operator, administrator");
}

std::string_view to_string(Scope scope) {
  switch (scope) {
    case Scope::read:
      return "read";
    case Scope::operate:
      return "operate";
    case Scope::admin:
      return "admin";
    case Scope::ingest:
      return "ingest";
  }
  return "";
}

Result<Scope> parse_scope(std::string_view text) {
  for (const Scope scope : {Scope::read, Scope::operate, Scope::admin, Scope::ingest}) {
    if (text == to_string(scope)) return scope;
  }
  return bad_option("scope", "A scope is one of read, operate, admin, ingest");
}

Scope scope_of(Role role) {
  switch (role) {
    case Role::viewer:
      return Scope::read;
    case Role::operator_:
      return Scope::operate;
    case Role::administrator:
      return Scope::admin;
  }
  return Scope::read;
}

Accounts::Accounts(sql::Connection& connection, Passwords& passwords, SignInThrottle& throttle,
                   const base::Clock& clock, base::Random& random)
    : connection_(connection),
      passwords_(passwords),
      throttle_(throttle),
      clock_(clock),
      random_(random),
      audit_(connection, clock) {}

Json user_json(const User& user) {
  return {{"login", user.login},
          {"name", user.name},
          {"role", to_string(user.role)},
          {"active", user.active},
          {"language", text_or_null(user.language)},
          {"has_password", user.has_password},
          {"last_seen_at", time_json(user.last_seen_at)},
          {"created_at", base::to_iso8601(user.created_at)},
          {"updated_at", base::to_iso8601(user.updated_at)}};
}

Json token_json(const ApiToken& token) {
  return {{"id", token.id},
          {"name", token.name},
          {"prefix", token.prefix},
          {"scope", to_string(token.scope)},
          {"created_by", token.created_by},
          {"created_at", base::to_iso8601(token.created_at)},
          {"expires_at", base::to_iso8601(token.expires_at)},
          {"last_used_at", time_json(token.last_used_at)},
          {"revoked_at", time_json(token.revoked_at)}};
}

Json change_json(const Change& change) {
  return {{"id", change.id},          {"at", base::to_iso8601(change.at)},
          {"actor", change.by.actor}, {"remote", change.by.remote},
          {"action", change.action},  {"subject", change.subject},
          {"before", change.before},  {"after", change.after}};
}

}  // namespace ordersync::app
