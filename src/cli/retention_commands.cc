// `ordersync retention …`: how long what sources sent is kept.
#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/retention.h"
#include "base/text.h"
#include "cli/context.h"

namespace ordersync::cli {

namespace {

std::string days_text(std::int64_t days) {
  return days == 0 ? "for ever" : base::counted(days, "day") + " after booking";
}

std::string done_text(const app::RetentionReport& report) {
  return base::counted(report.masked, "order") + " masked, " + base::counted(report.removed, "payload") +
         " removed";
}

app::Json rules_json(const app::RetentionRules& rules) {
  return {{"personal_data_days", rules.personal_data_days}, {"payload_days", rules.payload_days}};
}

int show(const Output& output, app::Worker& worker, const app::RetentionRules& rules) {
  const auto state = app::retention_state(worker);
  if (!state.ok()) return output.failure(state.error());
  if (output.is_json()) {
    app::Json json = rules_json(rules);
    json["last_run_at"] = app::time_json(state->at);
    json["masked"] = state->last.masked;
    json["removed"] = state->last.removed;
    output.json(json);
    return kDone;
  }
  output.text("Names, addresses and numbers of people are kept " + days_text(rules.personal_data_days));
  output.text("What the source sent is kept " + days_text(rules.payload_days));
  output.text(state->at ? "Last run " + base::to_iso8601(*state->at) + ": " + done_text(state->last)
                        : std::string("Not run yet: serve does it once a day"));
  return kDone;
}

int run(const Output& output, app::Worker& worker, const app::RetentionRules& rules, bool dry_run) {
  const auto report = dry_run ? app::preview_retention(worker, rules)
                              : app::run_retention(worker, rules, [] { return stop_flag().load(); });
  if (!report.ok()) return output.failure(report.error());
  if (!dry_run && stop_flag().load()) {
    return output.failure({base::ErrorKind::temporary,
                           "interrupted",
                           "Stopped before the end: " + done_text(*report) + ". The next run goes on",
                           {}});
  }
  if (output.is_json()) {
    app::Json json = rules_json(rules);
    json["dry_run"] = dry_run;
    json["masked"] = report->masked;
    json["removed"] = report->removed;
    output.json(json);
    return kDone;
  }
  output.text((dry_run ? "Would mask " : "Masked ") + base::counted(report->masked, "order") + " and " +
              (dry_run ? "remove " : "removed ") + base::counted(report->removed, "payload"));
  return kDone;
}

}  // namespace

void declare_retention_commands(const Declared& declared) {
  auto* parent = declared.app.add_subcommand("retention", "How long what sources sent is kept");
  parent->require_subcommand(1);
  declared.on_worker(*parent->add_subcommand("show", "Show the rules, and what was done last"),
                     [&shared = declared.shared](const Output& output, app::Worker& worker) {
                       return show(output, worker, app::retention_rules(shared.settings));
                     });
  auto dry_run = std::make_shared<bool>(false);
  auto* command = parent->add_subcommand("run", "Do now what serve does once a day");
  command->add_flag("--dry-run", *dry_run, "only count what would be done");
  declared.on_worker(*command,
                     [&shared = declared.shared, dry_run](const Output& output, app::Worker& worker) {
                       return run(output, worker, app::retention_rules(shared.settings), *dry_run);
                     });
}

}  // namespace ordersync::cli
