// The table of routes against the document that describes it.
#include "api/routes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

namespace ordersync::api {
namespace {

// "GET /api/v1/orders" → what it needs. Reads the lines of the document's `paths`, whose indents are two
// blanks a level.
std::map<std::string, std::string> documented() {
  std::map<std::string, std::string> found;
  std::string path;
  std::string operation;
  const std::string_view text = openapi_document();
  bool in_paths = false;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string line(text.substr(at, end - at));
    at = end + 1;
    if (!line.empty() && line.front() != ' ') in_paths = line == "paths:";
    if (!in_paths) continue;
    if (line.starts_with("  /") && line.ends_with(":")) path = line.substr(2, line.size() - 3);
    for (const char* method : {"get", "post", "put", "patch", "delete"}) {
      if (line != std::string("    ") + method + ":") continue;
      operation = method;
      for (char& c : operation) c = static_cast<char>(c - 'a' + 'A');
      operation += " " + path;
      found[operation] = "not said";
    }
    constexpr std::string_view kNeeds = "      x-needs: ";
    if (line.starts_with(kNeeds)) found[operation] = line.substr(kNeeds.size());
  }
  return found;
}

TEST(Routes, AreThoseOfTheDocumentAndNeedWhatItSays) {
  std::map<std::string, std::string> routes;
  for (const Route& route : all_routes()) {
    const std::string operation = std::string(route.method) + " " + std::string(route.path);
    EXPECT_TRUE(routes.emplace(operation, to_string(route.needs)).second)
        << operation << " stands in the table twice";
  }
  EXPECT_EQ(routes, documented());
}

TEST(Routes, OpenNothingToStrangersButSigningInAndTheDocument) {
  std::set<std::string> open;
  for (const Route& route : all_routes()) {
    if (route.needs == Needs::nothing) open.emplace(route.path);
  }
  EXPECT_THAT(open, testing::ElementsAre("/api/v1/openapi.yaml", "/api/v1/sign-in", "/api/v1/sign-in/link",
                                         "/api/v1/sign-in/link/check"));
}

}  // namespace
}  // namespace ordersync::api
