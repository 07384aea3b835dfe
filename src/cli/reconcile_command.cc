// `ordersync reconcile …`: one day of a sync against the POS, as a table, as JSON or as CSV.
#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/day_report_json.h"
#include "app/reconcile.h"
#include "base/csv.h"
#include "base/text.h"
#include "cli/context.h"

namespace ordersync::cli {

namespace {

using app::DayReport;
using app::Json;
using base::CsvLine;

// What every shape of the report is made of: figures on both sides.
struct Figure {
  std::string name;
  std::string sent;
  std::string standing;
  std::string difference;
};

Figure figure(std::string name, const sync::Sides& sides) {
  return {std::move(name), sides.sent.to_string(), sides.standing.to_string(),
          sides.difference().to_string()};
}

std::vector<Figure> figures(const sync::Reconciliation& report) {
  std::vector<Figure> all{
      {"orders", std::to_string(report.orders_sent), std::to_string(report.orders_standing),
       std::to_string(report.orders_standing - report.orders_sent)},
      figure("total", report.total),
      figure("tax", report.tax)};
  for (const auto& [method, sides] : report.methods) all.push_back(figure("paid by " + method, sides));
  return all;
}

std::string state_and_why(const sync::SentOrder& sent) {
  return sent.state + (sent.why.empty() ? "" : ": " + sent.why);
}

// One table: the figures first, then a line for each order of the three lists, for each difference one.
void print_csv(const Output& output, const DayReport& day) {
  std::string out = "list,key,kind,date,pos_order,field,source,pos,difference,note\r\n";
  for (const auto& one : figures(day.report)) {
    CsvLine line;
    for (const char* cell : {"summary", "", "", "", ""}) line.cell(cell);
    out += line.cell(one.name).cell(one.sent).cell(one.standing).cell(one.difference).cell("").str();
  }
  const auto begin = [](const char* list, const order::OrderKey& key, base::Instant date) {
    CsvLine line;
    line.cell(list).cell(order::to_string(key)).cell(order::to_string(key.kind)).cell(base::to_iso8601(date));
    return line;
  };
  for (const auto& sent : day.report.missing) {
    auto line = begin("missing", sent.key, sent.date);
    line.cell("").cell("total").cell(sent.total.to_string()).cell("").cell("");
    out += line.cell(state_and_why(sent)).str();
  }
  for (const auto& order : day.report.extra) {
    auto line = begin("extra", order.key, order.date);
    line.cell(order.name).cell("total").cell("").cell(order.total.to_string()).cell("");
    out += line.cell(app::why_extra(day, order)).str();
  }
  for (const auto& one : day.report.different) {
    for (const auto& field : one.fields) {
      auto line = begin("different", one.sent.key, one.sent.date);
      line.cell(one.standing.name).cell(field.name).cell(field.sent).cell(field.standing).cell("").cell("");
      out += line.str();
    }
  }
  output.raw(out);
}

void show_lists(const Output& output, const DayReport& day) {
  const auto& report = day.report;
  const auto heading = [&](const char* what, std::size_t orders) {
    output.text("");
    output.text(what + std::string(" (") + std::to_string(orders) + ")");
  };
  if (!report.missing.empty()) {
    bool any_lost = false;
    heading("Missing in the POS", report.missing.size());
    Table table{{"Order", "Date", "Total", "What it says"}, {}, {2}};
    for (const auto& sent : report.missing) {
      table.rows.push_back({order::to_string(sent.key), base::to_iso8601(sent.date), sent.total.to_string(),
                            base::printable(state_and_why(sent), 100)});
      any_lost = any_lost || sent.state == journal::public_word(journal::State::settled);
    }
    output.table(table, "");
    if (any_lost)
      output.text("What was booked and is lost: `ordersync order retry KEY --again` books it again");
  }
  if (!report.extra.empty()) {
    heading("Extra in the POS", report.extra.size());
    Table table{{"Order", "POS order", "Date", "Total", "What it says"}, {}, {3}};
    for (const auto& order : report.extra) {
      table.rows.push_back({order::to_string(order.key), order.name, base::to_iso8601(order.date),
                            order.total.to_string(), base::printable(app::why_extra(day, order), 100)});
    }
    output.table(table, "");
  }
  if (!report.different.empty()) {
    heading("Different", report.different.size());
    Table table{{"Order", "POS order", "What", "Source", "POS"}, {}, {}};
    for (const auto& one : report.different) {
      for (const auto& field : one.fields) {
        table.rows.push_back({order::to_string(one.sent.key), one.standing.name, field.name,
                              base::printable(field.sent, 60), base::printable(field.standing, 60)});
      }
    }
    output.table(table, "");
  }
}

void show_report(const Output& output, const DayReport& day) {
  output.text(day.sync + " on " + day.day.date + " (" + day.day.zone.name() + "), " + day.pos_config +
              (day.connection.empty() ? "" : " in " + day.connection) + ", " +
              std::string(day.currency.code()));
  Table table{{"", "Source", "POS", "Difference"}, {}, {1, 2, 3}};
  for (const auto& one : figures(day.report)) {
    table.rows.push_back({one.name, one.sent, one.standing, one.difference});
  }
  output.table(table, "");
  if (day.report.tax_not_stated > 0) {
    output.text(base::counted(day.report.tax_not_stated, "order") +
                (day.report.tax_not_stated == 1 ? " states" : " state") +
                " no tax: theirs counts as the POS has it");
  }
  if (day.skipped + day.ignored > 0) {
    output.text("Left out: " + std::to_string(day.skipped) + " skipped, " + std::to_string(day.ignored) +
                " ignored");
  }
  show_lists(output, day);
  if (day.report.agrees()) output.text("The source and the POS agree");
}

struct ReconcileOptions {
  std::string sync;
  std::string day;
  std::string timezone;
  bool csv = false;
};

base::Error days_differ(const DayReport& day) {
  const auto& report = day.report;
  return base::invalid("days_differ", day.sync + " on " + day.day.date + ": " +
                                          std::to_string(report.missing.size()) + " missing in the POS, " +
                                          std::to_string(report.extra.size()) + " extra in the POS, " +
                                          std::to_string(report.different.size()) + " different");
}

int reconcile(const Output& output, app::Worker& worker, const ReconcileOptions& options) {
  const auto day = app::reconcile_day(worker, options.sync, options.day, options.timezone);
  if (!day.ok()) return output.failure(day.error());
  if (options.csv) {
    print_csv(output, *day);
  } else if (output.is_json()) {
    output.json(app::day_report_json(*day));
  } else {
    show_report(output, *day);
  }
  return day->report.agrees() ? kDone : output.shown_failure(days_differ(*day));
}

}  // namespace

void declare_reconcile_command(const Declared& declared) {
  auto options = std::make_shared<ReconcileOptions>();
  auto* command =
      declared.app.add_subcommand("reconcile", "Compare what a sync's source sent on a day with the POS");
  command->add_option("SYNC", options->sync, "the sync's name")->required();
  command->add_option("--day", options->day, "the business day, YYYY-MM-DD")->required();
  command->add_option("--timezone", options->timezone,
                      "time zone of that day (default: the POS's zone, else the sync's)");
  command->add_flag("--csv", options->csv, "write one table of CSV, for a spreadsheet");
  declared.act(*command, [&shared = declared.shared, options](const Output& output) {
    if (options->csv && output.is_json()) return output.usage("--csv and --json exclude each other");
    return with_worker(shared, output,
                       [&](app::Worker& worker) { return reconcile(output, worker, *options); });
  });
}

}  // namespace ordersync::cli
