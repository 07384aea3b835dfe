// Names of orders in Odoo: their exact bytes, for ever, and that no two keys share one.
#include "pos/odoo_key.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <regex>
#include <set>

#include "base/text.h"
#include "pos/odoo_text.h"

namespace ordersync::pos::odoo {
namespace {

using order::Kind;
using order::OrderKey;
using std::string_view_literals::operator""sv;

const OrderKey kSale{"shop", "639", Kind::sale, ""};
const OrderKey kRefund{"shop", "639", Kind::refund, ""};
const OrderKey kRefundR1{"shop", "639", Kind::refund, "R1"};

std::string reference_of(std::string_view external_id) {
  return pos_reference({"shop", std::string(external_id), Kind::sale, ""});
}

// When one of these fails, orders that stand in people's Odoos would not be found again: the code is wrong,
// not the test.
TEST(OdooKey, NamesNeverChange) {
  EXPECT_EQ(order_uuid(kSale), "47f97ff3-92fb-5a2d-8504-95c6a1390c63");
  EXPECT_EQ(line_uuid(kSale, 0), "bb0a1bd7-16d2-52f8-8556-f73c8225f96e");
  EXPECT_EQ(line_uuid(kSale, 11), "b877199b-e280-59f4-819b-a468f0f7fb19");
  EXPECT_EQ(payment_uuid(kSale, 0), "88a106ed-5429-54cf-9443-8bedb7e9b08d");
  EXPECT_EQ(order_uuid(kRefund), "0cf1ff05-9ad7-5fc2-9729-6a803c0214b0");
  EXPECT_EQ(order_uuid(kRefundR1), "c1543e77-7493-5899-b7b9-f74ed1914c70");
  EXPECT_EQ(pos_reference(kSale), "Order 46485-392-0585257664 639");
  EXPECT_EQ(pos_reference(kRefund), "Order 51234-033-4522866188 639 REFUND");
  EXPECT_EQ(pos_reference(kRefundR1), "Order 32964-239-3392056188 639 REFUND R1");
}

TEST(OdooKey, UuidsAreVersionFive) {
  const std::regex form("[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  for (const std::string& uuid : {order_uuid(kSale), line_uuid(kSale, 3), payment_uuid(kRefundR1, 1)}) {
    EXPECT_TRUE(std::regex_match(uuid, form)) << uuid;
  }
}

TEST(OdooKey, NothingOfAnOrderSharesAUuid) {
  std::set<std::string> uuids;
  for (const OrderKey& key : {kSale, kRefund, kRefundR1}) {
    uuids.insert(order_uuid(key));
    for (std::size_t i = 0; i < 20; ++i) {
      uuids.insert(line_uuid(key, i));
      uuids.insert(payment_uuid(key, i));
    }
  }
  EXPECT_EQ(uuids.size(), 3 * 41);
}

TEST(OdooKey, TheSameIdFromAnotherSourceIsAnotherOrder) {
  const OrderKey other{"web", "639", Kind::sale, ""};
  EXPECT_NE(order_uuid(other), order_uuid(kSale));
  EXPECT_NE(pos_reference(other), pos_reference(kSale));
}

TEST(OdooKey, TheExternalIdCanBeSearched) {
  EXPECT_NE(reference_of("EXT-2026/11").find("EXT-2026/11"), std::string::npos);
  EXPECT_NE(reference_of("№ 7").find("№ 7"), std::string::npos);
}

TEST(OdooKey, TheTillOf17FindsItsFourteenDigits) {
  // re.search('([0-9-]){14}', order.pos_reference), 17.0 point_of_sale/models/pos_order.py
  std::smatch found;
  const std::string reference = reference_of("12345678901234567890");
  ASSERT_TRUE(std::regex_search(reference, found, std::regex("([0-9-]){14}")));
  EXPECT_EQ(found.position(), 6);
  EXPECT_NE(found.str(), reference_of("12345678901234567891").substr(6, 14));
}

TEST(OdooKey, HostileIdsBecomeOneShortLineWithDigitsOfTheirOwn) {
  const std::string tail = reference_of("a\n\t\0b\r\n c"sv).substr(26);
  EXPECT_EQ(tail, " a b c");
  EXPECT_NE(reference_of("a b"), reference_of("a\nb"));
  EXPECT_EQ(reference_of("\x01\x02").substr(26), " ?");
  EXPECT_EQ(reference_of("\xFF-\xC3").substr(26), " \xEF\xBF\xBD-\xEF\xBF\xBD");

  const std::string base(5000, 'x');
  const std::string one = reference_of(base + "1");
  const std::string two = reference_of(base + "2");
  EXPECT_EQ(one.substr(26), " " + std::string(64, 'x') + "…");
  EXPECT_EQ(one.substr(26), two.substr(26));
  EXPECT_NE(one, two);
}

TEST(OdooKey, OurReferencesAreKnownByTheirForm) {
  for (const OrderKey& key : {kSale, kRefund, kRefundR1}) EXPECT_TRUE(is_our_reference(pos_reference(key)));
  EXPECT_TRUE(is_our_reference(reference_of("\n")));
  for (const char* other : {"Order 00001-001-0001", "Order 00001-001-0001 REFUND", "00001-001-0001",
                            "Order 12345-123-1234567890", "Order 12345-123-1234567890 ",
                            "Order 12345-123-123456789a 1", "Order 12345 123-1234567890 1", "Order ", ""}) {
    EXPECT_FALSE(is_our_reference(other)) << other;
  }
}

TEST(OdooText, CutsBetweenCharacters) {
  EXPECT_EQ(shortened("äöü", 6), "äöü");
  EXPECT_EQ(shortened("äöü", 5), "äö…");
  EXPECT_EQ(shortened("äöü", 1), "…");
}

TEST(OdooText, LinesStayWhereTheyMay) {
  EXPECT_EQ(several_lines("External Order ID: 639\r\n\n no\tonions \0\n"sv),
            "External Order ID: 639\nno onions");
}

RC_GTEST_PROP(OdooKeyProperty, AnyKeyHasAReferenceThatOdooCanKeep, (const std::string& id, bool refund)) {
  const OrderKey key{"shop", id, refund ? Kind::refund : Kind::sale, refund ? id : ""};
  const std::string reference = pos_reference(key);
  RC_ASSERT(is_our_reference(reference));
  RC_ASSERT(base::is_utf8(reference));
  RC_ASSERT(one_line(reference) == reference);
  RC_ASSERT(reference.size() < 200);
}

RC_GTEST_PROP(OdooKeyProperty, TwoKeysNeverShareAName, (const std::string& a, const std::string& b)) {
  RC_PRE(a != b);
  RC_ASSERT(reference_of(a) != reference_of(b));
  RC_ASSERT(order_uuid({"shop", a, Kind::sale, ""}) != order_uuid({"shop", b, Kind::sale, ""}));
}

}  // namespace
}  // namespace ordersync::pos::odoo
