// `ordersync connection …`: the Odoos that syncs may book into. What is in them is `doctor`'s to say.
#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "app/name_page.h"
#include "base/text.h"
#include "cli/context.h"
#include "cli/key_option.h"
#include "cli/list.h"

namespace ordersync::cli {

namespace {

struct ConnectionOptions {
  std::string name;
  app::ConnectionForm form;
  std::string key_file;
};

int saved(const Output& output, const base::Result<app::StoredConnection>& connection) {
  if (!connection.ok()) return output.failure(connection.error());
  if (output.is_json()) {
    output.json(app::connection_json(*connection));
    return kDone;
  }
  const auto& settings = connection->settings;
  output.text("Name             " + settings.name);
  output.text("URL              " + settings.url);
  output.text("Database         " +
              (settings.database.empty() ? "the server's only one" : settings.database));
  output.text("Login            " + settings.login);
  output.text("Key              set");
  if (!settings.ca_file.empty()) output.text("CA file          " + settings.ca_file);
  output.text("Private network  " + std::string(settings.allow_private_network ? "allowed" : "refused"));
  if (!settings.stock_at_closing.empty()) {
    output.text("Stock            moves at closing in " + base::joined(settings.stock_at_closing, ", "));
  }
  output.text("Answers          waited for " + std::to_string(settings.call_timeout.count() / 1000) +
              " s, and Odoo may work on for " + std::to_string(settings.server_limit.count() / 1000) + " s");
  output.text("Syncs            " +
              (connection->syncs.empty() ? "none yet" : base::joined(connection->syncs, ", ")));
  if (const auto allowed = may_be_asked(settings.url, settings.allow_private_network); !allowed.ok()) {
    output.note("Warning: it will not be asked: " + allowed.error().message);
  }
  return kDone;
}

int list_connections(const Output& output, const Shared& shared, app::Worker& worker) {
  auto connections = worker.connections.list();
  if (!connections.ok()) return output.failure(connections.error());
  const auto page =
      app::page_by_name(*std::move(connections), shared.limit, shared.cursor,
                        [](const app::StoredConnection& connection) { return connection.settings.name; });
  return show_page(
      output, page, Table{{"Name", "URL", "Database", "Login", "Syncs"}, {}, {}}, app::connection_json,
      [](const app::StoredConnection& connection) {
        const auto& settings = connection.settings;
        return std::vector<std::string>{settings.name, settings.url, or_dash(settings.database),
                                        settings.login, or_dash(base::joined(connection.syncs, ", "))};
      },
      "No connections yet: add one with `ordersync connection add`");
}

base::Result<void> remove(app::Worker& worker, const std::string& name) {
  TRY_ASSIGN(const auto before, worker.connections.get_to_mend(name));
  TRY(worker.connections.remove(name));
  return audited(worker).connection_removed(before);
}

base::Result<app::StoredConnection> add(app::Worker& worker, const ConnectionOptions& options) {
  TRY_ASSIGN(auto added, worker.connections.add(options.name, options.form));
  TRY(audited(worker).connection_created(added));
  return added;
}

base::Result<app::StoredConnection> edit(app::Worker& worker, app::Commands& commands,
                                         const ConnectionOptions& options) {
  TRY_ASSIGN(const auto before, worker.connections.get_to_mend(options.name));
  TRY_ASSIGN(auto after, commands.connection_edit(options.name, options.form));
  TRY(audited(worker).connection_edited(before, options.form, after));
  return after;
}

int remove_connection(const Output& output, app::Worker& worker, const std::string& name) {
  const auto removed = remove(worker, name);
  if (!removed.ok()) return output.failure(removed.error());
  if (output.is_json()) output.json({{"removed", name}});
  output.text("Removed " + name);
  return kDone;
}

int save(const Output& output, const Shared& shared, Saving saving, ConnectionOptions options) {
  auto key =
      read_key(options.key_file, saving == Saving::add ? KeyVariable::counts : KeyVariable::is_ignored);
  if (!key.ok()) return output.failure(key.error());
  options.form.key = std::move(*key);
  return with_commands(shared, output, [&](app::Worker& worker, app::Commands& commands) {
    return saved(output, saving == Saving::add ? add(worker, options) : edit(worker, commands, options));
  });
}

void declare_save_connection(const Declared& declared, CLI::App& parent, Saving saving) {
  auto options = std::make_shared<ConnectionOptions>();
  auto* command = saving == Saving::add
                      ? parent.add_subcommand("add", "Add an Odoo")
                      : parent.add_subcommand("edit", "Change a connection; options as with add");
  command->add_option("NAME", options->name, "what the connection is to be called")->required();
  const auto text = [&](const char* name, std::optional<std::string> app::ConnectionForm::*field,
                        const char* help) {
    return command->add_option_function<std::string>(
        name, [options, field](const std::string& value) { options->form.*field = value; }, help);
  };
  auto* url =
      text("--url", &app::ConnectionForm::url, "address of the server, such as https://shop.odoo.com");
  text("--database", &app::ConnectionForm::database, "database (default: the server's only one)");
  auto* login = text("--login", &app::ConnectionForm::login, "the user that books the orders");
  text("--ca-file", &app::ConnectionForm::ca_file,
       "PEM file with the authority of its certificate (default: the machine's)");
  if (saving == Saving::add) {
    url->required();
    login->required();
  }
  const auto flag = [&](const char* name, const char* value, const char* help) {
    command->add_flag_callback(
        name, [options, value] { options->form.allow_private_network = value; }, help);
  };
  flag("--allow-private-network", "true", "let it reach the shop's own network, and plain http");
  flag("--no-allow-private-network", "false", "let it reach public https addresses only (default)");
  command
      ->add_option_function<std::vector<std::string>>(
          "--stock-at-closing",
          [options](const std::vector<std::string>& configs) { options->form.stock_at_closing = configs; },
          "POS configuration whose stock moves once, when its session closes (default: with each order); may "
          "be repeated")
      ->expected(1, 1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  text("--answer-timeout", &app::ConnectionForm::answer_timeout,
       "seconds that an answer is waited for (default 180)");
  text("--server-limit", &app::ConnectionForm::server_limit,
       "seconds that the Odoo may work on when nobody waits any more (default 300)");
  command->add_option("--key-file", options->key_file,
                      saving == Saving::add
                          ? "file with the user's API key or password; or the variable ORDERSYNC_KEY"
                          : "file with another API key or password of the user");
  declared.act(*command, [&shared = declared.shared, saving, options](const Output& output) {
    return save(output, shared, saving, *options);
  });
}

}  // namespace

void declare_connection_commands(const Declared& declared) {
  auto* parent = declared.app.add_subcommand("connection", "Odoos that orders may be booked into");
  parent->require_subcommand(1);
  declare_save_connection(declared, *parent, Saving::add);
  declare_save_connection(declared, *parent, Saving::edit);
  Shared& shared = declared.shared;

  auto* list = parent->add_subcommand("list", "List the connections");
  add_paging(*list, shared);
  declared.on_worker(*list, [&shared](const Output& output, app::Worker& worker) {
    return list_connections(output, shared, worker);
  });
  auto name = std::make_shared<std::string>();
  auto* show = parent->add_subcommand("show", "Show a connection");
  show->add_option("NAME", *name, "the connection")->required();
  declared.on_worker(*show, [name](const Output& output, app::Worker& worker) {
    return saved(output, worker.connections.get_to_mend(*name));
  });
  auto* remove = parent->add_subcommand("remove", "Remove a connection that no sync uses");
  remove->add_option("NAME", *name, "the connection")->required();
  declared.on_worker(*remove, [name](const Output& output, app::Worker& worker) {
    return remove_connection(output, worker, *name);
  });
}

}  // namespace ordersync::cli
