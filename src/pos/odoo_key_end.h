// When the API keys of a connection's user end. Which of several keys is ours cannot be seen: the first to
// end counts. Odoo makes no key over RPC without the user's password (its identity check), so that a new one
// is made by a person, in Odoo.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "pos/odoo_rpc.h"

namespace ordersync::pos::odoo {

struct UserKeys {
  bool any = false;         // none: the user signs in with a password
  bool may_expire = false;  // from Odoo 18 on
  std::optional<base::Instant> first_end;
  std::string name;  // of the one that ends first
};

// Asks Odoo; a user sees their own keys. Fails as Rpc.
base::Result<UserKeys> read_user_keys(Rpc& rpc, const Server& server, base::Instant now);

}  // namespace ordersync::pos::odoo
