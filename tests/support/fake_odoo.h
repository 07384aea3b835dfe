// FakeOdoo: an Odoo server of version 14 to 19 in memory, as an http::Transport. A model, not a script: it
// answers /jsonrpc (and /json/2 on 19) as the real servers were seen to answer, traps included, and fails on
// demand. A shop and an account for the program are in it from the start.
//
//   base::FakeClock clock(kWorldBegins);
//   FakeOdoo odoo(OdooVersion::v17, clock);
//   client.connect(odoo.url, odoo.database, odoo.user.login, odoo.user.api_key);   // over `odoo`
//   odoo.fail_method("create_from_ui", OdooFault::lose_answer);  // books, and the answer is lost
//   client.post(order);
//   odoo.rows("pos.order", {{"pos_reference", "=", "Order 639"}}).size();   // 1, with every stored field
//   odoo.on_hand(odoo.shop.burger);                                         // 99
//   odoo.call("pos.session", "action_pos_session_closing_control", {{1}});  // a person at the till
//   odoo.user.rights = OdooRights::internal;                                // Point of Sale / User taken
//   away odoo.race("create_from_ui");      // another request of the same order is committed in the middle of
//   ours
//
// Not thread-safe; fake_odoo_server.h serves it to other processes.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "http/transport.h"
#include "tests/support/fake_exchange.h"

namespace ordersync::testing {

enum class OdooVersion { v14 = 14, v15, v16, v17, v18, v19 };

enum class OdooRights { internal, pos_user, pos_manager, administrator };

struct OdooUser {
  int id = 0;
  std::string name;
  std::string login;
  std::string password;
  std::string api_key;                       // empty: none
  std::optional<base::Instant> key_expires;  // none: never
  std::string email;  // empty: opening and closing fail where they post a message (17, 18)
  std::string language = "en_US";
  OdooRights rights = OdooRights::pos_user;
};

enum class OdooFault {
  // Nothing happens on the server.
  refuse,
  name_not_found,
  time_out_before_sending,
  kill_worker,            // the worker died in the middle of the call: rolled back, no answer
  bad_gateway,            // 502 of a proxy with HTML
  unavailable,            // 503 with HTML
  too_many_requests,      // 429 with Retry-After: 2
  login_page,             // 200 with HTML
  garbage,                // no HTTP at all
  serialization_failure,  // after 64 to 94 seconds, rolled back
  no_database,            // "database … does not exist"
  access_denied,          // the secret is refused
  missing_group,          // the account has no Point of Sale right
  // The call takes effect.
  lose_answer,
  cut_answer,       // half of the answer arrives
  broken_json,      // half of it, framed as if it were whole
  empty_body,       // 200 without a byte
  gateway_timeout,  // 504 of a proxy with HTML
  slow_answer,      // only after `slow_for`, whether or not somebody still waits for the answer
};

extern const std::vector<OdooFault> kOdooFaults;  // all of them
std::string to_string(OdooFault fault);

enum class OdooPdf { rendered, no_wkhtmltopdf };
// Whether two transactions that move the same product at the same time collide, which hides duplicates on 17
// and 18 by luck: the server begins again and sees the first one.
enum class OdooQuants { never_collide, collide };

struct OdooSwitches {
  OdooPdf pdf = OdooPdf::rendered;
  OdooQuants quants = OdooQuants::never_collide;
  bool taxes_have_accounts = true;              // 14 and 15 do not close a session otherwise
  std::string exceptions = "odoo.exceptions.";  // a rebranded server has another prefix
  base::Milliseconds slow_for{130'000};
};

// The ids of what is in the shop from the start; names and prices are those of kWorldShop (world_shop.cc).
struct OdooShop {
  int company = 1;
  int currency = 1;
  int vat_15 = 1, vat_5 = 2, vat_15_included = 3;
  int burger = 10, fries = 11, tea = 12, iced_tea = 13, bread = 14, patty = 15, bun = 16, meal = 17,
      delivery = 18;
  int service_charge = 19, tips = 20, staff_lunch = 21, napkin = 22, caviar = 23, juice = 24;
  int archived = 25;  // "Old Burger": not active, and no version minds
  int kiosk_card = 1, cash = 2, card = 3, voucher = 4, customer_account = 5;
  int main_store = 1, kiosk = 2;
  int partner = 7;
  int pricelist = 1;
  int stock_location = 8, customer_location = 5;
};

// What a call of a person ended with when it did not succeed.
struct OdooError {
  std::string name;
  std::string message;
};

class FakeOdoo final : public http::Transport {
 public:
  FakeOdoo(OdooVersion version, base::Clock& clock);
  ~FakeOdoo() override;

