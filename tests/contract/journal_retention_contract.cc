// Retention beside who writes at the same time, as the journal's contract: how it finds what it strips, and
// what it spares. What stripping leaves for later arrivals: journal_pushed_contract.cc.
#include <gtest/gtest.h>

#include "journal/retention.h"
#include "tests/contract/journal_contract.h"

namespace ordersync::journal {

using namespace std::chrono_literals;

namespace {

// The same connection; what happens before the write lock is there is a test's own.
class BeforeTheLock final : public sql::Connection {
 public:
  BeforeTheLock(sql::Connection& real, std::function<void()> before)
      : real_(real), before_(std::move(before)) {}

  sql::Dialect dialect() const override { return real_.dialect(); }
  base::Result<std::optional<std::int64_t>> clock_ms() override { return real_.clock_ms(); }
  base::Result<std::int64_t> execute(std::string_view sql, std::span<const sql::Value> values) override {
    return real_.execute(sql, values);
  }
  base::Result<void> query(std::string_view sql, std::span<const sql::Value> values,
                           const sql::RowHandler& row) override {
    return real_.query(sql, values, row);
  }
  base::Result<void> query_each(std::string_view sql, int parameters, std::span<const sql::Value> values,
                                const sql::EachRowHandler& row) override {
    return real_.query_each(sql, parameters, values, row);
  }
  base::Result<std::int64_t> insert_rows(std::string_view head, int columns, std::string_view tail,
                                         std::span<const sql::Value> cells) override {
    return real_.insert_rows(head, columns, tail, cells);
  }
  base::Result<void> check_generation() override { return real_.check_generation(); }
  base::Result<void> begin_read() override { return real_.begin_read(); }
  base::Result<void> begin_write() override {
    before_();
    return real_.begin_write();
  }
  base::Result<void> commit() override { return real_.commit(); }
  void rollback() override { real_.rollback(); }

 private:
  sql::Connection& real_;
  std::function<void()> before_;
};

std::string masked(std::string_view) {
  return "masked";
}

}  // namespace

TEST_P(JournalWork, RetentionThatFindsNothingTakesNoWriteLock) {
  booked(sale("1"));
  ASSERT_TRUE(sql::migrate(*program_.connection, "retention", retention_migrations()).ok());
  int locks = 0;
  BeforeTheLock connection(*program_.connection, [&] { ++locks; });
  Retention retention(connection, clock_);
  const auto young = retention.strip(Left::without_personal_data, clock_.now() - 1h, 0, 100, masked);
  ASSERT_TRUE(young.ok()) << young.error().detail;
  EXPECT_EQ(young->orders, 0);
  EXPECT_FALSE(young->more);
  EXPECT_EQ(locks, 0);
  EXPECT_EQ(retention.strip(Left::without_personal_data, clock_.now() + 1h, 0, 100, masked)->orders, 1);
  EXPECT_EQ(locks, 1);
  EXPECT_EQ(retention.strip(Left::without_personal_data, clock_.now() + 1h, 0, 100, masked)->orders, 0);
  EXPECT_EQ(locks, 1) << "stripped already";
}

TEST_P(JournalWork, RetentionSparesWhatChangedBetweenItsLookAndTheWriteLock) {
  const RowId cancelled = booked(sale("1"));
  const RowId booked_anew = booked(sale("2"));
  const RowId looked_up = booked(sale("3"));
  const RowId stays = booked(sale("4"));
  ASSERT_TRUE(sql::migrate(*program_.connection, "retention", retention_migrations()).ok());
  const base::Instant before = clock_.now() + 1min;
  BeforeTheLock connection(*program_.connection, [&] {
    clock_.advance(1h);
    ASSERT_TRUE(journal_->book_again(view("2"), kSync, "Ada").ok());
    begin_run();
    receive_one(no_sale("1", "void"));
    ASSERT_EQ(claim(ClaimOf::due).size(), 1U);
    settle({booked_anew}, "Main Store/0007");
    end_run();
    ASSERT_TRUE(journal_->book_again(view("3"), kSync, "Ada").ok());
  });
  Retention retention(connection, clock_);
  const auto batch = retention.strip(Left::without_personal_data, before, 0, 100, masked);
  ASSERT_TRUE(batch.ok()) << batch.error().detail;
  EXPECT_EQ(batch->orders, 1);
  EXPECT_EQ(*journal_->payload(stays), "masked");
  for (const RowId spared : {cancelled, booked_anew, looked_up})
    EXPECT_NE(*journal_->payload(spared), "masked") << spared;
}

TEST_P(JournalWork, RetentionGoesOnBehindRowsAmongWhichThereIsNothingToStrip) {
  const RowId first = booked(sale("1"));
  const RowId second = booked(sale("2"));
  const RowId last = booked(sale("3"));
  ASSERT_TRUE(sql::migrate(*program_.connection, "retention", retention_migrations()).ok());
  // As if 25 000 orders that wait or are young stood between: more than are looked at in one statement.
  for (const std::string_view moved : {"UPDATE journal_order SET id = id + 25000 WHERE id = ?",
                                       "UPDATE journal_payload SET row_id = row_id + 25000 WHERE row_id = ?",
                                       "UPDATE journal_intent SET row_id = row_id + 25000 WHERE row_id = ?",
                                       "UPDATE journal_booking SET row_id = row_id + 25000 WHERE row_id = ?"})
    ASSERT_EQ(program_.connection->execute(moved, {last}).value(), 1);
  Retention retention(*program_.connection, clock_);
  ASSERT_EQ(*retention.count(Left::without_personal_data, clock_.now() + 1h), 3);
  Retention::Batch batch;
  std::vector<std::int64_t> found;
  do {
    auto next = retention.strip(Left::without_personal_data, clock_.now() + 1h, batch.last, 1, masked);
    ASSERT_TRUE(next.ok()) << next.error().detail;
    batch = *next;
    if (batch.orders > 0) found.push_back(batch.last);
  } while (batch.more);
  EXPECT_EQ(found, (std::vector<std::int64_t>{first, second, last + 25'000}));
  EXPECT_EQ(*journal_->payload(last + 25'000), "masked");
  EXPECT_EQ(*retention.count(Left::without_personal_data, clock_.now() + 1h), 0);
}

}  // namespace ordersync::journal
