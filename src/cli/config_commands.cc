// `ordersync config check`: every setting with where it comes from, and what is wrong.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/config_check.h"
#include "app/shown_setting.h"
#include "cli/context.h"

namespace ordersync::cli {

namespace {

// Options of other commands that are to be tried: `config check --listen :80`.
struct Tried {
  std::map<std::string, std::string> texts;
  std::map<std::string, bool> flags;
};

app::Json line_json(int line) {
  return line == 0 ? app::Json(nullptr) : app::Json(line);
}

app::Json report_json(const app::Settings& settings, const std::vector<app::ConfigFinding>& findings) {
  app::Json items = app::Json::array();
  for (const app::EffectiveSetting& setting : settings.all()) {
    items.push_back({{"name", setting.setting->name},
                     {"value", app::shown_value(setting)},
                     {"from", app::to_string(setting.from)},
                     {"line", line_json(setting.line)},
                     {"variable", setting.setting->variable}});
  }
  app::Json found = app::Json::array();
  for (const app::ConfigFinding& finding : findings) {
    found.push_back({{"code", finding.code},
                     {"health", base::to_string(finding.health)},
                     {"setting", app::text_or_null(finding.setting)},
                     {"line", line_json(finding.line)},
                     {"text", finding.text},
                     {"fix", app::text_or_null(finding.fix)}});
  }
  return {{"file", app::text_or_null(settings.path())},
          {"healthy", app::is_healthy(findings)},
          {"settings", std::move(items)},
          {"findings", std::move(found)}};
}

void show(const Output& output, const app::Settings& settings,
          const std::vector<app::ConfigFinding>& findings) {
  output.text(settings.path().empty() ? std::string("There is no configuration file")
                                      : "Configuration file " + settings.path());
  Table table{{"Setting", "Value", "From"}, {}, {}};
  for (const app::EffectiveSetting& setting : settings.all()) {
    std::string from(app::to_string(setting.from));
    if (setting.line > 0) from += ", line " + std::to_string(setting.line);
    if (setting.from == app::From::environment) from += " " + std::string(setting.setting->variable);
    table.rows.push_back({std::string(setting.setting->name), app::shown_value(setting), from});
  }
  output.table(table, "");
  output.text("");
  for (const app::ConfigFinding& finding : findings) {
    std::string line(base::to_string(finding.health));
    line.resize(9, ' ');
    if (finding.line > 0) line += "line " + std::to_string(finding.line) + ": ";
    line += finding.text;
    if (!finding.fix.empty()) line += " — " + finding.fix;
    output.text(line + " [" + finding.code + "]");
  }
}

int check(const Output& output, Shared& shared, const Tried& tried) {
  for (const auto& [name, value] : tried.texts) {
    if (!value.empty()) shared.settings.set_option(name, value);
  }
  for (const auto& [name, on] : tried.flags) {
    if (on) shared.settings.set_option(name, "true");
  }
  base::SystemClock clock;
  const auto findings = app::check_config(shared.settings, clock.now());
  if (output.is_json()) {
    output.json(report_json(shared.settings, findings));
  } else {
    show(output, shared.settings, findings);
  }
  const auto bad = std::find_if(findings.begin(), findings.end(), [](const app::ConfigFinding& finding) {
    return finding.health == base::Health::bad;
  });
  return bad == findings.end() ? kDone : output.shown_failure(base::invalid(bad->code, bad->text));
}

}  // namespace

void declare_config_commands(const Declared& declared) {
  auto* parent = declared.app.add_subcommand("config", "Settings of the program itself");
  parent->require_subcommand(1);
  auto* command = parent->add_subcommand(
      "check", "Show every setting with where it comes from, and look at folders, address and TLS files");
  auto tried = std::make_shared<Tried>();
  for (const app::Setting& setting : app::all_settings()) {
    if (setting.option.empty() || setting.name == "data") continue;
    const std::string name(setting.name);
    if (setting.kind == app::SettingKind::flag) {
      command->add_flag(std::string(setting.option), tried->flags[name], std::string(setting.help));
    } else {
      command->add_option(std::string(setting.option), tried->texts[name], std::string(setting.help));
    }
  }
  declared.act(*command, [&shared = declared.shared, tried](const Output& output) {
    return check(output, shared, *tried);
  });
  command->parse_complete_callback([&shared = declared.shared] { shared.checks_config = true; });
}

}  // namespace ordersync::cli
