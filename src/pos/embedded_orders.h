// INTERNAL to the embedded POS: booking documents. One write transaction a batch, each document its own
// outcome.
#pragma once

#include <span>
#include <vector>

#include "base/clock.h"
#include "order/document.h"
#include "pos/embedded_catalogue.h"
#include "pos/embedded_readback.h"
#include "pos/embedded_sessions.h"
#include "pos/pos_target.h"

namespace ordersync::pos {

struct OrderStores {
  sql::Connection& connection;
  const base::Clock& clock;
  CatalogueStore& catalogues;
  SessionStore& sessions;
  OrderReader& orders;
};

// As Target::post.
std::vector<Outcome> post_documents(const OrderStores& stores, const Session& session,
                                    std::span<const order::PosDocument> documents, const Permit& permit);

}  // namespace ordersync::pos
