// The port's contract on a real Odoo, the one that the environment names; tests/odoo/test_contract.py sets up
// its shop and starts this. What holds here and on the models (tests/contract/odoo_pos_contract.cc) holds the
// models to the truth.
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>

#include <nlohmann/json.hpp>

#include "base/random.h"
#include "http/curl_transport.h"
#include "pos/odoo_pos.h"
#include "sql/sqlite.h"
#include "tests/contract/pos_target_contract.h"
#include "tests/support/scratch_folder.h"

namespace ordersync::pos {
namespace {

using Kind = Outcome::Kind;

std::string from_environment(const char* name) {
  const char* value = std::getenv(name);
  if (value != nullptr) return value;
  std::cerr << name << " is not set: this program is started by tests/odoo/test_contract.py\n";
  std::exit(2);
}

// Loses the answer of the next call of a method when it is told to: Odoo has done it all.
class LosingTransport final : public http::Transport {
 public:
  void lose(std::string method) { method_ = std::move(method); }
  base::Result<http::ResponseHead> send(const http::Request& request, http::BodySink& sink) override {
    const bool lost = !method_.empty() && (request.body.find('"' + method_ + '"') != std::string::npos ||
                                           request.url.find('/' + method_) != std::string::npos);
    if (!lost) return real_.send(request, sink);
    method_.clear();
    Nowhere nowhere;
    auto answered = real_.send(request, nowhere);
    if (!answered.ok()) return answered;
    return base::Error{base::ErrorKind::unknown, "connection_lost", "The answer was lost", {}};
  }

 private:
  struct Nowhere final : http::BodySink {
    base::Result<void> head(const http::ResponseHead&) override { return {}; }
    base::Result<void> chunk(std::string_view) override { return {}; }
  };
  http::CurlTransport real_;
  std::string method_;
};

// Each test has a source and a store of its own, and begins without an open session and with an empty drawer.
class RealOdooUnderTest final : public PosUnderTest {
 public:
  RealOdooUnderTest()
      : shop_(nlohmann::json::parse(from_environment("ORDERSYNC_CONTRACT_SHOP"))),
        clock_(base::SystemClock().now()),
        database_(sql::open_sqlite(folder_.file("pos.db")).value()) {
    names_.burger = shop_.at("burger");
    names_.water = shop_.at("water");
    names_.napkin = shop_.at("napkin");
    names_.delivery = shop_.at("delivery");
    names_.cake = shop_.at("cake");
    names_.card = shop_.at("card");
    names_.account = shop_.at("account");
    names_.main_store = shop_.at("main_store");
    names_.kiosk = shop_.at("kiosk");
    names_.bare = shop_.at("bare");
    base::SystemRandom random;
    names_.source = "contract-" + base::random_token(random);
    auto connection = database_->connect().value();
    EXPECT_TRUE(sql::migrate(*connection, "odoo", odoo_migrations()).ok());
    reopen();
    for (const std::string& config : {names_.main_store, names_.kiosk, names_.bare}) close_all(config);
    put_on_hand(names_.cake, 2);
    reopen();
  }

  Target& target() override { return *pos_; }
  base::FakeClock& clock() override { return clock_; }
  test_shop::Names names() override { return names_; }
  // By Odoo's clock, which is another than ours and goes on.
  bool is_now(base::Instant time) override {
    const base::Milliseconds off = time - clock_.now();
    return off < std::chrono::minutes(20) && off > -std::chrono::minutes(20);
  }
  void reopen() override {
    pos_.reset();
    connection_ = database_->connect().value();
    pos_ = std::make_unique<OdooPos>(OdooPos::Ports{transport_, *connection_, clock_, random_, {}},
                                     settings("ORDERSYNC_ODOO_LOGIN", "ORDERSYNC_ODOO_KEY"));
  }
  void put_session(std::string_view config, SessionState state) override {
    const std::int64_t id = config_id(config);
    auto open = sessions_of(id);
    if (open.empty()) {
      odoo::Call create{"pos.session", "create", std::nullopt, {}, {}, odoo::Effect::writes};
      const odoo::Value values = odoo::Value::object({{"config_id", id}});
      create.arguments = {{"vals_list", is_json_2() ? odoo::Value::list({values}) : values}};
      done(create);
      open = sessions_of(id);
      ASSERT_FALSE(open.empty());
      if (state == SessionState::opened && open.front()["state"].text() != "opened") {
        // A person opens it at the till.
        const bool from_18 = pos_->rpc().server()->series >= 18;
        done({"pos.session",
              from_18 ? "set_opening_control" : "set_cashbox_pos",
              std::vector{*open.front()["id"].integer()},
              {{"cashbox_value", 0}, {"notes", ""}},
              {},
              odoo::Effect::writes});
        return;
      }
    }
    if (open.front()["state"].text() == to_string(state)) return;
    done({"pos.session",
          "write",
          std::vector{*open.front()["id"].integer()},
          {{"vals", odoo::Value::object({{"state", to_string(state)}})}},
          {},
          odoo::Effect::writes});
  }
  LosingTransport& transport() { return transport_; }
  odoo::Rpc& rpc() { return pos_->rpc(); }

