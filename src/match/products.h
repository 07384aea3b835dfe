// Product search: which product of the POS an item of the order means (behaviour 4). Never a substring, never
// a wildcard, never a guess between two.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "match/match.h"

namespace ordersync::match {

// How the source names an item.
struct Wanted {
  std::string_view item_id;  // as text; empty: absent or 0
  std::optional<std::int64_t> odoo_item_id;
  std::string_view name;
};

struct Found {
  const order::Product* product = nullptr;
  // A different product that is equal to the name while `product` was found by OdooItemID or ItemID: a
  // source's own ids may collide with the POS's, and the POS's that it keeps may be those of another Odoo.
  const order::Product* namesake = nullptr;
  // The id that the map or OdooItemID names and that may not be sold: `product` has the name.
  std::optional<std::int64_t> instead_of = {};
};

struct NotFound {
  enum class Why {
    unknown,       // nothing has this id or name
    not_sellable,  // `seen` exist, but a flag forbids selling them
    ambiguous,     // `seen` are of the same rank
    collision,     // `seen`: the id's product and the name's, where the sync says to park
  };
  Why why = Why::unknown;
  std::vector<const order::Product*> seen;
};

using SearchResult = std::variant<Found, NotFound>;

// In this order: the sync's product map (id, then name), OdooItemID, ItemID, name, name ignoring case. An id
// whose product may not be sold leaves only the name.
SearchResult find_product(const Wanted& wanted, const order::Catalogue& catalogue, const MatchRules& rules);

// Everything of one order that no product was found for, told in one message.
class Missing {
 public:
  void add(const Wanted& wanted, const NotFound& why, int line_number);
  bool empty() const { return entries_.empty(); }
  // REQUIRES: not empty.
  order::Problem to_problem() const;

 private:
  struct Entry {
    NotFound::Why why;
    std::string text;  // "ItemName="Latte XL", ItemID=0 (line 2)"
    std::string name;  // what to fix, for the cause
  };
  std::vector<Entry> entries_;
};

// The warning about a namesake, or about what was sold instead; nothing where there is nothing to warn of.
std::optional<order::Notice> warning_of(const Wanted& wanted, const Found& found, int line_number);

}  // namespace ordersync::match
