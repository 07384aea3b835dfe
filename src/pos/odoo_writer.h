// Writer: the one who writes to a warehouse of an Odoo, for one piece of work: a batch of orders, or a
// closing. Holds the warehouse's flight and sends what goes under it. A closing needs it as much as a
// booking: 14 and 17 put an order that meets a session being closed into a rescue session (protocol G7).
#pragma once

#include <chrono>
#include <cstdint>

#include "pos/odoo_flight.h"
#include "pos/odoo_rpc.h"

namespace ordersync::pos::odoo {

class Writer {
 public:
  // Both outlive it. It holds nothing yet.
  Writer(Rpc& rpc, Flights& flights) : rpc_(rpc), flights_(flights) {}
  ~Writer() { end(); }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  // As long as whoever books waits for the writer before it.
  static constexpr std::chrono::milliseconds kPatience{60'000};
  // Takes the warehouse; fails as Flights::begin does.
  base::Result<void> begin(std::int64_t warehouse_id, std::chrono::milliseconds patience = kPatience);
  // Fails with "odoo_writer_busy" while there is a flight to another warehouse of the same Odoo, of which an
  // order may be that is in hand here. REQUIRES: begun and not ended.
  base::Result<void> no_other_flight();
  // A call that writes. Fails as Rpc::call does, and with "odoo_flight_lost" (kind conflict), nothing sent.
  // REQUIRES: begun and not ended.
  base::Result<Value> call(const Call& call);
  // Whether an answer was lost, so that Odoo may still be at work.
  bool answer_lost() const { return answer_lost_; }
  // What was lost has been seen to be done, and nothing of it is at work any more.
  void settle() { answer_lost_ = false; }
  // Gives the warehouse to the next, unless an answer was lost: then the flight has to run out. A second time
  // it does nothing.
  void end();

 private:
  std::chrono::milliseconds lasts() const;

  Rpc& rpc_;
  Flights& flights_;
  Flights::Flight flight_;
  bool begun_ = false;
  bool answer_lost_ = false;
};

}  // namespace ordersync::pos::odoo