 private:
  static odoo::ConnectionSettings settings(const char* login, const char* key) {
    odoo::ConnectionSettings settings;
    settings.name = "The real one";
    settings.url = from_environment("ORDERSYNC_ODOO_URL");
    settings.database = from_environment("ORDERSYNC_ODOO_DB");
    settings.login = from_environment(login);
    settings.key = base::Secret(from_environment(key));
    settings.allow_private_network = true;
    settings.stock_at_closing = {
        nlohmann::json::parse(from_environment("ORDERSYNC_CONTRACT_SHOP")).at("kiosk")};
    return settings;
  }
  bool is_json_2() { return pos_->rpc().server()->api == odoo::Api::json_2; }
  odoo::Value done(const odoo::Call& call) { return done(pos_->rpc(), call); }
  static odoo::Value done(odoo::Rpc& rpc, const odoo::Call& call) {
    auto answer = rpc.call(call);
    EXPECT_TRUE(answer.ok()) << call.model << '.' << call.method << ": " << answer.error().message;
    return answer.ok() ? *std::move(answer) : odoo::Value();
  }
  std::int64_t config_id(std::string_view name) {
    const auto found =
        pos_->rpc().all({"pos.config", odoo::Value::list({odoo::Value::list({"name", "=", name})}), {}, {}});
    CHECK(found.ok() && found->size() == 1);
    return *found->front()["id"].integer();
  }
  odoo::Value::Array sessions_of(std::int64_t config) {
    return pos_->rpc()
        .all({"pos.session",
              odoo::Value::list({odoo::Value::list({"config_id", "=", config}),
                                 odoo::Value::list({"state", "!=", "closed"})}),
              {"state"},
              {}})
        .value();
  }
  // As the program does it, and as if the drawer were empty, so that the next one opens with nothing in it.
  void close_all(const std::string& config) {
    const std::int64_t id = config_id(config);
    for (const auto& session : sessions_of(id)) {
      if (session["state"].text() == "opening_control") put_session(config, SessionState::opened);
      close_counting_nothing(config);
    }
    odoo::Call last{"pos.session", "search_read", std::nullopt, {}, {}, odoo::Effect::reads};
    last.arguments = {{"domain", odoo::Value::list({odoo::Value::list({"config_id", "=", id})})},
                      {"fields", odoo::Value::list({"cash_register_balance_end_real"})},
                      {"limit", 1},
                      {"order", "id desc"}};
    const odoo::Value left = done(last);
    const bool holds_cash =
        !left.items().empty() && left.items().front()["cash_register_balance_end_real"].decimal().value_or(
                                     base::Decimal()) != base::Decimal();
    if (!holds_cash || config == names_.bare) return;
    EXPECT_TRUE(pos_->ensure_session(config, AutoCreate::yes).ok());
    close_counting_nothing(config);
  }
  void close_counting_nothing(const std::string& config) {
    const auto closed = pos_->close_session(config, base::Money(0, base::Currency()));
    EXPECT_TRUE(closed.ok()) << config << ": " << closed.error().message;
  }
  // Only an administrator may count the stock.
  void put_on_hand(std::int64_t product, int quantity) {
    odoo::Rpc admin(transport_, settings("ORDERSYNC_ODOO_ADMIN_LOGIN", "ORDERSYNC_ODOO_ADMIN_KEY"));
    const std::int64_t shelf = shop_.at("shelf");
    const auto there = admin
                           .all({"stock.quant",
                                 odoo::Value::list({odoo::Value::list({"product_id", "=", product}),
                                                    odoo::Value::list({"location_id", "=", shelf})}),
                                 {"quantity"},
                                 {}})
                           .value();
    if (there.size() == 1 && there.front()["quantity"].decimal() == base::Decimal(quantity)) return;
    const odoo::Value values = odoo::Value::object(
        {{"product_id", product}, {"location_id", shelf}, {"inventory_quantity", quantity}});
    odoo::Call count{"stock.quant",       "create", std::nullopt, {}, {{"inventory_mode", true}},
                     odoo::Effect::writes};
    count.arguments = {
        {"vals_list", admin.server()->api == odoo::Api::json_2 ? odoo::Value::list({values}) : values}};
    const odoo::Value made = done(admin, count);
    if (admin.server()->series < 15) return;
    const auto id = made.is_array() ? made.items().front().integer() : made.integer();
    // Old versions apply it and answer nothing that JSON-RPC can carry.
    (void)admin.call(
        {"stock.quant", "action_apply_inventory", std::vector{*id}, {}, {}, odoo::Effect::writes});
  }

