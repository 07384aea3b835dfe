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
  app::Json rules = app::Json::array();
  Table table{{"POS", "Closing rule"}, {}, {}};
  const auto configs = worker.pos.configs();
  if (!configs.ok()) return output.failure(configs.error());
  for (const auto& config : *configs) {
    const auto rule = schedule.closing_rule(config.name);
    if (!rule.ok()) return output.failure(rule.error());
    rules.push_back({{"pos_config", config.name}, {"rule", sync::to_string(*rule)}});
    table.rows.push_back({config.name, sync::to_string(*rule)});
  }
  if (output.is_json()) {
    output.json({{"name", app::kScheduledAction}, {"active", active}, {"closing_rules", rules}});
  } else {
    output.text(std::string(app::kScheduledAction) + ": " + (active ? "active" : "not active"));
    output.table(table, "No POS configurations yet");
  }
  return kDone;
}

int set_schedule(const Output& output, app::Worker& worker, app::Switch to) {
  app::Schedule schedule(worker);
  if (const auto set = schedule.set_action(to); !set.ok()) return output.failure(set.error());
  return show_schedule(output, worker);
}

int set_rule(const Output& output, app::Worker& worker, const std::string& config, const std::string& text) {
  const auto rule = sync::parse_closing_rule(text);
  if (!rule.ok()) return output.failure(rule.error());
  app::Schedule schedule(worker);
  if (const auto set = schedule.set_closing_rule(config, *rule); !set.ok())
    return output.failure(set.error());
  return show_schedule(output, worker);
}

}  // namespace

void declare_schedule_commands(const Declared& declared) {
  auto* parent =
      declared.app.add_subcommand("schedule", "The scheduled action and the closing rules of sessions");
  parent->require_subcommand(1);
  Action& chosen = declared.chosen;
  Shared& shared = declared.shared;
  const auto simple = [&](const char* verb, const char* help,
                          std::function<int(const Output&, app::Worker&)> body) {
    parent->add_subcommand(verb, help)->callback([&chosen, &shared, body = std::move(body)] {
      chosen = [&shared, body](const Output& output) {
        return with_worker(shared, output, [&](app::Worker& worker) { return body(output, worker); });
      };
    });
  };
  simple("show", "Show both", show_schedule);
  simple("activate", "Let the schedule run", [](const Output& output, app::Worker& worker) {
    return set_schedule(output, worker, app::Switch::on);
  });
  simple("deactivate", "Stop the schedule; Sync Now still works",
         [](const Output& output, app::Worker& worker) {
           return set_schedule(output, worker, app::Switch::off);
         });
  auto config = std::make_shared<std::string>();
  auto rule = std::make_shared<std::string>();
  auto* closing = parent->add_subcommand("closing", "When automatic sessions are closed");
  closing->add_option("CONFIG", *config, "the POS configuration")->required();
  closing->add_option("RULE", *rule, "never | daily:HH:MM | idle:MINUTES | orders:N")->required();
  closing->callback([&chosen, &shared, config, rule] {
    chosen = [&shared, config, rule](const Output& output) {
      return with_worker(shared, output,
                         [&](app::Worker& worker) { return set_rule(output, worker, *config, *rule); });
    };
  });
}

}  // namespace ordersync::cli
