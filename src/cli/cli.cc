// The program's command tree; see cli.h. Each noun declares its commands in a file of its own.
#include "cli/cli.h"

#include <semaphore.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/data_files.h"
#include "base/text.h"
#include "cli/command_words.h"
#include "cli/context.h"
#include "cli/serve_command.h"
#include "http/address_guard.h"
#include "http/url.h"

namespace ordersync::cli {

namespace {

// What a signal handler may touch, beside atomics.
::sem_t stop_signalled;

// A second signal ends the program at once: the journal makes that safe.
void on_signal(int signal) {
  if (stop_flag().exchange(true)) std::_Exit(128 + signal);
  ::sem_post(&stop_signalled);
}

void install_signals() {
  ::sem_init(&stop_signalled, 0, 0);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
  // A terminal that is closed ends the program as Ctrl-C does; under nohup it goes on.
  if (std::signal(SIGHUP, on_signal) == SIG_IGN) std::signal(SIGHUP, SIG_IGN);
}

// Under --json even a wrong command line is answered in JSON, so the flag is looked for before parsing.
Format format_of(int argc, const char* const* argv) {
  for (int i = 1; i < argc; ++i) {
    if (std::string_view(argv[i]) == "--json") return Format::json;
  }
  return Format::table;
}

constexpr const char* kUsualConfig = "/etc/ordersync/ordersync.conf";

// Read before parsing, since what the file says stands behind what the command line says.
std::string config_path(int argc, const char* const* argv) {
  constexpr std::string_view kOption = "--config";
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == kOption && i + 1 < argc) return argv[i + 1];
    if (argument.starts_with(kOption) && argument.size() > kOption.size() && argument[kOption.size()] == '=')
      return std::string(argument.substr(kOption.size() + 1));
  }
  if (const char* named = std::getenv("ORDERSYNC_CONFIG"); named != nullptr && *named != '\0') return named;
  return app::file_exists(kUsualConfig) ? kUsualConfig : "";
}

std::optional<std::string> environment(std::string_view name) {
  const char* const value = std::getenv(std::string(name).c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

// Everything that is wrong is told by `config check`; here it is enough that nothing is done by halves.
std::optional<base::Error> wrong_settings(const Shared& shared) {
  const auto problems = shared.settings.problems();
  if (problems.empty() || shared.checks_config) return std::nullopt;
  const app::SettingProblem& first = problems.front();
  std::string where;
  if (first.line > 0) where = shared.settings.path() + ", line " + std::to_string(first.line) + ": ";
  std::string more;
  if (problems.size() > 1)
    more = ". `ordersync config check` shows all " + std::to_string(problems.size()) + " problems";
  return base::invalid(first.code, where + first.message + more);
}

void declare_all(const Declared& declared, const Edges& edges) {
  declare_serve_command(declared, edges);
  declare_demo_source_command(declared);
  declare_pos_commands(declared);
  declare_session_commands(declared);
  declare_connection_commands(declared);
  declare_doctor_command(declared);
  declare_sync_commands(declared);
  declare_order_commands(declared);
  declare_reconcile_command(declared);
  declare_schedule_commands(declared);
  declare_user_commands(declared);
  declare_token_commands(declared);
  declare_node_commands(declared);
  declare_migrate_store_command(declared);
  declare_backup_commands(declared);
  declare_config_commands(declared);
  declare_retention_commands(declared);
  declare_alert_commands(declared);
  declare_manual_commands(declared);
}

// The words behind the program's name. An empty value behind a '=' becomes a word of its own: CLI11 would
// take the next word for it, as `--json` for the reason in `order ignore 639 --why= --json`.
std::vector<std::string> words_of(int argc, const char* const* argv) {
  std::vector<std::string> words;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    const bool lacks_value = word.size() > 3 && word.starts_with("--") && word.find('=') + 1 == word.size();
    words.emplace_back(lacks_value ? word.substr(0, word.size() - 1) : word);
    if (lacks_value) words.emplace_back();
  }
  return words;
}

// Takes what CLI11 would read as octal for the number that it is.
std::string check_whole_number(std::string& text) {
  const std::size_t digits = text.starts_with('-') ? 1 : 0;
  if (text.size() == digits || text.find_first_not_of("0123456789", digits) != std::string::npos) {
    return "\"" + base::printable(text) + "\" is not a whole number";
  }
  text.erase(digits, std::min(text.find_first_not_of('0', digits), text.size() - 1) - digits);
  return {};
}

// `--keep 010` keeps ten, not eight.
void read_numbers_as_decimal(CLI::App& command) {
  for (CLI::Option* option : command.get_options()) {
    const std::string type = option->get_type_name();
    if (type.starts_with("INT") || type.starts_with("UINT")) {
      option->transform(CLI::Validator(check_whole_number, ""));
    }
  }
  for (CLI::App* inner : command.get_subcommands([](CLI::App*) { return true; })) {
    read_numbers_as_decimal(*inner);
  }
}

// `ordersync help sync add` is `ordersync sync add --help`.
int show_help(const Output& output, const CLI::App& app, const std::vector<std::string>& words) {
  const CommandWords read = read_words(app, words);
  if (!read.unknown.empty()) return output.usage(unknown_word(read));
  // App::help() is of the command that was parsed, which is `help`.
  output.raw(app.get_formatter()->make_help(read.command, read.path, CLI::AppFormatMode::Normal));
  return kDone;
}

}  // namespace