  nlohmann::json shop_;
  test_shop::Names names_;
  base::FakeClock clock_;
  base::SeededRandom random_{7};
  support::ScratchFolder folder_;
  LosingTransport transport_;
  std::unique_ptr<sql::Database> database_;
  std::unique_ptr<sql::Connection> connection_;
  std::unique_ptr<OdooPos> pos_;
};

const PosKind kRealOdoo{"real", [] { return std::make_unique<RealOdooUnderTest>(); }};

INSTANTIATE_TEST_SUITE_P(RealOdoo, PosTargetContract, ::testing::Values(kRealOdoo));

class RealOdoo : public ::testing::Test {
 protected:
  OdooPos& pos() { return static_cast<OdooPos&>(real_.target()); }
  Session session() { return pos().ensure_session(real_.names().main_store, AutoCreate::yes).value(); }
  order::PosDocument sale(const std::string& id, const char* qty = "1") {
    const auto goods = pos().catalogue(real_.names().main_store).value();
    return test_shop::sale_of(*goods, id, {{real_.names().burger, qty}}, real_.names().source);
  }
  std::string orders_method() {
    return real_.rpc().server()->series >= 18 ? "sync_from_ui" : "create_from_ui";
  }

  RealOdooUnderTest real_;
};

TEST_F(RealOdoo, ALostAnswerIsWaitedOutFoundByKeyAndNotSentAgain) {
  const std::vector documents{sale("1"), sale("2")};
  const Session open = session();
  real_.transport().lose(orders_method());
  for (const Outcome& outcome : pos().post(open, documents)) EXPECT_EQ(outcome.kind, Kind::unknown);
  real_.clock().advance(std::chrono::seconds(30));
  EXPECT_EQ(pos().post(open, documents)[0].problem->code, "odoo_writer_busy");
  EXPECT_EQ(pos().close_session(open.pos_config, std::nullopt).error().code, "odoo_writer_busy");
  real_.clock().advance(std::chrono::minutes(10));
  for (const Outcome& outcome : pos().post(open, documents)) EXPECT_EQ(outcome.kind, Kind::exists);
  EXPECT_EQ(session().orders, 2);
}

TEST_F(RealOdoo, AClosingWhoseAnswerWasLostIsSettledByALook) {
  const Session open = session();
  EXPECT_EQ(pos().post(open, std::vector{sale("1")})[0].kind, Kind::created);
  real_.transport().lose(real_.rpc().server()->series == 14 ? "action_pos_session_validate"
                                                            : "close_session_from_ui");
  const auto closed = pos().close_session(open.pos_config, std::nullopt);
  ASSERT_TRUE(closed.ok()) << closed.error().message;
  EXPECT_EQ(closed->state, SessionState::closed);
  EXPECT_EQ(pos().post(session(), std::vector{sale("2")})[0].kind, Kind::created);
}

TEST_F(RealOdoo, ARefundIsLinkedToItsSaleWhereTheVersionCan) {
  pos().post(session(), std::vector{sale("1", "2")});
  auto refund = sale("1", "-1");
  refund.refund_of = refund.key;
  refund.key.kind = order::Kind::refund;
  refund.key.refund_id = "R1";
  EXPECT_EQ(pos().post(session(), std::vector{refund})[0].kind, Kind::created);
  if (real_.rpc().server()->series < 15) return;  // pos.order.line has no such field before
  const auto lines =
      real_.rpc()
          .all({"pos.order.line",
                odoo::Value::list({odoo::Value::list({"order_id.session_id", "=", session().id}),
                                   odoo::Value::list({"qty", "<", 0})}),
                {"refunded_orderline_id"},
                {}})
          .value();
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_TRUE(lines.front()["refunded_orderline_id"].id());
}

}  // namespace
}  // namespace ordersync::pos
