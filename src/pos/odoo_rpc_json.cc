// Requests are written piece by piece: a batch of orders is copied once, the key into one buffer only.
#include "pos/odoo_rpc_json.h"

#include <fmt/format.h>

#include <charconv>

#include "base/contains.h"
#include "base/text.h"

namespace ordersync::pos::odoo {
namespace {

// {"service":S,"method":M,"args":[ARGS]} of JSON-RPC. The id is not looked at: each exchange has one call.
constexpr std::string_view kHead = R"({"jsonrpc":"2.0","method":"call","id":1,"params":{"service":)";
constexpr std::string_view kTail = "]}}";

void append_member(std::string_view name, const Value& value, std::string& out) {
  if (out.back() != '{') out += ',';
  base::append_json_utf8(name, out);
  out += ':';
  encode_to(value, out);
}

void append_object(const Value::Object& members, std::string& out) {
  out += '{';
  for (const auto& [name, value] : members) append_member(name, value, out);
  out += '}';
}

void append_ids(const std::vector<std::int64_t>& ids, std::string& out) {
  char before = '[';
  for (const std::int64_t id : ids) {
    out += before;
    out += std::to_string(id);
    before = ',';
  }
  out += ids.empty() ? "[]" : "]";
}

bool goes_by_place(const Call& call) {
  constexpr std::string_view kMethods[] = {"create", "write", "search", "search_count"};
  return base::contains(kMethods, call.method);
}

// `"model","method",[ids, first],{named}`
std::string method_and_arguments(const Call& call) {
  std::string out;
  base::append_json_utf8(call.model, out);
  out += ',';
  base::append_json_utf8(call.method, out);
  out += ",[";
  if (call.ids) append_ids(*call.ids, out);
  auto named = call.arguments.begin();
  if (goes_by_place(call) && named != call.arguments.end()) {
    if (call.ids) out += ',';
    encode_to(named->second, out);
    ++named;
  }
  out += "],{";
  for (; named != call.arguments.end(); ++named) append_member(named->first, named->second, out);
  if (!call.context.empty()) {
    if (out.back() != '{') out += ',';
    out += "\"context\":";
    append_object(call.context, out);
  }
  out += '}';
  return out;
}

// The exception that an error object names; nothing when it is no error object of Odoo's.
struct Exception {
  std::string_view name;
  std::string_view message;
};
std::optional<Exception> exception_in(const Value& object) {
  if (object["name"].text().empty()) return std::nullopt;
  return Exception{object["name"].text(), object["message"].text()};
}

bool is_success(int status) {
  return status >= 200 && status < 300;
}

std::optional<int> leading_number(std::string_view text) {
  for (const std::string_view prefix : {"saas~", "saas-"}) {
    if (text.substr(0, prefix.size()) == prefix) text.remove_prefix(prefix.size());
  }
  int number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc() || number < 1 || number > 999) return std::nullopt;
  return number;
}

}  // namespace

std::string version_body() {
  return std::string(kHead) + R"("common","method":"version","args":[)" + std::string(kTail);
}

std::string databases_body() {
  return std::string(kHead) + R"("db","method":"list","args":[)" + std::string(kTail);
}

std::string authenticate_body(std::string_view database, std::string_view login, const base::Secret& key) {
  std::string out;
  out.reserve(256 + 6 * (database.size() + login.size() + key.reveal().size()));
  out += kHead;
  out += R"("common","method":"authenticate","args":[)";
  base::append_json_utf8(database, out);
  out += ',';
  base::append_json_utf8(login, out);
  out += ',';
  base::append_json_utf8(key.reveal(), out);
  out += ",{}";
  out += kTail;
  return out;
}

std::string execute_body(const Account& account, const Call& call) {
  const std::string rest = method_and_arguments(call);
  std::string out;
  out.reserve(256 + 6 * (account.database.size() + account.key.reveal().size()) + rest.size());
  out += kHead;
  out += R"("object","method":"execute_kw","args":[)";
  base::append_json_utf8(account.database, out);
  out += ',';
  out += std::to_string(account.user_id);
  out += ',';
  base::append_json_utf8(account.key.reveal(), out);
  out += ',';
  out += rest;
  out += kTail;
  return out;
}

std::string json_2_path(const Call& call) {
  return fmt::format("/json/2/{}/{}", call.model, call.method);
}

std::string json_2_body(const Call& call) {
  std::string out = "{";
  if (call.ids) {
    out += "\"ids\":";
    append_ids(*call.ids, out);
  }
  if (!call.context.empty()) {
    if (out.back() != '{') out += ',';
    out += "\"context\":";
    append_object(call.context, out);
  }
  for (const auto& [name, value] : call.arguments) append_member(name, value, out);
  out += '}';
  return out;
}

base::Result<Value> read_json_rpc(const Asked& asked, int status, std::string_view body) {
  auto answer = parse(body);
  if (answer.ok()) {
    if (const auto exception = exception_in((*answer)["error"]["data"]))
      return exception_error(asked, exception->name, exception->message);
  }
  if (!is_success(status)) return status_error(asked, status, body);
  if (!answer.ok()) return unreadable_error(asked, body, std::move(answer.error().detail));
  // A method that returns nothing has no "result" at all up to 16.
  const bool is_result = (*answer)["jsonrpc"].text() == "2.0" && (*answer)["error"].is_null();
  if (!is_result) return foreign_answer_error(asked);
  return (*answer)["result"];
}

base::Result<Value> read_json_2(const Asked& asked, int status, std::string_view body) {
  auto answer = parse(body);
  if (is_success(status))
    return answer.ok() ? std::move(answer) : unreadable_error(asked, body, std::move(answer.error().detail));
  if (answer.ok()) {
    if (const auto exception = exception_in(*answer))
      return exception_error(asked, exception->name, exception->message);
  }
  return status_error(asked, status, body);
}

std::optional<Version> read_version(const Value& answer) {
  Version version;
  version.text = answer["server_version"].text();
  if (version.text.empty()) version.text = answer["version"].text();
  if (version.text.empty()) return std::nullopt;
  version.text = base::printable(version.text, 40);
  const Value& info =
      answer[answer["server_version_info"].is_array() ? "server_version_info" : "version_info"];
  std::optional<int> series;
  if (!info.items().empty()) {
    const Value& first = info.items().front();
    series = leading_number(first.is_text() ? std::string(first.text()) : encode(first));
  }
  if (!series) series = leading_number(version.text);
  if (!series) return std::nullopt;
  version.series = *series;
  return version;
}

}  // namespace ordersync::pos::odoo
