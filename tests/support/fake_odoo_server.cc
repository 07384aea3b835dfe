// One exchange at a time; faults of the network are played with the connection itself.
#include "tests/support/fake_odoo_server.h"

namespace ordersync::testing {

OdooServer::OdooServer(FakeOdoo& odoo)
    : odoo_(odoo), server_([this](const LoopbackRequest& request, LoopbackConnection& connection) {
        answer(request, connection);
      }) {}

void OdooServer::locked(const std::function<void()>& work) {
  const base::MutexLock lock(mutex_);
  work();
}

void OdooServer::answer(const LoopbackRequest& asked, LoopbackConnection& connection) {
  http::Request request;
  request.method = asked.method;
  request.url = odoo_.url + asked.target;
  request.headers = asked.headers;
  request.body = asked.body;
  FakeOdoo::Exchange exchange;
  // How long the client waits is its own affair: the server answers when it is done.
  locked([&] { exchange = odoo_.exchange(request, base::Milliseconds::max()); });
  if (exchange.takes.count() > 0 && !connection.pause(exchange.takes)) return;
  using End = FakeOdoo::Exchange::End;
  if (exchange.end == End::not_http) {
    connection.write("SSH-2.0-OpenSSH_9.2\r\n");
    connection.close();
  } else if (exchange.end == End::timed_out || exchange.end == End::timed_out_connecting) {
    connection.never_answer();
  } else if (exchange.end != End::answered) {
    connection.reset();
  } else if (exchange.answer.cut_after) {
    std::string head = "HTTP/1.1 " + std::to_string(exchange.answer.status) + " OK\r\n";
    head +=
        "Content-Type: application/json\r\nContent-Length: " + std::to_string(exchange.answer.body.size()) +
        "\r\n\r\n";
    connection.write(head + exchange.answer.body.substr(0, *exchange.answer.cut_after));
    connection.reset();
  } else {
    connection.answer(exchange.answer.status, exchange.answer.body, exchange.answer.headers);
  }
}

}  // namespace ordersync::testing
