// The CSV catalogue file: separators, quotes, and errors that name their line.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pos/catalogue_file.h"

namespace ordersync::pos {
namespace {

using base::Decimal;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string csv_error_of(std::string_view text) {
  const auto file = read_catalogue_csv(text);
  return file.ok() ? "" : file.error().message;
}

TEST(CatalogueCsv, ALineIsAProduct) {
  const auto file = read_catalogue_csv(
      "id,name,list_price,type,taxes,on_hand,sale_ok,barcode\n10,Burger,80.00,storable,1;2,100,true,400\n"
      "11,Delivery,5,service,,,no,\n");
  ASSERT_TRUE(file.ok()) << file.error().message;
  ASSERT_EQ(file->products.size(), 2U);
  const order::Product& burger = file->products[0].product;
  EXPECT_EQ(burger.id, 10);
  EXPECT_EQ(burger.list_price, Decimal(80));
  EXPECT_THAT(burger.taxes, ElementsAre(1, 2));
  EXPECT_EQ(file->products[0].on_hand, Decimal(100));
  EXPECT_EQ(burger.barcode, "400");
  EXPECT_EQ(file->products[1].product.type, order::ProductType::service);
  EXPECT_FALSE(file->products[1].product.sale_ok);
  EXPECT_TRUE(file->products[1].product.available_in_pos);
  EXPECT_THAT(file->product_lines, ElementsAre(2, 3));
}

TEST(CatalogueCsv, AColumnThatIsNotThereIsLeftOutAndAnEmptyCellIsNot) {
  const auto file = read_catalogue_csv("id,name,taxes,active\n1,A,,\n");
  ASSERT_TRUE(file.ok()) << file.error().message;
  EXPECT_FALSE(file->left_out.products[0].taxes || file->left_out.products[0].active);
  EXPECT_TRUE(file->left_out.products[0].list_price && file->left_out.products[0].type);
  EXPECT_TRUE(file->products[0].product.active);
}

TEST(CatalogueCsv, SemicolonsByteOrderMarkAndWindowsLineEndsAreRead) {
  const auto file =
      read_catalogue_csv("\xEF\xBB\xBFname;id;taxes\r\n\"Tea; green\";7;\"1;2\"\r\nCoffee;8;1,2\r\n\r\n");
  ASSERT_TRUE(file.ok()) << file.error().message;
  ASSERT_EQ(file->products.size(), 2U);
  EXPECT_EQ(file->products[0].product.name, "Tea; green");
  EXPECT_THAT(file->products[0].product.taxes, ElementsAre(1, 2));
  EXPECT_THAT(file->products[1].product.taxes, ElementsAre(1, 2));
}

TEST(CatalogueCsv, QuotedCellsHoldQuotesAndLineEnds) {
  const auto file = read_catalogue_csv("id,name\n1,\"The \"\"big\"\"\nburger\"\n2,Next");
  ASSERT_TRUE(file.ok()) << file.error().message;
  EXPECT_EQ(file->products[0].product.name, "The \"big\"\nburger");
  EXPECT_THAT(file->product_lines, ElementsAre(2, 4));
}

TEST(CatalogueCsv, OnlyAHeaderIsNoProducts) {
  EXPECT_EQ(csv_error_of("id,name\n"), "");
}

TEST(CatalogueCsv, AnEmptyFileIsAnError) {
  EXPECT_THAT(csv_error_of(""), HasSubstr("line 1: must be a header"));
  EXPECT_THAT(csv_error_of("\n1,A\n"), HasSubstr("line 1: must be a header"));
}

TEST(CatalogueCsv, AnUnknownColumnNamesTheNearestField) {
  EXPECT_THAT(csv_error_of("id,name,onhand\n1,A,3\n"),
              HasSubstr("line 1: unknown field \"onhand\", did you mean on_hand?"));
  EXPECT_THAT(csv_error_of("id,name,id\n"), HasSubstr("line 1: the field id stands twice"));
  EXPECT_THAT(csv_error_of("id,list_price\n"), HasSubstr("line 1: the field name is missing in the header"));
}

TEST(CatalogueCsv, ErrorsNameTheLineAndTheField) {
  EXPECT_THAT(csv_error_of("id,name,list_price,active\n1,A,1\n2,B,x,true\n3,C,1,perhaps\n,D,1,\n"),
              AllOf(HasSubstr("line 2: has 3 cells, the header has 4"),
                    HasSubstr("line 3.list_price: \"x\" is not a number"),
                    HasSubstr("line 4.active: must be true or false"), HasSubstr("line 5.id: is missing")));
}

TEST(CatalogueCsv, AnIdTwiceNamesBothLines) {
  const auto file = read_catalogue_csv("id,name\n1,A\n2,B\n1,C\n");
  ASSERT_FALSE(file.ok());
  EXPECT_EQ(file.error().code, "duplicate_id");
  EXPECT_THAT(file.error().message, HasSubstr("line 4.id: 1 stands twice (first at line 2)"));
}

TEST(CatalogueCsv, BrokenQuotesNameTheirLine) {
  EXPECT_THAT(csv_error_of("id,name\n1,\"A\n2,B\n"), HasSubstr("line 2: a quote is not closed"));
  EXPECT_THAT(csv_error_of("id,name\n1,\"A\"x\n2,B\n"),
              HasSubstr("line 2: something stands after a closing quote"));
}

TEST(CatalogueCsv, OtherEncodingsAreRefused) {
  EXPECT_THAT(csv_error_of("id,name\n1,Caf\xe9\n"), HasSubstr("is not UTF-8"));
}

}  // namespace
}  // namespace ordersync::pos
