// The verbs; see scenario_runner.h.
#include "tests/scenario/scenario_runner.h"

#include <gtest/gtest.h>

#include <sstream>

#include "app/sync_form.h"
#include "tests/support/order_words.h"

namespace ordersync::testing {

namespace {

Table table_of(const Step& step) {
  auto table = read_table(step);
  if (table.ok()) return *std::move(table);
  ADD_FAILURE() << table.error().message;
  return {};
}

template <class T, class Turn>
std::string joined(const T& items, std::string_view separator, const Turn& turn) {
  std::string text;
  for (const auto& item : items) {
    if (!text.empty()) text += separator;
    text += turn(item);
  }
  return text;
}

std::string code_of(const order::Notice& notice) {
  return notice.code;
}

std::string counts_text(const journal::RunCounts& counts) {
  return std::to_string(counts.processed) + " booked, " + std::to_string(counts.failed) + " failed, " +
         std::to_string(counts.already_synced) + " already synced, " + std::to_string(counts.skipped) +
         " skipped, " + std::to_string(counts.waiting) + " waiting";
}

// "639", "639 refund", "639 refund R1"
std::string order_text(const order::OrderKey& key) {
  if (key.kind == order::Kind::sale) return key.external_id;
  return key.external_id + " refund" + (key.refund_id.empty() ? "" : " " + key.refund_id);
}

// "2 Burger at 80.00 less 10% = 144.00 + 21.60 tax (note)"
std::string line_text(const order::DocumentLine& line) {
  std::string text = line.qty.to_string() + " " + line.product + " at " + line.price_unit.to_string(2);
  if (!line.discount_percent.is_zero()) text += " less " + line.discount_percent.to_string() + "%";
  text += " = " + line.subtotal.to_string();
  const base::Money tax = line.total - line.subtotal;
  if (!tax.is_zero()) text += " + " + tax.to_string() + " tax";
  return text;
}

std::string payment_text(const order::DocumentPayment& payment) {
  return payment.amount.to_string() + " " + payment.method + (payment.is_change ? " change" : "");
}

std::string moves_text(const pos::Picking& picking) {
  return joined(picking.moves, ", ", [&](const pos::BookedMove& move) {
    return move.qty.to_string() + " " + move.product +
           (picking.direction == pos::PickingDirection::out ? " out" : " in");
  });
}

std::string no_such_column(std::string_view column) {
  ADD_FAILURE() << "there is no column \"" << column << '"';
  return "?";
}

std::string status_text(journal::RunStatus status) {
  switch (status) {
    case journal::RunStatus::success:
      return "Success";
    case journal::RunStatus::no_orders:
      return "No Orders";
    case journal::RunStatus::error:
      return "Error";
    case journal::RunStatus::running:
      break;
  }
  return "running";
}

}  // namespace

ScenarioRunner::ScenarioRunner()
    : verbs_{{"source sends", &ScenarioRunner::source_sends},
             {"source answers", &ScenarioRunner::source_answers},
             {"source fails", &ScenarioRunner::source_fails},
             {"sync now", &ScenarioRunner::sync_now},
             {"settings", &ScenarioRunner::settings},
             {"import", &ScenarioRunner::import},
             {"clock", &ScenarioRunner::clock},
             {"session", &ScenarioRunner::session},
             {"decide", &ScenarioRunner::decide},
             {"cursor", &ScenarioRunner::cursor},
             {"orders", &ScenarioRunner::orders},
             {"POS", &ScenarioRunner::booked},
             {"stock", &ScenarioRunner::stock},
             {"sessions", &ScenarioRunner::sessions},
             {"pickings", &ScenarioRunner::pickings}} {}

void ScenarioRunner::run(const Scenario& scenario) {
  for (const Step& step : scenario.steps) {
    SCOPED_TRACE(scenario.file + ":" + std::to_string(step.line) + ": " + step.verb);
    const auto verb = verbs_.find(step.verb);
    if (verb == verbs_.end()) {
      ADD_FAILURE() << "nobody knows how to \"" << step.verb << '"';
      return;
    }
    (this->*verb->second)(step);
    if (::testing::Test::HasFatalFailure()) return;
  }
}

// ---- what happens

// The whole answer of the source from now on.
void ScenarioRunner::source_sends(const Step& step) {
  const Table table = table_of(step);
  world_.transport.body.reset();
  world_.source.clear();
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    world_.source.put(order_json({table.cell(row, "order"), table.cell(row, "sold"), table.cell(row, "total"),
                                  table.cell(row, "paid"), table.cell(row, "also")}));
  }
}

void ScenarioRunner::source_answers(const Step& step) {
  world_.transport.body = step.argument + step.text;
}

