// The whole transition table, cell by cell.
#include "journal/state.h"

#include <gtest/gtest.h>

#include <array>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace ordersync::journal {
namespace {

constexpr std::array kAll = {State::received, State::claimed, State::intended, State::settled,
                             State::parked,   State::ignored, State::skipped};
constexpr std::array kContents = {Content::bookable, Content::other, Content::refused};

std::string text(const Known& known, Content incoming) {
  return std::string(to_string(known.state)) + (known.same_digest ? " same" : " other digest") +
         (known.same_as_aside ? " as aside" : "") + " known content " +
         std::to_string(static_cast<int>(known.content)) +
         (known.anonymous_refund ? " anonymous refund" : "") + " incoming " +
         std::to_string(static_cast<int>(incoming));
}

TEST(JournalState, EachHasAWordOfItsOwn) {
  std::set<std::string_view> words;
  for (const State state : kAll) words.insert(to_string(state));
  EXPECT_EQ(words.size(), kAll.size());
}

TEST(JournalState, PeopleReadClaimedAndIntendedAsPostingAndSettledAsBooked) {
  EXPECT_EQ(public_word(State::received), "received");
  EXPECT_EQ(public_word(State::claimed), "posting");
  EXPECT_EQ(public_word(State::intended), "posting");
  EXPECT_EQ(public_word(State::settled), "booked");
  EXPECT_EQ(public_word(State::parked), "parked");
  EXPECT_EQ(public_word(State::ignored), "ignored");
  EXPECT_EQ(public_word(State::skipped), "skipped");
}

TEST(JournalState, NewKeyIsFreshWhateverItHolds) {
  for (const Content content : kContents) EXPECT_EQ(decide(std::nullopt, content, false), Arrival::fresh);
}

// Every combination of what is known and what arrives, for the states at rest.
TEST(JournalState, BookedOrderIsNeverToBeWorkedAgain) {
  for (const Content known : kContents) {
    for (const Content incoming : kContents) {
      for (const bool same : {false, true}) {
        for (const bool aside : {false, true}) {
          for (const bool anonymous : {false, true}) {
            const Known row{State::settled, same, aside, known, anonymous};
            const Arrival arrival = decide(row, incoming, false);
            Arrival expected = incoming == Content::other ? Arrival::cancelled_after_booking
                                                          : Arrival::changed_after_booking;
            if (anonymous && incoming == Content::bookable) expected = Arrival::further_refund;
            if (same || aside) expected = Arrival::same;
            EXPECT_EQ(arrival, expected) << text(row, incoming);
          }
        }
      }
    }
  }
}

TEST(JournalState, ContentThatComesWhileAnOlderOneIsInHandIsKeptAside) {
  for (const State state : {State::claimed, State::intended}) {
    for (const Content known : kContents) {
      for (const Content incoming : kContents) {
        for (const bool same : {false, true}) {
          const Known row{state, same, false, known, false};
          const Arrival expected = same && known == incoming ? Arrival::same_waiting : Arrival::kept_aside;
          EXPECT_EQ(decide(row, incoming, true), expected) << text(row, incoming);
        }
      }
    }
  }
}

TEST(JournalState, IntendedRowIsInHandAlsoWithoutALease) {
  EXPECT_EQ(decide(Known{State::intended, false, false, Content::bookable, false}, Content::bookable, false),
            Arrival::kept_aside);
  EXPECT_EQ(decide(Known{State::intended, true, false, Content::bookable, false}, Content::bookable, false),
            Arrival::same_waiting);
}

TEST(JournalState, NewerContentReplacesWhatIsNotYetIntended) {
  for (const State state : {State::received, State::claimed, State::parked}) {
    for (const Content known : kContents) {
      for (const Content incoming : kContents) {
        const Known other{state, false, false, known, false};
        EXPECT_EQ(decide(other, incoming, false), Arrival::replaced) << text(other, incoming);
        const Known same{state, true, false, known, false};
        // The same bytes that are bookable, or skipped, by the sync's settings of today.
        const Arrival expected = known == incoming ? Arrival::same_waiting : Arrival::replaced;
        EXPECT_EQ(decide(same, incoming, false), expected) << text(same, incoming);
      }
    }
  }
}

TEST(JournalState, IgnoredOrderStaysSoUntilItsContentChanges) {
  for (const Content incoming : kContents) {
    EXPECT_EQ(decide(Known{State::ignored, true, false, Content::bookable, false}, incoming, false),
              Arrival::same);
    EXPECT_EQ(decide(Known{State::ignored, false, false, Content::bookable, false}, incoming, false),
              Arrival::replaced);
  }
}

TEST(JournalState, SkippedOrderIsLookedAtAgain) {
  for (const bool same : {false, true}) {
    const Known row{State::skipped, same, false, Content::other, false};
    EXPECT_EQ(decide(row, Content::other, false), Arrival::skipped_again);
    EXPECT_EQ(decide(row, Content::bookable, false), Arrival::replaced);
    EXPECT_EQ(decide(row, Content::refused, false), Arrival::replaced);
  }
}

TEST(JournalState, SecondRefundWithoutAnIdNeverReplacesTheFirst) {
  for (const State state :
       {State::received, State::claimed, State::intended, State::settled, State::parked, State::ignored}) {
    for (const bool lease : {false, true}) {
      const Known row{state, false, false, Content::bookable, true};
      EXPECT_EQ(decide(row, Content::bookable, lease), Arrival::further_refund) << to_string(state);
    }
  }
}

TEST(JournalState, RefundWithoutAnIdThatCouldNotBeReadIsReplacedByOneThatCan) {
  EXPECT_EQ(decide(Known{State::parked, false, false, Content::refused, true}, Content::bookable, false),
            Arrival::replaced);
}

TEST(JournalState, LawfulStepsAreTheseAndNoOthers) {
  // Rows: from; columns: to, in the order of kAll.
  static const char* const kLawful[] = {
      /* received */ ".c..pis",
      /* claimed  */ "r.i.p.s",
      /* intended */ "r..sp..",
      /* settled  */ "..i....",
      /* parked   */ "rc...is",
      /* ignored  */ "rc..p.s",
      /* skipped  */ "rc..p..",
  };
  for (std::size_t from = 0; from < kAll.size(); ++from) {
    for (std::size_t to = 0; to < kAll.size(); ++to) {
      EXPECT_EQ(may_step(kAll[from], kAll[to]), kLawful[from][to] != '.')
          << to_string(kAll[from]) << " → " << to_string(kAll[to]);
    }
  }
}

// Only as an unknown outcome, which is looked up by key before anything is posted: never back to where it
// would be matched anew.
TEST(JournalState, SettledIsLeftForIntendedAlone) {
  for (const State to : kAll) EXPECT_EQ(may_step(State::settled, to), to == State::intended);
}

TEST(JournalState, NothingIsPostedWithoutAnIntent) {
  for (const State from : kAll) EXPECT_EQ(may_step(from, State::settled), from == State::intended);
}

}  // namespace
}  // namespace ordersync::journal
