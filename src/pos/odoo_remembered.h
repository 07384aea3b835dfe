// Remembered: what every read-back asks for again, and what hardly ever changes: sessions, POS
// configurations, payment methods and currencies by id. Kept in memory for a minute, so that a run of many
// batches asks for each once.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "base/clock.h"
#include "pos/odoo_rpc.h"

namespace ordersync::pos::odoo {

// Not what decides anything: an order's own state, amounts, payments and pickings are asked for each time.
// One thread at a time.
class Remembered {
 public:
  // Both outlive it.
  Remembered(Rpc& rpc, const base::Clock& clock) : rpc_(rpc), clock_(clock) {}

  // As Rpc::all. Remembers records of these models that are asked for by their ids; one that was not
  // there is asked for again.
  base::Result<Value::Array> all(const Rpc::Search& search);

 private:
  struct Kept {
    Value record;
    base::Instant read_at;
  };
  // The records of all these ids, or nothing where one is not known, or not any more.
  std::optional<Value::Array> known(const std::string& model, const Value::Array& ids) const;

  Rpc& rpc_;
  const base::Clock& clock_;
  std::map<std::pair<std::string, std::int64_t>, Kept> kept_;
};

}  // namespace ordersync::pos::odoo
