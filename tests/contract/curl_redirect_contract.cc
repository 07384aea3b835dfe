// Where a request of the real transport may lead: redirects, and addresses that are judged at the socket.
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <vector>

#include "http/address_guard.h"
#include "tests/contract/curl_transport_fixture.h"

namespace ordersync::testing {
namespace {

using base::ErrorKind;
using http::CurlTransport;
using Handler = LoopbackServer::Handler;

Handler redirecting(int status, std::string location) {
  return [=](const LoopbackRequest& request, LoopbackConnection& connection) {
    if (request.target == "/target") {
      connection.answer(200, "[]");
    } else {
      connection.answer(status, "moved", {{"Location", location}});
    }
  };
}

TEST(CurlRedirect, IsFollowedOnTheSameOriginWithCredentials) {
  for (const int status : {301, 302, 303, 307, 308}) {
    LoopbackServer server(redirecting(status, "/target"));
    CurlTransport transport;
    CollectingSink sink;
    auto request = get(server.url("/start"));
    request.credentials = {{"Authorization", "Bearer K1"}};
    const auto sent = transport.send(request, sink);
    ASSERT_TRUE(sent.ok()) << message_of(sent);
    EXPECT_EQ(sink.heads, 1);
    EXPECT_EQ(sink.body, "[]");
    EXPECT_EQ(sent->url, server.url("/target"));
    EXPECT_EQ(server.requests().at(1).header("Authorization"), "Bearer K1");
  }
}

TEST(CurlRedirect, CredentialsStayBehindWhenTheHostOrPortChanges) {
  LoopbackServer other(redirecting(302, ""));
  for (const std::string& where :
       {"http://localhost:" + std::to_string(other.port()) + "/target", other.url("/target")}) {
    LoopbackServer server(redirecting(302, where));
    CurlTransport transport;
    CollectingSink sink;
    auto request = get(server.url("/start"));
    request.credentials = {{"X-Shop-Token", "K1"}};
    request.headers = {{"Authorization", "Bearer K2"}, {"Cookie", "a=b"}, {"Accept", "application/json"}};
    const auto sent = transport.send(request, sink);
    ASSERT_TRUE(sent.ok()) << message_of(sent);
    const LoopbackRequest seen = other.requests().back();
    EXPECT_EQ(seen.header("X-Shop-Token"), "");
    EXPECT_EQ(seen.header("Authorization"), "");
    EXPECT_EQ(seen.header("Cookie"), "");
    EXPECT_EQ(seen.header("Accept"), "application/json");
  }
}

TEST(CurlRedirect, CredentialsDoNotComeBackWithTheHost) {
  std::string back;
  LoopbackServer other([&](const LoopbackRequest&, LoopbackConnection& connection) {
    connection.answer(302, "", {{"Location", back}});
  });
  LoopbackServer server(redirecting(302, other.url("/")));
  back = server.url("/target");
  CurlTransport transport;
  CollectingSink sink;
  auto request = get(server.url("/start"));
  request.credentials = {{"Authorization", "Bearer K1"}};
  ASSERT_TRUE(transport.send(request, sink).ok());
  EXPECT_EQ(server.requests().at(0).header("Authorization"), "Bearer K1");
  EXPECT_EQ(server.requests().at(1).header("Authorization"), "");
}

TEST(CurlRedirect, EndlessOnesEndAtTheLimit) {
  LoopbackServer server(redirecting(302, "/again"));
  CurlTransport transport;
  CollectingSink sink;
  auto request = get(server.url("/start"));
  request.max_redirects = 5;
  const auto sent = transport.send(request, sink);
  EXPECT_EQ(code_of(sent), "too_many_redirects");
  EXPECT_EQ(sent.error().kind, ErrorKind::invalid);
  EXPECT_EQ(server.requests().size(), 6U);
  EXPECT_EQ(sink.heads, 0);
}

TEST(CurlRedirect, EveryHopIsJudged) {
  for (const char* where :
       {"http://169.254.169.254/latest/meta-data/", "http://[::ffff:a9fe:a9fe]/", "http://0xa9fea9fe/"}) {
    LoopbackServer server(redirecting(302, where));
    CurlTransport transport;
    CollectingSink sink;
    EXPECT_EQ(code_of(transport.send(get(server.url("/start")), sink)), "forbidden_address") << where;
  }
  for (const char* where :
       {"file:///etc/passwd", "gopher://127.0.0.1/", "http://me:pw@127.0.0.1/", "http://"}) {
    LoopbackServer server(redirecting(302, where));
    CurlTransport transport;
    CollectingSink sink;
    EXPECT_EQ(code_of(transport.send(get(server.url("/start")), sink)), "bad_url") << where;
  }
}

TEST(CurlRedirect, WithoutALocationItIsTheAnswer) {
  LoopbackServer server(
      [](const LoopbackRequest&, LoopbackConnection& connection) { connection.answer(302, "where?"); });
  CurlTransport transport;
  CollectingSink sink;
  const auto sent = transport.send(get(server.url()), sink);
  ASSERT_TRUE(sent.ok());
  EXPECT_EQ(sent->status, 302);
  EXPECT_EQ(sink.body, "where?");
}

TEST(CurlRedirect, BodyOfARedirectDoesNotMatter) {
  LoopbackServer server([](const LoopbackRequest& request, LoopbackConnection& connection) {
    if (request.target == "/target") return static_cast<void>(connection.answer(200, "[]"));
    if (request.target == "/cut") {
      connection.write("HTTP/1.1 302 Found\r\nLocation: /target\r\nContent-Length: 1000\r\n\r\nxx");
      return connection.close();
    }
    connection.chunked_head(302, {{"Location", "/target"}});
    while (connection.chunk(std::string(10'000, 'x'))) {
    }
  });
  for (const char* start : {"/cut", "/endless"}) {
    CurlTransport transport;
    CollectingSink sink;
    const auto sent = transport.send(get(server.url(start)), sink);
    ASSERT_TRUE(sent.ok()) << start << message_of(sent);
    EXPECT_EQ(sink.body, "[]");
  }
}

TEST(CurlRedirect, PostIsRepeatedOnlyWhereTheServerSaysSoAndOnItsOwnOrigin) {
  const auto post = [](const LoopbackServer& server, CollectingSink& sink) {
    CurlTransport transport;
    auto request = get(server.url("/start"));
    request.method = "POST";
    request.body = "secret";
    return transport.send(request, sink);
  };
  LoopbackServer kept(redirecting(307, "/target"));
  CollectingSink followed;
  ASSERT_TRUE(post(kept, followed).ok());
  EXPECT_EQ(kept.requests().at(1).method, "POST");
  EXPECT_EQ(kept.requests().at(1).body, "secret");

  LoopbackServer changed(redirecting(302, "/target"));
  CollectingSink shown;
  const auto sent = post(changed, shown);
  ASSERT_TRUE(sent.ok());
  EXPECT_EQ(sent->status, 302);
  EXPECT_EQ(changed.requests().size(), 1U);

  LoopbackServer elsewhere(redirecting(307, kept.url("/target")));
  CollectingSink none;
  EXPECT_EQ(code_of(post(elsewhere, none)), "redirected_elsewhere");
  EXPECT_EQ(kept.requests().size(), 2U);
}

// Addresses at the socket: a name whose text says nothing.

bool leads_into_the_private_network(const char* name) {
  addrinfo* found = nullptr;
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  if (getaddrinfo(name, nullptr, &hints, &found) != 0) return false;
  bool all_private = true;
  for (const addrinfo* each = found; each != nullptr; each = each->ai_next) {
    std::array<char, NI_MAXHOST> text{};
    getnameinfo(each->ai_addr, each->ai_addrlen, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST);
    const auto address = http::parse_ip(text.data());
    all_private &= address && http::classify(*address).address_class == http::AddressClass::private_network;
  }
  freeaddrinfo(found);
  return all_private;
}

// This machine's own name, else one that Debian's /etc/hosts has for its loopback; empty: there is none.
std::string private_name() {
  std::array<char, 256> own{};
  gethostname(own.data(), own.size() - 1);
  const char* const own_name = own.data();
  for (const char* const name : {own_name, "ip6-localhost", "ip6-loopback", "localhost.localdomain"}) {
    if (leads_into_the_private_network(name)) return name;
  }
  return {};
}

TEST(CurlGuard, NameThatLeadsIntoThePrivateNetworkIsRefusedAtTheSocket) {
  const std::string name = private_name();
  ASSERT_FALSE(name.empty()) << "give a name of this machine an address of its own in /etc/hosts";
  CurlTransport transport;
  CollectingSink sink;
  http::Request request;
  request.url = "https://" + name + ":" + std::to_string(unused_port()) + "/";
  const auto sent = transport.send(request, sink);
  EXPECT_EQ(code_of(sent), "forbidden_address");
  EXPECT_NE(message_of(sent).find("--allow-private-network"), std::string::npos) << message_of(sent);
}

}  // namespace
}  // namespace ordersync::testing
