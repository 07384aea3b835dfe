// FOR TESTS ONLY: the API on a folder of its own, asked through the router, without a socket.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "api/router.h"
#include "api/routes.h"
#include "app/test_folder.h"

namespace ordersync::api {

class RouterTest : public app::FolderTest {
 protected:
  Json send(const http::ServerRequest& made, int status) {
    last_ = router_->answer(made);
    EXPECT_EQ(last_.status, status) << made.method << " " << made.target << ": " << last_.body;
    return last_.body.empty() ? Json() : Json::parse(last_.body);
  }
  std::string header(std::string_view name) const {
    for (const auto& [key, value] : last_.headers) {
      if (key == name) return value;
    }
    return {};
  }

  std::unique_ptr<app::Service> service_ = app::Service::start(*store_).value();
  std::unique_ptr<Router> router_ = std::make_unique<Router>(*store_, *service_, all_routes());
  http::ServerResponse last_;
};

// Asked by a program with a token.
class ApiTest : public RouterTest {
 protected:
  ApiTest() { as(app::Scope::admin); }

  // From now on the caller may do this much, by a token that is not about to end, which would be an alert.
  void as(app::Scope scope) {
    token_ = worker_->accounts.create_token("till", scope, 90, {"boss", ""}).value().secret.reveal();
  }

  http::ServerRequest request(std::string_view method, std::string_view target, const std::string& body = {},
                              std::string_view type = "application/json") {
    http::ServerRequest made = http::make_request(method, target).value();
    made.remote = "203.0.113.7";
    made.headers = {{"Authorization", "Bearer " + token_}};
    if (!body.empty()) {
      made.body = body;
      made.headers.emplace_back("Content-Type", std::string(type));
    }
    if (!if_match_.empty()) made.headers.emplace_back("If-Match", if_match_);
    return made;
  }
  Json ask(std::string_view method, std::string_view target, int status, const Json& body = Json()) {
    return send(request(method, target, body.is_null() ? std::string() : body.dump()), status);
  }
  Json get(std::string_view target, int status = 200) { return ask("GET", target, status); }
  std::string code(std::string_view method, std::string_view target, int status, const Json& body = Json()) {
    return ask(method, target, status, body).value("code", "");
  }
  // The field that the problem is about.
  std::string field(std::string_view method, std::string_view target, const Json& body) {
    const Json problem = ask(method, target, 422, body);
    return problem.contains("fields") ? problem["fields"].items().begin().key() : problem.dump();
  }
  std::string header_of_get(std::string_view target, std::string_view name = "ETag") {
    get(target);
    return header(name);
  }
  // The newest entry of the audit.
  app::Change last_change() { return worker_->accounts.audit().changes("", 1, "").value().items.at(0); }

  std::string token_;
  std::string if_match_;
};

}  // namespace ordersync::api
