// The indices of a catalogue: built once, then only read.
#include "order/catalogue.h"

#include <algorithm>
#include <numeric>

#include "base/text.h"

namespace ordersync::order {
namespace {

template <class Record>
const Record* find_by_id(const std::vector<Record>& records,
                         const std::unordered_map<std::int64_t, std::size_t>& index, std::int64_t id) {
  const auto found = index.find(id);
  return found == index.end() ? nullptr : &records[found->second];
}

}  // namespace

Catalogue::Catalogue(Parts parts) : parts_(std::move(parts)) {
  for (std::size_t i = 0; i < parts_.taxes.size(); ++i) tax_by_id_.emplace(parts_.taxes[i].id, i);
  index_products();
}

void Catalogue::index_products() {
  const std::vector<Product>& products = parts_.products;
  std::vector<std::size_t> by_id(products.size());
  std::iota(by_id.begin(), by_id.end(), std::size_t{0});
  std::stable_sort(by_id.begin(), by_id.end(),
                   [&products](std::size_t a, std::size_t b) { return products[a].id < products[b].id; });
  product_by_id_.reserve(products.size());
  products_by_name_.reserve(products.size());
  products_by_folded_name_.reserve(products.size());
  // A product whose names are equal in two languages is one candidate, not two.
  const auto add = [](NameIndex& index, std::string name, std::size_t place) {
    std::vector<std::size_t>& places = index[std::move(name)];
    if (places.empty() || places.back() != place) places.push_back(place);
  };
  for (const std::size_t place : by_id) {
    const Product& product = products[place];
    if (!product_by_id_.emplace(product.id, place).second) continue;
    const auto add_name = [&](std::string_view name) {
      const std::string_view trimmed = base::trim(name);
      if (trimmed.empty()) return;
      add(products_by_name_, std::string(trimmed), place);
      add(products_by_folded_name_, base::fold_case(trimmed), place);
    };
    add_name(product.name);
    for (const std::string& name : product.other_names) add_name(name);
  }
}

const Product* Catalogue::product(std::int64_t id) const {
  return find_by_id(parts_.products, product_by_id_, id);
}

const Tax* Catalogue::tax(std::int64_t id) const {
  return find_by_id(parts_.taxes, tax_by_id_, id);
}

const PaymentMethod* Catalogue::payment_method(std::int64_t id) const {
  const auto& methods = parts_.payment_methods;  // a handful
  const auto found = std::find_if(methods.begin(), methods.end(),
                                  [id](const PaymentMethod& method) { return method.id == id; });
  return found == methods.end() ? nullptr : &*found;
}

std::vector<const Product*> Catalogue::products_in(const NameIndex& index, std::string_view name) const {
  std::vector<const Product*> found;
  const auto entry = index.find(name);
  if (entry == index.end()) return found;
  found.reserve(entry->second.size());
  for (const std::size_t place : entry->second) found.push_back(&parts_.products[place]);
  return found;
}

std::vector<const Product*> Catalogue::products_named(std::string_view name) const {
  return products_in(products_by_name_, base::trim(name));
}

std::vector<const Product*> Catalogue::products_named_ignoring_case(std::string_view name) const {
  return products_in(products_by_folded_name_, base::fold_case(base::trim(name)));
}

std::vector<const Tax*> Catalogue::taxes_of(const Product& product) const {
  std::vector<const Tax*> taxes;
  const auto add = [&](std::int64_t id) {
    const Tax* found = tax(id);
    if (found == nullptr || !found->active) return;
    if (std::find(taxes.begin(), taxes.end(), found) == taxes.end()) taxes.push_back(found);
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
