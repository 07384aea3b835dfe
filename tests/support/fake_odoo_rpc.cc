// JSON-RPC, and what both doors share.
#include "tests/support/fake_odoo_rpc.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "base/contains.h"
#include "http/url.h"
#include "tests/support/fake_odoo_orders.h"

namespace ordersync::testing::odoo {
namespace {

FakeAnswer as_json(int status, const json& body) {
  return {status, {{"Content-Type", "application/json; charset=utf-8"}}, body.dump(), std::nullopt, 97, {}};
}

std::string header(const http::Request& request, std::string_view name) {
  for (const auto* list : {&request.headers, &request.credentials}) {
    for (const http::Header& one : *list) {
      if (http::same_name(one.first, name)) return one.second;
    }
  }
  return "";
}

std::string path_of(const http::Request& request) {
  const auto url = http::parse_url(request.url);
  return url.ok() ? url->path : "";
}

json version_body(int major) {
  const std::string series = fmt::format("{}.0", major);
  return {{"server_version", series},
          {"server_version_info", {major, 0, 0, "final", 0, ""}},
          {"server_serie", series},
          {"protocol_version", 1}};
}

ServerError access_denied() {
  return {"AccessDenied", "Access Denied"};
}

ServerError unknown_database(const std::string& name) {
  return {"psycopg2.OperationalError",
          fmt::format("connection to server on socket \"/var/run/postgresql/.s.PGSQL.5432\" failed: FATAL:  "
                      "database \"{}\" does not exist\n",
                      name)};
}

// Positional and named arguments under their names. Fails with TypeError.
Call bind(const Method& method, const std::string& model, const std::string& name, json positional,
          json named) {
  Call call{model, name, {}, json::object()};
  if (method.on_records) {
    if (positional.empty())
      throw type_error(fmt::format("{}() missing 1 required positional argument: 'ids'", name));
    const json ids = positional[0];
    if (ids.is_number_integer()) call.ids = {ids.get<int>()};
    if (ids.is_array()) call.ids = ids.get<std::vector<int>>();
    positional.erase(0);
  }
  if (positional.size() > method.parameters.size())
    throw type_error(fmt::format("{}() takes {} positional arguments but {} were given", name,
                                 method.parameters.size() + 1, positional.size() + 1));
  for (std::size_t i = 0; i < positional.size(); ++i) call.arguments[method.parameters[i]] = positional[i];
  for (const auto& [key, value] : named.items()) {
    if (!base::contains(method.parameters, key))
      throw type_error(fmt::format("{}() got an unexpected keyword argument '{}'", name, key));
    call.arguments[key] = value;
  }
  for (std::size_t i = 0; i < method.required; ++i) {
    if (!call.arguments.contains(method.parameters[i]))
      throw type_error(
          fmt::format("{}() missing 1 required positional argument: '{}'", name, method.parameters[i]));
  }
  return call;
}

}  // namespace

std::string in_language(const std::string& text, const std::string& language) {
  if (language.rfind("en", 0) == 0) return text;
  std::string out;
  std::string word;
  const auto flush = [&] {
    const bool plain = !word.empty() && word.find_first_of("_()/0123456789") == std::string::npos &&
                       word.substr(0, word.size() - 1).find('.') == std::string::npos;
    out += plain ? "…" : word;
    word.clear();
  };
  for (const char c : text) {
    if (c == ' ' || c == '\n') {
      flush();
      out += c;
    } else {
      word += c;
    }
  }
  flush();
  return out;
}

FakeAnswer html(int status, const std::string& title) {
  return {
      status,
      {{"Content-Type", "text/html; charset=utf-8"}},
      fmt::format("<!DOCTYPE html>\n<html><head><title>{0}</title></head><body><h1>{0}</h1></body></html>\n",
                  title),
      std::nullopt,
      97,
      {}};
}

std::string called_by(const http::Request& request) {
  const std::string path = path_of(request);
  if (path.rfind("/json/2/", 0) == 0) {
    std::string name = path.substr(8);
    std::replace(name.begin(), name.end(), '/', '.');
    return name;
  }
  if (path != "/jsonrpc") return request.method + " " + path;
  const json body = json::parse(request.body, nullptr, false);
  if (!body.is_object()) return "POST /jsonrpc";
  const json params = body.value("params", json::object());
  const json arguments = params.value("args", json::array());
  if (params.value("method", "") == "execute_kw" && arguments.size() >= 5)
    return arguments[3].get<std::string>() + "." + arguments[4].get<std::string>();
  return params.value("service", "") + "." + params.value("method", "");
}

Env Rpc::env_for(const OdooUser& user, json context) {
  const OdooRights rights = take_groups_away ? OdooRights::internal : user.rights;
  return Env{db_,     schema_, odoo_.switches, clock_,     static_cast<int>(odoo_.version),
             user.id, rights,  user.language,  user.email, std::move(context),
             {},      {}};
}

const OdooUser* Rpc::whose(const Secret& secret) const {
  if (refuse_secrets || secret.text.empty()) return nullptr;
  for (const OdooUser* user : {&odoo_.user, &odoo_.admin}) {
    const bool key_lives = !user->key_expires || clock_.now() < *user->key_expires;
    if (!user->api_key.empty() && secret.text == user->api_key && key_lives) return user;
    if (!secret.key_only && !user->password.empty() && secret.text == user->password) return user;
  }
  return nullptr;
}

json Rpc::execute(Env& env, const Call& call) {
  env.unseen = done_since.inserted;
  env.touched = done_since.changed;
  const auto overtaker = overtaking.find(call.method);
  if (overtaker != overtaking.end()) {
    env.others = [others = overtaker->second](Env&) { others(); };
    overtaking.erase(overtaker);
    const bool looks_first =
        call.method == "create_from_ui" || call.method == "sync_from_ui" || call.method == "create";
    if (!looks_first) let_others_commit(env);
  }
  const Method method = *find_method(env, call.model, call.method);
  for (int attempt = 1; attempt <= 5; ++attempt) {
    env.begin = db_.mark();
    try {
      json result = method.run(env, call);
      db_.commit(env.begin);
      return result;
    } catch (const SerializationConflict&) {
      db_.roll_back(env.begin);
      env.unseen.clear();
      env.touched.clear();
      clock_.sleep_for(base::Milliseconds(1000 << attempt));
    } catch (...) {
      db_.roll_back(env.begin);
      throw;
    }
  }
  throw ServerError("psycopg2.errors.SerializationFailure",
                    "could not serialize access due to concurrent update\n");
}

json Rpc::execute_kw(const json& arguments) {
  if (arguments.size() < 6) throw type_error("execute_kw() needs db, uid, password, model, method, args");
  if (arguments[0] != odoo_.database) throw unknown_database(arguments[0].get<std::string>());
  const OdooUser* user = whose({arguments[2].is_string() ? arguments[2].get<std::string>() : ""});
  if (user == nullptr || arguments[1] != user->id) throw access_denied();
  return invoke(*user, arguments[3].get<std::string>(), arguments[4].get<std::string>(), arguments[5],
                arguments.size() > 6 ? arguments[6] : json());
}

json Rpc::invoke(const OdooUser& user, const std::string& model, const std::string& name,
                 const json& positional, json named) {
  if (!named.is_object()) named = json::object();
  const json context = named.value("context", json());
  named.erase("context");
  Env env = env_for(user, context.is_object() ? context : json::object());
  if (name.rfind('_', 0) == 0) {
    throw ServerError(
        "AccessError",
        env.from(18)
            ? fmt::format("Private methods (such as '{}.{}') cannot be called remotely.", model, name)
            : fmt::format("Private methods (such as {}) cannot be called remotely.", name));
  }
  if (schema_.count(model) == 0) throw user_error(fmt::format("Object {} doesn't exist", model));
  const auto method = find_method(env, model, name);
  if (!method) {
    throw ServerError("builtins.AttributeError",
                      env.from(18) ? fmt::format("The method '{}.{}' does not exist", model, name)
                                   : fmt::format("type object '{}' has no attribute '{}'", model, name));
  }
  return execute(env, bind(*method, model, name, positional, named));
}

json Rpc::dispatch(const std::string& service, const std::string& method, const json& arguments) {
  if (service == "common" && method == "version") return version_body(static_cast<int>(odoo_.version));
  if (service == "common" && (method == "authenticate" || method == "login")) {
    if (arguments.at(0) != odoo_.database) throw unknown_database(arguments[0].get<std::string>());
    const OdooUser* user = whose({arguments.at(2).get<std::string>()});
    return user != nullptr && arguments.at(1) == user->login ? json(user->id) : json(false);
  }
  if (service == "object" && method == "execute_kw") return execute_kw(arguments);
  throw ServerError("builtins.NameError", "Method not available " + method);
}

json Rpc::error_data(const ServerError& error, const std::string& language) const {
  const bool own = error.name().find('.') == std::string::npos;
  const std::string message = own ? in_language(error.what(), language) : error.what();
  return {{"name", own ? odoo_.switches.exceptions + error.name() : error.name()},
          {"message", message},
          {"arguments", {message}},
          {"context", json::object()},
          {"debug", "Traceback (most recent call last):\n  …\n" + error.name() + ": " + message + "\n"}};
}

FakeAnswer Rpc::rpc_error(const json& id, const ServerError& error, const std::string& language) const {
  return as_json(200, {{"jsonrpc", "2.0"},
                       {"id", id},
                       {"error",
                        {{"code", odoo_.version == OdooVersion::v19 ? 0 : 200},
                         {"message", "Odoo Server Error"},
                         {"data", error_data(error, language)}}}});
}

FakeAnswer Rpc::json_rpc(const http::Request& request) {
  const json body = json::parse(request.body, nullptr, false);
  if (!body.is_object()) return html(400, "400 Bad Request");
  const json id = body.value("id", json());
  const json params = body.value("params", json::object());
  try {
    const json result = dispatch(params.value("service", ""), params.value("method", ""),
                                 params.value("args", json::array()));
    json answer = {{"jsonrpc", "2.0"}, {"id", id}};
    if (!result.is_null()) answer["result"] = result;  // a method that gives nothing has no "result" at all
    return as_json(200, answer);
  } catch (const ServerError& error) {
    return rpc_error(id, error, odoo_.user.language);
  } catch (const json::exception& error) {
    return rpc_error(id, type_error(error.what()), odoo_.user.language);
  }
}

FakeAnswer Rpc::no_database(const http::Request& request) const {
  if (path_of(request) != "/jsonrpc") return html(404, "404 Not Found");
  const json body = json::parse(request.body, nullptr, false);
  return rpc_error(body.is_object() ? body.value("id", json()) : json(), unknown_database(odoo_.database),
                   "en_US");
}

FakeAnswer Rpc::serialization_failure(const http::Request& request) const {
  const ServerError error("psycopg2.errors.SerializationFailure",
                          "could not serialize access due to concurrent update\n");
  if (path_of(request) != "/jsonrpc") return json_2_error(error, "en_US");
  const json body = json::parse(request.body, nullptr, false);
  return rpc_error(body.is_object() ? body.value("id", json()) : json(), error, "en_US");
}

FakeAnswer Rpc::answer(const http::Request& request) {
  const std::string path = path_of(request);
  const int major = static_cast<int>(odoo_.version);
  if (path == "/web/version" && major >= 19) {
    return as_json(
        200, {{"version_info", {major, 0, 0, "final", 0, ""}}, {"version", fmt::format("{}.0", major)}});
  }
  const bool is_json = header(request, "Content-Type").rfind("application/json", 0) == 0;
  const bool known = path == "/jsonrpc" || path == "/web/webclient/version_info" ||
                     (major >= 19 && path.rfind("/json/2", 0) == 0);
  if (!known) return html(404, "404 Not Found");
  if (request.method != "POST") return html(405, "405 Method Not Allowed");
  if (!is_json) return major >= 17 ? html(415, "415 Unsupported Media Type") : html(400, "400 Bad Request");
  if (path == "/web/webclient/version_info")
    return as_json(200, {{"jsonrpc", "2.0"}, {"id", nullptr}, {"result", version_body(major)}});
  return path == "/jsonrpc" ? json_rpc(request) : json_2(request, path);
}

}  // namespace ordersync::testing::odoo
