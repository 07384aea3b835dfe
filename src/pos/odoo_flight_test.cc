// Flights over two connections to one file, as two processes have them.
#include "pos/odoo_flight.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>

#include "pos/odoo_pos.h"
#include "pos/test_shop.h"
#include "sql/sqlite.h"

namespace ordersync::pos::odoo {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

using test_shop::kNoon;
constexpr milliseconds kLasts{300'000};
constexpr milliseconds kTaken = kLasts + Flights::kSpare;

class OdooFlight : public ::testing::Test {
 protected:
  OdooFlight()
      : folder_(make_folder()),
        database_(sql::open_sqlite(folder_ + "/store.db").value()),
        mine_(database_->connect().value()),
        theirs_(database_->connect().value()) {
    EXPECT_TRUE(sql::migrate(*mine_, "odoo", odoo_migrations()).ok());
  }
  ~OdooFlight() override { std::filesystem::remove_all(folder_); }

  static std::string make_folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "ordersync-flight-XXXXXX").string();
    return ::mkdtemp(pattern.data());
  }
  Flights::Flight flying(Flights& flights, std::string_view warehouse = "shop/1") {
    auto flight = flights.begin(warehouse, kLasts, seconds(0));
    EXPECT_TRUE(flight.ok()) << flight.error().message;
    return flight.ok() ? *flight : Flights::Flight();
  }

  std::string folder_;
  std::unique_ptr<sql::Database> database_;
  std::unique_ptr<sql::Connection> mine_;
  std::unique_ptr<sql::Connection> theirs_;
  base::FakeClock clock_{kNoon};
  base::SeededRandom random_{7};
  Flights first_{*mine_, clock_, random_};
  Flights second_{*theirs_, clock_, random_};
};

TEST_F(OdooFlight, OnlyOneRequestFliesToAWarehouse) {
  flying(first_);
  const auto refused = second_.begin("shop/1", kLasts, seconds(10));
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().kind, base::ErrorKind::temporary);
  EXPECT_EQ(refused.error().code, "odoo_writer_busy");
  EXPECT_THAT(refused.error().message, ::testing::HasSubstr("2026-11-22T12:05:30Z"));
  EXPECT_EQ(clock_.slept(), seconds(10));
}

TEST_F(OdooFlight, TheSecondFliesAsSoonAsTheFirstHasEnded) {
  const auto flight = flying(first_);
  ASSERT_TRUE(first_.end(flight).ok());
  EXPECT_TRUE(second_.begin("shop/1", kLasts, seconds(0)).ok());
  EXPECT_EQ(clock_.slept(), seconds(0));
}

TEST_F(OdooFlight, AnotherWarehouseWaitsForNobody) {
  flying(first_, "shop/1");
  flying(second_, "shop/2");
}

TEST_F(OdooFlight, ACrashedRequestIsWaitedOut) {
  auto crashed = flying(first_);
  const auto next = second_.begin("shop/1", kLasts, minutes(10));
  ASSERT_TRUE(next.ok()) << next.error().message;
  EXPECT_GE(clock_.slept(), kTaken);
  EXPECT_LT(clock_.slept(), kTaken + seconds(1));
  EXPECT_EQ(next->until, clock_.now() + kTaken);

  const auto late = first_.extend(crashed, kLasts);
  ASSERT_FALSE(late.ok());
  EXPECT_EQ(late.error().kind, base::ErrorKind::conflict);
  EXPECT_EQ(late.error().code, "odoo_flight_lost");
}

TEST_F(OdooFlight, TheEndOfALostFlightTakesNothingFromItsSuccessor) {
  const auto lost = flying(first_);
  clock_.advance(kTaken);
  auto next = flying(second_);
  ASSERT_TRUE(first_.end(lost).ok());
  EXPECT_TRUE(second_.extend(next, kLasts).ok());
  EXPECT_FALSE(first_.begin("shop/1", kLasts, seconds(0)).ok());
}

TEST_F(OdooFlight, AFlightThatRanOutIsStillOursWhileNobodyTookIt) {
  auto flight = flying(first_);
  clock_.advance(2 * kLasts);
  ASSERT_TRUE(first_.extend(flight, kLasts).ok());
  EXPECT_EQ(flight.until, clock_.now() + kTaken);
  EXPECT_FALSE(second_.begin("shop/1", kLasts, seconds(0)).ok());
}

TEST_F(OdooFlight, AnExtendedFlightLastsFromThen) {
  auto flight = flying(first_);
  clock_.advance(kLasts - seconds(1));
  ASSERT_TRUE(first_.extend(flight, kLasts).ok());
  clock_.advance(kTaken - seconds(1));
  EXPECT_FALSE(second_.begin("shop/1", kLasts, seconds(0)).ok());
  clock_.advance(seconds(1));
  EXPECT_TRUE(second_.begin("shop/1", kLasts, seconds(0)).ok());
}

