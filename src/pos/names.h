// The words that the catalogue file and the tables of the embedded POS use for Odoo's choices, in one place.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "order/catalogue.h"
#include "pos/catalogue_file.h"
#include "pos/pos_target.h"

namespace ordersync::pos {

template <class T>
struct Named {
  T value;
  std::string_view name;
};

// All values of a choice with their words, in the order of the contract.
std::span<const Named<order::TaxRounding>> all_names(order::TaxRounding);
std::span<const Named<order::TaxType>> all_names(order::TaxType);
std::span<const Named<order::ProductType>> all_names(order::ProductType);
std::span<const Named<order::MethodType>> all_names(order::MethodType);
std::span<const Named<order::StockMode>> all_names(order::StockMode);
std::span<const Named<SessionState>> all_names(SessionState);
std::span<const Named<StartSession>> all_names(StartSession);

template <class T>
std::string_view name_of(T value) {
  for (const Named<T>& named : all_names(value)) {
    if (named.value == value) return named.name;
  }
  CHECK(false);
}

template <class T>
std::optional<T> value_named(std::string_view name) {
  for (const Named<T>& named : all_names(T{})) {
    if (named.name == name) return named.value;
  }
  return std::nullopt;
}

}  // namespace ordersync::pos
