// The server against real clients on loopback: what it answers, what it refuses, whom it drops, how it stops.
#include "http/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <atomic>
#include <future>
#include <latch>
#include <thread>

#include "base/time.h"
#include "http/test_certificate.h"
#include "http/test_client.h"

namespace ordersync::http {
namespace {

using std::chrono::milliseconds;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

ServerResponse echo(const ServerRequest& request) {
  ServerResponse response;
  response.headers = {{"Content-Type", "text/plain"}};
  response.body = request.method + " " + request.path + " [" + request.body + "]";
  for (const auto& [name, value] : request.query) response.body += " " + name + "=" + value;
  return response;
}

std::unique_ptr<Server> start(ServerOptions options, Handler handler = echo) {
  auto server = Server::start(std::move(options), std::move(handler));
  EXPECT_TRUE(server.ok()) << server.error().message;
  return std::move(server).value();
}

std::string ask(int port, std::string_view bytes) {
  Client client(port);
  client.send(bytes);
  return client.read_all();
}

// For what one of these does, by itself: the others would do it too, later.
ServerOptions patient(ServerOptions options = {}) {
  for (auto* timeout :
       {&options.header_timeout, &options.request_timeout, &options.idle_timeout, &options.write_timeout}) {
    *timeout = std::chrono::hours(1);
  }
  return options;
}

constexpr std::string_view kGet = "GET /a/b?x=1&y=%20z HTTP/1.1\r\nHost: shop\r\n\r\n";
constexpr std::string_view kGetAndClose = "GET /a HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n";

TEST(Server, AnswersWithDateLengthAndTheHandlersWords) {
  const auto server = start({});
  const std::string answer = ask(server->port(), kGetAndClose);
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answer, HasSubstr("\r\nContent-Length: 9\r\n"));
  EXPECT_THAT(answer, HasSubstr("\r\nContent-Type: text/plain\r\n"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\nGET /a []"));
  const std::size_t at = answer.find("\r\nDate: ");
  ASSERT_NE(at, std::string::npos);
  EXPECT_TRUE(base::parse_http_date(answer.substr(at + 8, 29)).has_value());
}

// What a handler learns of the way here.
ServerResponse tell_the_way(const ServerRequest& request) {
  ServerResponse response;
  response.body = request.remote + (request.encrypted ? " encrypted" : " plain");
  return response;
}

TEST(Server, WhoAsksIsThePeerUnlessAProxyOfOursSaysForWhom) {
  constexpr std::string_view kForwarded =
      "GET / HTTP/1.1\r\nHost: shop\r\nX-Forwarded-For: 192.0.2.1, 203.0.113.7\r\nConnection: close\r\n\r\n";
  const auto open = start({}, tell_the_way);
  EXPECT_THAT(ask(open->port(), kForwarded), EndsWith("127.0.0.1 plain"));
  ServerOptions options;
  options.behind_proxy = true;
  const auto server = start(options, tell_the_way);
  EXPECT_THAT(ask(server->port(), kForwarded), EndsWith("203.0.113.7 encrypted"));
  EXPECT_THAT(ask(server->port(), kGetAndClose), EndsWith("127.0.0.1 encrypted"));
}

TEST(Server, ATrailerSaysNothingOfTheRequest) {
  ServerOptions options;
  options.behind_proxy = true;
  const auto server = start(options, [](const ServerRequest& request) {
    ServerResponse response;
    response.body = request.remote + " [" + std::string(request.header("X")) + "] " + request.body;
    return response;
  });
  EXPECT_THAT(
      ask(server->port(),
          "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Forwarded-For: 203.0.113.7\r\n"
          "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nX-Forwarded-For: 10.0.0.1\r\nX: y\r\n\r\n"),
      EndsWith("\r\n\r\n203.0.113.7 [] hi"));
}

TEST(Server, OneConnectionCarriesManyRequestsEvenSentAtOnce) {
  const auto server = start({});
  Client client(server->port());
  client.send(std::string(kGet) + "POST /p HTTP/1.1\r\nHost: shop\r\nContent-Length: 3\r\n\r\nabc" +
              std::string(kGet));
  EXPECT_THAT(client.read_answer(), EndsWith("GET /a/b [] x=1 y= z"));
  EXPECT_THAT(client.read_answer(), EndsWith("POST /p [abc]"));
  EXPECT_THAT(client.read_answer(), EndsWith("GET /a/b [] x=1 y= z"));
}

TEST(Server, HeadHasTheLengthButNoBody) {
  const auto server = start({});
  const std::string answer =
      ask(server->port(), "HEAD /a HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(answer, HasSubstr("Content-Length: 9\r\n"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\n"));
}

TEST(Server, ChunkedRequestBodiesAreRead) {
  const auto server = start({});
  const std::string answer =
      ask(server->port(),
          "POST /p HTTP/1.1\r\nHost: shop\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n"
          "\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
  EXPECT_THAT(answer, EndsWith("[abcde]"));
}

TEST(Server, ContinueIsSentOnlyForABodyThatWillBeTaken) {
  ServerOptions options;
  options.max_body_bytes = 10;
  const auto server = start(options);
  Client taken(server->port());
  taken.send("POST /p HTTP/1.1\r\nHost: shop\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  EXPECT_EQ(taken.read_answer(), "HTTP/1.1 100 Continue\r\n\r\n");
  taken.send("abc");
  EXPECT_THAT(taken.read_answer(), EndsWith("[abc]"));
  const std::string refused = ask(
      server->port(), "POST /p HTTP/1.1\r\nHost: shop\r\nExpect: 100-continue\r\nContent-Length: 11\r\n\r\n");
  EXPECT_THAT(refused, StartsWith("HTTP/1.1 413 "));
}

TEST(Server, MalformedRequestsAreAnswered400AndClosed) {
  const auto server = start({});
  for (const std::string_view bytes : {
           "nonsense\r\n\r\n",
           "GET / HTTP/1.1\r\n\r\n",                        // no Host
           "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",  // two
           "GET / HTTP/2.0\r\nHost: a\r\n\r\n",
           "GET relative HTTP/1.1\r\nHost: a\r\n\r\n",
           "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n",
           "GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n",
           "GET /a/%2e%2e/b HTTP/1.1\r\nHost: a\r\n\r\n",
           "GET / HTTP/1.1\r\nHost: a\r\nBad Name: x\r\n\r\n",
           "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
           "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
           "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
           "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n",
           "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
       }) {
    const std::string answer = ask(server->port(), bytes);
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 400 Bad Request\r\n")) << bytes;
    EXPECT_THAT(answer, HasSubstr("Connection: close\r\n")) << bytes;
    EXPECT_THAT(answer, HasSubstr("application/problem+json")) << bytes;
  }
}

TEST(Server, HeaderPastItsLimitIsAnswered431) {
  ServerOptions options;
  options.max_header_bytes = 1024;
  const auto server = start(options);
  const std::string answer =
      ask(server->port(), "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(5'000, 'x') + "\r\n\r\n");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 431 "));
}

TEST(Server, AChunksHeadOrATrailerWithoutAnEndIsAnswered431) {
  ServerOptions options;
  options.max_header_bytes = 1024;
  const auto server = start(options);
  std::string trailer = "0\r\n";
  while (trailer.size() < 100'000) trailer += "A: b\r\n";
  for (const std::string& chunk : {"5;" + std::string(100'000, 'x'), trailer}) {
    const std::string answer =
        ask(server->port(), "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk);
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 431 ")) << chunk.substr(0, 5);
  }
}

TEST(Server, BodyPastItsLimitIsAnswered413WithoutReadingIt) {
  ServerOptions options;
  options.max_body_bytes = 1024;
  std::atomic<int> calls = 0;
  const auto server = start(options, [&](const ServerRequest& request) {
    ++calls;
    return echo(request);
  });
  EXPECT_THAT(ask(server->port(), "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000000\r\n\r\n"),
              StartsWith("HTTP/1.1 413 "));
  EXPECT_THAT(ask(server->port(), "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n800\r\n" +
                                      std::string(2048, 'x') + "\r\n0\r\n\r\n"),
              StartsWith("HTTP/1.1 413 "));
  EXPECT_EQ(calls, 0);
}

TEST(Server, ARefusalSurvivesAClientThatGoesOnSending) {
  ServerOptions options;
  options.max_body_bytes = 1024;
  const auto server = start(options);
  Client client(server->port());
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4000000\r\n\r\n");
  client.send(std::string(4'000'000, 'x'));
  EXPECT_THAT(client.read_all(), StartsWith("HTTP/1.1 413 "));
}

TEST(Server, BodiesTogetherAreBounded) {
  ServerOptions options;
  options.max_bodies_bytes = 100'000;
  const auto server = start(options);
  const std::string answer =
      ask(server->port(),
          "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 150000\r\n\r\n" + std::string(150'000, 'x'));
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 503 "));
  EXPECT_THAT(answer, HasSubstr("Retry-After: "));
  // What was refused is forgotten.
  EXPECT_THAT(ask(server->port(), kGetAndClose), StartsWith("HTTP/1.1 200 "));
}

TEST(Server, UnknownExpectationIsAnswered417) {
  const auto server = start({});
  EXPECT_THAT(ask(server->port(), "GET / HTTP/1.1\r\nHost: a\r\nExpect: magic\r\n\r\n"),
              StartsWith("HTTP/1.1 417 "));
}

TEST(Server, ExceptionsOfTheHandlerAreAnswered500WithoutTheirText) {
  const auto server = start({}, [](const ServerRequest& request) -> ServerResponse {
    if (request.path == "/odd") throw 7;  // NOLINT
    throw std::runtime_error("the secret inside");
  });
  for (const char* path : {"/", "/odd"}) {
    const std::string answer =
        ask(server->port(), "GET " + std::string(path) + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 500 Internal Server Error\r\n"));
    EXPECT_THAT(answer, Not(HasSubstr("secret")));
  }
}

TEST(Server, AHeaderWithALineBreakNeverLeavesTheHouse) {
  const auto server = start({}, [](const ServerRequest&) {
    ServerResponse response;
    response.headers = {{"X-Name", "a\r\nSet-Cookie: stolen=1"}};
    return response;
  });
  const std::string answer = ask(server->port(), kGetAndClose);
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 500 "));
  EXPECT_THAT(answer, Not(HasSubstr("stolen")));
}

TEST(Server, BigAnswersAreStreamedPieceByPiece) {
  const auto server = start({}, [](const ServerRequest&) {
    ServerResponse response;
    response.body = "first,";
    response.producer = [left = 3](std::string& chunk) mutable {
      if (left == 2) return --left, true;  // an empty piece is no end
      chunk = "piece,";
      return --left > 0;
    };
    return response;
  });
  EXPECT_THAT(ask(server->port(), kGetAndClose),
              EndsWith("\r\n\r\n6\r\nfirst,\r\n6\r\npiece,\r\n6\r\npiece,\r\n0\r\n\r\n"));
  // A client of HTTP/1.0 knows no chunks: the end of the connection is the end of the body.
  const std::string old = ask(server->port(), "GET / HTTP/1.0\r\n\r\n");
  EXPECT_THAT(old, EndsWith("\r\n\r\nfirst,piece,piece,"));
  EXPECT_THAT(old, Not(HasSubstr("chunked")));
}

TEST(Server, AStreamThatPausesHoldsNoWorker) {
  ServerOptions options;
  options.threads = 1;
  options.stop_timeout = std::chrono::minutes(1);
  std::latch asked_often(3);
  const auto server = start(options, [&](const ServerRequest& request) {
    ServerResponse response;
    if (request.path != "/events") return response;
    response.body = "hello\n";
    response.producer_pause = milliseconds(1);
    response.producer = [&, calls = 0](std::string&) mutable {
      if (++calls <= 3) asked_often.count_down();
      return true;  // nothing new, for ever
    };
    return response;
  });
  Client listener(server->port());
  listener.send("GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
  asked_often.wait();
  EXPECT_THAT(ask(server->port(), kGetAndClose), StartsWith("HTTP/1.1 200 "))
      << "the only worker is free between two pieces";
  const auto before = std::chrono::steady_clock::now();
  server->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(30)) << "a stop ends it at once";
  EXPECT_THAT(listener.read_all(), EndsWith("hello\n\r\n0\r\n\r\n")) << "and properly";
}

TEST(Server, AStreamThatBreaksIsNeverEndedProperly) {
  const auto server = start({}, [](const ServerRequest&) {
    ServerResponse response;
    response.producer = [calls = 0](std::string& chunk) mutable {
      if (++calls == 2) throw std::runtime_error("the store is gone");
      chunk = "piece";
      return true;
    };
    return response;
  });
  const std::string answer = ask(server->port(), kGetAndClose);
  EXPECT_THAT(answer, HasSubstr("5\r\npiece\r\n"));
  EXPECT_THAT(answer, Not(EndsWith("0\r\n\r\n")));
}

TEST(Server, TwoHundredSlowClientsDisturbNobodyAndAreDropped) {
  ServerOptions options = patient();
  options.header_timeout = milliseconds(5'000);
  const auto server = start(options);
  std::vector<std::unique_ptr<Client>> slow;
  for (int i = 0; i < 200; ++i) {
    slow.push_back(std::make_unique<Client>(server->port()));
    ASSERT_TRUE(slow.back()->connected());
    slow.back()->send(i % 2 == 0 ? "GET / HTTP/1.1\r\nHost: a\r\nX-Slow: " : "G");
  }
  const auto before = std::chrono::steady_clock::now();
  EXPECT_THAT(ask(server->port(), kGetAndClose), StartsWith("HTTP/1.1 200 "));
  EXPECT_LT(std::chrono::steady_clock::now() - before, milliseconds(4'000));
  // One of them goes on sending a byte at a time: the deadline is absolute.
  std::thread trickle([&] {
    while (slow[0]->send("x")) std::this_thread::yield();
  });
  for (std::size_t i = 1; i < slow.size(); ++i) EXPECT_THAT(slow[i]->read_all(), StartsWith("HTTP/1.1 408 "));
  trickle.join();
  EXPECT_THAT(ask(server->port(), kGetAndClose), StartsWith("HTTP/1.1 200 "));
}

TEST(Server, ASilentConnectionIsDroppedWithoutAWord) {
  ServerOptions options = patient();
  options.header_timeout = milliseconds(50);
  const auto strict = start(options);
  Client silent(strict->port());
  EXPECT_EQ(silent.read_all(), "");
  EXPECT_TRUE(silent.is_closed());
  options = patient();
  options.idle_timeout = milliseconds(50);
  const auto server = start(options);
  Client client(server->port());
  client.send(kGet);
  EXPECT_THAT(client.read_answer(), StartsWith("HTTP/1.1 200 "));
  EXPECT_EQ(client.read_all(), "");
  EXPECT_TRUE(client.is_closed()) << "idle after its first answer";
}

TEST(Server, ABodyThatDoesNotArriveIsAnswered408) {
  ServerOptions options = patient();
  options.request_timeout = milliseconds(50);
  const auto server = start(options);
  EXPECT_THAT(ask(server->port(), "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab"),
              StartsWith("HTTP/1.1 408 "));
}

TEST(Server, AClientThatDoesNotReadItsAnswerIsDropped) {
  ServerOptions options = patient();
  options.write_timeout = milliseconds(100);
  std::promise<void> ended;
  const auto server = start(options, [&](const ServerRequest&) {
    ServerResponse response;
    // Ends with the connection: its destructor is how the test learns of it.
    response.producer =
        [guard = std::shared_ptr<void>(nullptr, [&](void*) { ended.set_value(); })](std::string& chunk) {
          chunk.assign(1 << 20, 'x');
          return true;
        };
    return response;
  });
  Client client(server->port());
  client.send(kGet);
  EXPECT_EQ(ended.get_future().wait_for(std::chrono::minutes(1)), std::future_status::ready);
}

TEST(Server, WhenConnectionsRunOutTheOneThatWaitedLongestMakesRoom) {
  ServerOptions options;
  options.max_connections = 4;
  const auto server = start(options);
  std::vector<std::unique_ptr<Client>> idle;
  for (int i = 0; i < 4; ++i) {
    idle.push_back(std::make_unique<Client>(server->port()));
    idle.back()->send(kGet);
    EXPECT_THAT(idle.back()->read_answer(), StartsWith("HTTP/1.1 200 "));
  }
  EXPECT_THAT(ask(server->port(), kGetAndClose), StartsWith("HTTP/1.1 200 "));
  EXPECT_EQ(idle[0]->read_all(), "");
  idle[3]->send(kGetAndClose);
  EXPECT_THAT(idle[3]->read_all(), StartsWith("HTTP/1.1 200 "));
}

TEST(Server, WhoSendsHalfARequestKeepsNobodyOut) {
  ServerOptions options;
  options.max_connections = 2;
  const auto server = start(options);
  Client first(server->port());
  Client second(server->port());
  for (Client* slow : {&first, &second}) {
    slow->send(std::string(kGet) + "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\nhalf");
    EXPECT_THAT(slow->read_answer(), StartsWith("HTTP/1.1 200 "));
  }
  EXPECT_THAT(ask(server->port(), kGetAndClose), StartsWith("HTTP/1.1 200 "));
  EXPECT_EQ(first.read_all(), "");
}

TEST(Server, WhoDoesNotReadKeepsNobodyOut) {
  ServerOptions options;
  options.max_connections = 2;
  const auto server = start(options, [](const ServerRequest& request) {
    if (request.path == "/a") return echo(request);
    ServerResponse endless;
    endless.producer = [](std::string& chunk) {
      chunk.assign(1 << 20, 'x');
      return true;
    };
    return endless;
  });
  Client first(server->port());
  Client second(server->port());
  first.send(kGet);
  second.send(kGet);
  std::string answer;
  // Until what the sockets hold is full.
  for (int tries = 0; tries < 20'000 && !answer.starts_with("HTTP/1.1 200 "); ++tries)
    answer = ask(server->port(), kGetAndClose);
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 "));
}

TEST(Server, WhenAllConnectionsAreBusyANewOneIsAnswered503) {
  ServerOptions options;
  options.max_connections = 1;
  std::latch entered(1);
  std::latch leave(1);
  const auto server = start(options, [&](const ServerRequest& request) {
    entered.count_down();
    leave.wait();
    return echo(request);
  });
  Client busy(server->port());
  busy.send(kGetAndClose);
  entered.wait();
  EXPECT_THAT(Client(server->port()).read_all(), StartsWith("HTTP/1.1 503 "));
  leave.count_down();
  EXPECT_THAT(busy.read_all(), StartsWith("HTTP/1.1 200 "));
}

TEST(Server, StopLetsTheAnswerInHandFinish) {
  std::latch entered(1);
  std::latch leave(1);
  const auto server = start({}, [&](const ServerRequest& request) {
    entered.count_down();
    leave.wait();
    return echo(request);
  });
  Client client(server->port());
  client.send(kGet);
  Client idle(server->port());
  entered.wait();
  std::thread stopper([&] { server->stop(); });
  EXPECT_EQ(idle.read_all(), "");  // stopping has begun
  leave.count_down();
  const std::string answer = client.read_all();
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(answer, HasSubstr("Connection: close"));
  stopper.join();
  EXPECT_FALSE(Client(server->port()).connected());
}

TEST(Server, StopIsBoundedByItsTimeout) {
  ServerOptions options = patient();
  options.stop_timeout = milliseconds(50);
  std::latch entered(1);
  const auto server = start(options, [&](const ServerRequest&) {
    ServerResponse response;
    response.producer = [&, first = true](std::string& chunk) mutable {
      if (first) entered.count_down();
      first = false;
      chunk.assign(1 << 20, 'x');  // endless, and nobody reads
      return true;
    };
    return response;
  });
  Client client(server->port());
  client.send(kGet);
  entered.wait();
  const auto before = std::chrono::steady_clock::now();
  server->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(4)) << "5 are the default";
}

TEST(Server, AnAddressInUseIsNamed) {
  const auto first = start({});
  ServerOptions options;
  options.port = first->port();
  const auto second = Server::start(options, echo);
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().code, "address_in_use");
  EXPECT_THAT(second.error().message, HasSubstr("127.0.0.1:" + std::to_string(first->port())));
}

TEST(Server, AnAddressOfAnotherMachineIsRefused) {
  ServerOptions options;
  options.address = "192.0.2.1";
  EXPECT_EQ(Server::start(options, echo).error().code, "address_not_usable");
  options.address = "shop.example";
  EXPECT_EQ(Server::start(options, echo).error().code, "bad_listen_address");
}

class Tls : public ::testing::Test {
 protected:
  ServerOptions options() const {
    ServerOptions options;
    options.tls_certificate_file = files_.certificate_file();
    options.tls_key_file = files_.key_file();
    return options;
  }

 private:
  CertificateFiles files_{"IP:127.0.0.1", 0, 3600};
};

TEST_F(Tls, AnswersOverTls) {
  const auto server = start(options(), tell_the_way);
  Client client(server->port());
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  SSL* ssl = SSL_new(context);
  SSL_set_fd(ssl, client.descriptor());
  ASSERT_EQ(SSL_connect(ssl), 1);
  SSL_write(ssl, kGetAndClose.data(), static_cast<int>(kGetAndClose.size()));
  std::string answer;
  char bytes[4096];
  for (int got = 0; (got = SSL_read(ssl, bytes, sizeof bytes)) > 0;)
    answer.append(bytes, static_cast<std::size_t>(got));
  EXPECT_THAT(answer, EndsWith("127.0.0.1 encrypted"));
  SSL_free(ssl);
  SSL_CTX_free(context);
}

TEST_F(Tls, AClientThatNeverShakesHandsIsDropped) {
  ServerOptions slow = patient(options());
  slow.header_timeout = milliseconds(50);
  const auto server = start(slow);
  Client client(server->port());
  EXPECT_EQ(client.read_all(), "");
  EXPECT_TRUE(client.is_closed());
  EXPECT_THAT(ask(server->port(), kGet), Not(HasSubstr("HTTP")));  // plain text is no handshake
}

TEST_F(Tls, FilesThatCannotServeAreNamed) {
  ServerOptions swapped = options();
  std::swap(swapped.tls_certificate_file, swapped.tls_key_file);
  ServerOptions missing = options();
  missing.tls_key_file += ".missing";
  ServerOptions half = options();
  half.tls_key_file.clear();
  for (const ServerOptions& wrong : {swapped, missing, half}) {
    const auto server = Server::start(wrong, echo);
    ASSERT_FALSE(server.ok());
    EXPECT_EQ(server.error().code, "tls_files_unusable");
  }
  const std::string told = Server::start(missing, echo).error().message;
  EXPECT_THAT(told, AllOf(HasSubstr(missing.tls_key_file), HasSubstr("No such file")));
}

}  // namespace
}  // namespace ordersync::http
