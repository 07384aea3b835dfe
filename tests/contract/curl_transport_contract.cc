// What only the real transport can prove, against a real server on this machine's loopback: time-outs,
// compression, kept connections. Where a request may lead: curl_redirect_contract.cc.
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <vector>

#include "tests/contract/curl_transport_fixture.h"

namespace ordersync::testing {
namespace {

using base::ErrorKind;
using http::CurlTransport;
using http::Header;
using std::chrono::milliseconds;
using Handler = LoopbackServer::Handler;

TEST(CurlTransport, GzipIsAskedForAndUndone) {
  const std::string orders = R"([{"OrderID":639}])";
  LoopbackServer server([&](const LoopbackRequest&, LoopbackConnection& connection) {
    connection.answer(200, gzipped(orders), {{"Content-Encoding", "gzip"}});
  });
  CurlTransport transport;
  CollectingSink sink;
  ASSERT_TRUE(transport.send(get(server.url()), sink).ok());
  EXPECT_EQ(sink.body, orders);
  EXPECT_EQ(server.requests().at(0).header("Accept-Encoding"), "gzip");
}

TEST(CurlTransport, CompressedFloodStopsAtTheLimit) {
  const std::string bomb = gzip_bomb(64 << 20);
  ASSERT_LT(bomb.size(), 500'000U);
  LoopbackServer server([&](const LoopbackRequest&, LoopbackConnection& connection) {
    connection.answer(200, bomb, {{"Content-Encoding", "gzip"}});
  });
  CurlTransport transport;
  CollectingSink sink;
  auto request = get(server.url());
  request.max_response_bytes = 1 << 20;
  const auto sent = transport.send(request, sink);
  EXPECT_EQ(code_of(sent), "answer_too_large");
  EXPECT_NE(message_of(sent).find("larger than 1 MiB"), std::string::npos) << message_of(sent);
  EXPECT_LE(sink.body.size(), 1U << 20);
  EXPECT_GT(sink.body.size(), 1U << 19);
}

TEST(CurlTransport, BrokenCompressionIsNamed) {
  LoopbackServer server([](const LoopbackRequest&, LoopbackConnection& connection) {
    connection.answer(200, "this is not gzip at all, not a bit", {{"Content-Encoding", "gzip"}});
  });
  CurlTransport transport;
  CollectingSink sink;
  EXPECT_EQ(code_of(transport.send(get(server.url()), sink)), "bad_encoding");
  EXPECT_EQ(sink.body, "");
}

TEST(CurlTransport, ChunkedAnswerIsWholeAndItsTrailersAreNoHeaders) {
  LoopbackServer server([](const LoopbackRequest&, LoopbackConnection& connection) {
    connection.chunked_head(200, {{"Trailer", "Link"}});
    for (const char* part : {"[1", ",2", "]"}) connection.chunk(part);
    connection.write("0\r\nLink: <http://evil/>; rel=next\r\n\r\n");
  });
  CurlTransport transport;
  CollectingSink sink;
  const auto sent = transport.send(get(server.url()), sink);
  ASSERT_TRUE(sent.ok()) << message_of(sent);
  EXPECT_EQ(sink.body, "[1,2]");
  EXPECT_EQ(sent->header("Link"), "");
}

TEST(CurlTransport, ChunkedAnswerThatStopsIsCut) {
  LoopbackServer server([](const LoopbackRequest&, LoopbackConnection& connection) {
    connection.chunked_head(200);
    connection.chunk("[1,2");
    connection.close();
  });
  CurlTransport transport;
  CollectingSink sink;
  EXPECT_EQ(code_of(transport.send(get(server.url()), sink)), "connection_lost");
  EXPECT_EQ(sink.body, "[1,2");
}

TEST(CurlTransport, ResetConnectionIsLost) {
  LoopbackServer server([](const LoopbackRequest&, LoopbackConnection& connection) {
    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[1");
    connection.reset();
  });
  CurlTransport transport;
  CollectingSink sink;
  EXPECT_EQ(code_of(transport.send(get(server.url()), sink)), "connection_lost");
}

TEST(CurlTransport, SilenceTimesOutToTheMillisecond) {
  LoopbackServer server(
      [](const LoopbackRequest&, LoopbackConnection& connection) { connection.never_answer(); });
  CurlTransport transport;
  CollectingSink sink;
  auto request = get(server.url());
  request.idle_timeout = milliseconds(150);
  const auto begin = std::chrono::steady_clock::now();
  const auto sent = transport.send(request, sink);
  const auto took = std::chrono::steady_clock::now() - begin;
  EXPECT_EQ(code_of(sent), "timed_out");
  EXPECT_EQ(message_of(sent), "timed out after 150 milliseconds without a byte");
  EXPECT_EQ(sent.error().kind, ErrorKind::unknown);  // it was sent
  EXPECT_GE(took, milliseconds(150));
  EXPECT_LT(took, milliseconds(20'000));
}

TEST(CurlTransport, SilenceInTheMiddleTimesOut) {
  LoopbackServer server([](const LoopbackRequest&, LoopbackConnection& connection) {
    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[1");
    connection.never_answer();
  });
  CurlTransport transport;
  CollectingSink sink;
  auto request = get(server.url());
  request.idle_timeout = milliseconds(1'500);  // time enough for the beginning to come
  EXPECT_EQ(message_of(transport.send(request, sink)), "timed out after 1500 milliseconds without a byte");
  EXPECT_EQ(sink.body, "[1");
}

TEST(CurlTransport, SlowSourceThatKeepsSendingIsNotSilent) {
  LoopbackServer server([](const LoopbackRequest&, LoopbackConnection& connection) {
    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n");
    for (int i = 0; i < 8 && connection.pause(milliseconds(250)); ++i) connection.write("x");
  });
  CurlTransport transport;
  CollectingSink sink;
  auto request = get(server.url());
  request.idle_timeout = milliseconds(1'800);
  ASSERT_TRUE(transport.send(request, sink).ok());
  EXPECT_EQ(sink.body, "xxxxxxxx");
}

TEST(CurlTransport, TimeThatTheSinkTakesIsNotTheSourcesSilence) {
  class SlowSink final : public http::BodySink {
   public:
    base::Result<void> head(const http::ResponseHead&) override { return {}; }
    base::Result<void> chunk(std::string_view bytes) override {
      got += bytes.size();
      if (++chunks <= 3) poll(nullptr, 0, 600);
      return {};
    }
    std::size_t got = 0;
    int chunks = 0;
  };
  constexpr std::size_t kPlain = 4 << 20;  // in one network read, so that only the sink takes time
  LoopbackServer server([&](const LoopbackRequest&, LoopbackConnection& connection) {
    connection.write("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n");
    connection.chunk(gzip_bomb(kPlain));
    connection.pause(milliseconds(10'000));
  });
  CurlTransport transport;
  SlowSink sink;
  auto request = get(server.url());
  request.idle_timeout = milliseconds(1'500);
  EXPECT_EQ(code_of(transport.send(request, sink)), "timed_out");  // only after all of it was taken
  EXPECT_GE(sink.got, kPlain);
}

TEST(CurlTransport, TrickleEndsWithTheTotalTime) {
  LoopbackServer server([](const LoopbackRequest&, LoopbackConnection& connection) {
    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
    while (connection.pause(milliseconds(20)) && connection.write("x")) {
    }
  });
  CurlTransport transport;
  CollectingSink sink;
  auto request = get(server.url());
  request.total_timeout = milliseconds(250);
  EXPECT_EQ(message_of(transport.send(request, sink)), "timed out after 250 milliseconds in all");
}

// Listens, but its queue is full: further connections get no answer at all.
class DeafPort {
 public:
  DeafPort() : listener_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address);
    listen(listener_, 0);
    socklen_t length = sizeof address;
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length);
    port_ = ntohs(address.sin_port);
    for (int& fd : fillers_) {
      fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
      static_cast<void>(connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address));
    }
  }
  ~DeafPort() {
    for (const int fd : fillers_) close(fd);
    close(listener_);
  }
  DeafPort(const DeafPort&) = delete;
  DeafPort& operator=(const DeafPort&) = delete;
  int port() const { return port_; }

 private:
  int listener_;
  int port_ = 0;
  std::array<int, 4> fillers_{};
};

TEST(CurlTransport, ConnectTimeOutIsItsOwnAndNothingWasSent) {
  const DeafPort deaf;
  CurlTransport transport;
  CollectingSink sink;
  auto request = get("http://127.0.0.1:" + std::to_string(deaf.port()) + "/");
  request.connect_timeout = milliseconds(200);
  const auto sent = transport.send(request, sink);
  EXPECT_EQ(message_of(sent),
            "timed out after 200 milliseconds connecting to 127.0.0.1:" + std::to_string(deaf.port()));
  EXPECT_EQ(code_of(sent), "timed_out");
  EXPECT_EQ(sent.error().kind, ErrorKind::temporary);
}

TEST(CurlTransport, StopEndsAnExchangeThatHangs) {
  std::atomic<bool> stop{false};
  LoopbackServer server([&](const LoopbackRequest&, LoopbackConnection& connection) {
    stop = true;
    connection.never_answer();
  });
  CurlTransport transport([&] { return stop.load(); });
  CollectingSink sink;
  const auto sent = transport.send(get(server.url()), sink);
  EXPECT_EQ(code_of(sent), "interrupted");
  EXPECT_EQ(sent.error().kind, ErrorKind::unknown);
}

TEST(CurlTransport, StopEndsADownloadThatNeverPauses) {
  std::atomic<bool> stop{false};
  LoopbackServer server([&](const LoopbackRequest&, LoopbackConnection& connection) {
    connection.chunked_head(200);
    const std::string block(64 << 10, 'x');
    for (int i = 0; connection.chunk(block); ++i) {
      if (i == 20) stop = true;
    }
  });
  CurlTransport transport([&] { return stop.load(); });
  CollectingSink sink;
  EXPECT_EQ(code_of(transport.send(get(server.url()), sink)), "interrupted");
}

TEST(CurlTransport, ConnectionsAreKept) {
  LoopbackServer server(
      [](const LoopbackRequest&, LoopbackConnection& connection) { connection.answer(200, "[]"); });
  CurlTransport transport;
  for (int i = 0; i < 3; ++i) {
    CollectingSink sink;
    ASSERT_TRUE(transport.send(get(server.url()), sink).ok());
  }
  for (const auto& request : server.requests()) EXPECT_EQ(request.connection, 1);
}

TEST(CurlTransport, GetOnAKeptConnectionThatDiedIsSentAgain) {
  LoopbackServer server([](const LoopbackRequest& request, LoopbackConnection& connection) {
    if (request.connection == 1 && request.target == "/second") return connection.close();
    connection.answer(200, "[]");
  });
  CurlTransport transport;
  CollectingSink first;
  CollectingSink second;
  ASSERT_TRUE(transport.send(get(server.url("/first")), first).ok());
  ASSERT_TRUE(transport.send(get(server.url("/second")), second).ok());
  EXPECT_EQ(second.body, "[]");
  EXPECT_EQ(second.heads, 1);
}

// The proxy before an Odoo that is started anew while Odoo works on.
TEST(CurlTransport, PostThatHasLeftIsUnknownThoughSendingItAgainIsRefused) {
  LoopbackServer* listening = nullptr;
  LoopbackServer server([&](const LoopbackRequest& request, LoopbackConnection& connection) {
    if (request.target == "/first") return static_cast<void>(connection.answer(200, "[]"));
    listening->refuse_more();
    connection.close();
  });
  listening = &server;
  CurlTransport transport;
  CollectingSink first;
  CollectingSink second;
  auto request = get(server.url("/first"));
  request.method = "POST";
  request.body = "{}";
  ASSERT_TRUE(transport.send(request, first).ok());
  request.url = server.url("/second");
  const auto head = transport.send(request, second);
  ASSERT_FALSE(head.ok());
  EXPECT_EQ(head.error().kind, base::ErrorKind::unknown) << head.error().code;
  EXPECT_EQ(server.requests().size(), 2U);
}

TEST(CurlTransport, RequestCarriesWhatWasAskedForAndNothingElse) {
  LoopbackServer server(
      [](const LoopbackRequest&, LoopbackConnection& connection) { connection.answer(200, "{}"); });
  CurlTransport transport;
  CollectingSink sink;
  auto request = get(server.url("/a/../b//c%20d?x=1&y=%2f#fragment"));
  request.method = "POST";
  request.body = R"({"jsonrpc":"2.0"})";
  request.headers = {{"Content-Type", "application/json"}, {"X-Empty", ""}};
  request.credentials = {{"Authorization", "Bearer K1"}};
  ASSERT_TRUE(transport.send(request, sink).ok());
  const LoopbackRequest seen = server.requests().at(0);
  EXPECT_EQ(seen.method, "POST");
  EXPECT_EQ(seen.target, "/a/../b//c%20d?x=1&y=%2f");
  EXPECT_EQ(seen.body, request.body);
  EXPECT_EQ(seen.header("Content-Type"), "application/json");
  EXPECT_EQ(seen.header("Authorization"), "Bearer K1");
  EXPECT_EQ(seen.header("User-Agent").rfind("ordersync/", 0), 0U);
  std::vector<std::string> names;
  for (const auto& header : seen.headers) names.push_back(header.first);
  EXPECT_EQ(names, (std::vector<std::string>{"Host", "User-Agent", "Accept", "Accept-Encoding",
                                             "Content-Type", "X-Empty", "Authorization", "Content-Length"}));
}

TEST(CurlTransport, HeadersThatWouldSplitTheRequestAreRefused) {
  LoopbackServer server(
      [](const LoopbackRequest&, LoopbackConnection& connection) { connection.answer(200, "{}"); });
  CurlTransport transport;
  for (const Header& header : std::vector<Header>{{"X-A", "s3cret\r\nX-B: 1"},
                                                  {"X A", "1"},
                                                  {"", "1"},
                                                  {"X-A:", "1"},
                                                  {"Content-Length", "0"},
                                                  {"Transfer-Encoding", "chunked"},
                                                  {"X-A", std::string("a\0b", 3)}}) {
    CollectingSink sink;
    auto request = get(server.url());
    request.credentials = {header};
    const auto sent = transport.send(request, sink);
    EXPECT_EQ(code_of(sent), "bad_header");
    EXPECT_EQ(message_of(sent).find("s3cret"), std::string::npos);
  }
  EXPECT_TRUE(server.requests().empty());
}

TEST(CurlTransport, ProxiesOfTheEnvironmentAreNotUsed) {
  const std::string proxy = "http://127.0.0.1:" + std::to_string(unused_port());
  setenv("http_proxy", proxy.c_str(), 1);
  setenv("ALL_PROXY", proxy.c_str(), 1);
  LoopbackServer server(
      [](const LoopbackRequest&, LoopbackConnection& connection) { connection.answer(200, "[]"); });
  CurlTransport transport;
  CollectingSink sink;
  EXPECT_TRUE(transport.send(get(server.url()), sink).ok());
  unsetenv("http_proxy");
  unsetenv("ALL_PROXY");
}

TEST(CurlTransport, InformationalAnswersAreSkipped) {
  LoopbackServer server(
      always("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]"));
  CurlTransport transport;
  CollectingSink sink;
  const auto sent = transport.send(get(server.url()), sink);
  ASSERT_TRUE(sent.ok());
  EXPECT_EQ(sent->status, 200);
  EXPECT_EQ(sent->header("Link"), "");
  EXPECT_EQ(sink.heads, 1);
}

TEST(CurlTransport, HeadWithoutEndIsRefused) {
  LoopbackServer server([](const LoopbackRequest&, LoopbackConnection& connection) {
    connection.write("HTTP/1.1 200 OK\r\n");
    while (connection.write("X-Filler: " + std::string(1000, 'x') + "\r\n")) {
    }
  });
  CurlTransport transport;
  CollectingSink sink;
  EXPECT_EQ(code_of(transport.send(get(server.url()), sink)), "answer_too_large");
  EXPECT_EQ(sink.heads, 0);
}

TEST(CurlTransport, UnknownAuthorityFileIsNamed) {
  LoopbackServer server(
      [](const LoopbackRequest&, LoopbackConnection& connection) { connection.never_answer(); });
  CurlTransport transport;
  CollectingSink sink;
  auto request = get("https://127.0.0.1:" + std::to_string(server.port()) + "/");
  request.ca_file = "/nonexistent/authorities.pem";
  EXPECT_EQ(code_of(transport.send(request, sink)), "tls_failed");
}

TEST(CurlTransport, ServerWithoutTlsIsNotTakenForASecureOne) {
  LoopbackServer server(always("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]"));
  CurlTransport transport;
  CollectingSink sink;
  auto request = get("https://127.0.0.1:" + std::to_string(server.port()) + "/");
  request.idle_timeout = milliseconds(500);
  request.connect_timeout = milliseconds(500);
  const auto sent = transport.send(request, sink);
  EXPECT_FALSE(sent.ok());
  EXPECT_EQ(sent.error().kind, ErrorKind::temporary);  // nothing was sent
  EXPECT_EQ(sink.heads, 0);
}

}  // namespace
}  // namespace ordersync::testing
