// Signing in and out, and who a request comes from: the cookie of a user's sign-in, or the bearer token of a
// program.
#pragma once

#include <string>

#include "api/route.h"
#include "app/accounts.h"
#include "base/result.h"
#include "http/server.h"

namespace ordersync::api {

// Who calls: by `Authorization: Bearer ost_…`, else by the cookie; Kind::nobody when there is neither. Fails
// with "unauthorized" or "token_expired" (401) when there is one that is no good; a route that needs nothing
// takes that for nobody, so that an old cookie keeps nobody from signing in.
base::Result<app::Caller> caller_of(const http::ServerRequest& request, app::Accounts& accounts);

// Whether a request that changes something was meant by who it comes from. For a cookie: header X-CSRF-Token
// is the sign-in's. For cookies and nobody: `Sec-Fetch-Site`, where present, is same-origin or none. A
// bearer token needs neither: no browser sends it by itself. GET always passes. Fails with "cross_site",
// "csrf_token_wrong" (403).
base::Result<void> check_csrf(const http::ServerRequest& request, const app::Caller& caller);

// Who makes the change of this call, for the audit.
app::By by_of(const Call& call);

// `__Host-ordersync` with Secure where the browser's way here is encrypted, `ordersync` on plain loopback.
std::string cookie_name(const http::ServerRequest& request);

}  // namespace ordersync::api
