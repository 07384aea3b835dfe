// PURE: which products a search finds, and the page of them, by name. For products in a store, in a catalogue
// or anywhere else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ordersync::pos {

struct ProductFilter {
  std::string text;  // a part of the name, the code or the barcode, ignoring case (base::fold_case)
  std::optional<bool> active;
};

class ProductSearch {
 public:
  // Where a product stands: by its name ignoring case, then by id.
  struct Place {
    std::string folded_name;
    std::int64_t id = 0;
    friend auto operator<=>(const Place&, const Place&) = default;
  };
  static Place place_of(std::string_view name, std::int64_t id);

  // The page is the first `limit` after `after`.
  ProductSearch(const ProductFilter& filter, std::optional<Place> after, std::size_t limit);

  void consider(std::int64_t id, std::string_view name, std::string_view code, std::string_view barcode,
                bool active);

  struct Found {
    std::vector<std::int64_t> ids;  // in their order
    bool more = false;
  };
  Found take();

 private:
  std::string part_;
  std::optional<bool> active_;
  std::optional<Place> after_;
  std::size_t limit_;
  std::vector<Place> kept_;  // a heap, the last in their order at the front
};

}  // namespace ordersync::pos
