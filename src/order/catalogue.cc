// The indices of a catalogue: built once, then only read.
#include "order/catalogue.h"

#include <algorithm>
#include <functional>

#include "base/contains.h"
#include "base/text.h"

namespace ordersync::order {
namespace {

std::size_t hash_of(std::string_view folded) {
  return std::hash<std::string_view>()(folded);
}

template <class IsIt>
bool has_name(const Product& product, IsIt is_it) {
  return is_it(product.name) || std::any_of(product.other_names.begin(), product.other_names.end(), is_it);
}

}  // namespace

Catalogue::Catalogue(Parts parts) : parts_(std::move(parts)) {
  for (std::size_t i = 0; i < parts_.taxes.size(); ++i) tax_by_id_.emplace(parts_.taxes[i].id, i);
  index_products();
}

void Catalogue::index_products() {
  const std::vector<Product>& products = parts_.products;
  products_by_id_.reserve(products.size());
  for (std::uint32_t place = 0; place < products.size(); ++place) {
    products_by_id_.push_back({products[place].id, place});
  }
  std::stable_sort(products_by_id_.begin(), products_by_id_.end(),
                   [](const IdEntry& a, const IdEntry& b) { return a.id < b.id; });
  const auto other = std::unique(products_by_id_.begin(), products_by_id_.end(),
                                 [](const IdEntry& a, const IdEntry& b) { return a.id == b.id; });
  products_by_id_.erase(other, products_by_id_.end());

  products_by_name_.reserve(products.size());
  for (const auto& [id, place] : products_by_id_) {
    const auto add_name = [&, place = place](std::string_view name) {
      const std::string folded = base::fold_case(base::trim(name));
      if (!folded.empty()) products_by_name_.push_back({hash_of(folded), place});
    };
    add_name(products[place].name);
    for (const std::string& name : products[place].other_names) add_name(name);
  }
  std::stable_sort(products_by_name_.begin(), products_by_name_.end(),
                   [](const NameEntry& a, const NameEntry& b) { return a.hash < b.hash; });
  // A product whose names are equal in two languages is one candidate, not two.
  const auto again = std::unique(
      products_by_name_.begin(), products_by_name_.end(),
      [](const NameEntry& a, const NameEntry& b) { return a.hash == b.hash && a.place == b.place; });
  products_by_name_.erase(again, products_by_name_.end());
}

const Product* Catalogue::product(std::int64_t id) const {
  const auto found =
      std::lower_bound(products_by_id_.begin(), products_by_id_.end(), id,
                       [](const IdEntry& entry, std::int64_t wanted) { return entry.id < wanted; });
  return found == products_by_id_.end() || found->id != id ? nullptr : &parts_.products[found->place];
}

const Tax* Catalogue::tax(std::int64_t id) const {
  const auto found = tax_by_id_.find(id);
  return found == tax_by_id_.end() ? nullptr : &parts_.taxes[found->second];
}

const PaymentMethod* Catalogue::payment_method(std::int64_t id) const {
  const auto& methods = parts_.payment_methods;  // a handful
  const auto found = std::find_if(methods.begin(), methods.end(),
                                  [id](const PaymentMethod& method) { return method.id == id; });
  return found == methods.end() ? nullptr : &*found;
}

template <class IsIt>
std::vector<const Product*> Catalogue::products_with_name(std::string_view folded, IsIt is_it) const {
  std::vector<const Product*> found;
  if (folded.empty()) return found;
  const std::size_t hash = hash_of(folded);
  auto entry = std::lower_bound(products_by_name_.begin(), products_by_name_.end(), hash,
                                [](const NameEntry& each, std::size_t wanted) { return each.hash < wanted; });
  for (; entry != products_by_name_.end() && entry->hash == hash; ++entry) {
    const Product& product = parts_.products[entry->place];
    if (has_name(product, is_it)) found.push_back(&product);
  }
  return found;
}

std::vector<const Product*> Catalogue::products_named(std::string_view name) const {
  const std::string_view trimmed = base::trim(name);
  return products_with_name(base::fold_case(trimmed),
                            [trimmed](std::string_view own) { return base::trim(own) == trimmed; });
}

std::vector<const Product*> Catalogue::products_named_ignoring_case(std::string_view name) const {
  const std::string folded = base::fold_case(base::trim(name));
  return products_with_name(
      folded, [&folded](std::string_view own) { return base::fold_case(base::trim(own)) == folded; });
}

std::vector<const Tax*> Catalogue::taxes_of(const Product& product) const {
  std::vector<const Tax*> taxes;
  const auto add = [&](std::int64_t id) {
    const Tax* found = tax(id);
    if (found == nullptr || !found->active) return;
    if (!base::contains(taxes, found)) taxes.push_back(found);
  };
  for (const std::int64_t id : product.taxes) {
    const Tax* own = tax(id);
    if (own == nullptr || !own->active) continue;
    bool mapped = false;
    if (parts_.fiscal_position) {
      // A tax may be replaced by several, as in Odoo.
      for (const FiscalPosition::Mapping& mapping : parts_.fiscal_position->taxes) {
        if (mapping.from != id) continue;
        mapped = true;
        if (mapping.to) add(*mapping.to);
      }
    }
    if (!mapped) add(id);
  }
  return taxes;
}

}  // namespace ordersync::order
