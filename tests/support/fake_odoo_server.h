// A FakeOdoo behind a real socket, for tests of the real transport and the real program.
//
//   base::SystemClock clock;
//   FakeOdoo odoo(OdooVersion::v18, clock);
//   OdooServer server(odoo);           // http://127.0.0.1:PORT
//   client.connect(server.url(), …);
//   server.locked([&] { EXPECT_EQ(odoo.rows("pos.order").size(), 1); });
#pragma once

#include <functional>
#include <string>

#include "base/mutex.h"
#include "tests/support/fake_odoo.h"
#include "tests/support/loopback_server.h"

namespace ordersync::testing {

class OdooServer {
 public:
  // The odoo outlives the server; while the server lives it is touched inside of locked() only.
  explicit OdooServer(FakeOdoo& odoo);

  std::string url() const { return server_.url(""); }
  void locked(const std::function<void()>& work);

 private:
  void answer(const LoopbackRequest& request, LoopbackConnection& connection);

  FakeOdoo& odoo_;
  base::Mutex mutex_;
  LoopbackServer server_;
};

}  // namespace ordersync::testing
