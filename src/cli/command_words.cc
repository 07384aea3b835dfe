// Words against the command tree; see command_words.h.
#include "cli/command_words.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "base/text.h"

namespace ordersync::cli {

std::vector<const CLI::App*> shown_commands(const CLI::App& command) {
  return command.get_subcommands([](const CLI::App* inner) { return !inner->get_group().empty(); });
}

namespace {

bool is_option(std::string_view word) {
  return word.size() > 1 && word.front() == '-';
}

// Options of the commands above are taken as well.
const CLI::Option* find_option(const CLI::App& command, const std::string& name) {
  for (const CLI::App* at = &command; at != nullptr; at = at->get_parent()) {
    if (const CLI::Option* option = at->get_option_no_throw(name); option != nullptr) return option;
  }
  return nullptr;
}

const CLI::App* find_command(const CLI::App& command, std::string_view name) {
  for (const CLI::App* inner : shown_commands(command)) {
    if (inner->get_name() == name) return inner;
  }
  return nullptr;
}

std::vector<std::string> option_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::App* at = &command; at != nullptr; at = at->get_parent()) {
    for (const CLI::Option* option : at->get_options()) {
      for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    }
  }
  return names;
}

}  // namespace

bool takes_value(const CLI::Option& option) {
  return option.get_items_expected_max() > 0;
}

CommandWords read_words(const CLI::App& app, const std::vector<std::string>& words) {
  CommandWords read{&app, app.get_name(), {}};
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (is_option(word)) {
      const std::size_t equals = word.find('=');
      const CLI::Option* const option = find_option(*read.command, word.substr(0, equals));
      if (option == nullptr) {
        read.unknown = word.substr(0, equals);
        return read;
      }
      if (equals == std::string::npos && takes_value(*option)) ++i;
    } else if (const CLI::App* const inner = find_command(*read.command, word); inner != nullptr) {
      read.command = inner;
      read.path += " " + word;
    } else if (!shown_commands(*read.command).empty()) {
      read.unknown = word;
      return read;
    }  // else what the command is about: a name, a key, a file
  }
  return read;
}

std::string nearest_name(std::string_view misspelt, const std::vector<std::string>& names) {
  const std::string folded = base::fold_case(misspelt);
  std::string nearest;
  std::size_t best = 1 + std::max<std::size_t>(1, folded.size() / 3);
  for (const std::string& name : names) {
    const std::size_t away = base::edit_distance(folded, name);
    if (away >= best) continue;
    best = away;
    nearest = name;
  }
  return nearest;
}

std::string unknown_word(const CommandWords& words) {
  const std::string word = base::printable(words.unknown);
  std::string said, nearest;
  if (is_option(words.unknown)) {
    said = "\"" + words.path + "\" has no option " + word;
    nearest = nearest_name(words.unknown, option_names(*words.command));
  } else {
    std::vector<std::string> names;
    for (const CLI::App* inner : shown_commands(*words.command)) names.push_back(inner->get_name());
    said = "There is no command \"" + words.path + " " + word + "\"";
    nearest = nearest_name(words.unknown, names);
    if (!nearest.empty()) nearest = "\"" + words.path + " " + nearest + "\"";
  }
  return said + (nearest.empty() ? "; see " : ": did you mean " + nearest + "? See ") + words.path +
         " --help";
}

}  // namespace ordersync::cli
