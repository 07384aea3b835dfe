// The program's command tree; see cli.h. Each noun declares its commands in a file of its own.
#include "cli/cli.h"

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdlib>
#include <memory>

#include "cli/context.h"
#include "cli/serve_command.h"

namespace ordersync::cli {

namespace {

// A second signal ends the program at once: the journal makes that safe.
void on_signal(int signal) {
  if (stop_flag().exchange(true)) std::_Exit(128 + signal);
}

void install_signals() {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
}

// Under --json even a wrong command line is answered in JSON, so the flag is looked for before parsing.
Format format_of(int argc, const char* const* argv) {
  for (int i = 1; i < argc; ++i) {
    if (std::string_view(argv[i]) == "--json") return Format::json;
  }
  return Format::table;
}

}  // namespace

std::atomic<bool>& stop_flag() {
  static std::atomic<bool> flag{false};
  return flag;
}

int with_worker(const Shared& shared, const Output& output, const std::function<int(app::Worker&)>& body) {
  auto store = app::Store::open({shared.data, shared.store}, app::LogTo::file);
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

void add_paging(CLI::App& command, Shared& shared) {
  command.add_option("--limit", shared.limit, "most items of one answer (default 100)")
      ->check(CLI::Range(1, 10'000));
  command.add_option("--cursor", shared.cursor, "go on behind an earlier answer: its \"next\"");
}

int run(int argc, const char* const* argv, const Edges& edges) {
  install_signals();
  const Output output(format_of(argc, argv));
  Shared shared;
  Action chosen;

  CLI::App app("Books the orders of an external system exactly once as paid Point of Sale orders.",
               "ordersync");
  app.set_version_flag("--version", ORDERSYNC_VERSION);
  app.add_option("--data", shared.data, "folder with database, key file and logs")->envname("ORDERSYNC_DATA");
  app.add_option("--store", shared.store,
                 "the database: postgresql://USER@HOST/DATABASE (default: a file in the folder)")
      ->envname("ORDERSYNC_STORE");
  app.add_flag("--json", shared.json, "answer in JSON");
  app.require_subcommand(1);
  app.fallthrough();

  const Declared declared{app, shared, chosen};
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

  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {  // --help, --version
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    return output.usage(std::string(error.what()) + "; see ordersync --help");
  }
  return chosen(output);
}

}  // namespace ordersync::cli
