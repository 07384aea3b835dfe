// Reading res.users.apikeys; see odoo_key_end.h.
#include "pos/odoo_key_end.h"

#include "pos/odoo_time.h"

namespace ordersync::pos::odoo {

namespace {
constexpr int kFirstThatExpires = 18;
}  // namespace

base::Result<UserKeys> read_user_keys(Rpc& rpc, const Server& server, base::Instant now) {
  UserKeys found;
  found.may_expire = server.series >= kFirstThatExpires;
  Rpc::Search search{
      "res.users.apikeys", Value::list({Value::list({"user_id", "=", server.user_id})}), {"name"}, {}};
  if (found.may_expire) search.fields.push_back("expiration_date");
  TRY_ASSIGN(const Value::Array keys, rpc.all(search));
  found.any = !keys.empty();
  if (!found.may_expire) return found;
  for (const Value& key : keys) {
    const auto ends = parse_odoo_time(key["expiration_date"].text());
    if (!ends || *ends <= now || (found.first_end && *found.first_end <= *ends)) continue;
    found.first_end = ends;
    found.name = key["name"].text();
  }
  return found;
}

}  // namespace ordersync::pos::odoo
