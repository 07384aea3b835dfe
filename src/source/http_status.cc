// The table of statuses: name, code and what to do.
#include "source/http_status.h"

#include <fmt/format.h>

#include "http/reason.h"
#include "source/backoff.h"

namespace ordersync::source {
namespace {

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

base::Error status_error(int status, int tries) {
  const Advice advice = advice_for(status);
  const std::string_view reason = http::reason_of(status);
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
                  status, http::reason_of(status), where));
}

}  // namespace ordersync::source
