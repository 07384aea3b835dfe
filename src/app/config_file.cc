// PURE: the text of a configuration file; see settings.h.
#include <algorithm>
#include <utility>

#include "app/settings.h"
#include "base/text.h"

namespace ordersync::app {

namespace {

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 100 && std::all_of(text.begin(), text.end(), [](char c) {
    return base::is_letter_or_digit(c) || c == '_' || c == '.' || c == '-';
  });
}

// A name that asks for something that must not lie in a file that people copy around.
bool sounds_secret(std::string_view name) {
  constexpr std::string_view kWords[] = {"key", "password", "passwd", "secret", "token", "credential"};
  const std::string folded = base::fold_case(name);
  return std::any_of(std::begin(kWords), std::end(kWords),
                     [&](std::string_view word) { return folded.find(word) != std::string::npos; });
}

// The text between quotes, with \" and \\ in it; nothing when it does not end where the line ends.
std::optional<std::string> unquoted(std::string_view text) {
  std::string value;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') return i + 1 == text.size() ? std::optional(value) : std::nullopt;
    if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '"' || text[i + 1] == '\\')) ++i;
    value += text[i];
  }
  return std::nullopt;
}

class Reader {
 public:
  ConfigFile read(std::string_view text) {
    if (!base::is_utf8(text)) {
      add("bad_config", "", "The file is not UTF-8 text");
      return std::move(file_);
    }
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    while (!text.empty()) {
      ++line_;
      const std::size_t end = std::min(text.find('\n'), text.size());
      read_line(base::trim(text.substr(0, end)));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    return std::move(file_);
  }

 private:
  void read_line(std::string_view line) {
    if (line.empty() || line.front() == '#' || line.front() == ';') return;
    if (line.front() == '[') return read_section(line);
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos)
      return add("bad_config", "", "\"" + base::printable(line, 60) + "\" is no `name = value`");
    const std::string_view name = base::trim(line.substr(0, equals));
    if (!is_name(name))
      return add("bad_config", "", "\"" + base::printable(name, 60) + "\" is no name of a setting");
    std::string value(base::trim(line.substr(equals + 1)));
    if (value.starts_with('"')) {
      auto inside = unquoted(value);
      if (!inside) return add("bad_config", "", "The quotes of " + std::string(name) + " are not closed");
      value = *std::move(inside);
    }
    take(section_.empty() ? std::string(name) : section_ + "." + std::string(name), std::move(value));
  }

  void read_section(std::string_view line) {
    const std::string_view name =
        line.ends_with(']') ? base::trim(line.substr(1, line.size() - 2)) : std::string_view();
    if (!is_name(name)) {
      section_.clear();
      return add("bad_config", "", "\"" + base::printable(line, 60) + "\" is no [section]");
    }
    section_ = name;
  }

  void take(std::string name, std::string value) {
    const Setting* const setting = find_setting(name);
    if (setting == nullptr) {
      const Setting* const meant = nearest_setting(name);
      std::string message = "There is no setting " + name;
      if (meant != nullptr) message += "; did you mean " + std::string(meant->name) + "?";
      // "tls_key" outside of its section is meant well; "api_key" is not.
      const bool misplaced = meant != nullptr && last_part(meant->name) == last_part(name);
      if (!misplaced && sounds_secret(name)) {
        return add("secret_in_config", name,
                   name +
                       " sounds like a secret: keys and passwords are given to the commands that keep "
                       "them sealed, and never stand in this file");
      }
      return add("unknown_setting", name, std::move(message));
    }
    if (const auto known = file_.values.find(name); known != file_.values.end()) {
      return add("setting_twice", name,
                 name + " stands in line " + std::to_string(known->second.line) + " already");
    }
    if (const auto checked = check_setting(*setting, value); !checked.ok())
      return add(checked.error().code, name, checked.error().message);
    file_.values.emplace(std::move(name), FileValue{std::move(value), line_});
  }

  void add(std::string code, std::string name, std::string message) {
    file_.problems.push_back({std::move(code), std::move(name), line_, std::move(message)});
  }

  ConfigFile file_;
  std::string section_;
  int line_ = 0;
};

}  // namespace

ConfigFile parse_config(std::string_view text) {
  return Reader().read(text);
}

}  // namespace ordersync::app
