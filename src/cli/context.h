// What every command of the command line gets: the options that all share, and how a command is declared.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <string>

#include "app/audited.h"
#include "app/commands.h"
#include "app/settings.h"
#include "cli/output.h"

namespace CLI {
class App;
}

namespace ordersync::cli {

struct Shared {
  explicit Shared(app::Settings said) : settings(std::move(said)) {}

  app::Settings settings;  // the command line's are in it once everything is parsed
  std::string config;      // read before parsing; here for --help
  std::string data;
  std::string store;
  bool json = false;
  int limit = 100;
  std::string cursor;
  bool checks_config = false;  // the command that shows what is wrong with the settings

  app::DataFolder folder() const;
};

// The command that was chosen; runs after everything is parsed, and answers the exit status.
using Action = std::function<int(const Output&)>;

using WorkerAction = std::function<int(const Output&, app::Worker&)>;
using CommandsAction = std::function<int(const Output&, app::Worker&, app::Commands&)>;

// What a command does to the record it names, where the two differ in little else.
enum class Saving { add, edit };

struct Declared {
  CLI::App& app;
  Shared& shared;
  Action& chosen;

  // What a command does: with nothing opened, on a worker of the folder, or through the use cases.
  void act(CLI::App& command, Action action) const;
  void on_worker(CLI::App& command, WorkerAction action) const;
  void on_commands(CLI::App& command, CommandsAction action) const;
};

// Set by SIGINT, SIGTERM and SIGHUP during a command: a run ends after the batch in hand.
std::atomic<bool>& stop_flag();
// Until stop_flag() is set, woken by the signal itself, and at most so long. Whether it is set. One thread.
bool wait_for_stop_flag(std::chrono::seconds longest);

// Opens the folder and a worker, and lets `body` answer the exit status.
int with_worker(const Shared& shared, const Output& output, const std::function<int(app::Worker&)>& body);
int with_commands(const Shared& shared, const Output& output,
                  const std::function<int(app::Worker&, app::Commands&)>& body);

void declare_sync_commands(const Declared& declared);
void declare_order_commands(const Declared& declared);
void declare_pos_commands(const Declared& declared);
void declare_session_commands(const Declared& declared);
void declare_connection_commands(const Declared& declared);
void declare_doctor_command(const Declared& declared);
void declare_reconcile_command(const Declared& declared);
void declare_schedule_commands(const Declared& declared);
void declare_user_commands(const Declared& declared);
void declare_token_commands(const Declared& declared);
void declare_node_commands(const Declared& declared);
void declare_migrate_store_command(const Declared& declared);
void declare_backup_commands(const Declared& declared);
void declare_config_commands(const Declared& declared);
void declare_retention_commands(const Declared& declared);
void declare_alert_commands(const Declared& declared);
void declare_manual_commands(const Declared& declared);

// Who the audit names for what is done here, and its telling.
app::By by_command_line();
app::Audited audited(app::Worker& worker);

// What can be told of a URL before it is asked, so that a mistake shows when it is saved.
base::Result<void> may_be_asked(const std::string& url, bool allow_private_network);

// Adds --limit and --cursor.
void add_paging(CLI::App& command, Shared& shared);

}  // namespace ordersync::cli
