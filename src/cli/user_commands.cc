// `ordersync user …`: who may use the console. Whoever may write in the data folder may do all of it, which
// is the way back in when nobody can sign in any more.
#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "cli/context.h"
#include "cli/key_option.h"
#include "cli/list.h"
#include "http/listen_address.h"

namespace ordersync::cli {

namespace {

struct UserOptions {
  std::string login;
  app::UserForm form;
  std::string password_file;
};

int saved(const Output& output, const base::Result<app::User>& user) {
  if (!user.ok()) return output.failure(user.error());
  if (output.is_json()) {
    output.json(app::user_json(*user));
    return kDone;
  }
  output.text("Login      " + user->login);
  output.text("Name       " + user->name);
  output.text("Role       " + std::string(app::to_string(user->role)));
  output.text("Active     " + std::string(user->active ? "yes" : "no"));
  output.text("Password   " + std::string(user->has_password ? "set" : "not set"));
  output.text("Last seen  " + time_or_never(user->last_seen_at));
  if (!user->has_password && user->active) {
    output.note("`ordersync user link " + user->login + "` makes the link by which they choose a password");
  }
  return kDone;
}

int save(const Output& output, const Shared& shared, Saving saving, UserOptions options) {
  auto password = read_password(options.password_file);
  if (!password.ok()) return output.failure(password.error());
  options.form.password = std::move(*password);
  return with_worker(shared, output, [&](app::Worker& worker) {
    return saved(output, saving == Saving::add
                             ? worker.accounts.add_user(options.login, options.form, by_command_line())
                             : worker.accounts.edit_user(options.login, options.form, by_command_line()));
  });
}

int list_users(const Output& output, const Shared& shared, app::Worker& worker) {
  return show_page(
      output, worker.accounts.users(shared.limit, shared.cursor),
      Table{{"Login", "Name", "Role", "Active", "Password", "Last seen"}, {}, {}}, app::user_json,
      [](const app::User& user) {
        return std::vector<std::string>{user.login,
                                        user.name,
                                        std::string(app::to_string(user.role)),
                                        user.active ? "yes" : "no",
                                        user.has_password ? "set" : "–",
                                        time_or_never(user.last_seen_at)};
      },
      "Nobody yet: `ordersync user link` makes the link for the first administrator");
}

int remove_user(const Output& output, app::Worker& worker, const std::string& login) {
  const auto removed = worker.accounts.remove_user(login, by_command_line());
  if (!removed.ok()) return output.failure(removed.error());
  if (output.is_json()) output.json({{"removed", login}});
  output.text("Removed " + login);
  return kDone;
}

// Where a `serve` with these settings is found from this machine.
std::string console_url(const app::Settings& settings) {
  const auto listen = http::parse_listen_address(settings.text("serve.listen"));
  if (!listen.ok() || listen->port == 0)
    return "http://127.0.0.1:8080";  // any free port: only serve knows it
  return http::url_of(settings.text("serve.tls_cert").empty() ? "http" : "https", listen->address,
                      listen->port);
}

int make_link(const Output& output, app::Worker& worker, const std::string& login, std::string url) {
  const auto link = worker.accounts.make_link(login, by_command_line());
  if (!link.ok()) return output.failure(link.error());
  while (url.ends_with('/')) url.pop_back();
  // Behind the #, which no browser sends and no log of a proxy holds.
  const std::string address = url + "/welcome#" + link->token.reveal();
  if (output.is_json()) {
    output.json({{"link", address},
                 {"login", app::text_or_null(link->login)},
                 {"first_run", link->first_run},
                 {"expires_at", base::to_iso8601(link->expires_at)}});
    return kDone;
  }
  output.text(address);
  output.note((link->first_run ? "Makes the first administrator; good once, until "
                               : "Signs " + link->login + " in; good once, until ") +
              base::to_iso8601(link->expires_at));
  return kDone;
}

void declare_save_user(const Declared& declared, CLI::App& parent, Saving saving) {
  auto options = std::make_shared<UserOptions>();
  auto* command = saving == Saving::add
                      ? parent.add_subcommand("add", "Add a user; without a password, invite by `user link`")
                      : parent.add_subcommand("edit", "Change a user; options as with add");
  command->add_option("LOGIN", options->login, "the name that they sign in with")->required();
  const auto text = [&](const char* name, std::optional<std::string> app::UserForm::*field,
                        const char* help) {
    command->add_option_function<std::string>(
        name, [options, field](const std::string& value) { options->form.*field = value; }, help);
  };
  text("--name", &app::UserForm::name, "their name (default: the login)");
  text("--role", &app::UserForm::role,
       "what they may do: administrator, operator or viewer (default viewer)");
  text("--language", &app::UserForm::language, "language of the console: en or ar (default: the browser's)");
  command->add_flag_callback(
      "--active", [options] { options->form.active = "true"; }, "let them sign in (default)");
  command->add_flag_callback(
      "--inactive", [options] { options->form.active = "false"; },
      "sign them out at once, and let them in no more");
  command->add_option("--password-file", options->password_file,
                      "file whose first line is the password; - reads standard input");
  declared.act(*command, [&shared = declared.shared, saving, options](const Output& output) {
    return save(output, shared, saving, *options);
  });
}

void declare_list_users(const Declared& declared, CLI::App& parent) {
  auto* list = parent.add_subcommand("list", "List the users");
  add_paging(*list, declared.shared);
  declared.on_worker(*list, [&shared = declared.shared](const Output& output, app::Worker& worker) {
    return list_users(output, shared, worker);
  });
}

void declare_remove(const Declared& declared, CLI::App& parent) {
  auto login = std::make_shared<std::string>();
  auto* remove = parent.add_subcommand("remove", "Remove a user; what they changed stays in the audit");
  remove->add_option("LOGIN", *login, "the user")->required();
  declared.on_worker(*remove, [login](const Output& output, app::Worker& worker) {
    return remove_user(output, worker, *login);
  });
}

void declare_link(const Declared& declared, CLI::App& parent) {
  auto login = std::make_shared<std::string>();
  auto url = std::make_shared<std::string>();
  auto* link = parent.add_subcommand("link", "Make a one-time sign-in link");
  link->add_option("LOGIN", *login, "whom it signs in (default: the first, or the only, administrator)");
  link->add_option(
      "--url", *url,
      "address of the console, as browsers reach it (default: where serve listens by the settings)");
  declared.act(*link, [&shared = declared.shared, login, url](const Output& output) {
    const std::string address = url->empty() ? console_url(shared.settings) : *url;
    return with_worker(shared, output,
                       [&](app::Worker& worker) { return make_link(output, worker, *login, address); });
  });
}

}  // namespace

void declare_user_commands(const Declared& declared) {
  auto* parent = declared.app.add_subcommand("user", "Who may use the console");
  parent->require_subcommand(1);
  declare_save_user(declared, *parent, Saving::add);
  declare_save_user(declared, *parent, Saving::edit);
  declare_list_users(declared, *parent);
  declare_remove(declared, *parent);
  declare_link(declared, *parent);
}

}  // namespace ordersync::cli
