// The facts every transport proves, and the two that prove them: the scripted one and the real one.
#include "tests/contract/transport_contract.h"

#include <deque>

#include "base/mutex.h"
#include "http/curl_transport.h"
#include "tests/support/loopback_server.h"
#include "tests/support/scripted_transport.h"

namespace ordersync::testing {

using base::ErrorKind;
using http::Header;

base::Result<void> CollectingSink::head(const http::ResponseHead& head) {
  ++heads;
  answer = head;
  if (fail_head) return *fail_head;
  return {};
}

base::Result<void> CollectingSink::chunk(std::string_view bytes) {
  body_before_head = body_before_head || heads == 0;
  body += bytes;
  if (fail_chunk) return *fail_chunk;
  return {};
}

namespace {

class ScriptedRig final : public TransportRig {
 public:
  http::Transport& transport() override { return transport_; }
  http::Request request() override {
    http::Request request;
    request.url = "https://source.example/orders";
    return request;
  }
  int requests_seen() override { return transport_.acted(); }
  void answer(int status, std::string body, std::vector<Header> headers) override {
    transport_.answer(status, std::move(body), std::move(headers));
  }
  void cut_body(std::string body, std::size_t after) override { transport_.cut_body(std::move(body), after); }
  void act_then_lose_answer() override { transport_.act_then_lose_answer(); }
  void garbage() override { transport_.garbage(); }
  void refuse() override { transport_.refuse(); }

 private:
  ScriptedTransport transport_;
};

class CurlRig final : public TransportRig {
 public:
  CurlRig() : server_([this](const LoopbackRequest&, LoopbackConnection& connection) { play(connection); }) {}

  http::Transport& transport() override { return transport_; }
  http::Request request() override {
    http::Request request;
    request.url = url_.empty() ? server_.url("/orders") : url_;
    request.allow_private_network = true;
    return request;
  }
  int requests_seen() override { return static_cast<int>(server_.requests().size()); }
  void answer(int status, std::string body, std::vector<Header> headers) override {
    add([=](LoopbackConnection& connection) { connection.answer(status, body, headers); });
  }
  void cut_body(std::string body, std::size_t after) override {
    add([=](LoopbackConnection& connection) {
      connection.write("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n");
      connection.write(std::string_view(body).substr(0, after));
      connection.close();
    });
  }
  void act_then_lose_answer() override {
    add([](LoopbackConnection& connection) { connection.close(); });
  }
  void garbage() override {
    add([](LoopbackConnection& connection) {
      connection.write("\x15\x03\x01\x02garbage\r\n\r\n");
      connection.close();
    });
  }
  void refuse() override { url_ = "http://127.0.0.1:" + std::to_string(unused_port()) + "/orders"; }

 private:
  using Step = std::function<void(LoopbackConnection&)>;
  void add(Step step) {
    base::MutexLock lock(mutex_);
    steps_.push_back(std::move(step));
  }
  void play(LoopbackConnection& connection) {
    Step step = [](LoopbackConnection& c) { c.close(); };
    {
      base::MutexLock lock(mutex_);
      if (!steps_.empty()) {
        step = std::move(steps_.front());
        steps_.pop_front();
      }
    }
    step(connection);
  }

