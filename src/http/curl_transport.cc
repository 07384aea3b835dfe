// Following redirects with the guide's rules: at most so many, never from https to http, no credentials for
// another origin. One hop is curl_exchange.cc.
#include "http/curl_transport.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "http/curl_exchange.h"

namespace ordersync::http {
namespace {

// What may not go to another host, whoever put it among the plain headers.
bool is_private_header(const Header& header) {
  constexpr std::string_view kPrivate[] = {"Authorization", "Proxy-Authorization", "Cookie", "Host",
                                           "X-API-Key"};
  return std::any_of(std::begin(kPrivate), std::end(kPrivate),
                     [&](std::string_view name) { return same_name(header.first, name); });
}

void drop_credentials(Request& request) {
  request.credentials.clear();
  std::erase_if(request.headers, is_private_header);
}

// Where a redirect leads, or why it is not followed.
base::Result<Url> next_hop(const Request& request, const Url& from, const std::string& location) {
  auto to = resolve(from, location);
  if (!to.ok()) {
    to.error().message = fmt::format("{} redirects to an address that cannot be used", from.host);
    return std::move(to).error();
  }
  if (from.scheme == "https" && to->scheme == "http") {
    return base::invalid("plain_http", fmt::format("{} redirects from https to plain http on {}: refused",
                                                   from.host, to->host));
  }
  const bool safe_method = request.method == "GET" || request.method == "HEAD";
  if (!safe_method && !same_origin(from, *to)) {
    return base::invalid("redirected_elsewhere",
                         fmt::format("{} redirects to {}: give that address in the URL itself",
                                     host_and_port(from), host_and_port(*to)));
  }
  return to;
}

}  // namespace

struct CurlTransport::Impl {
  std::function<bool()> stop;
  CurlHandles handles;
};

CurlTransport::CurlTransport(std::function<bool()> stop) : impl_(std::make_unique<Impl>()) {
  impl_->stop = std::move(stop);
  impl_->handles.easy = make_curl_easy();
  impl_->handles.multi.reset(curl_multi_init());
  CHECK(impl_->handles.multi != nullptr);
  curl_multi_setopt(impl_->handles.multi.get(), CURLMOPT_MAXCONNECTS, 4L);
}

CurlTransport::~CurlTransport() = default;

base::Result<ResponseHead> CurlTransport::send(const Request& request, BodySink& sink) {
  const auto deadline = std::chrono::steady_clock::now() + request.total_timeout;
  TRY_ASSIGN(Url url, parse_url(request.url));
  std::optional<Request> stripped;  // of credentials, made only for another origin
  for (int redirects = 0;; ++redirects) {
    const Request& hop = stripped ? *stripped : request;
    CurlExchange exchange(impl_->handles, hop, url, deadline, impl_->stop, sink);
    TRY(exchange.run());
    if (exchange.location().empty()) return exchange.head();
    if (redirects >= request.max_redirects) {
      return base::invalid("too_many_redirects",
                           fmt::format("{} redirects more than {} times: check the External API URL",
                                       url.host, request.max_redirects));
    }
    TRY_ASSIGN(Url next, next_hop(hop, url, exchange.location()));
    if (!same_origin(url, next)) {
      if (!stripped) stripped = request;
      drop_credentials(*stripped);
    }
    url = std::move(next);
  }
}

}  // namespace ordersync::http
