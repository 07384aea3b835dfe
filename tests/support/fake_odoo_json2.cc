// /json/2/<model>/<method> of 19: named arguments, a bearer key, real HTTP codes.
#include <fmt/format.h>

#include <algorithm>

#include "base/contains.h"
#include "tests/support/fake_odoo_rpc.h"

namespace ordersync::testing::odoo {
namespace {

// An error of the HTTP layer, which knows nothing of Odoo's exceptions.
ServerError web_error(const std::string& name, const std::string& message) {
  return {"werkzeug.exceptions." + name, message};
}

int status_of(const std::string& name) {
  static const std::map<std::string, int> statuses = {{"AccessDenied", 403},
                                                      {"AccessError", 403},
                                                      {"MissingError", 404},
                                                      {"ValidationError", 422},
                                                      {"UserError", 422},
                                                      {"werkzeug.exceptions.Unauthorized", 401},
                                                      {"werkzeug.exceptions.NotFound", 404},
                                                      {"werkzeug.exceptions.BadRequest", 400},
                                                      {"werkzeug.exceptions.UnprocessableEntity", 422}};
  const auto found = statuses.find(name);
  return found == statuses.end() ? 500 : found->second;
}

std::string bearer_of(const http::Request& request) {
  for (const auto* list : {&request.credentials, &request.headers}) {
    for (const http::Header& one : *list) {
      if (!http::same_name(one.first, "Authorization") || one.second.size() < 8) continue;
      std::string scheme = one.second.substr(0, 7);
      std::transform(scheme.begin(), scheme.end(), scheme.begin(),
                     [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
      if (scheme == "bearer ") return one.second.substr(7);
    }
  }
  return "";
}

bool asks_another_database(const http::Request& request, const std::string& database) {
  return std::any_of(request.headers.begin(), request.headers.end(), [&](const http::Header& one) {
    return http::same_name(one.first, "X-Odoo-Database") && one.second != database;
  });
}

Call bind(const Method& method, const std::string& model, const std::string& name, const json& body) {
  Call call{model, name, {}, json::object()};
  if (body.contains("ids")) call.ids = body["ids"].get<std::vector<int>>();
  if (!method.on_records && !call.ids.empty())
    throw web_error("UnprocessableEntity", fmt::format("cannot call {}.{} with ids", model, name));
  for (std::size_t i = 0; i < method.required; ++i) {
    if (!body.contains(method.parameters[i]))
      throw web_error("UnprocessableEntity",
                      fmt::format("missing a required argument: '{}'", method.parameters[i]));
  }
  for (const auto& [key, value] : body.items()) {
    if (key == "ids" || key == "context") continue;
    if (!base::contains(method.parameters, key))
      throw web_error("UnprocessableEntity", fmt::format("got an unexpected keyword argument '{}'", key));
    call.arguments[key] = value;
  }
  return call;
}

}  // namespace

FakeAnswer Rpc::json_2_error(const ServerError& error, const std::string& language) const {
  json data = error_data(error, language);
  const int status = status_of(error.name());
  if (error.name().rfind("werkzeug.", 0) == 0) data["arguments"].push_back(status);
  return {status, {{"Content-Type", "application/json; charset=utf-8"}}, data.dump(), std::nullopt, 97, {}};
}

FakeAnswer Rpc::json_2(const http::Request& request, const std::string& path) {
  if (asks_another_database(request, odoo_.database)) return html(404, "404 Not Found");
  const std::string rest = path.size() > 8 ? path.substr(8) : "";
  const std::size_t slash = rest.find('/');
  try {
    if (slash == std::string::npos)
      throw web_error("NotFound", "Did you mean POST /json/2/<model>/<method>?");
    const std::string key = bearer_of(request);
    if (key.empty())
      throw web_error("Unauthorized",
                      "User not authenticated, use an API Key with a Bearer Authorization header.");
    const OdooUser* user = whose({key, true});
    if (user == nullptr) throw web_error("Unauthorized", "Invalid apikey");
    const json body = json::parse(request.body, nullptr, false);
    if (!body.is_object()) throw web_error("BadRequest", "could not parse the body as json");
    const std::string model = rest.substr(0, slash);
    const std::string name = rest.substr(slash + 1);
    if (schema_.count(model) == 0)
      throw web_error("NotFound", fmt::format("the model '{}' does not exist", model));
    if (name.rfind('_', 0) == 0)
      throw ServerError(
          "AccessError",
          fmt::format("Private methods (such as '{}.{}') cannot be called remotely.", model, name));
    Env env = env_for(*user, body.value("context", json::object()));
    const auto method = find_method(env, model, name);
    if (!method) throw web_error("NotFound", fmt::format("The method '{}.{}' does not exist", model, name));
    json result = execute(env, bind(*method, model, name, body));
    if (name == "create" && result.is_number()) result = json::array({result});
    return {200, {{"Content-Type", "application/json; charset=utf-8"}}, result.dump(), std::nullopt, 97, {}};
  } catch (const ServerError& error) {
    return json_2_error(error, odoo_.user.language);
  } catch (const json::exception& error) {
    return json_2_error(type_error(error.what()), odoo_.user.language);
  }
}

}  // namespace ordersync::testing::odoo
