// Use cases of orders; see commands.h. Those of runs and of syncs stand in commands_runs.cc and
// commands_syncs.cc.
#include "app/commands.h"

#include <map>
#include <utility>

#include "app/stored_orders.h"
#include "base/text.h"

namespace ordersync::app {

namespace {

using base::Error;
using base::ErrorKind;
using base::Result;
using sync::SyncSettings;

Error nothing_to_book_again(const journal::OrderView& order) {
  const std::string id = base::printable(order.key.external_id);
  if (order.state == journal::State::claimed || order.state == journal::State::intended) {
    return {ErrorKind::conflict,
            "order_not_waiting",
            "Order " + id + " is about to be booked: see what becomes of it, or retry it",
            {}};
  }
  return {
      ErrorKind::conflict, "order_not_booked", "Order " + id + " is not booked: try it again as it is", {}};
}

Error order_in_pos(const journal::OrderView& order, const pos::BookedOrder& booked) {
  std::string message =
      "Order " + base::printable(order.key.external_id) + " stands in the POS as " + booked.name;
  message += pos::is_paid(booked) ? ": there is nothing to book again"
                                  : ", not paid (" + booked.state + "): pay or delete it there";
  return {ErrorKind::conflict, "order_in_pos", std::move(message), {}};
}

}  // namespace

Result<Commands::OrderList> Commands::orders(journal::OrderFilter filter, std::optional<std::string> sync) {
  if (sync) {
    TRY_ASSIGN(const auto settings, worker_.syncs.get(*sync));
    filter.sync = settings.id;
  }
  TRY_ASSIGN(auto page, worker_.journal->list(filter));
  return with_booked(std::move(page));
}

Result<Commands::OrderList> Commands::with_booked(journal::OrderPage page) {
  OrderList list;
  list.next = std::move(page.next);
  TRY(find_booked(page.items, list));
  return list;
}

// Each order in the POS that its source is booked in.
Result<void> Commands::find_booked(const std::vector<journal::OrderView>& views, OrderList& list) {
  TRY_ASSIGN(const auto pos_of, worker_.syncs.pos_of_sources());
  std::map<std::string, std::vector<std::size_t>> by_connection;
  for (std::size_t i = 0; i < views.size(); ++i) {
    const auto known = pos_of.find(views[i].key.source);
    by_connection[known == pos_of.end() ? "" : known->second].push_back(i);
    list.items.emplace_back(views[i], std::nullopt);
  }
  for (const auto& [connection, places] : by_connection) {
    std::vector<order::OrderKey> keys;
    for (const std::size_t i : places) keys.push_back(views[i].key);
    TRY_ASSIGN(auto booked, without_asking(connection, keys));
    for (std::size_t k = 0; k < places.size(); ++k) list.items[places[k]].second = std::move(booked[k]);
  }
  return {};
}

// A connection that was removed has nothing to show.
Result<Commands::BookedOrders> Commands::without_asking(const std::string& connection,
                                                        const std::vector<order::OrderKey>& keys) {
  if (connection.empty()) return worker_.pos.find(keys);
  auto odoo = worker_.odoo(connection);
  if (odoo.ok()) return (*odoo)->kept(keys);
  if (odoo.error().code == "connection_not_found") return BookedOrders(keys.size());
  return std::move(odoo).error();
}

Result<OrderDetail> Commands::order(std::string_view key) {
  TRY_ASSIGN(auto found, find_one(key));
  return detail(std::move(found));
}

Result<OrderDetail> Commands::retry(std::string_view key, Refund refund, std::string_view actor) {
  TRY_ASSIGN(const auto found, find_one(key));
  TRY_ASSIGN(const SyncSettings settings, sync_of(found));
  if (refund == Refund::alone) TRY(worker_.journal->refund_alone(found.row, actor));
  if (refund == Refund::both) TRY(no_other_syncs_sale(found, settings));
  TRY(with_engine(settings, WhenBusy::start_again, [&](sync::Engine& engine, const SyncSettings& now) {
    return refund == Refund::both ? engine.book_both(now, found, actor) : engine.retry_one(now, found);
  }));
  if (refund == Refund::both) TRY(require_sale_of(found));
  return order(order::to_string(found.key));
}

// Two syncs may share a source. The sale of another one has that one's maps and POS.
Result<void> Commands::no_other_syncs_sale(const journal::OrderView& refund, const SyncSettings& settings) {
  TRY_ASSIGN(const auto sale, worker_.journal->find(order::sale_of(refund.key)));
  if (!sale || sale->state == journal::State::settled || sale->sync_id == settings.id) return {};
  TRY_ASSIGN(const auto other, worker_.syncs.name_of(sale->sync_id));
  if (!other) return {};
  return Error{ErrorKind::conflict,
               "sale_waits",
               "The sale " + base::printable(sale->key.external_id) + " is an order of the sync \"" + *other +
                   "\": book it there first, and its refund follows it",
               {}};
}

// Why both are not booked is what the sale says.
Result<void> Commands::require_sale_of(const journal::OrderView& refund) {
  TRY_ASSIGN(const auto sale, worker_.journal->find(order::sale_of(refund.key)));
  if (!sale || sale->state == journal::State::settled || !sale->error) return {};
  return Error{ErrorKind::conflict,
               "sale_waits",
               "The sale " + base::printable(sale->key.external_id) +
                   " cannot be booked yet; its refund follows it: " + sale->error->message,
               {}};
}

// From the step on it is an unknown outcome like any other: whoever works it, this run or one that had begun
// before, looks it up once more. How it stands then is the answer, whatever became of the run.
Result<OrderDetail> Commands::book_again(std::string_view key, std::string_view actor) {
  TRY_ASSIGN(const auto seen, find_one(key));
  if (seen.state != journal::State::settled) return nothing_to_book_again(seen);
  TRY_ASSIGN(const SyncSettings settings, sync_of(seen));
  TRY_ASSIGN(pos::Target* const pos, worker_.target(settings.connection));
  TRY_ASSIGN(const auto found, pos->find(std::span(&seen.key, 1)));
  if (found.front()) return order_in_pos(seen, *found.front());
  TRY(worker_.journal->book_again(seen, settings.id, actor));
  TRY_ASSIGN(const auto intended, find_one(order::to_string(seen.key)));
  std::ignore = with_engine(
      settings, WhenBusy::start_again,
      [&](sync::Engine& engine, const SyncSettings& now) { return engine.retry_one(now, intended); });
  return order(order::to_string(seen.key));
}

Result<void> Commands::still_stands(const Seen& seen, const journal::OrderView& sale,
                                    const order::OrderKey& reversal) {
  if (sale.attention) {
    const bool same = seen.attention && seen.attention->is_same_as(*sale.attention);
    return same ? Result<void>() : journal::attention_changed(sale.attention);
  }
  if (!seen.attention) return {};
  TRY_ASSIGN(const auto begun, worker_.journal->find(reversal));
  using journal::State;
  const bool was_ended = !begun || begun->state == State::skipped || begun->state == State::ignored;
  if (!was_ended) return {};  // the same request again, whose answer was lost
  return journal::attention_changed(std::nullopt);
}

Result<OrderDetail> Commands::reverse(std::string_view key, std::string_view actor,
                                      const std::optional<Seen>& seen) {
  TRY_ASSIGN(const auto sale, find_one(key));
  const order::OrderKey refund = order::reversal_of(sale.key);
  if (seen) TRY(still_stands(*seen, sale, refund));
  TRY_ASSIGN(const SyncSettings settings, sync_of(sale));
  TRY(with_engine(settings, WhenBusy::start_again,
                  [&](sync::Engine& engine, const SyncSettings& now) { return engine.reverse(now, sale); }));
  TRY_ASSIGN(auto reversal, order(order::to_string(refund)));
  if (reversal.order.state == journal::State::settled && sale.attention) {
    const auto closed =
        worker_.journal->ignore(sale.row, "taken back by " + reversal.order.pos_order, actor, sale.attention);
    const bool somebody_was_faster = !closed.ok() && closed.error().kind == ErrorKind::conflict;
    if (!closed.ok() && !somebody_was_faster) return closed.error();
  }
  return reversal;
}

// With its key, for it may have to fetch.
Result<SyncSettings> Commands::sync_of(const journal::OrderView& order) {
  TRY_ASSIGN(const auto name, sync_name_of(order));
  if (name) return worker_.syncs.get(*name);
  return base::not_found("sync_not_found", "The sync of order " + order::to_string(order.key) +
                                               " was removed: add it again with --source " +
                                               order.key.source + ", and it takes the order over");
}

// A booked order stays with the sync it came by. Where that was removed, another one of its source and its
// Point of Sale reads it.
Result<std::optional<std::string>> Commands::sync_name_of(const journal::OrderView& order) {
  TRY_ASSIGN(auto name, worker_.syncs.name_of(order.sync_id));
  if (name || order.state != journal::State::settled) return name;
  TRY_ASSIGN(const std::string text, worker_.journal->document(order.row));
  const auto document = order::decode_document(text);
  if (!document.ok()) return name;
  TRY_ASSIGN(const auto all, worker_.syncs.list());
  for (const SyncSettings& sync : all) {
    if (sync.source != order.key.source || sync.pos_config != document->pos_config) continue;
    if (!name || sync.active) name = sync.name;
  }
  return name;
}

Result<OrderDetail> Commands::ignore(std::string_view key, std::string_view why, std::string_view actor,
                                     const std::optional<Seen>& seen) {
  TRY_ASSIGN(const auto found, find_one(key));
  if (base::trim(why).empty())
    return base::invalid("bad_option", "--why is missing: why is this order not to be booked?");
  TRY(worker_.journal->ignore(found.row, why, actor, seen ? seen->attention : found.attention));
  return order(order::to_string(found.key));
}

Result<journal::OrderView> Commands::find_one(std::string_view key) {
  TRY_ASSIGN(auto found, worker_.journal->find_text(key));
  if (found.empty()) return base::not_found("order_not_found", "There is no order " + std::string(key));
  if (found.size() == 1) return std::move(found.front());
  const std::string keys =
      base::joined(found, ", ", [](const journal::OrderView& order) { return order::to_string(order.key); });
  return Error{ErrorKind::conflict, "ambiguous_key", base::quoted(key) + " may be one of: " + keys, {}};
}

// Asks the POS, and shows what was read back last where that does not answer.
Result<OrderDetail> Commands::detail(journal::OrderView order) {
  OrderDetail detail;
  OrderList list;
  TRY(find_booked({order}, list));
  detail.booked = std::move(list.items.front().second);
  TRY_ASSIGN(const auto pos_of, worker_.syncs.pos_of_sources());
  const auto known = pos_of.find(order.key.source);
  const bool was_sent = order.state == journal::State::settled || order.state == journal::State::intended;
  if (was_sent && known != pos_of.end() && !known->second.empty()) {
    auto odoo = worker_.odoo(known->second);
    auto booked = odoo.ok() ? (*odoo)->find(std::span(&order.key, 1)) : std::move(odoo).error();
    if (booked.ok()) {
      detail.booked = std::move(booked->front());
    } else {
      detail.pos_trouble = order::notice_of(booked.error());
    }
  }
  TRY_ASSIGN(detail.timeline, worker_.journal->timeline(order.row));
  TRY_ASSIGN(detail.payload, worker_.journal->payload(order.row));
  if (detail.booked) {
    TRY_ASSIGN(detail.differences, differences_of(order, detail.booked->currency));
  }
  detail.order = std::move(order);
  return detail;
}

// By the rules of the order's sync; nothing where there is none, or where one of the two is no order.
Result<std::vector<order::Difference>> Commands::differences_of(const journal::OrderView& order,
                                                                base::Currency currency) {
  if (order.state != journal::State::settled || !order.attention) return std::vector<order::Difference>();
  TRY_ASSIGN(const auto name, sync_name_of(order));
  if (!name) return std::vector<order::Difference>();
  TRY_ASSIGN(const SyncSettings settings, worker_.syncs.get(*name));
  StoredOrders orders(*worker_.journal, settings, currency);
  TRY_ASSIGN(const auto before, orders.received(order));
  TRY_ASSIGN(const auto after, orders.newest(order));
  if (!before.order || !after.order) return std::vector<order::Difference>();
  return order::differences(*before.order, *after.order);
}

}  // namespace ordersync::app
