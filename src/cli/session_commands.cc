// `ordersync session …`: sessions of the embedded POS, or of a real Odoo with --connection.
#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/context.h"
#include "sync/closing.h"

namespace ordersync::cli {

namespace {

using base::Result;

struct SessionOptions {
  std::string connection;  // empty: the embedded POS
  std::string config;
  std::string counted;
};

struct Listed {
  pos::Session session;
  std::optional<order::Notice> attention;
};

std::string time_or_dash(const std::optional<base::Instant>& time) {
  return time ? base::to_iso8601(*time) : "–";
}

int show_session(const Output& output, const Result<pos::Session>& session) {
  if (!session.ok()) return output.failure(session.error());
  if (output.is_json()) {
    output.json(app::session_json(*session));
    return kDone;
  }
  output.text(session->name + " of " + session->pos_config + ": " +
              std::string(pos::to_string(session->state)) + ", " + std::to_string(session->orders) +
              " orders, " + session->total.to_string());
  if (session->closing) {
    const auto& closing = *session->closing;
    output.text("  cash expected " + closing.expected_cash.to_string() + " · counted " +
                closing.counted_cash.to_string() + " · difference " + closing.difference.to_string() +
                (closing.counted ? "" : " (not counted)"));
    for (const auto& late : session->late_orders) output.text("  late order: " + late);
  }
  return kDone;
}

int show_sessions(const Output& output, const std::vector<Listed>& sessions, const std::string& next) {
  app::Json items = app::Json::array();
  Table table{{"Session", "POS", "State", "Opened", "Closed", "Orders", "Total", "What it says"}, {}, {5, 6}};
  for (const auto& [session, attention] : sessions) {
    items.push_back(app::session_json(session, attention));
    table.rows.push_back({session.name, session.pos_config, std::string(pos::to_string(session.state)),
                          time_or_dash(session.opened_at), time_or_dash(session.closed_at),
                          std::to_string(session.orders), session.total.to_string(),
                          attention ? "! " + attention->message : ""});
  }
  if (output.is_json()) {
    output.json(app::page_json(std::move(items), next));
    return kDone;
  }
  output.table(table, "No sessions");
  if (!next.empty()) output.text("more: --cursor " + next);
  return kDone;
}

int list_embedded(const Output& output, app::Worker& worker, const Shared& shared) {
  auto page = worker.pos.sessions({shared.limit, shared.cursor});
  if (!page.ok()) return output.failure(page.error());
  std::vector<Listed> sessions;
  for (auto& session : page->items) sessions.push_back({std::move(session), {}});
  return show_sessions(output, sessions, page->next);
}

// Those that are not closed, one a configuration: Odoo itself shows the others better.
int list_in_odoo(const Output& output, app::Worker& worker, const std::string& connection) {
  const auto odoo = worker.odoo(connection);
  if (!odoo.ok()) return output.failure(odoo.error());
  const auto configs = (*odoo)->configs();
  if (!configs.ok()) return output.failure(configs.error());
  std::vector<Listed> sessions;
  for (const auto& config : *configs) {
    auto session = (*odoo)->open_session(config);
    if (!session.ok()) return output.failure(session.error());
    if (!*session) continue;
    auto attention = sync::open_too_long(**session, worker.store.clock().now());
    sessions.push_back({*std::move(*session), std::move(attention)});
  }
  return show_sessions(output, sessions, "");
}

int open_session(const Output& output, app::Worker& worker, const SessionOptions& options) {
  Result<pos::Session> session = pos::Session{};
  if (options.connection.empty()) {
    session = worker.pos.open_session_by_hand(options.config);
  } else {
    const auto odoo = worker.odoo(options.connection);
    if (!odoo.ok()) return output.failure(odoo.error());
    session = (*odoo)->open_session_by_hand(options.config);
  }
  if (session.ok()) {
    // Orders that waited for a session may be booked now.
    if (const auto woken = worker.journal->wake(std::nullopt, "session opened"); !woken.ok()) {
      return output.failure(woken.error());
    }
  }
  return show_session(output, session);
}

int close_session(const Output& output, app::Worker& worker, const SessionOptions& options) {
  const auto target = worker.target(options.connection);
  if (!target.ok()) return output.failure(target.error());
  std::optional<base::Money> cash;
  if (!options.counted.empty()) {
    const auto amount = base::Decimal::parse(options.counted);
    const auto catalogue = (*target)->catalogue(options.config);
    if (!catalogue.ok()) return output.failure(catalogue.error());
    const auto money = amount.ok() ? base::exact_minor(*amount, (*catalogue)->currency()) : amount.error();
    if (!money.ok()) return output.usage("--counted takes an amount, such as 250.00");
    cash = *money;
  }
  return show_session(output, (*target)->close_session(options.config, cash));
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
    command->add_option("--connection", options->connection, "of this Odoo (default: of the embedded POS)");
    command->callback([&chosen = declared.chosen, &shared, body = std::move(body)] {
      chosen = [&shared, body](const Output& output) {
        return with_worker(shared, output, [&](app::Worker& worker) { return body(output, worker); });
      };
    });
    return command;
  };
  auto* list = declare("list", "List sessions, newest first; of an Odoo those that are not closed",
                       [&shared, options](const Output& output, app::Worker& worker) {
                         return options->connection.empty()
                                    ? list_embedded(output, worker, shared)
                                    : list_in_odoo(output, worker, options->connection);
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
