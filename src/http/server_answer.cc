// PURE: renders answers. No sockets and no library here.
#include "http/server_answer.h"

#include <algorithm>

#include "base/text.h"
#include "base/time.h"
#include "http/characters.h"
#include "http/reason.h"
#include "http/transport.h"

namespace ordersync::http {
namespace {

bool is_servers_own(std::string_view name) {
  return same_name(name, "Date") || same_name(name, "Content-Length") ||
         same_name(name, "Transfer-Encoding") || same_name(name, "Connection");
}

}  // namespace

ServerResponse problem_answer(int status, std::string_view code, std::string_view detail) {
  ServerResponse response;
  response.status = status;
  response.headers = {{"Content-Type", "application/problem+json"}, {"Cache-Control", "no-store"}};
  response.body = R"({"type":"about:blank","title":)";
  base::append_json_string(reason_of(status), response.body);
  response.body += ",\"status\":" + std::to_string(status) + ",\"code\":";
  base::append_json_string(code, response.body);
  response.body += ",\"detail\":";
  base::append_json_string(detail, response.body);
  response.body += ",\"error\":{\"code\":";
  base::append_json_string(code, response.body);
  response.body += ",\"message\":";
  base::append_json_string(detail, response.body);
  response.body += "}}\n";
  return response;
}

bool headers_are_clean(const ServerResponse& response) {
  return response.status >= 200 && response.status <= 599 &&
         std::all_of(response.headers.begin(), response.headers.end(), [](const Header& header) {
           return is_token(header.first) && is_header_value(header.second);
         });
}

std::string render_head(const ServerResponse& response, const HeadRules& rules) {
  std::string out = "HTTP/1.1 " + std::to_string(response.status) + ' ';
  out += reason_of(response.status);
  out += "\r\nDate: " + base::to_http_date(base::from_unix_ms(std::int64_t{rules.now} * 1000)) + "\r\n";
  for (const auto& [name, value] : response.headers) {
    if (!is_servers_own(name)) out += name + ": " + value + "\r\n";
  }
  if (rules.content_length) out += "Content-Length: " + std::to_string(*rules.content_length) + "\r\n";
  if (rules.chunked) out += "Transfer-Encoding: chunked\r\n";
  out += rules.after == AfterAnswer::close ? "Connection: close\r\n\r\n" : "Connection: keep-alive\r\n\r\n";
  return out;
}

bool has_body(int status) {
  return status != 204 && status != 304;
}

}  // namespace ordersync::http
