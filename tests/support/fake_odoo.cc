// The server as its tests hold it: requests in, answers or failures out, and what a person may do in between.
#include "tests/support/fake_odoo.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.h"
#include "http/units.h"
#include "http/url.h"
#include "tests/support/fake_odoo_faults.h"
#include "tests/support/fake_odoo_orm.h"
#include "tests/support/fake_odoo_rpc.h"
#include "tests/support/fake_odoo_shop.h"

namespace ordersync::testing {

using nlohmann::json;

struct FakeOdoo::Server {
  Server(FakeOdoo& odoo, base::Clock& clock)
      : schema(odoo::schema_of(static_cast<int>(odoo.version))), rpc(odoo, db, schema, clock) {
    for (const auto& [name, model] : schema) {
      for (const auto& [field, definition] : model.fields) {
        if (definition.type == odoo::FieldType::one2many) db.index(definition.comodel, definition.inverse);
      }
    }
  }

  odoo::Store db;
  odoo::Schema schema;
  odoo::Rpc rpc;
};

namespace {

OdooShop shop_of(OdooVersion version) {
  OdooShop shop;
  if (version == OdooVersion::v14) shop.currency = 2;
  return shop;
}

}  // namespace

FakeOdoo::FakeOdoo(OdooVersion wanted, base::Clock& clock)
    : version(wanted),
      shop(shop_of(wanted)),
      user{6,
           "pos_import",
           "pos_import",
           "pos_import-pw",
           "pos_import-key",
           std::nullopt,
           "pos_import@example.com",
           "en_US",
           OdooRights::pos_user},
      admin{2,       "Administrator",          "admin", "admin-pw", "", std::nullopt, "admin@example.com",
            "en_US", OdooRights::administrator},
      faults_(std::make_unique<Faults>()),
      server_(std::make_unique<Server>(*this, clock)),
      clock_(clock) {
  odoo::seed_shop(server_->db, static_cast<int>(version), shop);
  odoo::seed_users(server_->db, static_cast<int>(version), shop, user, admin);
  server_->db.commit(0);
}

FakeOdoo::~FakeOdoo() = default;

FakeOdoo::Exchange FakeOdoo::exchange(const http::Request& request, base::Milliseconds patience) {
  finish_late_work();
  requests_.push_back(request);
  called_.push_back(odoo::called_by(request));
  if (const auto fault = faults_->take(exchanges(), called_.back(), request.body))
    return play(*fault, request, patience);
  return {Exchange::End::answered, act(request), base::Milliseconds(0)};
}

FakeAnswer FakeOdoo::act(const http::Request& request) {
  ++acted_;
  refresh();
  current_ = request;
  return server_->rpc.answer(request);
}

FakeOdoo::Exchange FakeOdoo::play(OdooFault fault, const http::Request& request,
                                  base::Milliseconds patience) {
  using End = Exchange::End;
  const auto answered = [](FakeAnswer answer) {
    return Exchange{End::answered, std::move(answer), base::Milliseconds(0)};
  };
  const auto without_answer = [](End end) { return Exchange{end, {}, base::Milliseconds(0)}; };
  odoo::Rpc& rpc = server_->rpc;
  switch (fault) {
    case OdooFault::refuse:
      return without_answer(End::refused);
    case OdooFault::name_not_found:
      return without_answer(End::name_not_found);
    case OdooFault::time_out_before_sending:
      return without_answer(End::timed_out_connecting);
    case OdooFault::kill_worker:
      return without_answer(End::lost);
    case OdooFault::garbage:
      return without_answer(End::not_http);
    case OdooFault::bad_gateway:
      return answered(odoo::html(502, "502 Bad Gateway"));
    case OdooFault::unavailable:
      return answered(odoo::html(503, "503 Service Temporarily Unavailable"));
    case OdooFault::too_many_requests: {
      FakeAnswer answer = odoo::html(429, "429 Too Many Requests");
      answer.headers.emplace_back("Retry-After", "2");
      return answered(std::move(answer));
    }
    case OdooFault::login_page:
      return answered(odoo::html(200, "Odoo | Log in"));
    case OdooFault::no_database:
      return answered(rpc.no_database(request));
    case OdooFault::serialization_failure: {
      const base::Milliseconds takes{64'000 + faults_->next_delay() % 31 * 1000};
      if (takes > patience) return {End::timed_out, {}, patience};
      return {End::answered, rpc.serialization_failure(request), takes};
    }
    case OdooFault::access_denied: {
      rpc.refuse_secrets = true;
      FakeAnswer answer = rpc.answer(request);
      rpc.refuse_secrets = false;
      return answered(std::move(answer));
    }
    case OdooFault::missing_group: {
      rpc.take_groups_away = true;
      FakeAnswer answer = rpc.answer(request);
      rpc.take_groups_away = false;
      return answered(std::move(answer));
    }
    case OdooFault::lose_answer:
      act(request);
      return without_answer(End::lost);
    case OdooFault::cut_answer: {
      FakeAnswer answer = act(request);
      answer.cut_after = answer.body.size() / 2;
      return answered(std::move(answer));
    }
    case OdooFault::broken_json: {
      FakeAnswer answer = act(request);
      answer.body.resize(answer.body.size() / 2);
      return answered(std::move(answer));
    }
    case OdooFault::empty_body: {
      FakeAnswer answer = act(request);
      answer.body.clear();
      return answered(std::move(answer));
    }
    case OdooFault::gateway_timeout:
      act(request);
      return answered(odoo::html(504, "504 Gateway Time-out"));
    case OdooFault::slow_answer:
      if (switches.slow_for > patience) {
        faults_->late.push_back({clock_.now() + switches.slow_for, request, server_->db.listen()});
        return {End::timed_out, {}, patience};
      }
      return {End::answered, act(request), switches.slow_for};
  }
  return without_answer(End::not_http);
}

void FakeOdoo::finish_late_work() {
  while (!faults_->late.empty() && faults_->late.front().due <= clock_.now()) {
    const Faults::Late late = faults_->late.front();
    faults_->late.erase(faults_->late.begin());
    server_->rpc.done_since = server_->db.heard(late.listener);
    act(late.request);
    server_->rpc.done_since = {};
  }
}

base::Result<http::ResponseHead> FakeOdoo::send(const http::Request& request, http::BodySink& sink) {
  TRY(admit(request));
  TRY_ASSIGN(const http::Url asked, http::parse_url(request.url));
  TRY_ASSIGN(const http::Url own, http::parse_url(url));
  if (!http::same_origin(asked, own)) return testing::name_not_found(request);
  const base::Milliseconds patience = std::min(request.total_timeout, request.idle_timeout);
  const Exchange exchange = this->exchange(request, patience);
  if (exchange.takes.count() > 0) clock_.sleep_for(exchange.takes);
  switch (exchange.end) {
    case Exchange::End::answered:
      return deliver(exchange.answer, request, sink);
    case Exchange::End::refused:
      return refused(request);
    case Exchange::End::name_not_found:
      return testing::name_not_found(request);
    case Exchange::End::timed_out_connecting:
      return timed_out_connecting(request);
    case Exchange::End::timed_out:
      return base::Error{base::ErrorKind::unknown,
                         "timed_out",
                         fmt::format("timed out after {} without a byte", http::duration_text(patience)),
                         {}};
    case Exchange::End::lost:
      return answer_lost(request);
    case Exchange::End::not_http:
      return not_http(request);
  }
  return not_http(request);
}

void FakeOdoo::overtake(std::string method, std::function<void()> others) {
  server_->rpc.overtaking[std::move(method)] = std::move(others);
}

void FakeOdoo::race(const std::string& method, int copies) {
  overtake(method, [this, method, copies] {
    // Each twin is overtaken by the next, so that none of them sees another.
    const http::Request twin = current_;
    if (copies > 1) race(method, copies - 1);
    server_->rpc.answer(twin);
  });
}

json FakeOdoo::call(const std::string& model, const std::string& method, json arguments, json keywords) {
  finish_late_work();
  refresh();
  try {
    return server_->rpc.invoke(admin, model, method, std::move(arguments), std::move(keywords));
  } catch (const odoo::ServerError& error) {
    throw OdooError{error.name(), error.what()};
  }
}

std::vector<json> FakeOdoo::rows(const std::string& model, const json& domain) {
  finish_late_work();
  refresh();
  odoo::Env env = server_->rpc.env_for(admin, {{"active_test", false}});
  const std::vector<int> ids = odoo::search(env, model, domain, {"id", 0, std::nullopt});
  return odoo::read(env, model, ids, {}, odoo::Many2one::id).get<std::vector<json>>();
}

json FakeOdoo::row(const std::string& model, int id) {
  const std::vector<json> found = rows(model, json::array({{"id", "=", id}}));
  CHECK(found.size() == 1);
  return found.front();
}

int FakeOdoo::add(const std::string& model, json values) {
  return server_->db.insert(model, std::move(values));
}

void FakeOdoo::set(const std::string& model, int id, const std::string& field, json value) {
  server_->db.set(model, id, field, std::move(value));
}

void FakeOdoo::translate(int product, const std::string& language, const std::string& name) {
  set("product.product", product, "name@" + language, name);
}

double FakeOdoo::on_hand(int product) {
  return row("product.product", product)["qty_available"].get<double>();
}

void FakeOdoo::set_rounding(const std::string& method) {
  set("res.company", shop.company, "tax_calculation_rounding_method", method);
}

void FakeOdoo::set_stock_mode(const std::string& mode) {
  set("res.company", shop.company, "point_of_sale_update_stock_quantities", mode);
}

void FakeOdoo::set_cash_rounding(double rounding, const std::string& method) {
  const int id = add("account.cash.rounding", {{"name", "Rounding"},
                                               {"rounding", rounding},
                                               {"rounding_method", method},
                                               {"strategy", "add_invoice_line"}});
  set("pos.config", shop.main_store, "cash_rounding", true);
  set("pos.config", shop.main_store, "rounding_method", id);
}

void FakeOdoo::refresh() {
  odoo::seed_users(server_->db, static_cast<int>(version), shop, user, admin);
}

}  // namespace ordersync::testing
