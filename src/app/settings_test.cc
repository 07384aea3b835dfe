// The text of configuration files, and which of several sayings counts.
#include "app/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

namespace ordersync::app {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

Settings settings_of(std::string_view text, std::map<std::string, std::string> environment = {}) {
  return Settings("ordersync.conf", parse_config(text), [environment](std::string_view name) {
    const auto found = environment.find(std::string(name));
    return found == environment.end() ? std::nullopt : std::optional(found->second);
  });
}

TEST(ConfigFile, SectionsCommentsAndQuotesAreRead) {
  const auto file = parse_config(
      "\xEF\xBB\xBF# ours\n\ndata = /srv/shop\n[serve]\n; the address\nlisten=0.0.0.0:8443\r\n"
      "tls_cert = \"/etc/my \\\"best\\\" cert.pem\"\nbehind_proxy = Yes\n[retention]\npayload_days = 30\n");
  EXPECT_THAT(file.problems, IsEmpty());
  EXPECT_EQ(file.values.at("data").value, "/srv/shop");
  EXPECT_EQ(file.values.at("data").line, 3);
  EXPECT_EQ(file.values.at("serve.listen").value, "0.0.0.0:8443");
  EXPECT_EQ(file.values.at("serve.tls_cert").value, "/etc/my \"best\" cert.pem");
  EXPECT_EQ(file.values.at("retention.payload_days").line, 10);
}

TEST(ConfigFile, AMisspeltNameIsToldWithItsLineAndWhatIsMeant) {
  const auto file =
      parse_config("[serve]\nlisen = 127.0.0.1:80\n[retention]\npayload_day = 3\nlisten = :1\n");
  ASSERT_THAT(file.problems, SizeIs(3));
  EXPECT_EQ(file.problems[0].code, "unknown_setting");
  EXPECT_EQ(file.problems[0].line, 2);
  EXPECT_THAT(file.problems[0].message, HasSubstr("serve.listen?"));
  EXPECT_THAT(file.problems[1].message, HasSubstr("retention.payload_days?"));
  EXPECT_THAT(file.problems[2].message, HasSubstr("serve.listen?")) << "the right name in a wrong section";
}

TEST(ConfigFile, WrongValuesAreToldWithTheirLine) {
  const auto file =
      parse_config("[log]\nfiles = many\nfile_mib = 0\n[serve]\nlisten = nowhere\nbehind_proxy = 2\n");
  ASSERT_THAT(file.problems, SizeIs(4));
  for (int i = 0; i < 4; ++i) EXPECT_EQ(file.problems[i].code, "bad_setting_value");
  EXPECT_EQ(file.problems[0].line, 2);
  EXPECT_THAT(file.problems[0].message, HasSubstr("from 1 to 100"));
  EXPECT_EQ(file.problems[3].line, 6);
  EXPECT_THAT(file.values, IsEmpty());
}

TEST(ConfigFile, WhatIsNoSettingIsNeverPassedOver) {
  EXPECT_EQ(parse_config("listen 8080").problems.at(0).code, "bad_config");
  EXPECT_EQ(parse_config("[serve\n").problems.at(0).code, "bad_config");
  EXPECT_EQ(parse_config("data = \"a\" b").problems.at(0).code, "bad_config");
  EXPECT_EQ(parse_config("data = a\ndata = b").problems.at(0).code, "setting_twice");
  EXPECT_EQ(parse_config("data = \xff").problems.at(0).code, "bad_config");
}

TEST(ConfigFile, SecretsDoNotBelongHere) {
  for (const char* text : {"smtp_password = x", "[odoo]\napi_key = x", "[alerts]\nwebhook_secret = x"}) {
    EXPECT_EQ(parse_config(text).problems.at(0).code, "secret_in_config") << text;
  }
}

TEST(Settings, TheCommandLineCountsBeforeTheEnvironmentBeforeTheFile) {
  auto settings = settings_of("[serve]\nlisten = :1\ntls_cert = a\n[log]\nfiles = 7\n",
                              {{"ORDERSYNC_LISTEN", ":2"}, {"ORDERSYNC_LOG_FILES", ""}});
  EXPECT_EQ(settings.text("serve.listen"), ":2");
  EXPECT_EQ(settings.effective("serve.listen").from, From::environment);
  settings.set_option("serve.listen", ":3");
  EXPECT_EQ(settings.text("serve.listen"), ":3");
  EXPECT_EQ(settings.effective("serve.listen").from, From::option);
  EXPECT_EQ(settings.count("log.files"), 7) << "an empty variable says nothing";
  EXPECT_EQ(settings.effective("log.files").line, 5);
  EXPECT_EQ(settings.text("data"), "var");
  EXPECT_EQ(settings.effective("data").from, From::built_in);
  EXPECT_THAT(settings.problems(), IsEmpty());
}

TEST(Settings, AWrongVariableIsAProblemToo) {
  const auto problems = settings_of("", {{"ORDERSYNC_BEHIND_PROXY", "perhaps"}}).problems();
  ASSERT_THAT(problems, SizeIs(1));
  EXPECT_THAT(problems[0].message, HasSubstr("In the environment"));
}

TEST(Settings, WhatIsBuiltInIsRightAndNamesAreUnique) {
  std::set<std::string_view> names;
  for (const Setting& setting : all_settings()) {
    EXPECT_TRUE(names.insert(setting.name).second) << setting.name;
    EXPECT_TRUE(names.insert(setting.variable).second) << setting.variable;
    if (setting.built_in.empty()) continue;
    EXPECT_TRUE(check_setting(setting, setting.built_in).ok()) << setting.name;
  }
}

RC_GTEST_PROP(ConfigFileProperty, AnyBytesGiveValuesThatHoldOrAProblem, (const std::string& text)) {
  const auto file = parse_config(text);
  for (const auto& [name, value] : file.values) {
    RC_ASSERT(find_setting(name) != nullptr);
    RC_ASSERT(check_setting(*find_setting(name), value.value).ok());
    RC_ASSERT(value.line > 0);
  }
  for (const auto& problem : file.problems) RC_ASSERT(!problem.message.empty());
}

}  // namespace
}  // namespace ordersync::app
