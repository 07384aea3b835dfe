// PURE: what it means when Odoo, or what stands before it, gives no result, in the owner's words. The three
// meanings that matter: nothing happened and later may be better, nothing happened and never will, nobody
// knows.
#pragma once

#include <string>
#include <string_view>

#include "pos/odoo_rpc.h"

namespace ordersync::pos::odoo {

// What was asked, and of whom.
struct Asked {
  const ConnectionSettings& connection;
  std::string what;  // "pos.order.create_from_ui", "its version"
  Effect effect = Effect::reads;
  Api api = Api::json_rpc;
};

// Text of the server's as it may stand in a message: on one line, at most about 300 characters, without the
// key.
std::string foreign_words(const Asked& asked, std::string_view text);

// Odoo's own error object: the exception's name and message (protocol section 2). Odoo has undone everything
// before it says so; but where its database went away, nobody knows. Names are judged by what stands after
// their last dot, since rebranded Odoos rename the rest.
base::Error exception_error(const Asked& asked, std::string_view name, std::string_view message);

// A status without such an object: a proxy or a firewall spoke, or Odoo did not get as far. REQUIRES: not
// 2xx.
base::Error status_error(const Asked& asked, int status, std::string_view body);

// A success whose body is no JSON, or cut off; `detail` says where it broke.
base::Error unreadable_error(const Asked& asked, std::string_view body, std::string detail);
// A success with JSON that no Odoo answers.
base::Error foreign_answer_error(const Asked& asked);

// What the transport says; its code is kept.
base::Error transport_error(const Asked& asked, base::Error error);

}  // namespace ordersync::pos::odoo
