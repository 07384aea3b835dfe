// The attention of booked orders as the journal's contract: what is said in it, and who may end it.
#include <gmock/gmock.h>

#include "tests/contract/journal_contract.h"

namespace ordersync::journal {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

TEST_P(JournalAttention, NewsOfTheSourceStandsBehindAnAlarmOfThePosAndIsToBeReadAsWell) {
  begin_run();
  const RowId row = receive_one(sale("1")).row;
  intend({row});
  std::vector<Settlement> settled(1);
  settled[0].row = row;
  settled[0].pos_order = "Main Store/0001";
  settled[0].attention = order::Notice{"odoo_booked_twice", "It stands twice in Odoo"};
  ASSERT_TRUE(journal_->finish(lease_, run_, settled, {}).ok());
  const auto seen = view("1").attention;
  begin_run();
  receive_one(sale("1", "changed"));
  EXPECT_EQ(view("1").attention->code, "odoo_booked_twice");
  EXPECT_THAT(view("1").attention->message, StartsWith("It stands twice in Odoo. Order 1"));
  EXPECT_EQ(journal_->ignore(row, "taken back in Odoo", "Ada", seen).error().code, "attention_changed");
  begin_run();
  const auto back = receive_one(sale("1")).went_back_at;
  ASSERT_TRUE(back);
  const std::vector<WentBack> rows{{row, *back}};
  ASSERT_TRUE(journal_->go_back(lease_, run_, rows).ok());
  EXPECT_EQ(view("1").attention->code, "odoo_booked_twice") << "the source going back mends nothing in Odoo";
  EXPECT_EQ(view("1").attention->message, "It stands twice in Odoo");
}

TEST_P(JournalAttention, IgnoreOnABookedOrderClosesItsAttention) {
  const RowId row = booked(sale("1"));
  EXPECT_EQ(journal_->ignore(row, "", "Ada", {}).error().code, "order_not_waiting");
  begin_run();
  receive_one(no_sale("1", "void"));
  const auto seen = view("1").attention;
  ASSERT_TRUE(journal_->attend(row, {"cancelled_after_booking", "a better text"}).ok());
  EXPECT_EQ(view("1").attention->message, "a better text");
  EXPECT_EQ(journal_->timeline(row)->back().text, "a better text");
  EXPECT_THAT(steps(row), SizeIs(7)) << "told better, not twice";
  EXPECT_EQ(journal_->counts(std::nullopt)->attention, 1);
  ASSERT_TRUE(journal_->ignore(row, "settled by phone", "Ada", seen).ok()) << "told better, it is the same";
  EXPECT_EQ(view("1").attention, std::nullopt);
  EXPECT_EQ(view("1").state, State::settled);
  EXPECT_EQ(journal_->counts(std::nullopt)->attention, 0);
  ASSERT_TRUE(journal_->attend(row, {"cancelled_after_booking", "better still"}).ok());
  EXPECT_EQ(view("1").attention, std::nullopt) << "closed by a person";
  EXPECT_EQ(journal_->timeline(row)->back().text, "settled by phone");
}

TEST_P(JournalAttention, AnAttentionThatNobodyHasReadIsNotClosed) {
  const RowId row = booked(sale("1"));
  begin_run();
  receive_one(no_sale("1", "void"));
  const auto cancelled = view("1").attention;
  EXPECT_EQ(journal_->ignore(row, "booked, and all is well", "Ada", {}).error().code, "attention_changed");
  for (const char* content : {"changed", "changed again"}) {  // in the same millisecond
    const auto seen = view("1").attention;
    begin_run();
    receive_one(sale("1", content));
    const auto refused = journal_->ignore(row, "settled by phone", "Ada", seen);
    ASSERT_FALSE(refused.ok()) << content;
    EXPECT_EQ(refused.error().kind, base::ErrorKind::conflict);
    EXPECT_EQ(refused.error().code, "attention_changed");
    EXPECT_THAT(refused.error().message, HasSubstr(view("1").attention->message));
    EXPECT_EQ(journal_->counts(std::nullopt)->attention, 1);
  }
  EXPECT_EQ(journal_->ignore(row, "", "Ada", cancelled).error().code, "attention_changed");
  EXPECT_THAT(steps(row), Not(Contains("attention_closed")));
  EXPECT_TRUE(journal_->ignore(row, "read as well", "Ada", view("1").attention).ok());
  EXPECT_EQ(journal_->counts(std::nullopt)->attention, 0);
}

}  // namespace ordersync::journal
