// Content of orders: what counts as the same, and how a change is told.
#include "order/order.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <functional>

namespace ordersync::order {
namespace {

using base::Decimal;
using base::Money;

const base::Currency kDollars = *base::Currency::of("USD");

Order guide_order() {
  Order order;
  order.key = {"main", "639", Kind::sale, ""};
  order.status = "103";
  order.date = base::from_unix_ms(1'763'820'003'000);
  OrderLine line;
  line.name = "Burger";
  line.price = Decimal::of("80.0");
  line.quantity = Decimal::of("1.0");
  line.number = 1;
  line.components.push_back({"175741", "Patty", Decimal(20), Decimal(2)});
  order.lines.push_back(line);
  order.checkouts.push_back({Money(9200, kDollars), "Cash", "1", "", ""});
  order.grand_total = order.amount_paid = Money(9200, kDollars);
  order.discount = order.service_charge = order.delivery_charge = order.tip = order.balance =
      Money::zero(kDollars);
  order.amount_total = Decimal(80);
  order.tax = Decimal(12);
  order.tax_percent = Decimal(15);
  return order;
}

// Every field that is content, with the path that a person reads.
struct Change {
  const char* path;
  std::function<void(Order&)> apply;
};

const std::vector<Change>& content_changes() {
  static const std::vector<Change> changes = {
      {"OrderDate", [](Order& o) { o.date.reset(); }},
      {"GrandTotal", [](Order& o) { o.grand_total += Money(1, kDollars); }},
      {"AmountPaid", [](Order& o) { o.amount_paid += Money(1, kDollars); }},
      {"AmountTotal", [](Order& o) { o.amount_total += Decimal::of("0.001"); }},
      {"Tax", [](Order& o) { o.tax.reset(); }},
      {"Tax", [](Order& o) { o.tax = Decimal(0); }},
      {"TaxPercent", [](Order& o) { o.tax_percent = Decimal(5); }},
      {"AmountDiscount", [](Order& o) { o.discount += Money(1, kDollars); }},
      {"ServiceCharges", [](Order& o) { o.service_charge += Money(1, kDollars); }},
      {"DeliveryCharges", [](Order& o) { o.delivery_charge += Money(1, kDollars); }},
      {"Tip", [](Order& o) { o.tip += Money(1, kDollars); }},
      {"BalanceAmount", [](Order& o) { o.balance += Money(1, kDollars); }},
      {"OrderItems[0].ItemID", [](Order& o) { o.lines[0].item_id = "7"; }},
      {"OrderItems[0].OdooItemID", [](Order& o) { o.lines[0].odoo_item_id = 7; }},
      {"OrderItems[0].ItemName", [](Order& o) { o.lines[0].name = "burger"; }},
      {"OrderItems[0].Price", [](Order& o) { o.lines[0].price = Decimal(90); }},
      {"OrderItems[0].Quantity", [](Order& o) { o.lines[0].quantity = Decimal(2); }},
      {"OrderItems[0].DiscountAmount", [](Order& o) { o.lines[0].discount = Decimal(1); }},
      {"OrderItems[0].DiscountPercentage", [](Order& o) { o.lines[0].discount_percent = Decimal(1); }},
      {"OrderItems[0].OrderDetailPackages[0].ItemID",
       [](Order& o) { o.lines[0].components[0].item_id = "1"; }},
      {"OrderItems[0].OrderDetailPackages[0].ItemName",
       [](Order& o) { o.lines[0].components[0].name = "Bun"; }},
      {"OrderItems[0].OrderDetailPackages[0].Price",
       [](Order& o) { o.lines[0].components[0].price = Decimal(1); }},
      {"OrderItems[0].OrderDetailPackages[0].Quantity",
       [](Order& o) { o.lines[0].components[0].quantity = Decimal(1); }},
      {"OrderItems[0].OrderDetailPackages[0]", [](Order& o) { o.lines[0].components.clear(); }},
      {"OrderItems[0].OrderDetailPackages[1]", [](Order& o) { o.lines[0].components.push_back({}); }},
      {"OrderItems[0]", [](Order& o) { o.lines.clear(); }},
      {"OrderItems[1]", [](Order& o) { o.lines.push_back({}); }},
      {"CheckoutDetails[0].AmountPaid", [](Order& o) { o.checkouts[0].amount += Money(1, kDollars); }},
      {"CheckoutDetails[0].CardType", [](Order& o) { o.checkouts[0].card_type = "Card"; }},
      {"CheckoutDetails[0].PaymentMode", [](Order& o) { o.checkouts[0].payment_mode = "2"; }},
      {"CheckoutDetails[0].ReferenceID", [](Order& o) { o.checkouts[0].reference_id = "T1"; }},
      {"CheckoutDetails[0]", [](Order& o) { o.checkouts.clear(); }},
      {"CheckoutDetails[1]",
       [](Order& o) {
         o.checkouts.push_back({Money(1, kDollars), "", "", "", ""});
       }},
  };
  return changes;
}

TEST(ContentBytes, AreTheSameHoweverANumberIsWritten) {
  Order other = guide_order();
  other.lines[0].price = Decimal::of("80.00");
  other.lines[0].quantity = Decimal::of("1e0");
  EXPECT_EQ(content_bytes(guide_order(), "sale"), content_bytes(other, "sale"));
}

TEST(ContentBytes, AreVersioned) {
  EXPECT_EQ(content_bytes(guide_order(), "sale").substr(0, 2), "1|");
}

// Every journal holds digests of them: other bytes for the same content would make an edit of every order.
TEST(ContentBytes, AreTheSameInEveryProgram) {
  EXPECT_EQ(content_bytes(guide_order(), "sale"),
            "1|4:sale1763820003000;3:USD9200;9200;0;0;0;0;0;80;12;15;"
            "1;0:-;6:Burger80;1;0;-;1;6:1757415:Patty20;2;1;9200;4:Cash1:10:");
}

TEST(ContentBytes, ChangeWithTheStatusClass) {
  EXPECT_NE(content_bytes(guide_order(), "sale"), content_bytes(guide_order(), "other"));
}

TEST(ContentBytes, ChangeWithEveryFieldThatIsBookedAndTheDifferenceNamesIt) {
  for (const Change& change : content_changes()) {
    Order other = guide_order();
    change.apply(other);
    EXPECT_NE(content_bytes(guide_order(), "sale"), content_bytes(other, "sale")) << change.path;
    const std::vector<Difference> found = differences(guide_order(), other);
    ASSERT_EQ(found.size(), 1u) << change.path;
    EXPECT_EQ(found[0].field, change.path);
    EXPECT_NE(found[0].before, found[0].after) << change.path;
  }
}

TEST(ContentBytes, LeaveOutWhatIsNotBooked) {
  Order other = guide_order();
  other.customer.name = "Jane";
  other.remark = "no onions";
  other.warnings.push_back({"line_left_out", "a line was left out"});
  other.status = "104";
  other.lines[0].number = 2;
  other.checkouts[0].card_last4 = "1234";
  EXPECT_EQ(content_bytes(guide_order(), "sale"), content_bytes(other, "sale"));
  EXPECT_TRUE(differences(guide_order(), other).empty());
}

TEST(ContentBytes, TextCannotImitateStructure) {
  Order one = guide_order();
  Order two = guide_order();
  one.lines[0].item_id = "1;6:Bu";
  one.lines[0].name = "rger";
  two.lines[0].item_id = "1";
  two.lines[0].name = "6:Burger";
  EXPECT_NE(content_bytes(one, "sale"), content_bytes(two, "sale"));
}

TEST(Differences, AreToldForPeople) {
  Order other = guide_order();
  other.lines[0].price = Decimal(90);
  other.lines.push_back(other.lines[0]);
  other.lines[1].name = "Cola";
  other.lines[1].number = 3;  // the second line of the payload was left out
  other.checkouts[0].card_type = "";
  const std::vector<Difference> found = differences(guide_order(), other);
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].field + ": " + found[0].before + " → " + found[0].after, "OrderItems[0].Price: 80 → 90");
  EXPECT_EQ(found[1].field + ": " + found[1].before + " → " + found[1].after,
            "OrderItems[2]: nothing → 1 × Cola at 90");
  EXPECT_EQ(found[2].field + ": " + found[2].before + " → " + found[2].after,
            "CheckoutDetails[0].CardType: Cash → nothing");
}

RC_GTEST_PROP(OrderProperty, BytesDifferExactlyWhenThereAreDifferences, ()) {
  Order before = guide_order();
  Order after = guide_order();
  for (Order* order : {&before, &after}) {
    const auto chosen = *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(0, 12));
    for (const std::size_t i : chosen) content_changes()[i].apply(*order);
    order->lines[0].item_id = *rc::gen::element<std::string>("", "1", "1;", "1:1");
    order->lines[0].name = *rc::gen::element<std::string>("", "1", ";", ":1;");
  }
  RC_ASSERT((content_bytes(before, "sale") == content_bytes(after, "sale")) ==
            differences(before, after).empty());
}

}  // namespace
}  // namespace ordersync::order
