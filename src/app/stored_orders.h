// StoredOrders: the orders of a sync as its source sent them, decoded again from what the journal keeps, by
// the sync's rules of today.
#pragma once

#include "base/money.h"
#include "journal/journal.h"
#include "source/reader.h"
#include "sync/settings.h"

namespace ordersync::app {

class StoredOrders {
 public:
  // The journal outlives it. `currency` is the POS's.
  StoredOrders(journal::Journal& journal, const sync::SyncSettings& settings, base::Currency currency);

  // What came last of this order, whatever became of it. Fails as the journal does.
  base::Result<source::Decoded> newest(const journal::OrderView& order);
  // What was to be booked: not what came after the booking.
  base::Result<source::Decoded> received(const journal::OrderView& order);

 private:
  source::Decoded decode(const journal::OrderView& order, std::string_view payload);

  journal::Journal& journal_;
  source::Reader reader_;
  source::Reader sale_reader_;
};

}  // namespace ordersync::app
