// The flight around a piece of work; see odoo_writer.h.
#include "pos/odoo_writer.h"

#include <string>
#include <utility>

#include "base/check.h"
#include "pos/odoo_store.h"

namespace ordersync::pos::odoo {

std::chrono::milliseconds Writer::lasts() const {
  return rpc_.settings().call_timeout + rpc_.settings().server_limit;
}

base::Result<void> Writer::begin(std::int64_t warehouse_id, std::chrono::milliseconds patience) {
  CHECK(!begun_);
  const std::string warehouse = warehouse_of(connection_key(rpc_.settings()), std::to_string(warehouse_id));
  TRY_ASSIGN(flight_, flights_.begin(warehouse, lasts(), patience));
  begun_ = true;
  return {};
}

base::Result<void> Writer::no_other_flight() {
  CHECK(begun_);
  return flights_.none_beside(flight_, connection_key(rpc_.settings()));
}

base::Result<Value> Writer::call(const Call& call) {
  CHECK(begun_ && call.effect == Effect::writes);
  TRY(flights_.extend(flight_, lasts()));
  auto answer = rpc_.call(call);
  if (!answer.ok() && answer.error().kind == base::ErrorKind::unknown) answer_lost_ = true;
  return answer;
}

// A flight that cannot be ended in the store runs out by itself: the next one waits, nothing is lost.
void Writer::end() {
  if (begun_ && !answer_lost_) static_cast<void>(flights_.end(flight_).ok());
  begun_ = false;
}

}  // namespace ordersync::pos::odoo
