// Look-ups in a catalogue.
#include "order/catalogue.h"

#include <gtest/gtest.h>

namespace ordersync::order {
namespace {

Product product(std::int64_t id, std::string name, std::vector<std::int64_t> taxes = {}) {
  Product made;
  made.id = id;
  made.name = std::move(name);
  made.taxes = std::move(taxes);
  return made;
}

Tax tax(std::int64_t id, const char* amount) {
  Tax made;
  made.id = id;
  made.name = std::string("VAT ") + amount;
  made.amount = base::Decimal::of(amount);
  return made;
}

std::vector<std::int64_t> ids(const std::vector<const Product*>& products) {
  std::vector<std::int64_t> out;
  for (const Product* found : products) out.push_back(found->id);
  return out;
}
std::vector<std::int64_t> ids(const std::vector<const Tax*>& taxes) {
  std::vector<std::int64_t> out;
  for (const Tax* found : taxes) out.push_back(found->id);
  return out;
}

using Ids = std::vector<std::int64_t>;

TEST(Catalogue, FindsProductsByIdAndName) {
  Catalogue::Parts parts;
  parts.products = {product(12, "Burger"), product(10, "Burger"), product(11, "burger"),
                    product(13, " Cola ")};
  const Catalogue catalogue(std::move(parts));
  EXPECT_EQ(catalogue.product(11)->name, "burger");
  EXPECT_EQ(catalogue.product(99), nullptr);
  EXPECT_EQ(ids(catalogue.products_named("  Burger\xC2\xA0")), (Ids{10, 12}));
  EXPECT_EQ(ids(catalogue.products_named_ignoring_case("BURGER")), (Ids{10, 11, 12}));
  EXPECT_EQ(ids(catalogue.products_named("Cola")), Ids{13});
  EXPECT_EQ(ids(catalogue.products_named("Burg")), Ids{});
  EXPECT_EQ(ids(catalogue.products_named("")), Ids{});
  EXPECT_EQ(ids(catalogue.products_named("%")), Ids{});
}

TEST(Catalogue, NamesInEveryLanguageCountOnceForAProduct) {
  Catalogue::Parts parts;
  parts.products = {product(1, "Coffee"), product(2, "Kaffee")};
  parts.products[0].other_names = {"Coffee", "Kaffee", "CAFÉ"};
  const Catalogue catalogue(std::move(parts));
  EXPECT_EQ(ids(catalogue.products_named("Coffee")), Ids{1});
  EXPECT_EQ(ids(catalogue.products_named("Kaffee")), (Ids{1, 2}));
  EXPECT_EQ(ids(catalogue.products_named_ignoring_case("cafe\xCC\x81")), Ids{1});
}

TEST(Catalogue, ProductsThatMayNotBeSoldAreFoundToo) {
  Catalogue::Parts parts;
  parts.products = {product(1, "Old")};
  parts.products[0].active = false;
  const Catalogue catalogue(std::move(parts));
  EXPECT_EQ(ids(catalogue.products_named("Old")), Ids{1});
  EXPECT_FALSE(catalogue.product(1)->can_be_sold());
}

TEST(Catalogue, ProductWithoutANameIsNeverFoundByName) {
  Catalogue::Parts parts;
  parts.products = {product(1, "  ")};
  const Catalogue catalogue(std::move(parts));
  EXPECT_EQ(ids(catalogue.products_named(" ")), Ids{});
}

TEST(Catalogue, OfTwoRecordsWithOneIdTheFirstCounts) {
  Catalogue::Parts parts;
  parts.products = {product(1, "First"), product(1, "Second")};
  const Catalogue catalogue(std::move(parts));
  EXPECT_EQ(catalogue.product(1)->name, "First");
  EXPECT_EQ(ids(catalogue.products_named("Second")), Ids{});
}

TEST(Catalogue, CopyLooksUpItsOwnRecords) {
  Catalogue::Parts parts;
  parts.products = {product(1, "Burger")};
  auto first = std::make_unique<Catalogue>(std::move(parts));
  const Catalogue copy = *first;
  first.reset();
  EXPECT_EQ(copy.products_named("Burger").at(0)->name, "Burger");
}

TEST(Catalogue, FindsPaymentMethodsAndTaxes) {
  Catalogue::Parts parts;
  parts.payment_methods = {{2, "Card", "Bank", MethodType::bank}, {1, "Cash", "Cash", MethodType::cash}};
  parts.taxes = {tax(5, "15")};
  const Catalogue catalogue(std::move(parts));
  EXPECT_EQ(catalogue.payment_method(1)->name, "Cash");
  EXPECT_EQ(catalogue.payment_method(3), nullptr);
  EXPECT_EQ(catalogue.tax(5)->amount, base::Decimal(15));
  EXPECT_EQ(catalogue.tax(6), nullptr);
}

TEST(TaxesOf, KeepTheProductsOrderWithoutInactiveAndUnknownOnes) {
  Catalogue::Parts parts;
  parts.taxes = {tax(1, "15"), tax(2, "5"), tax(3, "1")};
  parts.taxes[2].active = false;
  parts.products = {product(1, "Burger", {2, 3, 99, 1, 2})};
  const Catalogue catalogue(std::move(parts));
  EXPECT_EQ(ids(catalogue.taxes_of(*catalogue.product(1))), (Ids{2, 1}));
}

TEST(TaxesOf, FiscalPositionReplacesAndRemoves) {
  Catalogue::Parts parts;
  parts.taxes = {tax(1, "15"), tax(2, "5"), tax(3, "0"), tax(4, "7")};
  parts.taxes[3].active = false;
  parts.products = {product(1, "Burger", {1, 2}), product(2, "Cola", {3}), product(3, "Bread", {4})};
  FiscalPosition position;
  position.taxes = {{1, std::nullopt}, {2, 3}, {2, 4}, {4, 1}};
  parts.fiscal_position = position;
  const Catalogue catalogue(std::move(parts));
  EXPECT_EQ(ids(catalogue.taxes_of(*catalogue.product(1))), Ids{3});
  EXPECT_EQ(ids(catalogue.taxes_of(*catalogue.product(2))), Ids{3});
  EXPECT_EQ(ids(catalogue.taxes_of(*catalogue.product(3))), Ids{});  // an inactive tax is not the product's
}

TEST(TaxesOf, TwoTaxesMappedToOneAreTakenOnce) {
  Catalogue::Parts parts;
  parts.taxes = {tax(1, "15"), tax(2, "5"), tax(3, "0")};
  parts.products = {product(1, "Burger", {1, 2})};
  FiscalPosition position;
  position.taxes = {{1, 3}, {2, 3}};
  parts.fiscal_position = position;
  const Catalogue catalogue(std::move(parts));
  EXPECT_EQ(ids(catalogue.taxes_of(*catalogue.product(1))), Ids{3});
}

}  // namespace
}  // namespace ordersync::order
