// What the POS accepted and shows nowhere (decision 0034), as the journal remembers it.
#include <gmock/gmock.h>

#include "tests/contract/journal_contract.h"

namespace ordersync::journal {

using ::testing::IsEmpty;

// Ignored because it stands in the POS: whatever the source says of it later is a person's once more.
TEST_P(JournalWork, OtherContentOfWhatStandsInThePosUnshownIsToldAndNeverWorked) {
  const auto said_later = [this](const std::string& id) {
    return std::vector<Incoming>{sale(id, "edited"), no_sale(id, "cancelled"), refused(id, "broken")};
  };
  for (std::size_t i = 0; i < 3; ++i) {
    const std::string id = std::to_string(i + 1);
    const Incoming other = said_later(id)[i];
    const RowId row = parked(sale(id), "not_shown");
    ASSERT_TRUE(journal_->ignore(row, "it stands there", "Ada", {}).ok());
    begin_run();
    EXPECT_EQ(receive_one(sale(id)).tally, Tally::already_synced);
    EXPECT_EQ(receive_one(no_sale(id, "elsewhere", "filtered_out")).tally, Tally::already_synced);
    EXPECT_EQ(view(id).state, State::ignored);
    const Arrived arrived = receive_one(other);
    EXPECT_EQ(arrived.tally, Tally::failed);
    ASSERT_TRUE(arrived.notice);
    EXPECT_EQ(arrived.notice->code, "not_shown");
    EXPECT_EQ(view(id).state, State::parked);
    begin_run();
    EXPECT_EQ(receive_one(other).tally, Tally::waiting) << "told once";
    EXPECT_THAT(claim(ClaimOf::waiting), IsEmpty());
    ASSERT_TRUE(journal_->ignore(row, "it was mended there", "Ada", {}).ok());
    begin_run();
    EXPECT_EQ(receive_one(sale(id)).tally, Tally::failed) << "nor as it was at first";
    EXPECT_EQ(view(id).state, State::parked);
  }
}

TEST_P(JournalWork, WhatTheSourceHasGoneBackFromTakesNoPlaceWhereThePosNeverShowedAnOrder) {
  const RowId row = parked(sale("1"), "not_shown");
  begin_run();
  EXPECT_EQ(receive_one(sale("1", "edited")).arrival, Arrival::kept_aside);
  begin_run();
  EXPECT_EQ(receive_one(sale("1")).arrival, Arrival::same_waiting);
  const auto claimed = journal_->claim_one(lease_, run_, row, Ignored::stays);
  ASSERT_TRUE(claimed.ok()) << claimed.error().message;
  EXPECT_EQ(claimed->payload, sale("1").payload);
}

TEST_P(JournalWork, WhatMayStandInThePosUnshownIsSaidOfIt) {
  const RowId row = parked(sale("1"), "not_shown");
  EXPECT_TRUE(view("1").may_stand);
  ASSERT_TRUE(journal_->ignore(row, "it stands there", "Ada", {}).ok());
  EXPECT_TRUE(view("1").may_stand);
  EXPECT_EQ(view("1").error, std::nullopt);
  ASSERT_TRUE(journal_->ignore(parked(sale("2"), "product_not_found"), "not for us", "Ada", {}).ok());
  EXPECT_FALSE(view("2").may_stand);
}

// Whoever asks for it anew may not know that it was accepted.
TEST_P(JournalWork, WhatThePosNeverShowedIsNoSaleToBookWithItsRefundAndNoReversalToTakeUp) {
  const RowId refund_row = parked(refund("1", ""), "sale_not_booked");
  const RowId row = parked(sale("1"), "not_shown");
  for (const bool is_ignored : {false, true}) {
    if (is_ignored) {
      ASSERT_TRUE(journal_->ignore(row, "it stands there", "Ada", {}).ok());
    }
    begin_run();
    EXPECT_EQ(journal_->claim_sale(lease_, kSync, run_, refund_row, nullptr, "Ada").error().code,
              "order_not_waiting");
    EXPECT_EQ(journal_->claim_one(lease_, run_, row, Ignored::taken_up).error().code, "order_not_waiting");
  }
}

}  // namespace ordersync::journal
