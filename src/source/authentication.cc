// The five kinds of authentication as headers.
#include "source/authentication.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/hmac.h"
#include "base/text.h"
#include "http/characters.h"

namespace ordersync::source {
namespace {

base::Result<http::Header> checked(std::string name, std::string value) {
  if (!http::is_token(name)) {
    return base::invalid("bad_header",
                         fmt::format("\"{}\" cannot be the name of a header", base::printable(name, 60)));
  }
  if (base::has_control(value)) {
    return base::invalid("bad_header", fmt::format("the value of the header {} holds a line break", name));
  }
  return http::Header{std::move(name), std::move(value)};
}

base::Result<http::Header> key_header(const Auth& auth, const std::string& key) {
  switch (auth.kind) {
    case AuthKind::x_api_key:
      return http::Header{"X-API-Key", key};
    case AuthKind::header:
      return checked(auth.header, key);
    case AuthKind::basic:
      return http::Header{"Authorization", "Basic " + base::to_base64(key)};
    case AuthKind::bearer:
    case AuthKind::none:
      break;
  }
  return http::Header{"Authorization", "Bearer " + key};
}

}  // namespace

base::Result<std::vector<http::Header>> credentials_of(const SourceSettings& settings) {
  std::vector<http::Header> headers;
  const std::string key(base::trim(settings.key.reveal()));  // a key file ends in a line break
  if (base::has_control(key)) {
    return base::invalid("bad_api_key",
                         "the External API Key holds a line break or control character: enter it again");
  }
  if (settings.auth.kind != AuthKind::none && !key.empty()) {
    TRY_ASSIGN(http::Header header, key_header(settings.auth, key));
    headers.push_back(std::move(header));
  }
  for (const auto& [name, value] : settings.headers) {
    TRY_ASSIGN(http::Header header, checked(name, value));
    const bool taken = std::any_of(headers.begin(), headers.end(), [&](const http::Header& other) {
      return http::same_name(other.first, header.first);
    });
    if (!taken) headers.push_back(std::move(header));
  }
  return headers;
}

}  // namespace ordersync::source
