// PURE: from a request line to a ServerRequest that routes can trust. No sockets here.
#include <algorithm>
#include <optional>

#include "base/text.h"
#include "http/address_guard.h"
#include "http/characters.h"
#include "http/server.h"
#include "http/transport.h"

namespace ordersync::http {
namespace {

// Nothing on a broken escape, a NUL, or bytes that are not UTF-8.
std::optional<std::string> percent_decode(std::string_view text, Plus plus) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '+' && plus == Plus::is_blank) {
      c = ' ';
    } else if (c == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = base::hex_value(text[i + 1]);
      const int low = base::hex_value(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(high * 16 + low);
      i += 2;
    }
    if (c == '\0') return std::nullopt;
    out.push_back(c);
  }
  if (!base::is_utf8(out)) return std::nullopt;
  return out;
}

// "http://host/path" is what proxies send; the path is all that counts here.
std::string_view without_origin(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!same_name(target.substr(0, scheme.size()), scheme)) continue;
    const std::size_t end = target.find_first_of("/?", scheme.size());
    if (end == std::string_view::npos || target[end] == '?') return "/";
    return target.substr(end);
  }
  return target;
}

base::Error bad_target(std::string message) {
  return base::invalid("bad_target", std::move(message));
}

}  // namespace

std::string_view ServerRequest::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (same_name(key, name)) return value;
  }
  return {};
}

const std::string* ServerRequest::parameter(std::string_view name) const {
  for (const auto& [key, value] : query) {
    if (key == name) return &value;
  }
  return nullptr;
}

std::string forwarded_for(const ServerRequest& request, std::string_view proxy) {
  std::string_view last;
  for (const auto& [name, value] : request.headers) {
    if (same_name(name, "X-Forwarded-For")) last = value;
  }
  last = base::trim(last.substr(last.rfind(',') + 1));
  return std::string(parse_ip(last) ? last : proxy);
}

base::Result<ServerRequest> make_request(std::string_view method, std::string_view target) {
  ServerRequest request;
  request.method = method == "HEAD" ? "GET" : method;
  request.target = target;
  std::string_view rest = without_origin(target);
  if (rest == "*" && method == "OPTIONS") {
    request.path = "*";
    return request;
  }
  if (rest.empty() || rest.front() != '/') return bad_target("The request's target is not a path.");
  rest = rest.substr(0, rest.find('#'));
  const std::size_t mark = rest.find('?');
  const std::string_view path = rest.substr(0, mark);
  const std::string_view query = mark == std::string_view::npos ? "" : rest.substr(mark + 1);

  for (std::size_t from = 1; path.size() > 1 && from <= path.size();) {
    const std::size_t to = std::min(path.find('/', from), path.size());
    std::optional<std::string> segment = percent_decode(path.substr(from, to - from), Plus::is_plus);
    if (!segment || base::has_control(*segment))
      return bad_target("The request's path has a broken escape in it.");
    // Routes that serve files must never see a way out of their folder.
    if (*segment == "." || *segment == "..") return bad_target("The request's path has a dot segment in it.");
    request.segments.push_back(std::move(*segment));
    from = to + 1;
  }
  for (const std::string& segment : request.segments) request.path += "/" + segment;
  if (request.path.empty()) request.path = "/";

  for (std::size_t from = 0; from < query.size();) {
    const std::size_t to = std::min(query.find('&', from), query.size());
    const std::string_view pair = query.substr(from, to - from);
    from = to + 1;
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    std::optional<std::string> name = percent_decode(pair.substr(0, equals), Plus::is_blank);
    std::optional<std::string> value;
    value = equals < pair.size() ? percent_decode(pair.substr(equals + 1), Plus::is_blank) : std::string();
    if (!name || !value) return bad_target("The request's query has a broken escape in it.");
    request.query.emplace_back(std::move(*name), std::move(*value));
  }
  return request;
}

}  // namespace ordersync::http
