// `ordersync manual` and `ordersync completion`: the man page and what shells complete, read from the command
// tree itself, so that neither can say what the program does not do.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "cli/command_words.h"
#include "cli/context.h"

namespace ordersync::cli {

namespace {

std::vector<const CLI::App*> commands_of(const CLI::App& parent) {
  auto commands = shown_commands(parent);
  std::sort(commands.begin(), commands.end(),
            [](const CLI::App* a, const CLI::App* b) { return a->get_name() < b->get_name(); });
  return commands;
}

// "--limit"; empty for a positional.
std::string flag_of(const CLI::Option& option) {
  if (!option.get_lnames().empty()) return "--" + option.get_lnames().front();
  return option.get_snames().empty() ? std::string() : "-" + option.get_snames().front();
}

// Backslashes, dashes and leading dots mean something to troff.
std::string roff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') {
      out += "\\\\";
    } else if (c == '-') {
      out += "\\-";
    } else {
      if ((c == '.' || c == '\'') && (out.empty() || out.back() == '\n')) out += "\\&";
      out += c;
    }
  }
  return out;
}

void append_options(const CLI::App& command, std::string& page) {
  for (const CLI::Option* option : command.get_options()) {
    if (option->get_group().empty()) continue;
    std::string flag = flag_of(*option);
    for (std::size_t i = 1; i < option->get_lnames().size(); ++i) flag += ", --" + option->get_lnames()[i];
    page += ".TP\n";
    if (flag.empty()) {
      page += "\\fI" + roff(option->get_name(true)) + "\\fR\n";
    } else {
      page += "\\fB" + roff(flag) + "\\fR" + (takes_value(*option) ? " \\fIVALUE\\fR" : "") + "\n";
    }
    page += roff(option->get_description().empty() ? "what it is about" : option->get_description()) + "\n";
  }
}

void append_command(const CLI::App& command, const std::string& path, std::string& page) {
  page += ".SS " + roff(path) + "\n" + roff(command.get_description()) +
          (command.get_description().ends_with('?') ? "\n" : ".\n");
  append_options(command, page);
  for (const CLI::App* inner : commands_of(command))
    append_command(*inner, path + " " + inner->get_name(), page);
}

std::string manual(const CLI::App& app) {
  std::string page = ".TH ORDERSYNC 1 \"\" \"ordersync " ORDERSYNC_VERSION
                     "\" \"User Commands\"\n.SH NAME\nordersync \\- books the orders of an external system "
                     "exactly once\n.SH SYNOPSIS\n\\fBordersync\\fR [\\fIoptions\\fR] \\fIcommand\\fR "
                     "…\n.SH DESCRIPTION\n" +
                     roff(app.get_description()) +
                     "\n.SH OPTIONS\nThey may stand before or after the command.\n";
  append_options(app, page);
  page += ".SH COMMANDS\n";
  for (const CLI::App* command : commands_of(app)) append_command(*command, command->get_name(), page);
  page +=
      ".SH EXIT STATUS\n.TP\n0\ndone\n.TP\n1\nwhat was asked for failed\n.TP\n2\nwrong usage\n.TP\n3\n"
      "the store is busy (30 s), or it, its folder, key file or log cannot be used\n.SH "
      "FILES\n.TP\n/etc/ordersync/ordersync.conf\nsettings\n.TP\n"
      "/var/lib/ordersync\ndata of the service\n.TP\n/var/log/ordersync\nits log\n";
  return page;
}

// "sync add" → the words that may follow.
void collect(const CLI::App& command, const std::string& path,
             std::vector<std::pair<std::string, std::string>>& words) {
  std::string all;
  for (const CLI::App* inner : commands_of(command)) all += (all.empty() ? "" : " ") + inner->get_name();
  for (const CLI::Option* option : command.get_options()) {
    const std::string flag = flag_of(*option);
    if (!flag.empty() && !option->get_group().empty()) all += (all.empty() ? "" : " ") + flag;
  }
  words.emplace_back(path, all);
  for (const CLI::App* inner : commands_of(command))
    collect(*inner, path.empty() ? inner->get_name() : path + " " + inner->get_name(), words);
}

std::string cases(const CLI::App& app) {
  std::vector<std::pair<std::string, std::string>> words;
  collect(app, "", words);
  std::string text;
  for (const auto& [path, all] : words) text += "    '" + path + "') words='" + all + "' ;;\n";
  return text;
}

// The path so far is what stands before the word, without options: "sync add" in `ordersync sync add --u`.
std::string bash_completion(const CLI::App& app) {
  return "# bash completion of ordersync; made by `ordersync completion bash`\n"
         "_ordersync() {\n"
         "  local path='' word words='' word_now=${COMP_WORDS[COMP_CWORD]}\n"
         "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
         "    case $word in -*) ;; *) path=\"${path:+$path }$word\" ;; esac\n"
         "  done\n"
         "  while :; do\n"
         "    case $path in\n" +
         cases(app) +
         "    esac\n"
         "    if [ -n \"$words\" ] || [ -z \"$path\" ]; then break; fi\n"
         "    case $path in *' '*) path=${path% *} ;; *) path='' ;; esac\n"
         "  done\n"
         "  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word_now\")\n"
         "}\n"
         "complete -o default -F _ordersync ordersync\n";
}

std::string zsh_completion(const CLI::App& app) {
  return "#compdef ordersync\n"
         "# zsh completion of ordersync; made by `ordersync completion zsh`\n"
         "_ordersync() {\n"
         "  local route='' word words=''\n"
         "  for word in \"${(@)argv_words[2,CURRENT-1]}\"; do\n"
         "    [[ $word == -* ]] || route=\"${route:+$route }$word\"\n"
         "  done\n"
         "  while :; do\n"
         "    case $route in\n" +
         cases(app) +
         "    esac\n"
         "    [[ -n $words || -z $route ]] && break\n"
         "    if [[ $route == *' '* ]]; then route=${route% *}; else route=''; fi\n"
         "  done\n"
         "  compadd -- ${=words} || _files\n"
         "}\n"
         "local -a argv_words\n"
         "argv_words=(\"${words[@]}\")\n"
         "_ordersync\n";
}

}  // namespace

void declare_manual_commands(const Declared& declared) {
  CLI::App& app = declared.app;
  declared.act(*app.add_subcommand("manual", "Write the manual page, for man"), [&app](const Output& output) {
    output.raw(manual(app));
    return kDone;
  });
  auto shell = std::make_shared<std::string>();
  auto* command = app.add_subcommand("completion", "Write what a shell needs to complete commands");
  command->add_option("SHELL", *shell, "bash or zsh")->required()->check(CLI::IsMember({"bash", "zsh"}));
  declared.act(*command, [&app, shell](const Output& output) {
    output.raw(*shell == "bash" ? bash_completion(app) : zsh_completion(app));
    return kDone;
  });
}

}  // namespace ordersync::cli
