// Preview ("Test"): asks the external system for one page and says what was understood of it. Books and keeps
// nothing, and moves no cursor.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/store.h"
#include "app/views.h"
#include "pos/pos_target.h"
#include "sync/settings.h"

namespace ordersync::app {

struct Preview {
  std::string url;                     // what was asked, without secrets
  std::optional<order::Notice> error;  // no page was fetched, or it holds no orders
  std::int64_t orders = 0;             // on the page
  std::string shape;  // "array", "orders", "single", or the pointer; empty: nothing was understood
  std::vector<std::pair<std::string, std::string>> fields;  // of the first order, by the guide's names
  std::string first_payload;                                // of the first order, card numbers cut
  std::optional<pos::BookedOrder> would_book;
  order::Warnings warnings;              // of would_book
  std::optional<order::Notice> problem;  // why the first order would not be booked
};

// The settings need not be saved. Fails as the store does, and with what the POS says of its configuration.
base::Result<Preview> preview_of(Worker& worker, const sync::SyncSettings& settings);

Json preview_json(const Preview& preview);

}  // namespace ordersync::app
