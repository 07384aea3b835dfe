// PURE: Order × Catalogue → PosDocument, or the reasons why not (behaviour 4–7).
// No clock, no store, no network.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "order/catalogue.h"
#include "order/document.h"
#include "order/order.h"
#include "order/problem.h"
#include "order/taxes.h"

namespace ordersync::match {

enum class Packages { components, explode, parent_only };
enum class PackageQuantity { per_unit, in_total };
enum class Untaxed { park, included, none };
enum class Collision { id_wins, park };  // an id's product and a different product equal to the name

// What a sync says about matching. Ids are product or payment method ids of the POS.
struct MatchRules {
  std::map<std::string, std::int64_t> product_map;  // source id or name → product
  std::map<std::string, std::int64_t> payment_map;  // CardType or PaymentMode → method
  Packages packages = Packages::components;
  PackageQuantity package_quantity = PackageQuantity::per_unit;
  Untaxed untaxed = Untaxed::park;
  Collision collision = Collision::id_wins;
  std::optional<std::int64_t> service_product;
  std::optional<std::int64_t> delivery_product;
  std::optional<std::int64_t> tip_product;
  std::optional<std::int64_t> rounding_product;
  std::optional<std::int64_t> voucher_method;
  std::optional<std::int64_t> pay_later_method;
};

// What stands around the order when it is matched.
struct Surroundings {
  base::Instant received_at;  // the date of an order that has none
  // For a refund: the sale it takes back, as booked, and what was refunded of it before; nothing when that
  // sale is not booked.
  struct Sale {
    order::OrderKey key;
    base::Money total;
    base::Money refunded;  // zero or positive
  };
  std::optional<Sale> sale;
  std::string lost_sale;           // without `sale`: as what it was booked in the POS, which has it no more
  bool refund_alone = false;       // a person chose "refund alone"
  std::string customer_id;         // the POS's customer of the order, when one was found
  bool pos_has_customers = false;  // then whom it did not find is nobody; else what the order says counts
  // What the POS has said of taxes that are no plain percentages. What is missing in it is wanted of the POS,
  // and the order is matched again. Null: such an order is parked.
  order::PosAmounts* pos_amounts = nullptr;
};

struct Matched {
  order::PosDocument document;  // proved: lines and payments come to its total by the POS's own arithmetic
  order::Warnings warnings;     // those of the order first
};

using MatchResult = base::Result<Matched, order::Problem>;

// Never throws. One problem is returned, the most helpful first; all missing products are named in one.
MatchResult match(const order::Order& order, const order::Catalogue& catalogue, const MatchRules& rules,
                  const Surroundings& surroundings);

}  // namespace ordersync::match
