// The table of statuses: name, code and what to do.
#include "source/http_status.h"

#include <fmt/format.h>

#include <algorithm>

#include "source/backoff.h"

namespace ordersync::source {
namespace {

struct Reason {
  int status;
  std::string_view name;
};

// RFC 9110 section 15, and what proxies add.
constexpr Reason kReasons[] = {
    {300, "Multiple Choices"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {402, "Payment Required"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {407, "Proxy Authentication Required"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {423, "Locked"},
    {425, "Too Early"},
    {426, "Upgrade Required"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {451, "Unavailable For Legal Reasons"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
    {507, "Insufficient Storage"},
    {511, "Network Authentication Required"},
};

struct Advice {
  std::string_view code;
  std::string_view text;  // what to do; may be empty
};

Advice advice_for(int status) {
  switch (status) {
    case 401:
      return {"source_unauthorized", ": check the External API Key"};
    case 403:
      return {"source_unauthorized", ": check the External API Key and what it may read"};
    case 407:
    case 511:
      return {"source_unauthorized", ": this network asks for a sign-in first"};
    case 404:
    case 410:
      return {"source_not_found", ": check the External API URL"};
    case 405:
      return {"source_refused", ": check the External API URL, it does not answer GET"};
    case 429:
      return {"source_unavailable", ": the external system wants fewer requests"};
    default:
      break;
  }
  if (status >= 300 && status < 400) return {"source_redirects", ": check the External API URL"};
  if (status >= 500 || is_worth_retrying(status)) return {"source_unavailable", ""};
  if (status >= 400) return {"source_refused", ": check the External API URL and its parameters"};
  return {"source_refused", ": check the External API URL"};
}

}  // namespace

std::string_view reason_of(int status) {
  const auto* found = std::find_if(std::begin(kReasons), std::end(kReasons),
                                   [&](const Reason& r) { return r.status == status; });
  return found == std::end(kReasons) ? std::string_view() : found->name;
}

base::Error status_error(int status, int tries) {
  const Advice advice = advice_for(status);
  const std::string_view reason = reason_of(status);
  std::string message = fmt::format("HTTP {}{}{}{}", status, reason.empty() ? "" : " ", reason, advice.text);
  if (tries > 1) message += fmt::format(" (tried {} times)", tries);
  const bool temporary = advice.code == "source_unavailable";
  return {temporary ? base::ErrorKind::temporary : base::ErrorKind::invalid,
          std::string(advice.code),
          std::move(message),
          {}};
}

base::Error refused_elsewhere(int status, std::string_view where) {
  return base::invalid(
      "source_redirects",
      fmt::format("HTTP {} {}: the External API URL leads on to {}, where the External API Key is not sent; "
                  "use that address as the External API URL",
                  status, reason_of(status), where));
}

}  // namespace ordersync::source
