// Mistyped commands, `help`, and the manual page, read from the command tree.
#include "cli/command_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>

#include "cli/cli.h"

namespace ordersync::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

class CommandWordsTest : public testing::Test {
 protected:
  CommandWordsTest() {
    app_.add_option("--data", data_, "a folder");
    app_.add_flag("--json", json_, "answer in JSON");
    auto* sync = app_.add_subcommand("sync", "Syncs");
    auto* list = sync->add_subcommand("list", "List them");
    list->add_option("--limit", limit_, "how many");
    sync->add_subcommand("hook", "Its script")->add_option("NAME", name_, "the sync's name");
    app_.add_subcommand("serve", "Serve");
  }

  std::string said(const std::vector<std::string>& words) const {
    const CommandWords read = read_words(app_, words);
    return read.unknown.empty() ? read.path : unknown_word(read);
  }

  CLI::App app_{"A test", "ordersync"};
  std::string data_, name_;
  bool json_ = false;
  int limit_ = 0;
};

TEST_F(CommandWordsTest, LeadToACommandWhereverOptionsStand) {
  EXPECT_EQ(said({}), "ordersync");
  EXPECT_EQ(said({"--json", "sync", "--data", "serve", "list", "--limit=5", "--json"}),
            "ordersync sync list");
  EXPECT_EQ(said({"sync", "hook", "frob"}), "ordersync sync hook");
}

TEST_F(CommandWordsTest, NameAnUnknownWordWithTheNearestAndTheRightHelp) {
  EXPECT_EQ(said({"snyc", "list"}),
            "There is no command \"ordersync snyc\": did you mean \"ordersync sync\"? See ordersync --help");
  EXPECT_EQ(
      said({"--data", "here", "sync", "lits", "--json"}),
      "There is no command \"ordersync sync lits\": did you mean \"ordersync sync list\"? See ordersync "
      "sync --help");
  EXPECT_EQ(said({"sync", "frobnicate"}),
            "There is no command \"ordersync sync frobnicate\"; see ordersync sync --help");
}

TEST_F(CommandWordsTest, NameAnUnknownOption) {
  EXPECT_EQ(
      said({"sync", "list", "--limits=5"}),
      "\"ordersync sync list\" has no option --limits: did you mean --limit? See ordersync sync list --help");
  EXPECT_EQ(said({"serve", "--colour"}),
            "\"ordersync serve\" has no option --colour; see ordersync serve --help");
}

TEST_F(CommandWordsTest, HoldNoControlCharactersWhenTheyAreSaid) {
  EXPECT_THAT(said({"\x1b[2J"}), Not(HasSubstr("\x1b")));
}

struct Ran {
  int status = 0;
  std::string out, err;
};

Ran ran(std::vector<const char*> words) {
  words.insert(words.begin(), "ordersync");
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  Ran result;
  result.status = run(static_cast<int>(words.size()), words.data(), Edges{});
  std::fflush(stdout);
  result.out = testing::internal::GetCapturedStdout();
  result.err = testing::internal::GetCapturedStderr();
  return result;
}

TEST(CommandLine, HelpIsACommandToo) {
  EXPECT_EQ(ran({"help"}).out, ran({"--help"}).out);
  EXPECT_EQ(ran({"help", "sync"}).out, ran({"sync", "--help"}).out);
  EXPECT_EQ(ran({"help", "sync", "add"}).out, ran({"sync", "add", "--help"}).out);
  EXPECT_THAT(ran({"help", "sync", "add"}).out, HasSubstr("--interval"));
  EXPECT_EQ(ran({"help", "sync"}).status, 0);
  const Ran wrong = ran({"help", "snyc"});
  EXPECT_EQ(wrong.status, 2);
  EXPECT_THAT(wrong.err, HasSubstr("\"ordersync sync\""));
}

TEST(CommandLine, UnknownWordsAreWrongUsage) {
  for (const auto& words : std::vector<std::vector<const char*>>{
           {"foo"}, {"sync", "foo"}, {"sync", "foo", "--help"}, {"sync", "list", "--foo"}}) {
    const Ran wrong = ran(words);
    EXPECT_EQ(wrong.status, 2);
    EXPECT_THAT(wrong.err, HasSubstr("foo"));
  }
  EXPECT_THAT(ran({"sync"}).err, HasSubstr("see ordersync sync --help"));
  EXPECT_THAT(ran({"sync", "add", "X"}).err, HasSubstr("see ordersync sync add --help"));
  EXPECT_THAT(ran({"--json", "sycn"}).err, HasSubstr("{\"error\":{\"code\":\"usage\""));
}

TEST(CommandLine, AnEmptyValueBehindAnEqualsSignIsEmpty) {
  EXPECT_THAT(ran({"demo-source", "--listen=", "--json"}).err, HasSubstr(R"(\"\" is not an address)"));
  EXPECT_THAT(ran({"demo-source", "--listen", "--=", "--json"}).err,
              HasSubstr(R"(\"--=\" is not an address)"));
}

TEST(CommandLine, NumbersAreDecimal) {
  const auto days = [](const char* days) {
    return ran({"token", "create", "T", "--scope", "read", "--days", days}).err;
  };
  EXPECT_THAT(days("03000"), HasSubstr("Value 3000 not in range 1 to 1825"));
  EXPECT_THAT(days("0x10"), HasSubstr("\"0x10\" is not a whole number"));
  EXPECT_THAT(days("-"), HasSubstr("\"-\" is not a whole number"));
  EXPECT_THAT(days("-00"), HasSubstr("Value -0 not in range"));
}

TEST(CommandLine, TheManualGivesAValueToNoSwitch) {
  const std::string page = ran({"manual"}).out;
  EXPECT_THAT(page, HasSubstr("\\fB\\-\\-json\\fR\n"));
  EXPECT_THAT(page, HasSubstr("\\fB\\-\\-inactive\\fR\n"));
  EXPECT_THAT(page, HasSubstr("\\fB\\-\\-data\\fR \\fIVALUE\\fR\n"));
  EXPECT_THAT(page, HasSubstr("\\fB\\-\\-odoo, \\-\\-connection\\fR \\fIVALUE\\fR\n"));
  EXPECT_THAT(page, Not(HasSubstr("what it is about")));
}

}  // namespace
}  // namespace ordersync::cli
