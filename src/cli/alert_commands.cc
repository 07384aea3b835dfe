// `ordersync alert …`: who is told what is wrong, and what is wrong now.
#include <CLI/CLI.hpp>
#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/alert_sender.h"
#include "app/list_json.h"
#include "app/service_certificate.h"
#include "base/text.h"
#include "cli/context.h"
#include "cli/key_option.h"

namespace ordersync::cli {

namespace {

struct AlertOptions {
  app::ChannelForm form;
  std::vector<std::string> email, only;
  bool all_kinds = false;
  std::string key_file;
  std::string name;
  int hours = 24;
};

std::string address_of(const app::AlertChannel& channel) {
  if (channel.kind == app::ChannelKind::webhook) return channel.url;
  return base::joined(channel.to, ", ");
}

void say_how_to_try(const Output& output, const app::AlertChannel& channel) {
  output.text("Alerts go to " + address_of(channel) + ": try it with `ordersync alert test \"" +
              channel.name + "\"`");
}

int add(const Output& output, app::Worker& worker, AlertOptions options) {
  auto secret = read_key(options.key_file, KeyVariable::counts);
  if (!secret.ok()) return output.failure(secret.error());
  options.form.secret = std::move(*secret);
  options.form.name = options.name;
  options.form.email = options.email;
  options.form.only = options.only;
  const auto channel = app::channels_of(worker).add(options.form, by_command_line());
  if (!channel.ok()) return output.failure(channel.error());
  const bool made = channel->kind == app::ChannelKind::webhook && !options.form.secret;
  if (output.is_json()) {
    app::Json json = app::channel_json(*channel);
    if (made) json["secret"] = channel->secret.reveal();
    output.json(json);
    return kDone;
  }
  say_how_to_try(output, *channel);
  if (made) {
    output.text(channel->secret.reveal());
    output.note("Messages are signed with this secret. It is shown this once: give it to the receiver now");
  }
  return kDone;
}

int edit(const Output& output, app::Worker& worker, AlertOptions options) {
  auto secret = read_key(options.key_file, KeyVariable::is_ignored);
  if (!secret.ok()) return output.failure(secret.error());
  options.form.secret = std::move(*secret);
  if (!options.email.empty()) options.form.email = options.email;
  if (!options.only.empty() || options.all_kinds) options.form.only = options.only;
  const auto channel = app::channels_of(worker).edit(options.name, options.form, by_command_line());
  if (!channel.ok()) return output.failure(channel.error());
  if (output.is_json()) output.json(app::channel_json(*channel));
  say_how_to_try(output, *channel);
  return kDone;
}

int list(const Output& output, app::Worker& worker) {
  const auto channels = app::channels_of(worker).list();
  if (!channels.ok()) return output.failure(channels.error());
  app::Alerts alerts = app::alerts_of(worker);
  const auto open = alerts.open();
  if (!open.ok()) return output.failure(open.error());
  const auto counts = alerts.counts();
  if (!counts.ok()) return output.failure(counts.error());
  if (output.is_json()) {
    output.json({{"channels", app::array_json(*channels, app::channel_json)},
                 {"open", app::array_json(*open, app::alert_json)},
                 {"messages_waiting", counts->waiting},
                 {"messages_given_up", counts->given_up}});
    return kDone;
  }
  Table table{{"Name", "Kind", "To", "Only", "Paused until"}, {}, {}};
  for (const auto& channel : *channels) {
    table.rows.push_back(
        {channel.name, std::string(app::to_string(channel.kind)), address_of(channel),
         channel.only.empty() ? "all" : base::joined(channel.only, ", "),
         channel.paused(worker.store.clock().now()) ? base::to_iso8601(*channel.paused_until) : ""});
  }
  output.table(table, "Nobody is told yet: `ordersync alert add NAME --email ADDRESS --smtp HOST:PORT`");
  output.text("");
  for (const auto& alert : *open)
    output.text("Open since " + base::to_iso8601(*alert.row.opened_at) + ": " + alert.row.condition.title);
  if (open->empty()) output.text("No alert is open");
  if (counts->waiting > 0)
    output.text(base::counted(counts->waiting, "message") + (counts->waiting == 1 ? " waits" : " wait") +
                " to be sent");
  return kDone;
}

int check(const Output& output, Shared& shared, app::Worker& worker) {
  // Those of a `serve` with these settings, also where none runs now.
  const std::string certificate = shared.settings.text("serve.tls_cert");
  if (!certificate.empty()) {
    const auto noted = app::note_certificate(worker, certificate, shared.settings.text("serve.tls_key"));
    if (!noted.ok()) return output.failure(noted.error());
  }
  app::LookOptions look;
  look.disk_low_bytes = app::disk_low_bytes(shared.settings);
  const app::AlertRules rules{std::chrono::hours(shared.settings.count("alerts.repeat_hours"))};
  const auto round = app::alert_round(worker, look, rules);
  if (!round.ok()) return output.failure(round.error());
  const auto open = app::alerts_of(worker).open();
  if (!open.ok()) return output.failure(open.error());
  if (output.is_json()) {
    output.json({{"open", app::array_json(*open, app::alert_json)},
                 {"sent", round->sent},
                 {"failed", round->failed}});
  } else {
    for (const auto& alert : *open) output.text(alert.row.condition.title + "\n" + alert.row.condition.text);
    if (open->empty()) output.text("No alert is open");
    output.text("Sent " + base::counted(round->sent, "message") + ", " + std::to_string(round->failed) +
                " could not be sent");
  }
  if (round->failed == 0) return kDone;
  return output.shown_failure(
      base::invalid("alerts_not_sent", base::counted(round->failed, "message") + " could not be sent"));
}

int test(const Output& output, app::Worker& worker, const std::string& name) {
  const auto channel = app::channels_of(worker).get(name);
  if (!channel.ok()) return output.failure(channel.error());
  const auto sent = app::send_test(worker, *channel);
  if (!sent.ok()) return output.failure(sent.error());
  if (output.is_json()) output.json({{"sent", true}, {"channel", channel->name}});
  output.text("A test was sent to " + address_of(*channel));
  return kDone;
}

int pause(const Output& output, app::Worker& worker, const std::string& name,
          std::optional<base::Instant> until) {
  const auto channel = app::channels_of(worker).pause(name, until, by_command_line());
  if (!channel.ok()) return output.failure(channel.error());
  if (output.is_json()) output.json(app::channel_json(*channel));
  output.text(until ? "Nothing is told to " + channel->name + " until " + base::to_iso8601(*until)
                    : channel->name + " is told again");
  return kDone;
}

int remove(const Output& output, app::Worker& worker, const std::string& name) {
  const auto channel = app::channels_of(worker).remove(name, by_command_line());
  if (!channel.ok()) return output.failure(channel.error());
  if (output.is_json()) output.json(app::channel_json(*channel));
  output.text("Removed " + channel->name);
  return kDone;
}

// What is said with an empty text is said: CLI11 itself would take it for nothing.
void add_text(CLI::App& command, const std::shared_ptr<AlertOptions>& options, const char* name,
              std::optional<std::string> app::ChannelForm::*field, const char* help) {
  command.add_option_function<std::string>(
      name, [options, field](const std::string& value) { options->form.*field = value; }, help);
}

CLI::Option* add_private_network(CLI::App& command, const std::shared_ptr<AlertOptions>& options,
                                 const char* name, const char* help, std::optional<bool> allowed) {
  return command.add_flag_callback(
      name, [options, allowed] { options->form.allow_private_network = allowed; }, help);
}

// What may be said of a new channel and of one that is there.
struct ChannelOptions {
  CLI::Option* only;
  CLI::Option* allow_private_network;
};
ChannelOptions add_channel_options(CLI::App& command, const std::shared_ptr<AlertOptions>& options,
                                   const char* key_file_help) {
  using Form = app::ChannelForm;
  command.add_option("--email", options->email, "recipient; repeated");
  add_text(command, options, "--smtp", &Form::smtp, "mail server, HOST or HOST:PORT");
  add_text(command, options, "--security", &Form::security,
           "starttls (default, port 587), tls (465), or plain (25, own network only)");
  add_text(command, options, "--from", &Form::from, "sender; empty: the first recipient");
  add_text(command, options, "--user", &Form::user, "who signs in at the mail server; empty: nobody");
  add_text(command, options, "--webhook", &Form::webhook, "URL that gets signed messages instead of e-mail");
  command.add_option("--key-file", options->key_file, key_file_help);
  add_text(command, options, "--ca-file", &Form::ca_file,
           "PEM file with the authority of its certificate; empty: none");
  auto* only = command.add_option("--only", options->only, "only alerts of this kind; repeated")
                   ->allow_extra_args(false);
  auto* allow = add_private_network(command, options, "--allow-private-network",
                                    "it is in the own network, plain http included", true);
  return {only, allow};
}

void declare_add(const Declared& declared, CLI::App& parent) {
  auto options = std::make_shared<AlertOptions>();
  auto* command = parent.add_subcommand("add", "Tell somebody: by e-mail or by webhook");
  command->add_option("NAME", options->name, "what the channel is to be called")->required();
  add_channel_options(*command, options,
                      "file with the mail server's password or the webhook's secret; or the variable "
                      "ORDERSYNC_KEY. A webhook without one gets a secret, shown once");
  declared.on_worker(*command, [options](const Output& output, app::Worker& worker) {
    return add(output, worker, *options);
  });
}

void declare_edit(const Declared& declared, CLI::App& parent) {
  auto options = std::make_shared<AlertOptions>();
  auto* command = parent.add_subcommand("edit", "Change a channel; what is not said stays as it is");
  command->add_option("NAME", options->name, "the channel")->required();
  add_text(*command, options, "--name", &app::ChannelForm::name, "give the channel another name");
  const ChannelOptions both =
      add_channel_options(*command, options, "file with the mail server's password or the webhook's secret");
  command->add_flag("--all-kinds", options->all_kinds, "alerts of every kind again")->excludes(both.only);
  add_private_network(*command, options, "--no-allow-private-network",
                      "let it reach public https addresses only", false)
      ->excludes(both.allow_private_network);
  declared.on_worker(*command, [options](const Output& output, app::Worker& worker) {
    return edit(output, worker, *options);
  });
}

// A command on one channel.
CLI::App* declare_named(const Declared& declared, CLI::App& parent, const char* name, const char* what,
                        std::shared_ptr<AlertOptions> options,
                        std::function<int(const Output&, app::Worker&, const AlertOptions&)> act) {
  auto* command = parent.add_subcommand(name, what);
  command->add_option("NAME", options->name, "the channel")->required();
  declared.on_worker(*command, [options, act](const Output& output, app::Worker& worker) {
    return act(output, worker, *options);
  });
  return command;
}

}  // namespace

void declare_alert_commands(const Declared& declared) {
  auto* parent = declared.app.add_subcommand("alert", "Who is told what is wrong");
  parent->require_subcommand(1);
  declare_add(declared, *parent);
  declare_edit(declared, *parent);
  declared.on_worker(*parent->add_subcommand("list", "List who is told, and the open alerts"),
                     [](const Output& output, app::Worker& worker) { return list(output, worker); });
  declared.on_worker(*parent->add_subcommand("check", "Look, decide and send now, as serve does by itself"),
                     [&shared = declared.shared](const Output& output, app::Worker& worker) {
                       return check(output, shared, worker);
                     });
  declare_named(declared, *parent, "test", "Send a test message now", std::make_shared<AlertOptions>(),
                [](const Output& output, app::Worker& worker, const AlertOptions& options) {
                  return test(output, worker, options.name);
                });
  declare_named(declared, *parent, "remove", "Tell nobody there any more", std::make_shared<AlertOptions>(),
                [](const Output& output, app::Worker& worker, const AlertOptions& options) {
                  return remove(output, worker, options.name);
                });
  auto paused = std::make_shared<AlertOptions>();
  declare_named(declared, *parent, "pause", "Tell nothing there for a while", paused,
                [](const Output& output, app::Worker& worker, const AlertOptions& options) {
                  return pause(output, worker, options.name,
                               worker.store.clock().now() + std::chrono::hours(options.hours));
                })
      ->add_option("--hours", paused->hours, "hours to pause for (default 24)")
      ->check(CLI::Range(1, 24 * 365));
  declare_named(declared, *parent, "resume", "Tell again before the pause is over",
                std::make_shared<AlertOptions>(),
                [](const Output& output, app::Worker& worker, const AlertOptions& options) {
                  return pause(output, worker, options.name, std::nullopt);
                });
}

}  // namespace ordersync::cli
