// Traps of single versions, each as it was seen on a real server (the source alone where it says so).
#include "tests/contract/fake_odoo_fixture.h"

namespace ordersync::testing {
namespace {

// A world with an open session.
struct Odoo : OdooWire {
  explicit Odoo(OdooVersion version) : OdooWire(version) { open_session(); }
};

std::size_t copies(Odoo& wire, const std::string& reference) {
  return wire.orders(reference).size();
}

WireOrder with(WireOrder order, const json& also) {
  order.also = also;
  return order;
}

WireOrder without(WireOrder order, std::vector<std::string> keys) {
  order.without = std::move(keys);
  return order;
}

// --- what tells the same order

TEST(Odoo14, BooksTheSameOrderAgainWithoutTheServerIdKey) {
  Odoo wire(OdooVersion::v14);
  wire.post(without(fries("A"), {"server_id"}));
  wire.post(without(fries("A"), {"server_id"}));
  EXPECT_EQ(copies(wire, "A"), 2U);
}

TEST(Odoo14, IgnoresNewContentOfAKnownReference) {
  Odoo wire(OdooVersion::v14);
  wire.post(fries("A"));
  WireOrder changed = fries("A");
  changed.lines[0].price_unit = 12;
  EXPECT_EQ(wire.post(changed).result(), json::array());
  EXPECT_EQ(copies(wire, "A"), 1U);
}

TEST(Odoo17, BooksASecondOrderWhenAPriceChanged) {
  Odoo wire(OdooVersion::v17);
  wire.post(fries("A"));
  WireOrder changed = fries("A");
  changed.lines[0].price_unit += 1e-9;
  wire.post(changed);
  EXPECT_EQ(copies(wire, "A"), 2U);
}

TEST(Odoo17, BooksASecondOrderWhenAPaymentChanged) {
  Odoo wire(OdooVersion::v17);
  wire.post(fries("A"));
  WireOrder changed = fries("A");
  changed.payments = {{2, 11.5}};
  wire.post(changed);
  EXPECT_EQ(copies(wire, "A"), 2U);
}

TEST(Odoo17, DoesNotNoticeAnotherQuantityOrAnotherOrderOfTheLines) {
  Odoo wire(OdooVersion::v17);
  WireOrder order = fries("A");
  order.lines.push_back({12, 1, 5.0, 5.0, 5.0, {}});
  order.total = 16.5;
  order.payments = {{3, 16.5}};
  wire.post(order);
  std::swap(order.lines[0], order.lines[1]);
  order.lines[0].qty = 7;
  EXPECT_EQ(wire.post(order).result(), json::array());
  EXPECT_EQ(copies(wire, "A"), 1U);
}

TEST(Odoo18, KnowsAnOrderByItsUuidWhateverItHolds) {
  Odoo wire(OdooVersion::v18);
  wire.post(fries("A"));
  WireOrder changed = fries("another reference");
  changed.also = {{"uuid", "uuid of A"}};
  changed.lines[0].price_unit = 99;
  EXPECT_EQ(wire.post(changed).result()["pos.order"][0]["pos_reference"], "A");
  EXPECT_EQ(wire.odoo.rows("pos.order").size(), 1U);
}

TEST(Odoo18, BooksEveryPostWithoutAUuid) {
  Odoo wire(OdooVersion::v18);
  wire.post(without(fries("A"), {"uuid"}));
  wire.post(without(fries("A"), {"uuid"}));
  EXPECT_EQ(copies(wire, "A"), 2U);
}

// --- two requests at once

TEST(Odoo14, TwoSimultaneousPostsAreTwoOrders) {
  Odoo wire(OdooVersion::v14);
  wire.odoo.race("create_from_ui");
  wire.post(fries("A"));
  EXPECT_EQ(copies(wire, "A"), 2U);
}

TEST(Odoo17, TwoSimultaneousPostsAreTwoOrders) {
  Odoo wire(OdooVersion::v17);
  wire.odoo.race("create_from_ui");
  wire.post(fries("A"));
  EXPECT_EQ(copies(wire, "A"), 2U);
}

TEST(Odoo18, ThreeSimultaneousPostsAreThreeOrders) {
  Odoo wire(OdooVersion::v18);
  wire.odoo.race("sync_from_ui", 2);
  wire.post(fries("A"));
  EXPECT_EQ(copies(wire, "A"), 3U);
}

TEST(Odoo17, CollisionOnTheStockHidesTheDuplicateByLuck) {
  Odoo wire(OdooVersion::v17);
  wire.odoo.switches.quants = OdooQuants::collide;
  wire.odoo.race("create_from_ui");
  EXPECT_EQ(wire.post(fries("A")).result(), json::array());
  EXPECT_EQ(copies(wire, "A"), 1U);
  // A service moves nothing, so nothing collides.
  WireOrder service = fries("B");
  service.lines[0].product = wire.odoo.shop.meal;
  wire.odoo.race("create_from_ui");
  wire.post(service);
  EXPECT_EQ(copies(wire, "B"), 2U);
}

TEST(Odoo19, LoserOfARaceIsToldThatTheUuidExists) {
  Odoo wire(OdooVersion::v19);
  wire.odoo.race("sync_from_ui");
  const auto reply = wire.post(fries("A"));
  EXPECT_EQ(reply.name(), "odoo.exceptions.ValidationError");
  EXPECT_EQ(reply.message(), "The operation cannot be completed: An order with this uuid already exists");
  EXPECT_EQ(copies(wire, "A"), 1U);
  EXPECT_EQ(wire.odoo.on_hand(wire.odoo.shop.fries), 99);
}

TEST(Odoo19, KeepsLineUuidsUnique) {
  Odoo wire(OdooVersion::v19);
  wire.post(fries("A"));
  json orders = wire.body_of({fries("B")});
  orders[0]["lines"][0][2]["uuid"] = "A line 1";
  const auto reply = wire.kw("pos.order", "sync_from_ui", json::array({orders}));
  EXPECT_EQ(reply.message(),
            "The operation cannot be completed: An order line with this uuid already exists");
}

// --- over a draft

TEST(Odoo14, PostOverADraftPaysItAndPicksItTwice) {
  Odoo wire(OdooVersion::v14);
  wire.post(fries("A", 5));
  wire.post(fries("A"));
  const json order = wire.order("A");
  EXPECT_EQ(order["state"], "paid");
  EXPECT_EQ(order["lines"].size(), 1U);
  EXPECT_EQ(order["picking_ids"].size(), 2U);
  EXPECT_EQ(wire.odoo.on_hand(wire.odoo.shop.fries), 98);
}

TEST(Odoo18, PostOverADraftDoublesItsLinesAndItStaysADraft) {
  Odoo wire(OdooVersion::v18);
  wire.post(fries("A", 5));
  wire.post(fries("A"));
  const json orders = wire.odoo.rows("pos.order");
  ASSERT_EQ(orders.size(), 1U);
  EXPECT_EQ(orders[0]["state"], "draft");
  EXPECT_EQ(orders[0]["lines"].size(), 2U);
  EXPECT_EQ(orders[0]["amount_paid"], 16.5);
  EXPECT_EQ(orders[0]["picking_ids"].size(), 2U);
}

TEST(Odoo18, StateInThePayloadMakesAnUnpaidOrderPaidAndNameless) {
  Odoo wire(OdooVersion::v18);
  EXPECT_FALSE(wire.post(with(fries("A", 5), {{"state", "paid"}})).failed());
  const json order = wire.order("A");
  EXPECT_EQ(order["state"], "paid");
  EXPECT_EQ(order["name"], "/");
  EXPECT_EQ(order["amount_paid"], 5.0);
}

TEST(Odoo19, StateInThePayloadDoesNotHideThatMoneyIsMissing) {
  Odoo wire(OdooVersion::v19);
  EXPECT_EQ(wire.post(with(fries("A", 5), {{"state", "paid"}})).message(), "Order / is not fully paid.");
}

TEST(Odoo18, DraftInThePayloadStaysADraftWithoutAPicking) {
  Odoo wire(OdooVersion::v18);
  wire.post(with(fries("A"), {{"state", "draft"}}));
  const json order = wire.order("A");
  EXPECT_EQ(order["state"], "draft");
  EXPECT_TRUE(order["picking_ids"].empty());
}

TEST(Odoo14, LeavesOutPaymentsOfNothing) {
  Odoo wire(OdooVersion::v14);
  WireOrder order = fries("A");
  order.payments.emplace_back(2, 0.0);
  wire.post(order);
  EXPECT_EQ(wire.order("A")["payment_ids"].size(), 1U);
}

TEST(Odoo17, CancelsPaidOrdersAsReadilyAsDrafts) {
  Odoo wire(OdooVersion::v17);
  wire.post(fries("A"));
  EXPECT_EQ(wire.ok("pos.order", "action_pos_order_cancel", json::array({{1}})), true);
  EXPECT_EQ(wire.order("A")["state"], "cancel");
  EXPECT_EQ(wire.odoo.on_hand(wire.odoo.shop.fries), 99);
  Odoo newer(OdooVersion::v18);
  newer.post(fries("A"));
  newer.ok("pos.order", "action_pos_order_cancel", json::array({{1}}));
  EXPECT_EQ(newer.order("A")["state"], "paid");
}

// --- the reference

TEST(Odoo17, TillCannotLoadAnOrderWithoutFourteenDigitsInItsReference) {
  Odoo wire(OdooVersion::v17);
  wire.post({fries("Order 48213-117-0042 EXT"), fries("EXT-1")});
  const json exported = wire.ok("pos.order", "export_for_ui", json::array({{1}}));
  EXPECT_EQ(exported[0]["uid"], "48213-117-0042");
  EXPECT_EQ(wire.kw("pos.order", "export_for_ui", json::array({{2}})).name(), "builtins.AttributeError");
}

TEST(Odoo14, TillTakesTheReferenceFromItsSeventhLetter) {
  Odoo wire(OdooVersion::v14);
  wire.post(fries("Order 48213-117-0042"));
  EXPECT_EQ(wire.ok("pos.order", "export_for_ui", json::array({{1}}))[0]["uid"], "48213-117-0042");
}

// --- change

WireOrder overpaid(double amount_return) {
  WireOrder order = fries("A");
  order.payments = {{2, 20.0}};
  order.also = {{"amount_return", amount_return}};
  return order;
}

TEST(Odoo14, AmountReturnBecomesANegativeCashPayment) {
  Odoo wire(OdooVersion::v14);
  wire.post(overpaid(8.5));
  const json order = wire.order("A");
  EXPECT_EQ(order["state"], "paid");
  EXPECT_EQ(order["amount_paid"], 11.5);
  const json change = wire.odoo.rows("pos.payment").at(1);
  EXPECT_EQ(change["amount"], -8.5);
  EXPECT_EQ(change["is_change"], true);
  EXPECT_EQ(change["name"], "return");
  EXPECT_EQ(change["payment_date"], "2026-11-22 12:00:00");  // not the order's date
}

TEST(Odoo18, AmountReturnBecomesANegativeCashPayment) {
  Odoo wire(OdooVersion::v18);
  wire.post(overpaid(8.5));
  EXPECT_EQ(wire.order("A")["state"], "paid");
  EXPECT_EQ(wire.order("A")["amount_return"], 8.5);
}

TEST(Odoo19, AddsAPositiveAmountReturnSoTheOrderNeverBalances) {
  Odoo wire(OdooVersion::v19);
  EXPECT_EQ(wire.post(overpaid(8.5)).message(), "Order / is not fully paid.");
  EXPECT_FALSE(wire.post(overpaid(-8.5)).failed());
  EXPECT_EQ(wire.order("A")["state"], "paid");
}

TEST(Odoo17, ChangeNeedsACashMethod) {
  OdooWire wire(OdooVersion::v17);
  const int session = wire.open_session(wire.odoo.shop.kiosk);
  WireOrder order = overpaid(8.5);
  order.session = session;
  order.payments = {{3, 20.0}};
  EXPECT_EQ(wire.post(order).message(),
            "No cash statement found for this session. Unable to record returned cash.");
}

// --- keys of the payload

TEST(Odoo14, NamesTheKeyThatIsMissing) {
  for (const char* key : {"name", "pos_session_id", "user_id", "sequence_number", "partner_id",
                          "creation_date", "fiscal_position_id", "pricelist_id", "amount_total", "amount_tax",
                          "amount_paid", "amount_return", "lines", "statement_ids"}) {
    Odoo wire(OdooVersion::v14);
    const auto reply = wire.post(without(fries("A"), {key}));
    EXPECT_EQ(reply.name(), "builtins.KeyError") << key;
    EXPECT_EQ(reply.message(), key);
  }
}

TEST(Odoo17, NeedsNoPricelistAndAnotherDateKey) {
  Odoo wire(OdooVersion::v17);
  EXPECT_FALSE(wire.post(without(fries("A"), {"pricelist_id"})).failed());
  EXPECT_EQ(wire.post(without(fries("B"), {"date_order"})).message(), "date_order");
}

TEST(Odoo14, NeedsAPricelist) {
  Odoo wire(OdooVersion::v14);
  const auto reply = wire.post(with(fries("A"), {{"pricelist_id", false}}));
  EXPECT_EQ(reply.name(), "odoo.exceptions.ValidationError");
  EXPECT_NE(reply.message().find("Field: Pricelist (pricelist_id)"), std::string::npos) << reply.message();
}

TEST(Odoo17, IgnoresKeysItDoesNotKnow) {
  Odoo wire(OdooVersion::v17);
  EXPECT_FALSE(wire.post(with(fries("A"), {{"nonsense", 1}})).failed());
}

TEST(Odoo18, RefusesTheWholeBatchForAnUnknownKey) {
  Odoo wire(OdooVersion::v18);
  const auto reply = wire.post({fries("A"), with(fries("B"), {{"server_id", false}})});
  EXPECT_EQ(reply.name(), "builtins.ValueError");
  EXPECT_EQ(reply.message(), "Invalid field 'server_id' on model 'pos.order'");
  EXPECT_TRUE(wire.odoo.rows("pos.order").empty());
}

TEST(Odoo18, NamesTheFieldThatMustBeSet) {
  Odoo wire(OdooVersion::v18);
  const auto reply = wire.post(without(fries("A"), {"amount_total"}));
  EXPECT_EQ(reply.name(), "odoo.exceptions.ValidationError");
  EXPECT_NE(reply.message().find("a mandatory field is not set"), std::string::npos);
  EXPECT_NE(reply.message().find("Field: Total (amount_total)"), std::string::npos) << reply.message();
}

TEST(Odoo18, CallsAnOrderByItsNameKeyAnd19ByPosReference) {
  Odoo wire(OdooVersion::v18);
  wire.post(fries("A"));
  EXPECT_EQ(copies(wire, "A"), 1U);
  Odoo newer(OdooVersion::v19);
  newer.post(with(fries("A"), {{"name", "dropped"}}));
  EXPECT_EQ(newer.order("A")["name"], "Main Store - A");
}

TEST(Odoo18, DatesMustBePlain) {
  Odoo wire(OdooVersion::v18);
  const auto with_t = wire.post(with(fries("A"), {{"date_order", "2026-11-22T09:30:00"}}));
  EXPECT_EQ(with_t.name(), "builtins.ValueError");
  EXPECT_EQ(with_t.message(), "time data '2026-11-22T09:30:00' does not match format '%Y-%m-%d %H:%M:%S'");
  EXPECT_EQ(wire.post(with(fries("A"), {{"date_order", "2026-11-22 09:30:00Z"}})).name(),
            "builtins.ValueError");
}

// The source cuts the order's date; the payments' dates are not touched.
TEST(Odoo17, CutsAZoneOffTheOrdersDateWithoutConvertingIt) {
  Odoo wire(OdooVersion::v17);
  wire.post(with(fries("A"), {{"date_order", "2026-11-22T09:30:00+03:00"}}));
  EXPECT_EQ(wire.order("A")["date_order"], "2026-11-22 09:30:00");
  json orders = wire.body_of({fries("B")});
  orders[0]["data"]["statement_ids"][0][2]["name"] = "2026-11-22T09:30:00";
  EXPECT_EQ(wire.kw("pos.order", "create_from_ui", json::array({orders})).name(), "builtins.ValueError");
}

// --- people, products, invoices

TEST(Odoo14, RefusesAMissingPartnerAnd17DropsItSilently) {
  Odoo older(OdooVersion::v14);
  EXPECT_EQ(older.post(with(fries("A"), {{"partner_id", 4711}})).name(), "odoo.exceptions.ValidationError");
  for (const OdooVersion version : {OdooVersion::v17, OdooVersion::v18, OdooVersion::v19}) {
    Odoo wire(version);
    EXPECT_FALSE(wire.post(with(fries("A"), {{"partner_id", 4711}, {"to_invoice", true}})).failed());
    EXPECT_EQ(wire.order("A")["partner_id"], false);
    EXPECT_EQ(wire.order("A")["to_invoice"], false);
    EXPECT_EQ(wire.order("A")["state"], "paid");
  }
}

TEST(Odoo17, FailsTheWholeCallWhenTheInvoiceCannotBePrinted) {
  for (const OdooVersion version : {OdooVersion::v17, OdooVersion::v18, OdooVersion::v19}) {
    Odoo wire(version);
    wire.odoo.switches.pdf = OdooPdf::no_wkhtmltopdf;
    const WireOrder order = with(fries("A"), {{"partner_id", 7}, {"to_invoice", true}});
    const auto reply = wire.post({fries("B"), order});
    EXPECT_EQ(reply.message(), "Unable to find Wkhtmltopdf on this system. The PDF can not be created.");
    EXPECT_TRUE(wire.odoo.rows("pos.order").empty());
    const auto quiet = wire.post({fries("B"), order}, {{"context", {{"generate_pdf", false}}}});
    EXPECT_FALSE(quiet.failed()) << quiet.message();
    EXPECT_EQ(wire.order("A")["state"], version == OdooVersion::v19 ? "done" : "invoiced");
    EXPECT_NE(wire.order("A")["account_move"], false);
  }
}

TEST(Odoo14, PrintsNoInvoice) {
  Odoo wire(OdooVersion::v14);
  wire.odoo.switches.pdf = OdooPdf::no_wkhtmltopdf;
  wire.post(with(fries("A"), {{"partner_id", 7}, {"to_invoice", true}}));
  EXPECT_EQ(wire.order("A")["state"], "invoiced");
}

TEST(Odoo18, InvoiceNeedsAPartner) {
  Odoo wire(OdooVersion::v18);
  EXPECT_EQ(wire.post(with(fries("A"), {{"to_invoice", true}})).message(),
            "Please provide a partner for the sale.");
  Odoo newer(OdooVersion::v19);
  EXPECT_EQ(
      newer.post(with(fries("A"), {{"to_invoice", true}})).message().find("The 'Customer' field is required"),
      0U);
}

TEST(Odoo19, RefusesEveryOrderWithoutAnInvoiceJournal) {
  Odoo wire(OdooVersion::v19);
  wire.odoo.set("pos.config", wire.odoo.shop.main_store, "invoice_journal_id", nullptr);
  EXPECT_EQ(wire.post(fries("A")).message(), "No invoice journal configured for this POS session.");
}

TEST(Odoo18, OneRefundGivesBackOfOneOrderOnly) {
  Odoo wire(OdooVersion::v18);
  wire.post({fries("A"), fries("B")});
  WireOrder refund = fries("R");
  refund.lines = {{11, -1, 10.0, -10.0, -11.5, {1}, 0, 1}, {11, -1, 10.0, -10.0, -11.5, {1}, 0, 2}};
  refund.payments = {{3, -23.0}};
  refund.total = -23;
  EXPECT_EQ(wire.post(refund).message(), "You can only refund products from the same order.");
}

// --- combos

json combo(json parent, json child) {
  json order = {{"lines",
                 {{0,
                   0,
                   {{"product_id", 17},
                    {"qty", 1},
                    {"price_unit", 0.0},
                    {"price_subtotal", 0.0},
                    {"price_subtotal_incl", 0.0},
                    {"tax_ids", json::array()},
                    {"uuid", "parent"}}},
                  {0,
                   0,
                   {{"product_id", 11},
                    {"qty", 1},
                    {"price_unit", 10.0},
                    {"price_subtotal", 10.0},
                    {"price_subtotal_incl", 11.5},
                    {"tax_ids", {{6, 0, {1}}}},
                    {"uuid", "child"}}}}}};
  order["lines"][0][2].update(parent);
  order["lines"][1][2].update(child);
  return order;
}

TEST(Odoo17, CombosAreTiedByTheIdsOfTheTill) {
  Odoo wire(OdooVersion::v17);
  EXPECT_FALSE(wire.post(with(fries("A"), combo({{"id", 1}, {"combo_line_ids", {2}}},
                                                {{"id", 2}, {"combo_parent_id", 1}})))
                   .failed());
  EXPECT_EQ(wire.odoo.rows("pos.order.line").at(1)["combo_parent_id"], 1);
  EXPECT_EQ(wire.post(with(fries("B"), combo({{"id", 1}}, {{"id", 2}, {"combo_parent_id", 1}}))).name(),
            "builtins.KeyError");
}

TEST(Odoo19, CombosAreTiedByUuids) {
  Odoo wire(OdooVersion::v19);
  json also = combo(json::object(), json::object());
  also["relations_uuid_mapping"] = {{"pos.order.line", {{"parent", {{"combo_line_ids", {"child"}}}}}}};
  const auto reply = wire.post(with(fries("A"), also));
  ASSERT_FALSE(reply.failed()) << reply.message();
  EXPECT_EQ(reply.result()["pos.order.line"][0]["combo_line_ids"], json::array({2}));
}

}  // namespace
}  // namespace ordersync::testing