TEST_F(OdooFlight, AClockThatJumpsBackFreesNothing) {
  auto flight = flying(first_);
  clock_.advance(-std::chrono::hours(24));
  EXPECT_FALSE(second_.begin("shop/1", kLasts, kLasts - seconds(1)).ok());
  EXPECT_TRUE(first_.extend(flight, kLasts).ok());
}

TEST_F(OdooFlight, AClockThatJumpsBackBlocksForNoLongerThanAFlightLasts) {
  flying(first_);
  clock_.advance(-std::chrono::hours(24));
  ASSERT_TRUE(second_.begin("shop/1", kLasts, minutes(10)).ok());
  EXPECT_LT(clock_.slept(), kTaken + seconds(1));
}

// A machine without a battery for its clock: it starts in the past and learns the time in the middle of a
// request.
TEST_F(OdooFlight, AClockThatJumpsForwardFreesNothing) {
  auto flight = flying(first_);
  clock_.set(clock_.now() + std::chrono::hours(24 * 365));
  EXPECT_FALSE(second_.begin("shop/1", kLasts, kTaken - seconds(1)).ok());
  ASSERT_TRUE(second_.begin("shop/1", kLasts, seconds(2)).ok());
  EXPECT_LT(clock_.slept(), kTaken + seconds(1));
}

TEST_F(OdooFlight, AfterAJumpForwardAnExtensionLastsLongEnough) {
  auto flight = flying(first_);
  clock_.set(clock_.now() + std::chrono::hours(24));
  ASSERT_TRUE(first_.extend(flight, kLasts).ok());
  EXPECT_EQ(flight.until, clock_.now() + kTaken);
  clock_.restart_machine();  // only the clock counts then
  clock_.advance(kTaken - seconds(1));
  EXPECT_FALSE(second_.begin("shop/1", kLasts, seconds(0)).ok());
}

TEST_F(OdooFlight, AFlightOfBeforeTheMachineWasStartedEndsByTheClock) {
  flying(first_);
  clock_.restart_machine();
  clock_.advance(kTaken - seconds(1));
  EXPECT_FALSE(second_.begin("shop/1", kLasts, seconds(0)).ok());
  clock_.advance(seconds(1));
  EXPECT_TRUE(second_.begin("shop/1", kLasts, seconds(0)).ok());
}

TEST_F(OdooFlight, AWaiterWhoGivesUpLeavesTheTimeThatIsLeft) {
  flying(first_);
  clock_.advance(-std::chrono::hours(24));
  EXPECT_FALSE(second_.begin("shop/1", kLasts, minutes(4)).ok());
  EXPECT_TRUE(second_.begin("shop/1", kLasts, minutes(2)).ok());
}

TEST_F(OdooFlight, WithinItsSpareTimeAnExtensionWritesNothingAndStillLastsLongEnough) {
  auto flight = flying(first_);
  const auto until = flight.until;
  clock_.advance(Flights::kSpare);
  ASSERT_TRUE(first_.extend(flight, kLasts).ok());
  EXPECT_EQ(flight.until, until);
  clock_.advance(kLasts - milliseconds(1));
  EXPECT_FALSE(second_.begin("shop/1", kLasts, seconds(0)).ok());
}

TEST_F(OdooFlight, AnExtensionOfWhatSomebodyElseHasIsLostAtOnce) {
  auto lost = flying(first_);
  clock_.advance(kTaken);
  flying(second_);
  EXPECT_EQ(first_.extend(lost, kLasts).error().code, "odoo_flight_lost");
}

// Somebody gave the connection another address between the choice of an Odoo and the first request to it, or
// after a flight had run out: under the old one nobody would wait for its answer.
TEST_F(OdooFlight, NoneBeginsToAnAddressThatTheConnectionHasLeft) {
  bool here = true;
  Flights led(*mine_, clock_, random_, [&]() -> base::Result<bool> { return here; });
  auto flight = flying(led);
  ASSERT_TRUE(led.end(flight).ok());
  here = false;
  const auto refused = led.begin("shop/1", kLasts, minutes(10));
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, "connection_edited");
  EXPECT_EQ(refused.error().kind, base::ErrorKind::temporary);
  EXPECT_TRUE(no_flight_to(*theirs_, clock_, "shop/1").ok());
  flying(second_);
}

TEST_F(OdooFlight, NoneThatHasRunOutIsExtendedToAnAddressThatTheConnectionHasLeft) {
  bool here = true;
  Flights led(*mine_, clock_, random_, [&]() -> base::Result<bool> { return here; });
  auto flight = flying(led);
  clock_.advance(kTaken);
  here = false;
  EXPECT_EQ(led.extend(flight, kLasts).error().code, "connection_edited");
}

TEST_F(OdooFlight, TokensAreNeverTheSame) {
  const auto one = flying(first_);
  ASSERT_TRUE(first_.end(one).ok());
  const auto other = flying(first_);
  EXPECT_NE(one.token, other.token);
  EXPECT_GE(one.token, 0);
}

}  // namespace
}  // namespace ordersync::pos::odoo
