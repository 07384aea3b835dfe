// Faults of the fake: what arrives, what took effect, and what the clock says.
#include "http/curl_transport.h"
#include "tests/contract/fake_odoo_fixture.h"
#include "tests/support/fake_odoo_server.h"

namespace ordersync::testing {
namespace {

class OdooFaults : public EveryOdoo {
 protected:
  void SetUp() override { wire.open_session(); }
  OdooReply post_with(OdooFault fault) {
    odoo.fail_method(wire.post_method(), fault);
    return wire.post(fries("A"));
  }
  bool booked() { return !wire.orders("A").empty(); }
};

TEST_P(OdooFaults, LostAnswerIsBooked) {
  EXPECT_EQ(post_with(OdooFault::lose_answer).transport_code, "connection_lost");
  EXPECT_TRUE(booked());
}

TEST_P(OdooFaults, KilledWorkerLooksTheSameAndBooksNothing) {
  EXPECT_EQ(post_with(OdooFault::kill_worker).transport_code, "connection_lost");
  EXPECT_FALSE(booked());
}

TEST_P(OdooFaults, RefusedConnectionBooksNothing) {
  EXPECT_EQ(post_with(OdooFault::refuse).transport_code, "connection_refused");
  EXPECT_EQ(post_with(OdooFault::time_out_before_sending).transport_code, "timed_out");
  EXPECT_FALSE(booked());
}

TEST_P(OdooFaults, CutAnswerIsBooked) {
  EXPECT_EQ(post_with(OdooFault::cut_answer).transport_code, "connection_lost");
  EXPECT_TRUE(booked());
}

TEST_P(OdooFaults, ProxiesAnswerWithHtml) {
  for (const auto& [fault, status] :
       {std::pair{OdooFault::bad_gateway, 502}, std::pair{OdooFault::unavailable, 503},
        std::pair{OdooFault::login_page, 200}}) {
    const auto reply = post_with(fault);
    EXPECT_EQ(reply.status, status);
    EXPECT_EQ(reply.text.rfind("<!DOCTYPE html>", 0), 0U);
    EXPECT_FALSE(booked());
  }
  EXPECT_EQ(post_with(OdooFault::gateway_timeout).status, 504);
  EXPECT_TRUE(booked());
}

TEST_P(OdooFaults, SerializationFailureComesLateAndBooksNothing) {
  const auto before = wire.clock.now();
  const auto reply = post_with(OdooFault::serialization_failure);
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.name(), "psycopg2.errors.SerializationFailure");
  EXPECT_EQ(reply.message(), "could not serialize access due to concurrent update\n");
  EXPECT_FALSE(booked());
  const auto took = wire.clock.now() - before;
  EXPECT_GE(took, std::chrono::seconds(64));
  EXPECT_LE(took, std::chrono::seconds(94));
}

TEST_P(OdooFaults, SlowServerBooksAfterTheClientHasGivenUp) {
  odoo.switches.slow_for = std::chrono::minutes(5);
  EXPECT_EQ(post_with(OdooFault::slow_answer).transport_code, "timed_out");
  EXPECT_FALSE(booked());  // whoever looks now finds nothing, and it is too early to send it again
  wire.clock.advance(std::chrono::minutes(5));
  EXPECT_TRUE(booked());
}

TEST_P(OdooFaults, OrderSentAgainBeforeTheSlowServerIsDoneIsBookedTwiceUpTo18) {
  odoo.switches.slow_for = std::chrono::minutes(5);
  post_with(OdooFault::slow_answer);
  wire.post(fries("A"));  // too early: the slow one has already looked
  wire.clock.advance(std::chrono::minutes(5));
  EXPECT_EQ(wire.orders("A").size(), from(19) ? 1U : 2U);
}

TEST_P(OdooFaults, RebrandedServerKeepsTheLastPartOfTheName) {
  odoo.switches.exceptions = "betopiaerp.exceptions.";
  EXPECT_EQ(post_with(OdooFault::access_denied).name(), "betopiaerp.exceptions.AccessDenied");
}

TEST_P(OdooFaults, AccountsLoseTheirKeyOrTheirGroup) {
  EXPECT_EQ(post_with(OdooFault::access_denied).name(), "odoo.exceptions.AccessDenied");
  EXPECT_EQ(post_with(OdooFault::missing_group).name(), "odoo.exceptions.AccessError");
  EXPECT_EQ(post_with(OdooFault::no_database).name(), "psycopg2.OperationalError");
  EXPECT_FALSE(booked());
}

TEST_P(OdooFaults, NthExchangeFailsForEveryFault) {
  for (const OdooFault fault : kOdooFaults) {
    OdooWire other(GetParam());
    other.odoo.fail_at(2, fault);
    const int before = other.odoo.exchanges();
    other.kw("pos.config", "search", json::array({json::array()}));
    const auto failed = other.kw("pos.config", "search", json::array({json::array()}));
    const bool fine = failed.has_result() && failed.status == 200;
    EXPECT_EQ(fine, fault == OdooFault::slow_answer) << to_string(fault);
    EXPECT_TRUE(other.kw("pos.config", "search", json::array({json::array()})).has_result());
    EXPECT_EQ(other.odoo.exchanges(), before + 3);
  }
}

TEST_P(OdooFaults, CallsAreRemembered) {
  wire.post(fries("A"));
  EXPECT_EQ(odoo.called().back(), "pos.order." + wire.post_method());
  wire.rpc("common", "version", json::array());
  EXPECT_EQ(odoo.called().back(), "common.version");
}

INSTANTIATE_TEST_SUITE_P(Versions, OdooFaults, ::testing::ValuesIn(kAllOdoos), odoo_name);

class OdooOnALoopback : public ::testing::Test {
 protected:
  OdooReply post(const std::string& body) {
    http::Request request;
    request.method = "POST";
    request.url = server_.url() + "/jsonrpc";
    request.headers = {{"Content-Type", "application/json"}};
    request.body = body;
    request.allow_private_network = true;
    class Sink final : public http::BodySink {
     public:
      base::Result<void> head(const http::ResponseHead&) override { return {}; }
      base::Result<void> chunk(std::string_view bytes) override {
        body += bytes;
        return {};
      }
      std::string body;
    } sink;
    const auto sent = transport_.send(request, sink);
    OdooReply reply;
    reply.transport_code = sent.ok() ? "" : sent.error().code;
    reply.status = sent.ok() ? sent->status : 0;
    reply.body = json::parse(sink.body, nullptr, false);
    return reply;
  }

  base::FakeClock clock_{base::from_unix_ms(1'795'348'800'000)};
  FakeOdoo odoo_{OdooVersion::v17, clock_};
  OdooServer server_{odoo_};
  http::CurlTransport transport_;
};

constexpr const char* kVersionCall =
    R"({"jsonrpc":"2.0","method":"call","id":1,"params":{"service":"common","method":"version","args":[]}})";

TEST_F(OdooOnALoopback, AnswersTheRealTransport) {
  EXPECT_EQ(post(kVersionCall).result()["server_serie"], "17.0");
}

TEST_F(OdooOnALoopback, PlaysFaultsWithTheConnection) {
  server_.locked([&] { odoo_.fail_next(OdooFault::lose_answer); });
  EXPECT_EQ(post(kVersionCall).transport_code, "connection_lost");
  server_.locked([&] { odoo_.fail_next(OdooFault::cut_answer); });
  EXPECT_EQ(post(kVersionCall).transport_code, "connection_lost");
  server_.locked([&] { odoo_.fail_next(OdooFault::bad_gateway); });
  EXPECT_EQ(post(kVersionCall).status, 502);
  EXPECT_EQ(post(kVersionCall).status, 200);
}

}  // namespace
}  // namespace ordersync::testing
