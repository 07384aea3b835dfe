// Requests as a client writes them, and payloads by version (protocol: what each Odoo asks for).
#include "tests/contract/fake_odoo_fixture.h"

#include <fmt/format.h>

namespace ordersync::testing {
namespace {

constexpr const char* kDate = "2026-11-22 09:30:00";

class Collecting final : public http::BodySink {
 public:
  base::Result<void> head(const http::ResponseHead& head) override {
    status = head.status;
    return {};
  }
  base::Result<void> chunk(std::string_view bytes) override {
    body += bytes;
    return {};
  }
  int status = 0;
  std::string body;
};

json line_values(const WireOrder& order, std::size_t index, int major) {
  const WireLine& line = order.lines[index];
  json values = {
      {"product_id", line.product},          {"qty", line.qty},
      {"price_unit", line.price_unit},       {"discount", line.discount},
      {"price_subtotal", line.subtotal},     {"price_subtotal_incl", line.subtotal_incl},
      {"tax_ids", {{6, false, line.taxes}}}, {"full_product_name", fmt::format("line {}", index + 1)},
      {"pack_lot_ids", json::array()}};
  if (major >= 17) values["uuid"] = fmt::format("{} line {}", order.reference, index + 1);
  if (line.refunds != 0) values["refunded_orderline_id"] = line.refunds;
  return values;
}

}  // namespace

OdooReply OdooWire::send(const std::string& method, const std::string& path, const std::string& body,
                         std::vector<http::Header> headers) {
  http::Request request;
  request.method = method;
  request.url = odoo.url + path;
  request.headers = std::move(headers);
  request.body = body;
  request.idle_timeout = request.total_timeout = std::chrono::seconds(200);
  Collecting sink;
  const auto sent = odoo.send(request, sink);
  OdooReply reply;
  if (!sent.ok()) reply.transport_code = sent.error().code;
  reply.status = sink.status;
  reply.text = sink.body;
  reply.body = json::parse(sink.body, nullptr, false);
  return reply;
}

OdooReply OdooWire::rpc(const std::string& service, const std::string& method, const json& arguments) {
  const json body = {{"jsonrpc", "2.0"},
                     {"method", "call"},
                     {"id", ++id_},
                     {"params", {{"service", service}, {"method", method}, {"args", arguments}}}};
  return send("POST", "/jsonrpc", body.dump());
}

OdooReply OdooWire::kw(const std::string& model, const std::string& method, const json& arguments,
                       const json& keywords) {
  return rpc("object", "execute_kw",
             {odoo.database, odoo.user.id, odoo.user.api_key, model, method, arguments, keywords});
}

OdooReply OdooWire::json_2(const std::string& model, const std::string& method, const json& arguments) {
  return send("POST", "/json/2/" + model + "/" + method, arguments.dump(),
              {{"Content-Type", "application/json"}, {"Authorization", "bearer " + odoo.user.api_key}});
}

json OdooWire::ok(const std::string& model, const std::string& method, const json& arguments,
                  const json& keywords) {
  const OdooReply reply = kw(model, method, arguments, keywords);
  EXPECT_FALSE(reply.failed()) << model << "." << method << ": " << reply.name() << ": " << reply.message();
  EXPECT_EQ(reply.status, 200) << reply.transport_code << reply.text;
  return reply.result();
}

json OdooWire::read(const std::string& model, int id, const std::vector<std::string>& fields) {
  return ok(model, "read", {{id}, fields}).at(0);
}

int OdooWire::open_session(int config) {
  const int session = ok("pos.session", "create", {{{"config_id", config}}}).get<int>();
  const json state = read("pos.session", session, {"state", "cash_register_balance_start"});
  if (state["state"] == "opening_control") open(session, state["cash_register_balance_start"].get<double>());
  ok("pos.session", "write", {{session}, {{"update_stock_at_closing", false}}});
  return session;
}

OdooReply OdooWire::open(int session, double cash, const std::string& notes) {
  return kw("pos.session", major() >= 18 ? "set_opening_control" : "set_cashbox_pos",
            {{session}, cash, notes});
}

json OdooWire::payload(const WireOrder& order) const {
  json data = {{"user_id", odoo.user.id},
               {"partner_id", false},
               {"sequence_number", 1},
               {"fiscal_position_id", false},
               {"pricelist_id", major() >= 17 ? json(false) : json(odoo.shop.pricelist)},
               {"amount_total", order.total},
               {"amount_tax", order.tax},
               {"amount_return", 0.0},
               {"to_invoice", false},
               {"lines", json::array()}};
  for (std::size_t i = 0; i < order.lines.size(); ++i)
    data["lines"].push_back({0, 0, line_values(order, i, major())});
  json payments = json::array();
  double paid = 0;
  for (std::size_t i = 0; i < order.payments.size(); ++i) {
    const auto& [method, amount] = order.payments[i];
    paid += amount;
    json payment = {{"payment_method_id", method}, {"amount", amount}};
    if (major() >= 18) {
      payment["payment_date"] = kDate;
      payment["uuid"] = fmt::format("{} payment {}", order.reference, i + 1);
    } else {
      payment["name"] = kDate;
    }
    payments.push_back({0, 0, payment});
  }
  data["amount_paid"] = paid;
  data[major() >= 18 ? "payment_ids" : "statement_ids"] = payments;
  data[major() >= 18 ? "session_id" : "pos_session_id"] = order.session;
  data[major() >= 17 ? "date_order" : "creation_date"] = kDate;
  data[major() >= 19 ? "pos_reference" : "name"] = order.reference;
  if (major() >= 18) {
    data["uuid"] = "uuid of " + order.reference;
    data["access_token"] = "token of " + order.reference;
    data["company_id"] = odoo.shop.company;
  } else {
    data["server_id"] = false;
  }
  data.update(order.also);
  for (const std::string& key : order.without) data.erase(key);
  return data;
}

json OdooWire::body_of(const std::vector<WireOrder>& orders) const {
  json list = json::array();
  for (const WireOrder& order : orders) {
    const json data = payload(order);
    list.push_back(
        major() >= 18
            ? data
            : json{{"id", order.reference}, {"data", data}, {"to_invoice", data.value("to_invoice", false)}});
  }
  return list;
}

OdooReply OdooWire::post(const std::vector<WireOrder>& orders, const json& keywords) {
  return kw("pos.order", post_method(), json::array({body_of(orders)}), keywords);
}

json OdooWire::order(const std::string& reference) {
  const std::vector<json> found = orders(reference);
  EXPECT_EQ(found.size(), 1U) << reference;
  return found.empty() ? json::object() : found.front();
}

json OdooWire::close(int session, double counted) {
  const json counting = ok("pos.session", "post_closing_cash_details", {{session}, counted});
  if (counting["successful"] != true) return counting;
  return ok("pos.session", "close_session_from_ui", {{session}, json::array()});
}

WireOrder fries(const std::string& reference, double paid) {
  WireOrder order;
  order.reference = reference;
  order.lines = {{11, 1, 10.0, 10.0, 11.5}};
  order.payments = {{3, paid}};
  order.total = 11.5;
  order.tax = 1.5;
  return order;
}

}  // namespace ordersync::testing
