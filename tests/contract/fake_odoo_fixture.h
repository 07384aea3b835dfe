// What the tests of FakeOdoo share: a client that speaks to it over the wire as the program's account, and
// orders as each version wants them.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/support/odoo_versions.h"

namespace ordersync::testing {

using nlohmann::json;

struct OdooReply {
  int status = 0;
  std::string transport_code;  // when no answer came
  std::string text;
  json body;

  bool has_result() const { return body.is_object() && body.contains("result"); }
  json result() const { return has_result() ? body["result"] : json(); }
  bool failed() const { return body.is_object() && body.contains("error"); }
  // Of /jsonrpc, or of /json/2 where the body is the error.
  json error() const { return failed() ? body["error"]["data"] : body; }
  std::string name() const { return error().is_object() ? error().value("name", "") : ""; }
  std::string message() const { return error().is_object() ? error().value("message", "") : ""; }
};

struct WireLine {
  int product;
  double qty;
  double price_unit;
  double subtotal;
  double subtotal_incl;
  std::vector<int> taxes = {1};
  double discount = 0;
  int refunds = 0;  // a line's id
};

struct WireOrder {
  std::string reference;
  std::vector<WireLine> lines;
  std::vector<std::pair<int, double>> payments;  // method, amount
  double total = 0;
  double tax = 0;
  int session = 1;
  json also = json::object();  // keys that are added or replaced
  std::vector<std::string> without = {};
};

class OdooWire {
 public:
  explicit OdooWire(OdooVersion version) : odoo(version, clock) {}

  base::FakeClock clock{base::from_unix_ms(1'795'348'800'000)};  // 2026-11-22T12:00:00Z
  FakeOdoo odoo;

  int major() const { return static_cast<int>(odoo.version); }
  OdooReply send(const std::string& method, const std::string& path, const std::string& body,
                 std::vector<http::Header> headers = {{"Content-Type", "application/json"}});
  OdooReply rpc(const std::string& service, const std::string& method, const json& arguments);
  // execute_kw as the program's account.
  OdooReply kw(const std::string& model, const std::string& method, const json& arguments,
               const json& keywords = json::object());
  // The same over /json/2, all arguments named.
  OdooReply json_2(const std::string& model, const std::string& method, const json& arguments);
  // The result of a call that must succeed.
  json ok(const std::string& model, const std::string& method, const json& arguments,
          const json& keywords = json::object());
  json read(const std::string& model, int id, const std::vector<std::string>& fields);

  // Creates the session of `config` and opens it, with pickings order by order. Its id.
  int open_session(int config = 1);
  OdooReply open(int session, double cash, const std::string& notes = "");
  json payload(const WireOrder& order) const;
  OdooReply post(const std::vector<WireOrder>& orders, const json& keywords = json::object());
  OdooReply post(const WireOrder& order) { return post(std::vector<WireOrder>{order}); }
  std::string post_method() const { return major() >= 18 ? "sync_from_ui" : "create_from_ui"; }
  std::vector<json> orders(const std::string& reference) {
    return odoo.rows("pos.order", {{"pos_reference", "=", reference}});
  }
  json order(const std::string& reference);  // the only one
  json close(int session, double counted);   // till-style, 15 and later

  json body_of(const std::vector<WireOrder>& orders) const;

 private:
  int id_ = 0;
};

// Fries at 10.00 with 15 %: 11.50, paid by card.
WireOrder fries(const std::string& reference, double paid = 11.5);

class EveryOdoo : public ::testing::TestWithParam<OdooVersion> {
 protected:
  bool from(int version) const { return wire.major() >= version; }
  OdooWire wire{GetParam()};
  FakeOdoo& odoo = wire.odoo;
};

}  // namespace ordersync::testing