  base::Mutex mutex_;
  std::deque<Step> steps_ GUARDED_BY(mutex_);
  std::string url_;
  LoopbackServer server_;
  http::CurlTransport transport_;
};

TEST_P(TransportContract, AnswerArrivesWholeWithItsHeadFirst) {
  const std::string body(100'000, 'x');
  rig_->answer(200, body, {{"Content-Type", "application/json"}, {"Date", "Sun, 06 Nov 1994 08:49:37 GMT"}});
  const auto request = rig_->request();
  const auto head = rig_->transport().send(request, sink_);
  ASSERT_TRUE(head.ok()) << head.error().message;
  EXPECT_EQ(head->status, 200);
  EXPECT_EQ(head->header("content-type"), "application/json");
  EXPECT_EQ(head->url, request.url);
  EXPECT_EQ(sink_.heads, 1);
  EXPECT_EQ(sink_.answer.status, 200);
  EXPECT_EQ(sink_.answer.header("date"), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_FALSE(sink_.body_before_head);
  EXPECT_EQ(sink_.body, body);
}

TEST_P(TransportContract, EmptyAnswerStillHasItsHead) {
  rig_->answer(200, "", {});
  ASSERT_TRUE(rig_->transport().send(rig_->request(), sink_).ok());
  EXPECT_EQ(sink_.heads, 1);
  EXPECT_EQ(sink_.body, "");
}

TEST_P(TransportContract, StatusesAreAnswersNotFailures) {
  for (const int status : {401, 404, 429, 500, 503}) {
    CollectingSink sink;
    rig_->answer(status, "why", {{"Retry-After", "7"}});
    const auto head = rig_->transport().send(rig_->request(), sink);
    ASSERT_TRUE(head.ok()) << status;
    EXPECT_EQ(head->status, status);
    EXPECT_EQ(head->header("Retry-After"), "7");
    EXPECT_EQ(sink.body, "why");
  }
}

TEST_P(TransportContract, CutBodyIsAnErrorAfterWhatArrived) {
  rig_->cut_body("[1,2,3]", 4);
  const auto head = rig_->transport().send(rig_->request(), sink_);
  ASSERT_FALSE(head.ok());
  EXPECT_EQ(head.error().code, "connection_lost");
  EXPECT_EQ(head.error().kind, ErrorKind::unknown);
  EXPECT_NE(head.error().message.find("cut off after 4 bytes"), std::string::npos) << head.error().message;
  EXPECT_EQ(sink_.body, "[1,2");
}

TEST_P(TransportContract, LostAnswerIsUnknownAndActedOnOnce) {
  for (const char* method : {"POST", "PUT"}) {
    const int before = rig_->requests_seen();
    rig_->act_then_lose_answer();
    auto request = rig_->request();
    request.method = method;
    request.body = "{}";
    const auto head = rig_->transport().send(request, sink_);
    ASSERT_FALSE(head.ok());
    EXPECT_EQ(head.error().code, "connection_lost");
    EXPECT_EQ(head.error().kind, ErrorKind::unknown);
    EXPECT_EQ(rig_->requests_seen(), before + 1);
    EXPECT_EQ(sink_.heads, 0);
  }
}

TEST_P(TransportContract, LostAnswerOnAKeptConnectionIsNotSentAgain) {
  auto request = rig_->request();
  request.method = "POST";
  request.body = "{}";
  rig_->answer(200, "{}", {});
  ASSERT_TRUE(rig_->transport().send(request, sink_).ok());
  rig_->act_then_lose_answer();
  const auto head = rig_->transport().send(request, sink_);
  ASSERT_FALSE(head.ok());
  EXPECT_EQ(head.error().code, "connection_lost");
  EXPECT_EQ(head.error().kind, ErrorKind::unknown);
  EXPECT_EQ(rig_->requests_seen(), 2);
}

TEST_P(TransportContract, RefusedConnectionIsTemporaryAndNamesThePort) {
  rig_->refuse();
  const auto head = rig_->transport().send(rig_->request(), sink_);
  ASSERT_FALSE(head.ok());
  EXPECT_EQ(head.error().code, "connection_refused");
  EXPECT_EQ(head.error().kind, ErrorKind::temporary);
  EXPECT_EQ(head.error().message.rfind("connection refused by ", 0), 0U);
  EXPECT_EQ(rig_->requests_seen(), 0);
}

TEST_P(TransportContract, GarbageIsNotHttp) {
  rig_->garbage();
  const auto head = rig_->transport().send(rig_->request(), sink_);
  ASSERT_FALSE(head.ok());
  EXPECT_EQ(head.error().code, "not_http");
  EXPECT_EQ(sink_.body, "");
}

TEST_P(TransportContract, SinkErrorEndsTheExchangeAndIsReturnedAsItIs) {
  const base::Error mine{ErrorKind::busy, "mine", "my words", "my detail"};
  rig_->answer(200, "[1,2,3]", {});
  sink_.fail_chunk = mine;
  const auto chunk = rig_->transport().send(rig_->request(), sink_);
  ASSERT_FALSE(chunk.ok());
  EXPECT_EQ(chunk.error().code, "mine");
  EXPECT_EQ(chunk.error().kind, ErrorKind::busy);
  EXPECT_EQ(chunk.error().message, "my words");

  CollectingSink sink;
  sink.fail_head = mine;
  rig_->answer(200, "[1,2,3]", {});
  const auto head = rig_->transport().send(rig_->request(), sink);
  ASSERT_FALSE(head.ok());
  EXPECT_EQ(head.error().code, "mine");
  EXPECT_EQ(sink.body, "");
}

TEST_P(TransportContract, TransportIsUsableAfterAFailure) {
  rig_->cut_body("[1,2,3]", 2);
  ASSERT_FALSE(rig_->transport().send(rig_->request(), sink_).ok());
  CollectingSink sink;
  rig_->answer(200, "[]", {});
  ASSERT_TRUE(rig_->transport().send(rig_->request(), sink).ok());
  EXPECT_EQ(sink.body, "[]");
}

TEST_P(TransportContract, AnswerPastTheLimitIsRefused) {
  rig_->answer(200, std::string(1001, 'x'), {});
  auto request = rig_->request();
  request.max_response_bytes = 1000;
  const auto head = rig_->transport().send(request, sink_);
  ASSERT_FALSE(head.ok());
  EXPECT_EQ(head.error().code, "answer_too_large");
  EXPECT_EQ(head.error().kind, ErrorKind::invalid);
  EXPECT_LE(sink_.body.size(), 1000U);
}

TEST_P(TransportContract, AnswerOfExactlyTheLimitIsFine) {
  rig_->answer(200, std::string(1000, 'x'), {});
  auto request = rig_->request();
  request.max_response_bytes = 1000;
  ASSERT_TRUE(rig_->transport().send(request, sink_).ok());
  EXPECT_EQ(sink_.body.size(), 1000U);
}

TEST_P(TransportContract, ForbiddenUrlsAreRefusedBeforeAnythingIsSent) {
  const std::pair<const char*, const char*> cases[] = {
      {"https://127.0.0.1/", "forbidden_address"},      {"https://0x7f000001/", "forbidden_address"},
      {"http://169.254.169.254/", "forbidden_address"}, {"https://localhost/", "forbidden_address"},
      {"http://source.example/", "plain_http"},         {"ftp://source.example/", "bad_url"},
      {"https://me:s3cret@source.example/", "bad_url"}, {"", "bad_url"}};
  for (const auto& [url, code] : cases) {
    http::Request request;
    request.url = url;
    const auto head = rig_->transport().send(request, sink_);
    ASSERT_FALSE(head.ok()) << url;
    EXPECT_EQ(head.error().code, code) << url;
    EXPECT_EQ(head.error().kind, ErrorKind::invalid) << url;
    EXPECT_EQ(head.error().message.find("s3cret"), std::string::npos);
  }
  EXPECT_EQ(rig_->requests_seen(), 0);
  EXPECT_EQ(sink_.heads, 0);
}

INSTANTIATE_TEST_SUITE_P(Transports, TransportContract,
                         ::testing::Values(TransportKind{"Scripted",
                                                         [] { return std::make_unique<ScriptedRig>(); }},
                                           TransportKind{"Curl", [] { return std::make_unique<CurlRig>(); }}),
                         [](const auto& kind) { return kind.param.name; });

}  // namespace
}  // namespace ordersync::testing
