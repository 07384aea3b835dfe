// What is looked at, and what of it nobody knows (alert_look.h). What is made of that: alert_rules_test.cc.
#include "app/alert_look.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/test_folder.h"

namespace ordersync::app {
namespace {

using ::testing::Contains;
using ::testing::Not;
using ::testing::Pair;

constexpr const char* kSessions = "session_needs_attention";

class LookingForAlerts : public FolderTest {};

// One Odoo has not answered since the start: what is known of the others is told all the same.
TEST_F(LookingForAlerts, AnOdooThatNobodyHasReachedSilencesNoOther) {
  LookOptions options;
  options.sessions.by_connection = {{"", {{"too_long_open", "S/1 is open for two days"}}},
                                    {"Reached", {{"close_refused", "S/2 cannot be closed"}}}};
  const Look look = look_for_alerts(*worker_, options).value();
  std::vector<std::string> subjects;
  for (const Condition& one : look.conditions) {
    if (one.kind == kSessions) subjects.push_back(one.subject);
  }
  EXPECT_THAT(subjects, ::testing::ElementsAre("", "Reached"));
  EXPECT_THAT(look.looked, Contains(Pair(kSessions, "Reached")));
  EXPECT_THAT(look.looked, Not(Contains(Pair(kSessions, ""))));

  options.sessions.of_all = true;
  EXPECT_THAT(look_for_alerts(*worker_, options)->looked, Contains(Pair(kSessions, "")));
}

}  // namespace
}  // namespace ordersync::app
