// PURE: which products a search finds, and the page of them in the order wanted. For products in a store, in
// a catalogue or anywhere else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"
#include "base/page_heap.h"

namespace ordersync::pos {

using base::Direction;

// Texts ignore case; of the same by id.
enum class ProductKey { name, default_code, list_price, id };
struct ProductSort {
  ProductKey key = ProductKey::name;
  Direction direction = Direction::ascending;
};

struct ProductFilter {
  std::string text;  // a part of the name, the code or the barcode, ignoring case (base::fold_case)
  std::optional<bool> active;
  ProductSort sort = {};
};

class ProductSearch {
 public:
  // What a search looks at; the texts live as long as the call.
  struct Candidate {
    std::int64_t id = 0;
    std::string_view name;
    std::string_view code;
    std::string_view barcode;
    base::Decimal list_price;
    bool active = true;
  };

  // The page is the first `limit` behind the product `after`.
  ProductSearch(const ProductFilter& filter, const std::optional<Candidate>& after, std::size_t limit);

  void consider(const Candidate& candidate);

  struct Found {
    std::vector<std::int64_t> ids;  // in their order
    bool more = false;
  };
  Found take();

 private:
  // Where a product stands; what it is not sorted by is left empty.
  struct Place {
    base::Decimal number;
    std::string text;
    std::int64_t id = 0;
    friend auto operator<=>(const Place&, const Place&) = default;
  };
  Place place_of(const Candidate& candidate) const;

  std::string part_;
  std::optional<bool> active_;
  ProductSort sort_;
  base::PageHeap<Place> page_;
};

}  // namespace ordersync::pos
