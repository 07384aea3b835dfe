// PURE: what the words of a command line lead to in the command tree, for whoever mistyped one and for
// `ordersync help`. Parsing them is CLI11's.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace ordersync::cli {

struct CommandWords {
  const CLI::App* command = nullptr;  // the deepest command that the words lead to
  std::string path;                   // how it is called: "ordersync sync add"
  std::string unknown;                // the first word or option that means nothing there; empty: none
};

// The commands below it that people are to see.
std::vector<const CLI::App*> shown_commands(const CLI::App& command);

// `words` are those behind the program's name.
CommandWords read_words(const CLI::App& app, const std::vector<std::string>& words);

// What is said of an unknown word: its name, the nearest one that there is, and where to look.
// REQUIRES: words.unknown is not empty.
std::string unknown_word(const CommandWords& words);

// The one of `names` that is meant by a misspelt one; empty when none is near.
std::string nearest_name(std::string_view misspelt, const std::vector<std::string>& names);

// Switches take none.
bool takes_value(const CLI::Option& option);

}  // namespace ordersync::cli
