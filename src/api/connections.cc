// Routes of connections; see routes.h. The rules of every field are app::apply()'s.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "api/routes.h"
#include "api/sign_in.h"
#include "app/audited.h"
#include "app/commands.h"
#include "app/doctor.h"
#include "app/name_page.h"
#include "base/text.h"

namespace ordersync::api {

namespace {

using app::StoredConnection;

// --- Forms

base::Result<app::ConnectionForm> form_of(const Json& body) {
  TRY(check_members(body, {"name", "url", "database", "login", "key", "ca_file", "allow_private_network",
                           "stock_at_closing", "answer_timeout_seconds", "server_limit_seconds"}));
  app::ConnectionForm form;
  TRY_ASSIGN(form.url, text_member(body, "url"));
  TRY_ASSIGN(form.database, text_or_emptied(body, "database"));
  TRY_ASSIGN(form.login, text_member(body, "login"));
  TRY_ASSIGN(const auto key, text_member(body, "key"));
  if (key) form.key = base::Secret(*key);
  TRY_ASSIGN(form.ca_file, text_or_emptied(body, "ca_file"));
  TRY_ASSIGN(form.allow_private_network, text_member(body, "allow_private_network"));
  if (const auto& text = form.allow_private_network; text && *text != "true" && *text != "false") {
    return bad_field("allow_private_network", "takes true or false");
  }
  TRY_ASSIGN(form.stock_at_closing, texts_member(body, "stock_at_closing"));
  TRY_ASSIGN(form.answer_timeout, text_member(body, "answer_timeout_seconds"));
  TRY_ASSIGN(form.server_limit, text_member(body, "server_limit_seconds"));
  return form;
}

// Errors of the form speak of options of the command line; here they speak of the body's members.
template <class T>
base::Result<T> in_connection_members(base::Result<T> result) {
  if (result.ok()) return result;
  base::Error error = std::move(result).error();
  if (error.code == "bad_url") return bad_field("url", "is no address: " + error.message);
  if (error.code != "bad_option") return error;
  if (error.about == "key") return bad_field("key", "is missing: an API key or password of that user");
  const std::string option = "--" + error.about;
  std::replace(error.about.begin(), error.about.end(), '-', '_');
  if (error.about == "answer_timeout" || error.about == "server_limit") error.about += "_seconds";
  if (error.message.starts_with(option)) error.message.replace(0, option.size(), error.about);
  return error;
}

// --- Routes

http::ServerResponse shown(const StoredConnection& connection, int status = 200) {
  return json_answer_with_etag(app::connection_json(connection), connection.revision, status);
}

Answer list_connections(Call& call) {
  TRY_ASSIGN(const PageOf wanted, page_or_all_of(call.request));
  TRY_ASSIGN(auto connections, call.worker.connections.list());
  const auto page =
      app::page_by_name(std::move(connections), wanted.limit, wanted.cursor,
                        [](const StoredConnection& connection) { return connection.settings.name; });
  return json_answer(app::page_json_of(page, app::connection_json));
}

Answer create_connection(Call& call) {
  TRY_ASSIGN(const auto form, form_of(call.body));
  TRY_ASSIGN(const auto name, text_member(call.body, "name"));
  if (!name) return bad_field("name", "is missing: what do you call it?");
  TRY_ASSIGN(const auto connection, in_connection_members(call.worker.connections.add(*name, form)));
  TRY(app::Audited(call.worker, by_of(call)).connection_created(connection));
  return shown(connection, 201);
}

Answer show_connection(Call& call) {
  TRY_ASSIGN(const auto connection, call.worker.connections.get_to_mend(call.arguments[0]));
  return shown(connection);
}

Answer edit_connection(Call& call) {
  TRY_ASSIGN(const auto before, call.worker.connections.get_to_mend(call.arguments[0]));
  TRY(check_if_match(call, before.revision));
  TRY_ASSIGN(const auto form, form_of(call.body));
  TRY_ASSIGN(const auto name, text_member(call.body, "name"));
  if (name && base::trim(*name) != before.settings.name) {
    return bad_field("name", "stays: syncs and sessions know the connection by it");
  }
  if (form.url && !form.key) TRY(key_stays_with(before.settings.url, *form.url, "key of this connection"));
  TRY_ASSIGN(const auto after,
             in_connection_members(
                 app::Commands(call.worker).connection_edit(before.settings.name, form, before.revision)));
  TRY(app::Audited(call.worker, by_of(call)).connection_edited(before, form, after));
  return shown(after);
}

Answer remove_connection(Call& call) {
  TRY_ASSIGN(const auto before, call.worker.connections.get_to_mend(call.arguments[0]));
  TRY(call.worker.connections.remove(before.settings.name));
  TRY(app::Audited(call.worker, by_of(call)).connection_removed(before));
  return empty_answer();
}

Answer examine_connection(Call& call) {
  std::optional<std::string> pos_config;
  if (!call.body.is_null()) {
    TRY(check_members(call.body, {"pos_config"}));
    TRY_ASSIGN(pos_config, text_member(call.body, "pos_config"));
  }
  TRY_ASSIGN(const auto connection, call.worker.connections.get(call.arguments[0]));
  const std::string& name = connection.settings.name;
  TRY_ASSIGN(const auto findings, app::examine(call.worker, name, pos_config.value_or("")));
  return json_answer(app::doctor_json(name, pos_config.value_or(""), findings));
}

}  // namespace

std::span<const Route> connection_routes() {
  static constexpr Route kRoutes[] = {
      {"GET", "/api/v1/connections", Needs::read, list_connections},
      {"POST", "/api/v1/connections", Needs::admin, create_connection},
      {"GET", "/api/v1/connections/{name}", Needs::read, show_connection},
      {"PATCH", "/api/v1/connections/{name}", Needs::admin, edit_connection},
      {"DELETE", "/api/v1/connections/{name}", Needs::admin, remove_connection},
      {"POST", "/api/v1/connections/{name}/doctor", Needs::operate, examine_connection},
  };
  return kRoutes;
}

}  // namespace ordersync::api