  base::Result<http::ResponseHead> send(const http::Request& request, http::BodySink& sink) override;

  const OdooVersion version;
  const std::string url = "https://odoo.example";
  const std::string database = "shop";
  const OdooShop shop;

  // May be changed at any time.
  OdooUser user;   // the program's account: a plain Point of Sale user with an API key
  OdooUser admin;  // the person who set up the shop
  OdooSwitches switches;

  // Faults for the next requests, in turn; for the Nth request from now on (from 1); for the next request
  // that calls `method` ("sync_from_ui", "search_read", "authenticate", …); for every request.
  void fail_next(OdooFault fault, int times = 1);
  void fail_at(int exchange, OdooFault fault);
  void fail_method(std::string method, OdooFault fault);
  void fail_always(OdooFault fault);
  // Every call of `method` whose request holds `text`: an order that the server cannot bear.
  void fail_each_with(std::string method, std::string text, OdooFault fault);
  void heal();

  // The next call of `method` by the program is overtaken: after it has looked and before it writes, `others`
  // runs, and what that does is committed. It may use call() and again().
  void overtake(std::string method, std::function<void()> others);
  // The same with the request itself: its twin is committed in between, `copies` times.
  void race(const std::string& method, int copies = 1);

  // Another client's or person's doing: as the administrator, without faults, never counted as an exchange.
  // Throws OdooError.
  nlohmann::json call(const std::string& model, const std::string& method,
                      nlohmann::json arguments = nlohmann::json::array(),
                      nlohmann::json keywords = nlohmann::json::object());

  // All fields of the records that `domain` finds, archived ones as well, relations as ids, oldest first.
  std::vector<nlohmann::json> rows(const std::string& model,
                                   const nlohmann::json& domain = nlohmann::json::array());
  nlohmann::json row(const std::string& model, int id);  // REQUIRES: it is there
  // Straight into the tables, without the checks of a model.
  int add(const std::string& model, nlohmann::json values);
  void set(const std::string& model, int id, const std::string& field, nlohmann::json value);
  void translate(int product, const std::string& language, const std::string& name);

  double on_hand(int product);
  void set_rounding(const std::string& method);  // "round_per_line", "round_globally": company setting
  void set_stock_mode(const std::string& mode);  // "real", "closing": of sessions to come
  // Cash amounts of the Main Store are rounded: "HALF-UP", "UP" or "DOWN" to a multiple of `rounding`.
  void set_cash_rounding(double rounding, const std::string& method);

  // Requests that came, whatever became of them.
  const std::vector<http::Request>& requests() const { return requests_; }
  int exchanges() const { return static_cast<int>(requests_.size()); }
  // The methods that were called, in turn: "pos.order.create_from_ui", "common.version", "GET /web/version".
  const std::vector<std::string>& called() const { return called_; }
  // Requests that took effect, whether or not their answers came back.
  int acted() const { return acted_; }

  // What becomes of one request; how send() and the loopback server play it is their business.
  struct Exchange {
    enum class End { answered, refused, name_not_found, timed_out_connecting, timed_out, lost, not_http };
    End end = End::answered;
    FakeAnswer answer;
    base::Milliseconds takes{0};  // before the end
  };
  // `patience` is how long the client waits. A slow server goes on without it.
  Exchange exchange(const http::Request& request, base::Milliseconds patience);

 private:
  struct Server;
  struct Faults;

  FakeAnswer act(const http::Request& request);
  Exchange play(OdooFault fault, const http::Request& request, base::Milliseconds patience);
  void finish_late_work();
  void refresh();

  std::unique_ptr<Faults> faults_;
  std::unique_ptr<Server> server_;
  base::Clock& clock_;
  http::Request current_;
  std::vector<http::Request> requests_;
  std::vector<std::string> called_;
  int acted_ = 0;
};

}  // namespace ordersync::testing
