// FOR TESTS ONLY: the API on a folder of its own, asked through the router by a token, without a socket.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <memory>
#include <string>

#include "api/router.h"
#include "api/routes.h"

namespace ordersync::api {

class ApiTest : public ::testing::Test {
 protected:
  ApiTest() {
    std::string path = (std::filesystem::temp_directory_path() / "ordersync-test-XXXXXX").string();
    EXPECT_NE(::mkdtemp(path.data()), nullptr);
    folder_ = path;
    store_ = app::Store::open({path}, app::LogTo::file).value();
    service_ = app::Service::start(*store_).value();
    router_ = std::make_unique<Router>(*store_, *service_, all_routes());
    worker_ = app::Worker::open(*store_).value();
    as(app::Scope::admin);
  }
  ~ApiTest() override {
    router_.reset();
    service_.reset();
    worker_.reset();
    store_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

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
  Json send(const http::ServerRequest& made, int status) {
    last_ = router_->answer(made);
    EXPECT_EQ(last_.status, status) << made.method << " " << made.target << ": " << last_.body;
    return last_.body.empty() ? Json() : Json::parse(last_.body);
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
  std::string header(std::string_view name) const {
    for (const auto& [key, value] : last_.headers) {
      if (key == name) return value;
    }
    return {};
  }
  // The newest entry of the audit.
  app::Change last_change() { return worker_->accounts.audit().changes("", 1, "").value().items.at(0); }

  std::string folder_;
  std::unique_ptr<app::Store> store_;
  std::unique_ptr<app::Service> service_;
  std::unique_ptr<Router> router_;
  std::unique_ptr<app::Worker> worker_;
  http::ServerResponse last_;
  std::string token_;
  std::string if_match_;
};

}  // namespace ordersync::api
