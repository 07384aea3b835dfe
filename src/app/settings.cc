// The list of settings and which of several sayings counts; see settings.h. The file's form is
// config_file.cc.
#include "app/settings.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "base/read_file.h"
#include "base/text.h"
#include "base/whole_number.h"
#include "http/listen_address.h"

namespace ordersync::app {

namespace {

using base::Result;

std::optional<bool> flag_in(std::string_view text) {
  for (const std::string_view word : {"true", "yes", "on", "1"}) {
    if (base::fold_case(text) == word) return true;
  }
  for (const std::string_view word : {"false", "no", "off", "0"}) {
    if (base::fold_case(text) == word) return false;
  }
  return std::nullopt;
}

base::Error bad_value(const Setting& setting, std::string_view value, const std::string& expected) {
  return base::invalid("bad_setting_value", std::string(setting.name) + " is \"" + base::printable(value) +
                                                "\": " + expected + " is expected");
}

}  // namespace

std::string_view last_part(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? name : name.substr(dot + 1);
}

std::span<const Setting> all_settings() {
  static constexpr Setting kSettings[] = {
      {"data", "ORDERSYNC_DATA", "--data", SettingKind::folder, "var", 0, 0,
       "folder with database, key file and logs"},
      {"store", "ORDERSYNC_STORE", "--store", SettingKind::store, "", 0, 0,
       "a PostgreSQL database, postgresql://USER@HOST/DATABASE; empty: a file in the data folder"},
      {"log.folder", "ORDERSYNC_LOG_FOLDER", "", SettingKind::folder, "", 0, 0,
       "folder of the log, which must be there; empty: the data folder"},
      {"log.file_mib", "ORDERSYNC_LOG_FILE_MIB", "", SettingKind::count, "10", 1, 1024,
       "MiB at which a log file is set aside and a new one begun"},
      {"log.files", "ORDERSYNC_LOG_FILES", "", SettingKind::count, "5", 1, 100,
       "how many older log files are kept"},
      {"serve.listen", "ORDERSYNC_LISTEN", "--listen", SettingKind::address, "127.0.0.1:8080", 0, 0,
       "address and port of the console and the REST API"},
      {"serve.tls_cert", "ORDERSYNC_TLS_CERT", "--tls-cert", SettingKind::file, "", 0, 0,
       "PEM file with the certificate chain"},
      {"serve.tls_key", "ORDERSYNC_TLS_KEY", "--tls-key", SettingKind::file, "", 0, 0,
       "PEM file with the certificate's key"},
      {"serve.behind_proxy", "ORDERSYNC_BEHIND_PROXY", "--behind-proxy", SettingKind::flag, "false", 0, 0,
       "a proxy in front terminates TLS"},
      {"alerts.repeat_hours", "ORDERSYNC_ALERTS_REPEAT_HOURS", "", SettingKind::count, "24", 1, 8760,
       "hours before the same alert is told again while it lasts"},
      {"alerts.disk_low_mib", "ORDERSYNC_ALERTS_DISK_LOW_MIB", "", SettingKind::count, "512", 0, 100'000'000,
       "MiB below which the room left for the data folder is an alert; 0: never"},
      {"retention.personal_data_days", "ORDERSYNC_RETENTION_PERSONAL_DATA_DAYS", "", SettingKind::count, "90",
       0, 36500, "days after booking that names, addresses and numbers of people are kept; 0: for ever"},
      {"retention.payload_days", "ORDERSYNC_RETENTION_PAYLOAD_DAYS", "", SettingKind::count, "400", 0, 36500,
       "days after booking that what the source sent is kept at all; 0: for ever"},
  };
  return kSettings;
}

const Setting* find_setting(std::string_view name) {
  for (const Setting& setting : all_settings()) {
    if (setting.name == name) return &setting;
  }
  return nullptr;
}

const Setting* nearest_setting(std::string_view name) {
  const std::string folded = base::fold_case(name);
  const Setting* nearest = nullptr;
  std::size_t best = 1 + std::max<std::size_t>(1, folded.size() / 3);
  for (const Setting& setting : all_settings()) {
    // A right name in no section, or in a wrong one, is meant as surely as a misspelt one.
    const std::size_t away = std::min(base::edit_distance(folded, setting.name),
                                      1 + base::edit_distance(last_part(folded), last_part(setting.name)));
    if (away >= best) continue;
    best = away;
    nearest = &setting;
  }
  return nearest;
}

Result<void> check_setting(const Setting& setting, std::string_view value) {
  switch (setting.kind) {
    case SettingKind::folder:
    case SettingKind::file:
      if (value.find('\0') != std::string_view::npos) return bad_value(setting, value, "a path");
      return {};
    case SettingKind::address:
      if (!http::parse_listen_address(value).ok())
        return bad_value(setting, value, "an address with a port, such as 127.0.0.1:8080,");
      return {};
    case SettingKind::store:
      if (!value.empty() && !value.starts_with("postgresql://") && !value.starts_with("postgres://"))
        return base::invalid("bad_setting_value",
                             std::string(setting.name) +
                                 " is no address of a database: postgresql://USER@HOST/DATABASE is expected");
      return {};
    case SettingKind::flag:
      if (!flag_in(value)) return bad_value(setting, value, "true or false");
      return {};
    case SettingKind::count: {
      const auto number = base::whole_number<std::int64_t>(value);
      if (!number || *number < setting.least || *number > setting.most) {
        return bad_value(
            setting, value,
            "a number from " + std::to_string(setting.least) + " to " + std::to_string(setting.most));
      }
      return {};
    }
  }
  return {};
}

std::string_view to_string(From from) {
  switch (from) {
    case From::option:
      return "option";
    case From::environment:
      return "environment";
    case From::file:
      return "file";
    case From::built_in:
      return "default";
  }
  return "";
}

Result<Settings> Settings::load(const std::string& path, Environment environment) {
  if (path.empty()) return Settings("", {}, std::move(environment));
  const auto text = base::read_file(path);
  if (!text.ok()) {
    return base::invalid("config_unreadable", "The configuration file " + base::printable(path, 400) +
                                                  " is not there or cannot be read");
  }
  return Settings(path, parse_config(*text), std::move(environment));
}

Settings::Settings(std::string path, ConfigFile file, Environment environment)
    : path_(std::move(path)), file_(std::move(file)) {
  for (const Setting& setting : all_settings()) {
    auto value = environment(setting.variable);
    // Empty is unset, as service managers have it.
    if (value && !value->empty()) environment_.emplace(setting.name, *std::move(value));
  }
}

void Settings::set_option(std::string_view name, std::string value) {
  CHECK(find_setting(name) != nullptr);
  options_[std::string(name)] = std::move(value);
}

EffectiveSetting Settings::effective(std::string_view name) const {
  const Setting* const setting = find_setting(name);
  CHECK(setting != nullptr);
  if (const auto said = options_.find(name); said != options_.end())
    return {setting, said->second, From::option, 0};
  if (const auto said = environment_.find(name); said != environment_.end())
    return {setting, said->second, From::environment, 0};
  if (const auto said = file_.values.find(name); said != file_.values.end())
    return {setting, said->second.value, From::file, said->second.line};
  return {setting, std::string(setting->built_in), From::built_in, 0};
}

bool Settings::flag(std::string_view name) const {
  return flag_in(text(name)).value_or(false);
}

std::int64_t Settings::count(std::string_view name) const {
  return base::whole_number<std::int64_t>(text(name)).value_or(0);
}

std::vector<EffectiveSetting> Settings::all() const {
  std::vector<EffectiveSetting> settings;
  for (const Setting& setting : all_settings()) settings.push_back(effective(setting.name));
  return settings;
}

std::vector<SettingProblem> Settings::problems() const {
  std::vector<SettingProblem> problems = file_.problems;
  const auto check = [&](const auto& said, std::string_view where) {
    for (const auto& [name, value] : said) {
      const Setting& setting = *find_setting(name);
      if (const auto checked = check_setting(setting, value); !checked.ok()) {
        problems.push_back(
            {checked.error().code, name, 0, std::string(where) + ": " + checked.error().message});
      }
    }
  };
  check(environment_, "In the environment");
  check(options_, "On the command line");
  return problems;
}

}  // namespace ordersync::app