app::DataFolder Shared::folder() const {
  app::DataFolder folder;
  folder.path = settings.text("data");
  folder.store_url = settings.text("store");
  folder.log_folder = settings.text("log.folder");
  folder.log_file_bytes = static_cast<std::size_t>(settings.count("log.file_mib")) << 20;
  folder.log_files = static_cast<std::size_t>(settings.count("log.files"));
  return folder;
}

std::atomic<bool>& stop_flag() {
  static std::atomic<bool> flag{false};
  return flag;
}

bool wait_for_stop_flag(std::chrono::seconds longest) {
  timespec until{};
  ::clock_gettime(CLOCK_MONOTONIC, &until);
  until.tv_sec += longest.count();
  if (!stop_flag()) ::sem_clockwait(&stop_signalled, CLOCK_MONOTONIC, &until);  // may wake early
  return stop_flag();
}

int with_worker(const Shared& shared, const Output& output, const std::function<int(app::Worker&)>& body) {
  auto store = app::Store::open(shared.folder(), app::LogTo::file);
  if (!store.ok()) return output.failure(store.error());
  auto worker = app::Worker::open(**store, [] { return stop_flag().load(); });
  if (!worker.ok()) return output.failure(worker.error());
  return body(**worker);
}

int with_commands(const Shared& shared, const Output& output,
                  const std::function<int(app::Worker&, app::Commands&)>& body) {
  return with_worker(shared, output, [&](app::Worker& worker) {
    app::Commands commands(worker);
    return body(worker, commands);
  });
}

void Declared::act(CLI::App& command, Action action) const {
  command.callback([&chosen = chosen, action = std::move(action)] { chosen = action; });
}

void Declared::on_worker(CLI::App& command, WorkerAction action) const {
  act(command, [&shared = shared, action = std::move(action)](const Output& output) {
    return with_worker(shared, output, [&](app::Worker& worker) { return action(output, worker); });
  });
}

void Declared::on_commands(CLI::App& command, CommandsAction action) const {
  on_worker(command, [action = std::move(action)](const Output& output, app::Worker& worker) {
    app::Commands commands(worker);
    return action(output, worker, commands);
  });
}

app::By by_command_line() {
  return {std::string(app::kCommandLine), {}};
}

app::Audited audited(app::Worker& worker) {
  return {worker, by_command_line()};
}

base::Result<void> may_be_asked(const std::string& url, bool allow_private_network) {
  TRY_ASSIGN(const auto parsed, http::parse_url(url));
  return http::check_url(
      parsed, allow_private_network ? http::PrivateNetwork::allowed : http::PrivateNetwork::refused);
}

void add_paging(CLI::App& command, Shared& shared) {
  command.add_option("--limit", shared.limit, "most items of one answer (default 100)")
      ->check(CLI::Range(1, 10'000));
  command.add_option("--cursor", shared.cursor, "go on behind an earlier answer: its \"next\"");
}

int run(int argc, const char* const* argv, const Edges& edges) {
  install_signals();
  const Output output(format_of(argc, argv));
  auto settings = app::Settings::load(config_path(argc, argv), environment);
  Shared shared(settings.ok() ? *settings : app::Settings("", {}, environment));
  Action chosen;

  CLI::App app("Books the orders of an external system exactly once as paid Point of Sale orders.",
               "ordersync");
  app.set_version_flag("--version", ORDERSYNC_VERSION);
  app.add_option("--config", shared.config,
                 std::string("configuration file (default ") + kUsualConfig + " where it is there)");
  auto* data = app.add_option("--data", shared.data, "folder with database, key file and logs (default var)");
  auto* store =
      app.add_option("--store", shared.store,
                     "the database: postgresql://USER@HOST/DATABASE (default: a file in the folder)");
  app.add_flag("--json", shared.json, "answer in JSON");
  app.require_subcommand(1);
  app.fallthrough();

  const Declared declared{app, shared, chosen};
  declare_all(declared, edges);
  std::vector<std::string> helped;
  auto* help = app.add_subcommand("help", "Explain a command, as its --help does");
  help->add_option("COMMAND", helped, "the words of the command, such as: sync add (default: all commands)");
  read_numbers_as_decimal(app);

  const std::vector<std::string> said = words_of(argc, argv);
  const CommandWords words = read_words(app, said);
  const bool no_command = !words.unknown.empty() && words.unknown.front() != '-';
  try {
    app.parse(std::vector<std::string>(said.rbegin(), said.rend()));
  } catch (const CLI::Success& success) {  // --help, --version
    return no_command ? output.usage(unknown_word(words)) : app.exit(success);
  } catch (const CLI::ParseError& error) {
    if (!words.unknown.empty()) return output.usage(unknown_word(words));
    return output.usage(std::string(error.what()) + "; see " + words.path + " --help");
  }
  if (help->parsed()) return show_help(output, app, helped);
  if (data->count() > 0) shared.settings.set_option("data", shared.data);
  if (store->count() > 0) shared.settings.set_option("store", shared.store);
  if (!settings.ok()) return output.failure(settings.error());
  if (const auto wrong = wrong_settings(shared)) return output.failure(*wrong);
  return output.end(chosen(output));
}

}  // namespace ordersync::cli
