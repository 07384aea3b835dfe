// What the owner reads for each HTTP status.
#include "source/http_status.h"

#include <gtest/gtest.h>

namespace ordersync::source {
namespace {

TEST(HttpStatus, UnauthorizedPointsAtTheKey) {
  EXPECT_EQ(status_error(401, 1).message, "HTTP 401 Unauthorized: check the External API Key");
  EXPECT_EQ(status_error(401, 1).code, "source_unauthorized");
  EXPECT_EQ(status_error(401, 1).kind, base::ErrorKind::invalid);
  EXPECT_EQ(status_error(403, 1).message,
            "HTTP 403 Forbidden: check the External API Key and what it may read");
}

TEST(HttpStatus, NotFoundPointsAtTheUrl) {
  EXPECT_EQ(status_error(404, 1).message, "HTTP 404 Not Found: check the External API URL");
  EXPECT_EQ(status_error(404, 1).code, "source_not_found");
}

TEST(HttpStatus, ExhaustedTriesAreCounted) {
  EXPECT_EQ(status_error(503, 4).message, "HTTP 503 Service Unavailable (tried 4 times)");
  EXPECT_EQ(status_error(503, 1).message, "HTTP 503 Service Unavailable");
  EXPECT_EQ(status_error(503, 4).kind, base::ErrorKind::temporary);
  EXPECT_EQ(status_error(429, 4).code, "source_unavailable");
}

TEST(HttpStatus, RedirectsThatWereNotFollowedPointAtTheUrl) {
  EXPECT_EQ(status_error(302, 1).message, "HTTP 302 Found: check the External API URL");
  EXPECT_EQ(status_error(302, 1).code, "source_redirects");
}

TEST(HttpStatus, RefusalAfterARedirectIsNotBlamedOnTheKey) {
  EXPECT_EQ(refused_elsewhere(401, "www.shop.example:443").message,
            "HTTP 401 Unauthorized: the External API URL leads on to www.shop.example:443, where the "
            "External API Key is "
            "not sent; use that address as the External API URL");
  EXPECT_EQ(refused_elsewhere(403, "x:1").code, "source_redirects");
}

TEST(HttpStatus, UnknownStatusesAreNamedByNumber) {
  EXPECT_EQ(status_error(599, 1).message, "HTTP 599");
  EXPECT_EQ(status_error(418, 1).message, "HTTP 418: check the External API URL and its parameters");
}

TEST(HttpStatus, EveryFailureHasCodeAndText) {
  for (int status = 100; status < 1000; ++status) {
    if (status / 100 == 2) continue;
    EXPECT_FALSE(status_error(status, 1).code.empty()) << status;
    EXPECT_EQ(status_error(status, 1).message.rfind("HTTP ", 0), 0U) << status;
  }
}

}  // namespace
}  // namespace ordersync::source