void ScenarioRunner::source_fails(const Step& step) {
  static const std::map<std::string, SourceFault, std::less<>> kFaults = {
      {"refuse", SourceFault::refuse},           {"unauthorized", SourceFault::unauthorized},
      {"unavailable", SourceFault::unavailable}, {"html", SourceFault::html},
      {"empty body", SourceFault::empty_body},   {"broken json", SourceFault::broken_json}};
  world_.source.heal();
  if (step.argument == "no more") return;
  const auto fault = kFaults.find(step.argument);
  if (fault == kFaults.end()) {
    ADD_FAILURE() << "no such fault";
    return;
  }
  world_.source.fail_always(fault->second);
}

// Each order counts once: the counts are in the message.
void ScenarioRunner::sync_now(const Step& step) {
  world_.clock.advance(std::chrono::minutes(1));
  const sync::DryRun looked = world_.dry_run();
  const journal::Run run = world_.run();
  const std::string actual = status_text(run.status) + ": " + run.message;
  EXPECT_EQ(status_text(looked.status) + ": " + looked.message, actual) << "what the dry run said before";
  EXPECT_EQ(counts_text(looked.counts), counts_text(run.counts)) << "what the dry run counted before";
  EXPECT_TRUE(cell_fits(step.argument, actual)) << "expected: " << step.argument << "\n  but was: " << actual;
}

// "packages=explode, product-map=Latte=10": the words of `sync edit`.
void ScenarioRunner::settings(const Step& step) {
  app::SyncForm form;
  std::istringstream words(step.argument);
  for (std::string word; words >> word;) {
    const auto equals = word.find('=');
    const std::string name = word.substr(0, equals);
    const std::string value = word.substr(equals + 1);
    if (name == "untaxed")
      form.untaxed = value;
    else if (name == "packages")
      form.packages = value;
    else if (name == "timezone")
      form.timezone = value;
    else if (name == "date-format")
      form.date_format = value;
    else if (name == "decimal-mark")
      form.decimal_mark = value;
    else if (name == "auto-session")
      form.auto_create_session = value;
    else if (name == "service-product")
      form.service_product = value;
    else if (name == "delivery-product")
      form.delivery_product = value;
    else if (name == "tip-product")
      form.tip_product = value;
    else if (name == "voucher-method")
      form.voucher_method = value;
    else if (name == "pay-later-method")
      form.pay_later_method = value;
    else if (name == "from")
      form.from = value;
    else if (name == "pos")
      form.pos_config = value;
    else if (name == "map-product")
      form.map_products.emplace().push_back(value);
    else if (name == "map-payment")
      form.map_payments.emplace().push_back(value);
    else
      ADD_FAILURE() << "no such setting: " << name;
  }
  // Options with blanks stand alone on an indented line: "map-product Latte XL=10".
  std::istringstream lines(step.text);
  for (std::string line; std::getline(lines, line);) {
    const auto blank = line.find(' ');
    const std::string name = line.substr(0, blank);
    const std::string value = line.substr(blank + 1);
    if (name == "map-product")
      form.map_products.emplace().push_back(value);
    else if (name == "map-payment")
      form.map_payments.emplace().push_back(value);
    else if (name == "pos")
      form.pos_config = value;
    else if (name == "date-format")
      form.date_format = value;
    else
      ADD_FAILURE() << "no such setting: " << name;
  }
  const auto applied = app::apply(form, world_.settings);
  EXPECT_TRUE(applied.ok()) << applied.error().message;
}

void ScenarioRunner::import(const Step& step) {
  world_.import(step.text);
}

// "+90 minutes"
void ScenarioRunner::clock(const Step& step) {
  world_.clock.advance(std::chrono::minutes(std::stoi(step.argument)));
}

// "open Main Store", "close Main Store", "close Main Store counted 50.00", "refused: …" is not expected here.
void ScenarioRunner::session(const Step& step) {
  const auto counted = step.argument.find(" counted ");
  const bool opens = step.argument.starts_with("open ");
  const std::string config = opens ? step.argument.substr(5) : step.argument.substr(6, counted - 6);
  std::optional<base::Money> cash;
  if (counted != std::string::npos) {
    cash = base::round_half_away(base::Decimal::of(step.argument.substr(counted + 9)), base::Currency());
  }
  const auto done =
      opens ? world_.embedded().open_session_by_hand(config) : world_.embedded().close_session(config, cash);
  EXPECT_TRUE(done.ok()) << done.error().message;
}

// "ignore 639", "refund alone 639"
void ScenarioRunner::decide(const Step& step) {
  const auto blank = step.argument.rfind(' ');
  const std::string what = step.argument.substr(0, blank);
  const std::string which = step.argument.substr(blank + 1);
  const journal::OrderView order = world_.order(which);
  const journal::RowId row = order.row;
  if (what == "ignore") {
    EXPECT_TRUE(world_.journal().ignore(row, "not ours", "owner", order.attention).ok());
  } else if (what == "refund alone") {
    EXPECT_TRUE(world_.journal().refund_alone(row, "owner").ok());
  } else {
    ADD_FAILURE() << "nobody can decide to " << what;
  }
}

