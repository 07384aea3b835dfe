// Accounts: who may use the console and the API — users with passwords, their sign-ins, API tokens, one-time
// links — and the append-only record of who changed what. Nothing of HTTP here. One thread at a time, on one
// store connection, except SignInThrottle.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/mutex.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"
#include "sql/database.h"

namespace ordersync::app {

// Each may do what the one before may. `ingest` stands apart: it may hand in orders, and nothing else.
enum class Role { viewer, operator_, administrator };
std::string_view to_string(Role role);  // "viewer", "operator", "administrator"
base::Result<Role> parse_role(std::string_view text);  // "bad_option"

enum class Scope { read, operate, admin, ingest };
std::string_view to_string(Scope scope);
base::Result<Scope> parse_scope(std::string_view text);  // "bad_option"

// Who calls: a user who signed in, an API token, or nobody.
struct Caller {
  enum class Kind { nobody, user, token };
  Kind kind = Kind::nobody;
  std::int64_t id = 0;   // of the user or the token
  std::string name;      // the user's login, the token's name; the actor of what is changed
  Scope scope = Scope::read;  // what it may do; a user's role as a scope
  std::string csrf_token;     // of a user's sign-in: a changing request must carry it
};

}  // namespace ordersync::app
