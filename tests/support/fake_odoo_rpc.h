// The doors of a fake Odoo: /jsonrpc, /json/2, /web/version; signing in, dispatching, error shapes. Inside
// only.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/support/fake_odoo.h"
#include "tests/support/fake_odoo_env.h"
#include "tests/support/fake_odoo_methods.h"

namespace ordersync::testing::odoo {

// Who calls; the secret may be the password or, where `key_only`, the API key alone.
struct Secret {
  std::string text;
  bool key_only = false;
};

class Rpc {
 public:
  Rpc(FakeOdoo& odoo, Store& db, const Schema& schema, base::Clock& clock)
      : odoo_(odoo), db_(db), schema_(schema), clock_(clock) {}

  // What a request is answered; nothing here fails, errors are answers.
  FakeAnswer answer(const http::Request& request);
  // The answer of a server that has no such database.
  FakeAnswer no_database(const http::Request& request) const;
  FakeAnswer serialization_failure(const http::Request& request) const;

  // One call as one transaction, arguments as execute_kw takes them. Throws ServerError; what was written is
  // undone then.
  json invoke(const OdooUser& user, const std::string& model, const std::string& method,
              const json& positional, json named);
  Env env_for(const OdooUser& user, json context);

  // Set for one request at a time.
  bool refuse_secrets = false;
  bool take_groups_away = false;
  Store::Heard done_since;  // by others since the request came: it does not see that
  // method -> what overtakes its next call
  std::map<std::string, std::function<void()>> overtaking;

 private:
  FakeAnswer json_rpc(const http::Request& request);
  FakeAnswer json_2(const http::Request& request, const std::string& path);
  json dispatch(const std::string& service, const std::string& method, const json& arguments);
  json execute_kw(const json& arguments);
  json execute(Env& env, const Call& call);
  // Nobody: the secret does not fit, has expired or is not theirs.
  const OdooUser* whose(const Secret& secret) const;
  json error_data(const ServerError& error, const std::string& language) const;
  FakeAnswer rpc_error(const json& id, const ServerError& error, const std::string& language) const;
  FakeAnswer json_2_error(const ServerError& error, const std::string& language) const;

  FakeOdoo& odoo_;
  Store& db_;
  const Schema& schema_;
  base::Clock& clock_;
};

// "pos.order.sync_from_ui", "common.version", "GET /web/version": what a request asks for.
std::string called_by(const http::Request& request);
// A text of the server in a language that nobody can match on: only technical names are left.
std::string in_language(const std::string& text, const std::string& language);
FakeAnswer html(int status, const std::string& title);

}  // namespace ordersync::testing::odoo
