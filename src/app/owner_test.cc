// Tests of process identity.
#include "app/owner.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>

namespace ordersync::app {
namespace {

TEST(Owner, ThisProcessIsAlive) {
  EXPECT_TRUE(may_be_alive(this_process()));
}

TEST(Owner, AnEndedProcessIsDeadEvenBeforeItsParentHasNoticed) {
  int channel[2];
  ASSERT_EQ(::pipe(channel), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const std::string owner = this_process();
    (void)!::write(channel[1], owner.data(), owner.size());
    ::_exit(0);
  }
  ::close(channel[1]);
  std::string owner(512, '\0');
  owner.resize(static_cast<std::size_t>(::read(channel[0], owner.data(), owner.size())));
  siginfo_t info{};
  ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT),
            0);  // ended, not reaped: a zombie
  EXPECT_FALSE(may_be_alive(owner));
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  EXPECT_FALSE(may_be_alive(owner));
  ::close(channel[0]);
}

TEST(Owner, AProcessThatTookOverTheNumberIsAnother) {
  std::string owner = this_process();
  owner += "1";  // another start time
  EXPECT_FALSE(may_be_alive(owner));
}

// A power cut: nobody must wait for the lease of a run that ended with it, however the clock stands now.
TEST(Owner, WhoWroteBeforeTheMachineWasStartedIsGone) {
  std::string owner = this_process();
  ASSERT_EQ(owner.find(':'), 36u) << owner;
  owner[0] = owner[0] == '0' ? '1' : '0';
  EXPECT_FALSE(may_be_alive(owner));
}

TEST(Owner, OtherNamespacesAndUnknownTextsMayBeAlive) {
  const std::string own = this_process();
  EXPECT_TRUE(may_be_alive(own.substr(0, 36) + ":pid:[1]/1/1"));
  EXPECT_TRUE(may_be_alive("other-boot:pid:[1]/1/1"));
  EXPECT_TRUE(may_be_alive("somebody"));
  EXPECT_TRUE(may_be_alive(""));
}

}  // namespace
}  // namespace ordersync::app
