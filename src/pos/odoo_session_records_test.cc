// Records of sessions and behaviour 8's table.
#include "pos/odoo_session_records.h"

#include <gtest/gtest.h>

#include "pos/odoo_closing.h"

namespace ordersync::pos::odoo {
namespace {

SessionRecord record(std::int64_t id, SessionState state) {
  SessionRecord session;
  session.id = id;
  session.state = state;
  return session;
}

SessionPlan planned(const std::vector<SessionRecord>& sessions, AutoCreate auto_create = AutoCreate::yes) {
  return plan_session(sessions, auto_create);
}

// wire 17/64-read-closed-session, with the fields that are asked for.
constexpr std::string_view kClosed =
    R"({"id": 8, "name": "POS/00008", "state": "closed", "user_id": [2, "Admin"],
  "start_at": "2026-11-22 11:15:08", "stop_at": "2026-11-22 11:21:52", "update_stock_at_closing": true,
  "cash_control": true, "cash_register_balance_start": 100.10000000000001, "cash_register_balance_end": 45.230000000000004,
  "order_count": 3, "total_payments_amount": 190.86999999999998, "move_id": [10, "Draft Entry"],
  "cash_register_id": [6, "Statement"]})";

TEST(OdooSessionRecord, IsReadWithoutTheNoiseOfItsAmounts) {
  const auto session = session_of(parse(kClosed).value(), base::Currency());
  ASSERT_TRUE(session.ok()) << session.error().message;
  EXPECT_EQ(session->id, 8);
  EXPECT_EQ(session->state, SessionState::closed);
  EXPECT_EQ(session->user_id, 2);
  EXPECT_EQ(session->stock, order::StockMode::at_closing);
  EXPECT_EQ(session->payments.to_string(), "190.87");
  EXPECT_EQ(amount_of(session->expected_cash, base::Currency()).value().to_string(), "45.23");
  EXPECT_EQ(session->entry, 10);
  EXPECT_EQ(session->statement, 6);
  EXPECT_EQ(encode(session->opening_cash), "100.10000000000001") << "goes back as it came";

  PosFacts pos;
  pos.config = "Main Store";
  const Session port = shown(*session, pos);
  EXPECT_EQ(port.name, "POS/00008");
  EXPECT_EQ(port.pos_config, "Main Store");
  EXPECT_EQ(port.orders, 3);
  EXPECT_EQ(base::to_iso8601(*port.opened_at), "2026-11-22T11:15:08Z");
  EXPECT_EQ(base::to_iso8601(*port.closed_at), "2026-11-22T11:21:52Z");
}

TEST(OdooSessionRecord, OneThatWasNotOpenedYetHasNoTime) {
  const auto session = session_of(
      parse(R"({"id": 3, "name": "/", "state": "opening_control", "start_at": false, "user_id": false})")
          .value(),
      base::Currency());
  ASSERT_TRUE(session.ok());
  EXPECT_EQ(shown(*session, PosFacts()).opened_at, std::nullopt);
  EXPECT_EQ(encode(session->opening_cash), "0");
}

TEST(OdooSessionRecord, AnAmountPastAllTillsIsRefused) {
  EXPECT_EQ(amount_of(Value::number("1e13"), base::Currency())->to_string(), "10000000000000.00");
  EXPECT_EQ(amount_of(Value::number("1e14"), base::Currency()).error().code, "odoo_bad_record");
  EXPECT_EQ(amount_of(Value::number("-1e30"), base::Currency()).error().code, "odoo_bad_record");
  EXPECT_TRUE(amount_of(Value(false), base::Currency())->is_zero());
}

TEST(OdooSessionRecord, WithoutIdOrStateIsNone) {
  for (const char* text : {"{}", R"({"id": 3})", R"({"id": 3, "state": "asleep"})"}) {
    const auto session = session_of(parse(text).value(), base::Currency());
    ASSERT_FALSE(session.ok()) << text;
    EXPECT_EQ(session.error().code, "odoo_bad_record");
  }
}

TEST(OdooSessionPlan, AnOpenedSessionIsUsedTheLowestOfSeveral) {
  const auto plan = planned({record(7, SessionState::opened), record(5, SessionState::opened),
                             record(4, SessionState::opening_control)});
  EXPECT_EQ(plan.step, SessionStep::use);
  EXPECT_EQ(plan.session->id, 5);
}

TEST(OdooSessionPlan, OneInOpeningControlIsOpenedWithAutoCreateOnly) {
  EXPECT_EQ(planned({record(4, SessionState::opening_control)}).step, SessionStep::open);
  EXPECT_EQ(planned({record(4, SessionState::opening_control)}, AutoCreate::no).step, SessionStep::refuse);
}

TEST(OdooSessionPlan, OneInClosingControlIsWaitedFor) {
  for (const AutoCreate auto_create : {AutoCreate::yes, AutoCreate::no}) {
    EXPECT_EQ(planned({record(4, SessionState::closing_control)}, auto_create).step,
              SessionStep::wait_for_closing);
  }
}

TEST(OdooSessionPlan, NoneIsMadeWithAutoCreateOnly) {
  EXPECT_EQ(planned({}).step, SessionStep::create);
  EXPECT_EQ(planned({}, AutoCreate::no).step, SessionStep::refuse);
}

TEST(OdooClosing, IsOneOnlyWithItsState) {
  SessionRecord session = record(1, SessionState::closing_control);
  EXPECT_TRUE(why_not_closed(session).has_value());
  session.state = SessionState::closed;
  EXPECT_FALSE(why_not_closed(session).has_value()) << "nothing was paid: no entry is needed";
  session.payments = base::Money(1, base::Currency());
  EXPECT_TRUE(why_not_closed(session).has_value());
  session.entry = 9;
  EXPECT_FALSE(why_not_closed(session).has_value());
}

TEST(OdooClosing, SaysOdoosWords) {
  EXPECT_EQ(words_of(base::invalid("x", "Odoo \"Shop\" refused it. Odoo says: Set a tax account")),
            "Odoo says: Set a tax account");
  EXPECT_EQ(words_of(base::invalid("x", "No answer came.")), "No answer came");
}

}  // namespace
}  // namespace ordersync::pos::odoo
