// Settings of the program itself: where they may be said (command line, environment, a file), which counts,
// and what each must look like. What is set up inside the store (syncs, users, alerts) is not here, and
// secrets never are.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ordersync::app {

enum class SettingKind { folder, file, address, store, flag, count };

struct Setting {
  std::string_view name;      // "serve.listen": what the file calls it
  std::string_view variable;  // of the environment
  std::string_view option;    // of the command line; empty: none
  SettingKind kind;
  std::string_view built_in;  // where nothing is said; may be empty
  std::int64_t least = 0;     // of a count
  std::int64_t most = 0;
  std::string_view help;
};
std::span<const Setting> all_settings();
// Nothing when there is none of that name.
const Setting* find_setting(std::string_view name);
// The setting whose name is nearest to a misspelt one; nothing when none is near.
const Setting* nearest_setting(std::string_view name);
std::string_view last_part(std::string_view name);  // "tls_key" of "serve.tls_key"

// PURE: fails with "bad_setting_value", saying what is expected.
base::Result<void> check_setting(const Setting& setting, std::string_view value);

// Something wrong with what was said, and where.
struct SettingProblem {
  std::string
      code;  // "bad_config", "unknown_setting", "setting_twice", "secret_in_config", "bad_setting_value"
  std::string name;  // of the setting; empty: of a line that is none
  int line = 0;      // of the file; 0: elsewhere
  std::string message;
};

struct FileValue {
  std::string value;
  int line = 0;  // from 1
};

struct ConfigFile {
  std::map<std::string, FileValue, std::less<>> values;  // by name; known and well-formed ones
  std::vector<SettingProblem> problems;                  // by line
};

// PURE: sections in brackets, `name = value`, "quoted" where blanks at the ends matter, # and ; comments on
// lines of their own. Takes any bytes.
ConfigFile parse_config(std::string_view text);

enum class From { option, environment, file, built_in };
std::string_view to_string(From from);  // "option", "environment", "file", "default"

struct EffectiveSetting {
  const Setting* setting = nullptr;
  std::string value;
  From from = From::built_in;
  int line = 0;  // of the file
};

// What counts: the command line before the environment before the file before what is built in.
class Settings {
 public:
  using Environment = std::function<std::optional<std::string>(std::string_view name)>;

  // Reads the file at `path`; empty: there is none. Fails with "config_unreadable".
  static base::Result<Settings> load(const std::string& path, Environment environment);
  Settings(std::string path, ConfigFile file, Environment environment);

  // Said on the command line. REQUIRES: a setting of that name.
  void set_option(std::string_view name, std::string value);

  const std::string& path() const { return path_; }
  EffectiveSetting effective(std::string_view name) const;  // REQUIRES: a setting of that name
  std::string text(std::string_view name) const { return effective(name).value; }
  bool flag(std::string_view name) const;
  std::int64_t count(std::string_view name) const;
  std::vector<EffectiveSetting> all() const;
  // Of the file, the environment and the command line. While there are any, no command but `config check`
  // does anything: a misspelt setting must not be lost.
  std::vector<SettingProblem> problems() const;

 private:
  std::string path_;
  ConfigFile file_;
  std::map<std::string, std::string, std::less<>> environment_;
  std::map<std::string, std::string, std::less<>> options_;
};

}  // namespace ordersync::app
