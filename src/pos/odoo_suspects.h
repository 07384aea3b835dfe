// Suspects: orders that Odoo was sent and gave no answer to, or that were stopped on their way to it. One of
// them may be what it dies of, each time, or what a firewall minds: so they are sent after all others, alone,
// and the one that is never answered while others are is not sent for ever. Durable in the store, since it
// takes hours: after a lost answer the warehouse waits.
#pragma once

#include <cstdint>
#include <map>
#include <span>

#include "order/key.h"
#include "pos/odoo_rpc.h"
#include "sql/database.h"

namespace ordersync::pos::odoo {

class Suspects {
 public:
  // How often an order is sent alone and not answered, others being answered in between, before a person is
  // asked. While Odoo answers nobody it is no order's fault.
  static constexpr int kLostAloneAtMost = 3;

  // Both outlive it. REQUIRES: odoo_migrations() applied.
  Suspects(sql::Connection& store, const ConnectionSettings& settings) : store_(store), settings_(settings) {}

  // Those of the connection; what the rest says holds until they are read again.
  base::Result<void> read();
  bool contains(const order::OrderKey& key) const { return known_.contains(key); }
  // 0: only together with others, or never.
  int lost_alone(const order::OrderKey& key) const;

  // One call with these orders was not answered.
  base::Result<void> not_answered(std::span<const order::OrderKey> keys);
  // One call with these orders was, whatever the answer.
  base::Result<void> answered(std::span<const order::OrderKey> keys);
  // They were found to stand, after all, or are called off. Reads first.
  base::Result<void> no_more(std::span<const order::OrderKey> keys);
  // A person is asked. Sent again at their wish, it has one try more.
  base::Result<void> handed_over(const order::OrderKey& key);

 private:
  struct Lost {
    int alone = 0;
    bool others_answered = false;  // since the last one that counts
  };
  base::Result<void> write(const order::OrderKey& key, const Lost& lost);
  base::Result<void> forget(std::span<const order::OrderKey> keys);
  base::Result<void> remove(const order::OrderKey& key);

  sql::Connection& store_;
  const ConnectionSettings& settings_;
  std::int64_t connection_ = 0;
  std::map<order::OrderKey, Lost> known_;
};

}  // namespace ordersync::pos::odoo
