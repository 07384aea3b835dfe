// `ordersync session …`: sessions of the embedded POS, or of a real Odoo with --connection.
#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "app/point_of_sale.h"
#include "base/text.h"
#include "cli/context.h"
#include "cli/list.h"

namespace ordersync::cli {

namespace {

using base::Result;

struct SessionOptions {
  std::string connection;  // empty: the embedded POS
  std::string config;
  std::optional<std::string> counted;
};

int show_session(const Output& output, const Result<pos::Session>& session) {
  if (!session.ok()) return output.failure(session.error());
  if (output.is_json()) {
    output.json(app::session_json(*session));
    return kDone;
  }
  output.text(session->name + " of " + session->pos_config + ": " +
              std::string(pos::to_string(session->state)) + ", " + base::counted(session->orders, "order") +
              ", " + session->total.to_string());
  if (session->closing) {
    const auto& closing = *session->closing;
    output.text("  cash at opening " + closing.opening_cash.to_string() + " · expected " +
                closing.expected_cash.to_string() + " · counted " + closing.counted_cash.to_string() +
                " · difference " + closing.difference.to_string() +
                (closing.counted ? "" : " (not counted)"));
    for (const auto& late : session->late_orders) output.text("  late order: " + late);
  }
  return kDone;
}

int list_sessions(const Output& output, app::Worker& worker, const Shared& shared,
                  const SessionOptions& options) {
  return show_page(
      output, app::PointOfSale(worker).sessions(options.connection, {shared.limit, shared.cursor}),
      Table{{"Session", "POS", "State", "Opened", "Closed", "Orders", "Total", "What it says"}, {}, {5, 6}},
      app::listed_session_json,
      [](const app::ListedSession& listed) {
        const pos::Session& session = listed.session;
        return std::vector<std::string>{session.name,
                                        session.pos_config,
                                        std::string(pos::to_string(session.state)),
                                        time_or_dash(session.opened_at),
                                        time_or_dash(session.closed_at),
                                        std::to_string(session.orders),
                                        session.total.to_string(),
                                        listed.attention ? "! " + listed.attention->message : ""};
      },
      "No sessions");
}

int close_session(const Output& output, app::Worker& worker, const SessionOptions& options) {
  const auto closed = [&]() -> base::Result<pos::Session> {
    TRY_ASSIGN(auto session,
               app::PointOfSale(worker).close_session(options.connection, options.config, options.counted));
    TRY(audited(worker).session_closed(session, options.connection));
    return session;
  };
  return show_session(output, closed());
}

int open_session(const Output& output, app::Worker& worker, const SessionOptions& options) {
  const auto opened = [&]() -> base::Result<pos::Session> {
    TRY_ASSIGN(auto session, app::PointOfSale(worker).open_session(options.connection, options.config));
    TRY(audited(worker).session_opened(session, options.connection));
    return session;
  };
  return show_session(output, opened());
}

}  // namespace

void declare_session_commands(const Declared& declared) {
  auto* parent = declared.app.add_subcommand("session", "Sessions of the Point of Sale");
  parent->require_subcommand(1);
  Shared& shared = declared.shared;
  auto options = std::make_shared<SessionOptions>();
  const auto declare = [&](const char* verb, const char* help,
                           std::function<int(const Output&, app::Worker&)> body) {
    auto* command = parent->add_subcommand(verb, help);
    command->add_option("--connection", options->connection,
                        "the Odoo of this connection instead of the embedded POS");
    declared.on_worker(*command, [body = std::move(body)](const Output& output, app::Worker& worker) {
      return body(output, worker);
    });
    return command;
  };
  auto* list = declare("list", "List sessions, newest first; of an Odoo those that are not closed",
                       [&shared, options](const Output& output, app::Worker& worker) {
                         return list_sessions(output, worker, shared, *options);
                       });
  add_paging(*list, shared);
  auto* open = declare("open", "Open a session", [options](const Output& output, app::Worker& worker) {
    return open_session(output, worker, *options);
  });
  open->add_option("CONFIG", options->config, "the POS configuration")->required();
  auto* close = declare("close", "Close the open session and show its report",
                        [options](const Output& output, app::Worker& worker) {
                          return close_session(output, worker, *options);
                        });
  close->add_option("CONFIG", options->config, "the POS configuration")->required();
  close->add_option("--counted", options->counted,
                    "the cash that was counted; without it: as expected, marked not counted");
}

}  // namespace ordersync::cli
