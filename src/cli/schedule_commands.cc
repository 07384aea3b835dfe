// `ordersync schedule …`: the scheduled action "Sync External Orders" and the closing rules.
#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/schedule.h"
#include "cli/context.h"

namespace ordersync::cli {

namespace {

int show_schedule(const Output& output, app::Worker& worker) {
  app::Schedule schedule(worker);
  const auto action = schedule.action();
  if (!action.ok()) return output.failure(action.error());
  const bool active = *action == app::Switch::on;
  app::Json items = app::Json::array();
  Table table{{"Odoo", "POS", "Closing rule"}, {}, {}};
  const auto rules = schedule.closing_rules();
  if (!rules.ok()) return output.failure(rules.error());
  for (const auto& [connection, pos_config, rule] : *rules) {
    items.push_back({{"connection", app::text_or_null(connection)},
                     {"pos_config", pos_config},
                     {"rule", sync::to_string(rule)}});
    table.rows.push_back({or_dash(connection), pos_config, sync::to_string(rule)});
  }
  if (output.is_json()) {
    output.json({{"name", app::kScheduledAction}, {"active", active}, {"closing_rules", items}});
  } else {
    output.text(std::string(app::kScheduledAction) + ": " + (active ? "active" : "not active"));
    output.table(table, "No POS configurations yet");
  }
  return kDone;
}

int set_schedule(const Output& output, app::Worker& worker, app::Switch to) {
  const auto set = [&]() -> base::Result<void> {
    app::Schedule schedule(worker);
    TRY_ASSIGN(const auto before, schedule.action());
    TRY(schedule.set_action(to));
    const auto said = [](app::Switch is) { return app::Json{{"active", is == app::Switch::on}}; };
    return audited(worker).schedule_edited(said(before), said(to));
  }();
  return set.ok() ? show_schedule(output, worker) : output.failure(set.error());
}

struct RuleOptions {
  std::string connection;
  std::string config;
  std::string rule;
};

int set_rule(const Output& output, app::Worker& worker, const RuleOptions& options) {
  const auto rule = sync::parse_closing_rule(options.rule);
  if (!rule.ok()) return output.failure(rule.error());
  const auto set = [&]() -> base::Result<void> {
    app::Schedule schedule(worker);
    TRY_ASSIGN(const auto before, schedule.closing_rule(options.connection, options.config));
    TRY(schedule.set_closing_rule(options.connection, options.config, *rule));
    return audited(worker).closing_rule_edited(options.connection, options.config, before, *rule);
  }();
  return set.ok() ? show_schedule(output, worker) : output.failure(set.error());
}

}  // namespace

void declare_schedule_commands(const Declared& declared) {
  auto* parent =
      declared.app.add_subcommand("schedule", "The scheduled action and the closing rules of sessions");
  parent->require_subcommand(1);
  const auto simple = [&](const char* verb, const char* help,
                          std::function<int(const Output&, app::Worker&)> body) {
    declared.on_worker(
        *parent->add_subcommand(verb, help),
        [body = std::move(body)](const Output& output, app::Worker& worker) { return body(output, worker); });
  };
  simple("show", "Show the scheduled action and the closing rules", show_schedule);
  simple("activate", "Let the schedule run", [](const Output& output, app::Worker& worker) {
    return set_schedule(output, worker, app::Switch::on);
  });
  simple("deactivate", "Stop the schedule; Sync Now still works",
         [](const Output& output, app::Worker& worker) {
           return set_schedule(output, worker, app::Switch::off);
         });
  auto options = std::make_shared<RuleOptions>();
  auto* closing = parent->add_subcommand("closing", "When automatic sessions are closed");
  closing->add_option("CONFIG", options->config, "the POS configuration")->required();
  closing
      ->add_option("RULE", options->rule,
                   "when they are closed: never | daily:HH:MM | idle:MINUTES | orders:N")
      ->required();
  closing->add_option("--connection", options->connection,
                      "the Odoo of this connection instead of the embedded POS");
  declared.on_worker(*closing, [options](const Output& output, app::Worker& worker) {
    return set_rule(output, worker, *options);
  });
}

}  // namespace ordersync::cli
