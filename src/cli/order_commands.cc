// `ordersync order …`: every order received, what became of it, and what a person can do about it.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/list_json.h"
#include "base/text.h"
#include "cli/context.h"

namespace ordersync::cli {

namespace {

constexpr std::string_view kActor = "command line";  // in the order's timeline

std::string what_it_says(const journal::OrderView& order) {
  if (order.attention) return "! " + order.attention->message;
  if (order.error) return order.error->message;
  if (order.skipped_for) return order.skipped_for->message;
  if (!order.warnings.empty()) return "warning: " + order.warnings.front().message;
  return {};
}

// The reason of who ignored it, kept in the order's timeline: it has no error. Of another state nothing.
base::Result<std::string> why_ignored(app::Worker& worker, const journal::OrderView& order) {
  if (order.state != journal::State::ignored) return std::string();
  TRY_ASSIGN(const auto timeline, worker.journal->timeline(order.row));
  const auto ignored = std::find_if(timeline.rbegin(), timeline.rend(),
                                    [](const journal::Event& event) { return event.step == "ignored"; });
  return ignored == timeline.rend() ? std::string() : ignored->text;
}

// As it was booked, else as the source sent it; with its currency, since each sync may have one of its own.
std::string total_of(const journal::OrderView& order, const std::optional<pos::BookedOrder>& booked) {
  const auto total = booked ? std::optional(booked->total) : order.total;
  return total ? total->to_string() + " " + std::string(total->currency().code()) : "";
}

int show_orders(const Output& output, app::Worker& worker, const app::Commands::OrderList& list) {
  if (output.is_json()) {
    output.json(
        app::page_json_of(list, [](const auto& item) { return app::order_json(item.first, item.second); }));
    return kDone;
  }
  Table table{{"Order", "State", "POS order", "Total", "Received", "What it says"}, {}, {3}};
  for (const auto& [order, booked] : list.items) {
    const auto why = why_ignored(worker, order);
    if (!why.ok()) return output.failure(why.error());
    table.rows.push_back({order::to_string(order.key), std::string(journal::public_word(order.state)),
                          booked ? booked->name : "–", total_of(order, booked),
                          base::to_iso8601(order.received_at),
                          base::printable(why->empty() ? what_it_says(order) : *why, 100)});
  }
  output.table(table, "No orders", list.next);
  return kDone;
}

app::Json detail_json(const app::OrderDetail& detail) {
  app::Json json = app::order_json(detail.order, detail.booked);
  json["timeline"] = app::array_json(detail.timeline, app::event_json);
  json["payload"] = detail.payload;
  if (detail.pos_trouble) json["pos_trouble"] = app::notice_json(detail.pos_trouble);
  return json;
}

void show_order(const Output& output, const app::OrderDetail& detail) {
  if (output.is_json()) return output.json(detail_json(detail));
  const auto& order = detail.order;
  output.text("Order " + order::to_string(order.key) + ": " + std::string(journal::public_word(order.state)));
  if (order.error) output.text("  " + order.error->message + " [" + order.error->code + "]");
  if (order.attention)
    output.text("  needs attention: " + order.attention->message + " [" + order.attention->code + "]");
  for (const auto& warning : order.warnings) output.text("  warning: " + warning.message);
  if (detail.pos_trouble) {
    output.text("  the POS could not be asked, this is how it was read back last: " +
                detail.pos_trouble->message + " [" + detail.pos_trouble->code + "]");
  }
  if (detail.is_lost()) {
    output.text("  it was booked as " + order.pos_order +
                ", and the POS has it no more: order retry KEY --again books it again");
  }
  if (detail.booked) {
    const auto& booked = *detail.booked;
    output.text("  " + booked.name + " in session " + booked.session + ", " + booked.state + ", " +
                std::string(booked.currency.code()) + " " + booked.total.to_string() + " (tax " +
                booked.tax.to_string() + ")");
    for (const auto& line : booked.lines) {
      output.text("    " + line.qty.to_string() + " × " + line.product + "  " + line.total.to_string() +
                  (line.note.empty() ? "" : "  (" + line.note + ")"));
    }
    for (const auto& payment : booked.payments) {
      output.text("    " + std::string(payment.is_change ? "change " : "paid ") + payment.method + "  " +
                  payment.amount.to_string());
    }
    if (booked.picking) output.text("    picking " + booked.picking->name + ", " + booked.picking->state);
  }
  for (const auto& event : detail.timeline) {
    output.text("  " + base::to_iso8601(event.at) + "  " + event.step +
                (event.actor.empty() ? "" : " by " + event.actor) +
                (event.text.empty() ? "" : ": " + event.text));
  }
}

int shown(const Output& output, const base::Result<app::OrderDetail>& detail) {
  if (!detail.ok()) return output.failure(detail.error());
  show_order(output, *detail);
  return kDone;
}

base::Error why_not_booked(const journal::OrderView& order) {
  if (order.error) return base::invalid(order.error->code, order.error->message);
  return base::invalid("order_not_booked", "Order " + order::to_string(order.key) + " is not booked: it is " +
                                               std::string(journal::public_word(order.state)));
}

// A retry has done what was asked when the order is booked.
int retried(const Output& output, const base::Result<app::OrderDetail>& detail) {
  const int status = shown(output, detail);
  if (status != kDone || detail->order.state == journal::State::settled) return status;
  return output.shown_failure(why_not_booked(detail->order));
}

int retried_all(const Output& output, const base::Result<std::vector<journal::Run>>& runs) {
  if (!runs.ok()) return output.failure(runs.error());
  Table table{{"Sync", "Booked", "Failed", "Waiting", "Message"}, {}, {1, 2, 3}};
  std::string failed;  // each with its sync, since a message names none
  for (const auto& run : *runs) {
    if (run.status == journal::RunStatus::error)
      failed += (failed.empty() ? "" : "; ") + run.sync + ": " + run.message;
    table.rows.push_back({run.sync, std::to_string(run.counts.processed), std::to_string(run.counts.failed),
                          std::to_string(run.counts.waiting), run.message});
  }
  if (output.is_json()) {
    output.json(app::page_json(app::array_json(*runs, app::run_json)));
  } else {
    output.table(table, "No active syncs");
  }
  return failed.empty() ? kDone : output.shown_failure(base::invalid("run_failed", failed));
}

base::Result<app::OrderDetail> retry_one(app::Worker& worker, app::Commands& commands, const std::string& key,
                                         app::Commands::Refund refund) {
  TRY_ASSIGN(auto detail, commands.retry(key, refund, kActor));
  TRY(audited(worker).order_retried(refund, detail.order.key));
  return detail;
}

base::Result<app::OrderDetail> book_again_one(app::Worker& worker, app::Commands& commands,
                                              const std::string& key) {
  TRY_ASSIGN(auto detail, commands.book_again(key, kActor));
  TRY(audited(worker).order_booked_again(detail.order.key));
  return detail;
}

base::Result<app::OrderDetail> reverse_one(app::Worker& worker, app::Commands& commands,
                                           const std::string& key) {
  TRY_ASSIGN(auto detail, commands.reverse(key, kActor));
  TRY(audited(worker).order_reversed(key, detail.order.key));
  return detail;
}

base::Result<app::OrderDetail> ignore_one(app::Worker& worker, app::Commands& commands,
                                          const std::string& key, const std::string& why) {
  TRY_ASSIGN(auto detail, commands.ignore(key, why, kActor));
  TRY(audited(worker).order_ignored(detail.order.key, why));
  return detail;
}

void declare_list_orders(const Declared& declared, CLI::App& parent) {
  auto* list = parent.add_subcommand("list", "List orders, newest first");
  auto state = std::make_shared<std::string>();
  auto sync = std::make_shared<std::string>();
  list->add_option("--state", *state,
                   "only orders of this state: received | posting | booked | parked | ignored | skipped")
      ->check(CLI::IsMember({"received", "posting", "booked", "parked", "ignored", "skipped"}));
  list->add_option("--sync", *sync, "only orders of this sync");
  add_paging(*list, declared.shared);
  declared.on_commands(*list, [&shared = declared.shared, state, sync](
                                  const Output& output, app::Worker& worker, app::Commands& commands) {
    journal::OrderFilter filter;
    if (!state->empty()) filter.state = *state;
    filter.limit = shared.limit;
    filter.cursor = shared.cursor;
    const auto found = commands.orders(filter, sync->empty() ? std::nullopt : std::optional(*sync));
    if (!found.ok()) return output.failure(found.error());
    return show_orders(output, worker, *found);
  });
}

struct RetryOptions {
  std::string key;
  bool all = false, alone = false, both = false, again = false;
};

int retry(const Output& output, app::Worker& worker, app::Commands& commands, const RetryOptions& options) {
  if (options.all) return retried_all(output, commands.retry_all());
  if (options.again) return retried(output, book_again_one(worker, commands, options.key));
  const auto refund = options.alone  ? app::Commands::Refund::alone
                      : options.both ? app::Commands::Refund::both
                                     : app::Commands::Refund::waits_for_sale;
  return retried(output, retry_one(worker, commands, options.key, refund));
}

void declare_retry(const Declared& declared, CLI::App& parent) {
  auto options = std::make_shared<RetryOptions>();
  auto* command = parent.add_subcommand("retry", "Try a waiting order again, or all of them");
  auto* key = command->add_option("KEY", options->key, "the order");
  auto* all = command->add_flag("--all", options->all, "retry all orders that wait")->excludes(key);
  auto* alone = command->add_flag("--alone", options->alone, "book a refund although its sale is not booked");
  alone->excludes(all);
  auto* both =
      command->add_flag("--both", options->both, "book the sale that a refund waits for, then the refund");
  both->excludes(all)->excludes(alone);
  command
      ->add_flag("--again", options->again,
                 "book a booked order again that the POS has lost; it is asked first")
      ->excludes(all)
      ->excludes(alone)
      ->excludes(both);
  declared.act(*command, [&shared = declared.shared, options](const Output& output) {
    if (options->key.empty() && !options->all) return output.usage("order retry needs a KEY or --all");
    return with_commands(shared, output, [&](app::Worker& worker, app::Commands& commands) {
      return retry(output, worker, commands, *options);
    });
  });
}

}  // namespace

void declare_order_commands(const Declared& declared) {
  auto* parent = declared.app.add_subcommand("order", "Orders: received, booked, parked, and why");
  parent->require_subcommand(1);
  declare_list_orders(declared, *parent);

  auto key = std::make_shared<std::string>();
  auto* show = parent->add_subcommand("show", "Show an order with its timeline");
  show->add_option("KEY", *key, "SOURCE/ID, a refund SOURCE/ID:refund[:REFUNDID], or the bare id")
      ->required();
  declared.on_commands(*show, [key](const Output& output, app::Worker&, app::Commands& commands) {
    return shown(output, commands.order(*key));
  });

  declare_retry(declared, *parent);

  auto* reverse =
      parent->add_subcommand("reverse", "Book the reversal of a booked sale (cancelled after booking)");
  reverse->add_option("KEY", *key, "the sale")->required();
  declared.on_commands(*reverse, [key](const Output& output, app::Worker& worker, app::Commands& commands) {
    return retried(output, reverse_one(worker, commands, *key));
  });

  auto why = std::make_shared<std::string>();
  auto* ignore =
      parent->add_subcommand("ignore", "Never book this order, or end the attention of a booked one");
  ignore->add_option("KEY", *key, "the order")->required();
  ignore->add_option("--why", *why, "the reason, kept with the order")->required();
  declared.on_commands(*ignore,
                       [key, why](const Output& output, app::Worker& worker, app::Commands& commands) {
                         return shown(output, ignore_one(worker, commands, *key, *why));
                       });
}

}  // namespace ordersync::cli