void ScenarioRunner::cursor(const Step& step) {
  const auto progress = world_.runs().progress(world_.settings.id);
  ASSERT_TRUE(progress.ok());
  EXPECT_EQ(step.argument, progress->cursor ? base::to_iso8601(*progress->cursor) : "none");
}

// ---- what a person sees

void ScenarioRunner::compare(const Step& step,
                             const std::function<std::string(std::size_t, std::string_view)>& cell,
                             std::size_t rows) {
  const Table expected = step.argument == "none" ? Table{{"order"}, {}} : table_of(step);
  Table actual{expected.columns, {}};
  for (std::size_t row = 0; row < rows; ++row) {
    auto& cells = actual.rows.emplace_back();
    for (const auto& column : expected.columns) cells.push_back(cell(row, column));
  }
  const std::string differs = difference(expected, actual);
  if (!differs.empty()) ADD_FAILURE() << differs;
}

void ScenarioRunner::orders(const Step& step) {
  const auto views = world_.orders();
  compare(
      step,
      [&](std::size_t row, std::string_view column) -> std::string {
        const journal::OrderView& view = views[row];
        if (column == "order") return order_text(view.key);
        if (column == "state") return std::string(journal::public_word(view.state));
        if (column == "POS order") return view.pos_order;
        if (column == "why")
          return view.error ? view.error->code : view.attention ? view.attention->code : "";
        if (column == "in words")
          return view.error ? view.error->message : view.attention ? view.attention->message : "";
        if (column == "warnings") return joined(view.warnings, ", ", code_of);
        if (column == "warned in words")
          return joined(view.warnings, "; ", [](const auto& warning) { return warning.message; });
        return no_such_column(column);
      },
      views.size());
}

void ScenarioRunner::booked(const Step& step) {
  const auto orders = world_.booked();
  compare(
      step,
      [&](std::size_t row, std::string_view column) -> std::string {
        const pos::BookedOrder& order = orders[row];
        if (column == "order") return order_text(order.key);
        if (column == "name") return order.name;
        if (column == "lines") return joined(order.lines, "; ", line_text);
        if (column == "payments") return joined(order.payments, "; ", payment_text);
        if (column == "total") return order.total.to_string();
        if (column == "tax") return order.tax.to_string();
        if (column == "paid") return order.amount_paid.to_string();
        if (column == "change") return order.change.to_string();
        if (column == "session") return order.session;
        if (column == "state") return order.state;
        if (column == "date") return base::to_iso8601(order.date);
        if (column == "stock") return order.picking ? moves_text(*order.picking) : "";
        return no_such_column(column);
      },
      orders.size());
}

// Only the products that the table names.
void ScenarioRunner::stock(const Step& step) {
  const Table expected = table_of(step);
  const auto page = world_.embedded().stock({1000, {}});
  ASSERT_TRUE(page.ok());
  compare(
      step,
      [&](std::size_t row, std::string_view column) -> std::string {
        const std::string product = expected.cell(row, "product");
        if (column == "product") return product;
        for (const auto& quantity : page->items) {
          if (quantity.product == product) return quantity.on_hand.to_string();
        }
        return "not listed";
      },
      expected.rows.size());
}

void ScenarioRunner::sessions(const Step& step) {
  auto page = world_.embedded().sessions({1000, {}});
  ASSERT_TRUE(page.ok());
  const auto& items = page->items;
  compare(
      step,
      [&](std::size_t row, std::string_view column) -> std::string {
        const pos::Session& session = items[items.size() - 1 - row];  // newest first
        if (column == "session") return session.name;
        if (column == "state") return std::string(to_string(session.state));
        if (column == "orders") return std::to_string(session.orders);
        if (column == "total") return session.total.to_string();
        if (column == "opened by") return session.automatic ? "the system" : "a person";
        if (column == "late orders")
          return joined(session.late_orders, ", ", [](const auto& name) { return name; });
        if (!session.closing) return "";
        if (column == "expected cash") return session.closing->expected_cash.to_string();
        if (column == "counted cash")
          return session.closing->counted ? session.closing->counted_cash.to_string() : "not counted";
        if (column == "difference") return session.closing->difference.to_string();
        return no_such_column(column);
      },
      items.size());
}

void ScenarioRunner::pickings(const Step& step) {
  auto page = world_.embedded().pickings({1000, {}});
  ASSERT_TRUE(page.ok());
  const auto& items = page->items;
  compare(
      step,
      [&](std::size_t row, std::string_view column) -> std::string {
        const auto& [picking, origin] = items[items.size() - 1 - row];  // newest first
        if (column == "picking") return picking.name;
        if (column == "of") return origin;
        if (column == "state") return picking.state;
        if (column == "moves") return moves_text(picking);
        return no_such_column(column);
      },
      items.size());
}

}  // namespace ordersync::testing
