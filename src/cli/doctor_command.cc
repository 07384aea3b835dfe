// `ordersync doctor …`: what must be right in an Odoo before orders can be booked into it, one line each.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/doctor.h"
#include "cli/context.h"

namespace ordersync::cli {

namespace {

using base::Health;
using pos::odoo::Finding;

const char* mark_of(Health health) {
  switch (health) {
    case Health::good:
      return "✓ ";
    case Health::warning:
      return "! ";
    case Health::bad:
      break;
  }
  return "✗ ";
}

void show_findings(const Output& output, const std::vector<Finding>& findings) {
  for (const Finding& finding : findings) {
    output.text(mark_of(finding.health) + finding.title + ": " + finding.text + " [" + finding.code + "]");
    if (!finding.fix.empty()) output.text("    " + finding.fix);
  }
}

base::Error to_be_mended(const std::vector<Finding>& findings) {
  std::string titles;
  for (const Finding& finding : findings) {
    if (finding.health == Health::bad) titles += (titles.empty() ? "" : ", ") + finding.title;
  }
  return base::invalid("doctor_found_bad", "To be mended before orders can be booked: " + titles);
}

int examine(const Output& output, app::Worker& worker, const std::string& connection,
            const std::string& pos_config) {
  const auto findings = app::examine(worker, connection, pos_config);
  if (!findings.ok()) return output.failure(findings.error());
  const auto bad = std::count_if(findings->begin(), findings->end(),
                                 [](const Finding& finding) { return finding.health == Health::bad; });
  if (output.is_json()) {
    output.json(app::doctor_json(connection, pos_config, *findings));
  } else {
    show_findings(output, *findings);
    output.text(bad == 0 ? "Orders can be booked"
                         : std::to_string(bad) + " to be mended before orders can be booked");
  }
  return bad == 0 ? kDone : output.shown_failure(to_be_mended(*findings));
}

}  // namespace

void declare_doctor_command(const Declared& declared) {
  auto* command = declared.app.add_subcommand("doctor", "Look at an Odoo: can orders be booked into it?");
  auto connection = std::make_shared<std::string>();
  auto pos_config = std::make_shared<std::string>();
  command->add_option("CONNECTION", *connection, "the connection's name")->required();
  command->add_option("--pos", *pos_config, "only this POS configuration");
  declared.on_worker(*command, [connection, pos_config](const Output& output, app::Worker& worker) {
    return examine(output, worker, *connection, *pos_config);
  });
}

}  // namespace ordersync::cli
