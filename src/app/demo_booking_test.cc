// The sample restaurant's orders through the real decoder and matcher: all are bookable to the cent but those
// that park on purpose, each for its own cause.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "app/demo_catalogue.h"
#include "app/demo_menu.h"
#include "match/match.h"
#include "pos/catalogue_file.h"
#include "source/decode.h"

namespace ordersync::app {
namespace {

order::Catalogue demo_catalogue() {
  const auto file = pos::read_catalogue_json(demo_catalogue_json());
  EXPECT_TRUE(file.ok()) << file.error().message;
  order::Catalogue::Parts parts;
  parts.currency = *file->currency;
  parts.tax_rounding = *file->tax_rounding;
  parts.taxes = file->taxes;
  for (const auto& row : file->products) parts.products.push_back(row.product);
  parts.payment_methods = file->payment_methods;
  parts.config = file->pos_configs.at(0).config;
  return order::Catalogue(parts);
}

class DemoBooking : public ::testing::Test {
 protected:
  static source::DecodeRules rules() {
    source::DecodeRules rules;
    rules.source = "demo";
    rules.currency = *base::Currency::of("SAR");
    rules.dates.format = "%d-%m-%Y %I:%M:%S %p";  // for the real order
    return rules;
  }
  match::MatchResult book(const order::Order& order, std::optional<match::Surroundings::Sale> sale = {}) {
    match::Surroundings surroundings;
    surroundings.sale = std::move(sale);
    return match::match(order, catalogue_, {}, surroundings);
  }
  order::Order decode(std::string_view text) {
    source::Decoded decoded = decoder_.decode(text);
    EXPECT_EQ(decoded.verdict, source::Verdict::book) << text
                                                      << (decoded.problem       ? decoded.problem->message
                                                          : decoded.skip_reason ? decoded.skip_reason->message
                                                                                : "");
    return decoded.order.value_or(order::Order());
  }
  static std::string text_of(const DemoMenu& menu, std::int64_t index) {
    std::string text;
    menu.append_order(index, text);
    return text;
  }

  source::Decoder decoder_{rules()};
  order::Catalogue catalogue_ = demo_catalogue();
};

TEST_F(DemoBooking, EveryOrdersFateIsTheOneItWasMadeFor) {
  const std::map<DemoRole, std::string> codes{{DemoRole::unknown_product, "product_not_found"},
                                              {DemoRole::underpaid, "not_fully_paid"},
                                              {DemoRole::wrong_total, "totals_do_not_add_up"}};
  const DemoMenu menu(1, DemoMix::everything);
  std::map<std::string, int> warnings;
  for (std::int64_t index = 0; index < 2'000; ++index) {
    const std::string text = text_of(menu, index);
    const DemoRole role = menu.role(index);
    if (role == DemoRole::still_open) {
      EXPECT_EQ(decoder_.decode(text).verdict, source::Verdict::skip) << text;
      continue;
    }
    const order::Order order = decode(text);
    std::optional<match::Surroundings::Sale> sale;
    if (role == DemoRole::refund) {
      const order::Order sold = decode(text_of(menu, DemoMenu::refunded_sale(index)));
      sale = match::Surroundings::Sale{sold.key, sold.grand_total,
                                       base::Money::zero(sold.grand_total.currency())};
    }
    const match::MatchResult result = book(order, sale);
    if (const auto code = codes.find(role); code != codes.end()) {
      ASSERT_FALSE(result.ok()) << text;
      EXPECT_EQ(result.error().code, code->second) << result.error().message << "\n" << text;
      continue;
    }
    ASSERT_TRUE(result.ok()) << result.error().message << "\n" << text;
    EXPECT_EQ(result->document.total, order.grand_total) << text;
    for (const order::Notice& warning : order.warnings) ++warnings[warning.code + ": " + warning.message];
    for (const order::Notice& warning : result->warnings) ++warnings[warning.code + ": " + warning.message];
    if (testing::Test::HasFailure()) return;
  }
  for (const auto& [warning, count] : warnings) ADD_FAILURE() << count << " × " << warning;
}

TEST_F(DemoBooking, TheGuidesExampleIsBookedWithItsComponent) {
  const match::MatchResult result = book(decode(demo_guide_order()));
  ASSERT_TRUE(result.ok()) << result.error().message;
  EXPECT_EQ(result->document.total.to_string(), "92.00");
  EXPECT_EQ(result->document.tax.to_string(), "12.00");
  ASSERT_EQ(result->document.lines.size(), 2U);
  EXPECT_EQ(result->document.lines[1].product, "Component Item");
  EXPECT_EQ(result->document.lines[1].qty, base::Decimal(2));
}

TEST_F(DemoBooking, TheRealOrderIsBookedWithItsDiscount) {
  const match::MatchResult result = book(decode(demo_real_order()));
  ASSERT_TRUE(result.ok()) << result.error().message;
  EXPECT_EQ(result->document.total.to_string(), "18.75");
  EXPECT_EQ(base::to_iso8601(result->document.date), "2025-08-10T17:16:43Z");
}

}  // namespace
}  // namespace ordersync::app
