// Use cases; see commands.h.
#include "app/commands.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <map>
#include <thread>
#include <tuple>
#include <utility>

#include "app/kept_keys.h"
#include "app/push_store.h"
#include "app/stored_orders.h"
#include "app/sync_codec.h"
#include "base/text.h"
#include "http/curl_transport.h"
#include "journal/sent.h"
#include "pos/odoo_store.h"
#include "source/http_source.h"

namespace ordersync::app {

namespace {

using base::Error;
using base::ErrorKind;
using base::Result;
using sync::SyncSettings;
using namespace std::chrono_literals;

constexpr base::Milliseconds kPollRun = 50ms;
constexpr int kEnoughToTell = 10;  // orders of a source

void side_by_side(const std::function<void()>& aside, const std::function<void()>& here) {
  std::thread thread(aside);
  here();
  thread.join();
}

// An engine on this worker, with the concrete source and the POS of one sync.
struct Assembly {
  Assembly(Worker& worker, pos::Target& pos, const SyncSettings& settings, std::string owner)
      : transport(worker.stop_requested),
        source(settings.fetch, transport, worker.store.clock(), worker.store.random(),
               settings.decode.hook ? source::SingleOrder::anything : source::SingleOrder::guides),
        ports{source,
              pos,
              *worker.journal,
              *worker.runs,
              worker.store.clock(),
              worker.store.random(),
              worker.store.log(),
              std::move(owner),
              worker.stop_requested,
              side_by_side},
        engine(ports) {
    if (worker.store.nodes().is_shared()) ports.journal_aside = [&worker] { return worker.journal_aside(); };
  }

  http::CurlTransport transport;
  source::HttpSource source;
  sync::Ports ports;
  sync::Engine engine;
};

Error inactive(const std::string& name) {
  return {ErrorKind::conflict,
          "sync_inactive",
          "The sync \"" + name + "\" is not active: `ordersync sync activate \"" + name + "\"` first",
          {}};
}

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

// What decides of how orders are read, matched and booked, and not merely when and whence they are fetched.
bool may_free_orders(const SyncSettings& before, const SyncSettings& after) {
  return encode_advanced(before) != encode_advanced(after) || before.connection != after.connection ||
         before.pos_config != after.pos_config || before.auto_create_session != after.auto_create_session ||
         before.active != after.active;
}

}  // namespace

Result<journal::Run> Commands::sync_now(std::string_view name, journal::Trigger trigger,
                                        const sync::RunObserver& observer) {
  TRY_ASSIGN(const SyncSettings settings, worker_.syncs.get(name));
  if (!settings.active) return inactive(settings.name);
  return with_engine(settings, WhenBusy::answer_that_run, [&](sync::Engine& engine, const SyncSettings& now) {
    return engine.run(now, trigger, observer);
  });
}

Result<journal::Run> Commands::book_pushed(std::string_view name) {
  TRY_ASSIGN(const SyncSettings settings, worker_.syncs.get(name));
  if (!settings.active) return inactive(settings.name);
  TRY_ASSIGN(auto run,
             with_engine(settings, WhenBusy::start_again, [](sync::Engine& engine, const SyncSettings& now) {
               return engine.book_pushed(now);
             }));
  if (!settings.connection.empty()) TRY(remember_currency(settings));
  return run;
}

// Asks nobody: the run has just asked. An Odoo that was away has nothing new to say.
Result<void> Commands::remember_currency(const SyncSettings& settings) {
  TRY_ASSIGN(pos::Target* const pos, worker_.target(settings.connection));
  const auto catalogue = pos->catalogue(settings.pos_config);
  if (!catalogue.ok()) return {};
  PushStore pushes(*worker_.connection, worker_.store.clock());
  TRY_ASSIGN(const PushState known, pushes.state(settings.id));
  const base::Currency currency = (*catalogue)->currency();
  if (known.currency == currency) return {};
  return sql::write_transaction(*worker_.connection,
                                [&] { return pushes.remember_currency(settings.id, currency); });
}

Result<journal::Run> Commands::retry_waiting(std::string_view name) {
  TRY_ASSIGN(const SyncSettings settings, worker_.syncs.get(name));
  return with_engine(settings, WhenBusy::start_again,
                     [](sync::Engine& engine, const SyncSettings& now) { return engine.retry_waiting(now); });
}

Result<sync::DryRun> Commands::dry_run(std::string_view name, const sync::RunObserver& observer) {
  TRY_ASSIGN(const SyncSettings settings, worker_.syncs.get(name));
  TRY_ASSIGN(pos::Target* const pos, worker_.target(settings.connection));
  Assembly assembly(worker_, *pos, settings, {});
  return assembly.engine.dry_run(settings, observer);
}

// As it is by now: it may have been edited while another run was waited for.
Result<SyncSettings> Commands::read_again(const SyncSettings& before) {
  TRY_ASSIGN(const auto name, worker_.syncs.name_of(before.id));
  // Not by its old name: that may be another one's by now.
  if (!name)
    return base::not_found("sync_not_found", "The sync \"" + before.name + "\" was removed meanwhile");
  TRY_ASSIGN(auto settings, worker_.syncs.get(*name));
  if (before.active && !settings.active) return inactive(settings.name);
  return settings;
}

Result<journal::Run> Commands::with_engine(SyncSettings settings, WhenBusy when_busy, const Start& start) {
  for (;;) {
    TRY_ASSIGN(pos::Target* const pos, worker_.target(settings.connection));
    TRY_ASSIGN(const auto work, worker_.store.nodes().begin(worker_.store.log()));
    Assembly assembly(worker_, *pos, settings, work->owner());
    auto run = start(assembly.engine, settings);
    if (run.ok()) run->sync = settings.name;
    if (run.ok() || run.error().code != "run_in_progress") return run;
    journal::RunId living = 0;
    const std::string& detail = run.error().detail;
    std::from_chars(detail.data(), detail.data() + detail.size(), living);
    TRY_ASSIGN(auto ended, wait_for(living));
    if (ended && when_busy == WhenBusy::answer_that_run) {
      ended->sync = settings.name;
      return *std::move(ended);
    }
    TRY_ASSIGN(settings, read_again(settings));
  }
}

// Until the run has ended; nothing when its process died, or when we are asked to stop.
Result<std::optional<journal::Run>> Commands::wait_for(journal::RunId id) {
  for (;;) {
    TRY_ASSIGN(auto run, worker_.runs->show(id));
    if (!run || run->ended_at) return run;
    TRY_ASSIGN(const bool alive, worker_.runs->alive(id));
    if (!alive) return std::optional<journal::Run>();
    if (worker_.stop_requested && worker_.stop_requested()) {
      return Error{
          ErrorKind::temporary, "stopping", "Stopped while another run of this sync was under way", {}};
    }
    worker_.store.clock().sleep_for(kPollRun);
  }
}

Result<SyncDetail> Commands::sync_add(std::string_view name, const SyncForm& form) {
  std::optional<order::Notice> trouble;
  if (form.pos_config) {
    TRY_ASSIGN(trouble, worker_.check_pos_config(base::trim(form.connection.value_or("")), *form.pos_config));
  }
  SyncSettings wanted;
  wanted.source = base::slug(base::trim(name));
  TRY(apply(form, wanted));
  TRY(keys_stay(worker_, nullptr, wanted));
  TRY_ASSIGN(auto settings, worker_.syncs.add(name, form));
  if (settings.interval_minutes > 0) {
    const auto next = worker_.store.clock().now() + std::chrono::minutes(settings.interval_minutes);
    TRY(worker_.runs->schedule(settings.id, next));
  }
  // What it took over from one that was removed may well be booked with what this one says.
  if (settings.active) TRY(worker_.journal->wake(settings.id, "the sync was added again"));
  TRY_ASSIGN(auto detail, sync_detail(std::move(settings)));
  detail.pos_trouble = std::move(trouble);
  return detail;
}

Result<SyncDetail> Commands::sync_edit(std::string_view name, const SyncForm& form,
                                       std::optional<std::int64_t> revision) {
  TRY_ASSIGN(const SyncSettings before, worker_.syncs.get(name));
  std::optional<order::Notice> trouble;
  if (form.pos_config || form.connection) {
    TRY_ASSIGN(trouble, worker_.check_pos_config(base::trim(form.connection.value_or(before.connection)),
                                                 form.pos_config.value_or(before.pos_config)));
  }
  Booked booked = Booked::nothing;
  if (form.connection && base::trim(*form.connection) != before.connection) {
    TRY(no_run_lives(before));
    TRY_ASSIGN(booked, booked_of(before));
  }
  SyncSettings wanted = before;
  TRY(apply(form, wanted));
  if (encode_advanced(before) != encode_advanced(wanted)) TRY(keys_stay(worker_, &before, wanted));
  TRY_ASSIGN(auto settings, worker_.syncs.edit(name, form, booked, revision));
  if (settings.active && may_free_orders(before, settings))
    TRY(worker_.journal->wake(settings.id, "the sync was edited"));
  if (settings.interval_minutes != before.interval_minutes) {
    std::optional<base::Instant> next;
    if (settings.interval_minutes > 0) {
      next = worker_.store.clock().now() + std::chrono::minutes(settings.interval_minutes);
    }
    TRY(worker_.runs->schedule(settings.id, next));
  }
  TRY_ASSIGN(auto detail, sync_detail(std::move(settings)));
  detail.pos_trouble = std::move(trouble);
  return detail;
}

Result<SyncDetail> Commands::sync_show(std::string_view name) {
  TRY_ASSIGN(auto settings, worker_.syncs.get(name));
  return sync_detail(std::move(settings));
}

Result<std::vector<SyncDetail>> Commands::sync_list() {
  TRY_ASSIGN(auto all, worker_.syncs.list());
  std::vector<SyncDetail> details;
  for (auto& settings : all) {
    TRY_ASSIGN(auto detail, sync_detail(std::move(settings)));
    details.push_back(std::move(detail));
  }
  return details;
}

Result<void> Commands::sync_remove(std::string_view name) {
  TRY_ASSIGN(const SyncSettings settings, worker_.syncs.get(name));
  TRY_ASSIGN(const Booked booked, booked_of(settings));
  return worker_.syncs.remove(name, booked);
}

// Of the source, whichever of its syncs received them: orders are known by their source for ever. What is on
// its way counts: nobody knows yet whether it was booked. So does a run that lives: it books what it fetches.
Result<Booked> Commands::booked_of(const SyncSettings& settings) {
  TRY_ASSIGN(const bool sent, journal::anything_sent(*worker_.connection, settings.source));
  if (sent) return Booked::something;
  TRY_ASSIGN(const auto counts, worker_.journal->counts(settings.id));
  TRY_ASSIGN(const auto living, living_run(settings.id));
  return counts.posting == 0 && !living ? Booked::nothing : Booked::something;
}

Result<void> Commands::no_run_lives(const SyncSettings& settings) {
  TRY_ASSIGN(const auto living, living_run(settings.id));
  if (!living) return {};
  return Error{ErrorKind::conflict,
               "run_in_progress",
               "A run of \"" + settings.name + "\" is under way: choose where it books when it has ended",
               {}};
}

Result<StoredConnection> Commands::connection_edit(std::string_view name, const ConnectionForm& form,
                                                   std::optional<std::int64_t> revision) {
  TRY_ASSIGN(const StoredConnection before, worker_.connections.get(name));
  pos::odoo::ConnectionSettings after = before.settings;
  TRY(apply(form, after));
  const std::string from = pos::odoo::connection_key(before.settings);
  const std::string to = pos::odoo::connection_key(after);
  if (from == to) return worker_.connections.edit(name, form, revision, Leads::to_the_same);

  TRY_ASSIGN(const auto keys, some_booked_through(before));
  if (!keys.empty()) {
    TRY_ASSIGN(const auto found, worker_.odoo_of(after)->find(keys));
    const bool knows_them =
        std::any_of(found.begin(), found.end(), [](const auto& order) { return order.has_value(); });
    if (!knows_them) {
      return Error{ErrorKind::conflict,
                   "connection_elsewhere",
                   "Orders were booked through \"" + before.settings.name +
                       "\", or may have been, and the Odoo that this would lead to does not know them: "
                       "there they could be booked again. Add it as a connection of its own",
                   {}};
    }
  }
  TRY_ASSIGN(const auto syncs, worker_.syncs.list());
  for (const auto& sync : syncs) {
    if (sync.connection == before.settings.name) TRY(no_run_lives(sync));
  }
  return worker_.connections.edit(name, form, revision, keys.empty() ? Leads::elsewhere : Leads::to_the_same);
}

// The newest of each source, of removed syncs too, and such whose outcome is not known: enough to tell one
// Odoo from another.
Result<std::vector<order::OrderKey>> Commands::some_booked_through(const StoredConnection& stored) {
  std::vector<order::OrderKey> keys;
  TRY_ASSIGN(const auto pos_of, worker_.syncs.pos_of_sources());
  for (const auto& [source, connection] : pos_of) {
    if (connection != stored.settings.name) continue;
    TRY_ASSIGN(auto sent, journal::some_sent(*worker_.connection, source, kEnoughToTell));
    for (auto& key : sent) keys.push_back(std::move(key));
  }
  return keys;
}

Result<SyncDetail> Commands::sync_detail(SyncSettings settings) {
  TRY_ASSIGN(auto progress, worker_.runs->progress(settings.id));
  return SyncDetail{std::move(settings), std::move(progress), {}};
}

Result<journal::Runs::Page> Commands::runs(journal::RunFilter filter,
                                           const std::optional<std::string>& sync) {
  if (sync) {
    TRY_ASSIGN(const auto settings, worker_.syncs.get(*sync));
    filter.sync = settings.id;
  }
  TRY_ASSIGN(auto page, worker_.runs->list(filter));
  for (auto& run : page.items) {
    TRY_ASSIGN(auto name, worker_.syncs.name_of(run.sync_id));
    run.sync = name.value_or("");
  }
  return page;
}

Result<journal::Run> Commands::run(journal::RunId id) {
  TRY_ASSIGN(auto run, worker_.runs->show(id));
  if (!run) return base::not_found("run_not_found", "There is no run " + std::to_string(id));
  TRY_ASSIGN(auto name, worker_.syncs.name_of(run->sync_id));
  run->sync = name.value_or("");
  return *std::move(run);
}

Result<std::optional<journal::RunId>> Commands::living_run(journal::SyncId sync) {
  TRY_ASSIGN(const auto page, worker_.runs->list({.sync = sync, .limit = 1}));
  if (page.items.empty() || page.items.front().ended_at) return std::optional<journal::RunId>();
  const journal::RunId newest = page.items.front().id;
  TRY_ASSIGN(const bool alive, worker_.runs->alive(newest));
  return alive ? std::optional(newest) : std::nullopt;
}

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
  TRY_ASSIGN(const auto sale,
             worker_.journal->find({refund.key.source, refund.key.external_id, order::Kind::sale, {}}));
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
  TRY_ASSIGN(const auto sale,
             worker_.journal->find({refund.key.source, refund.key.external_id, order::Kind::sale, {}}));
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
    return same ? Result<void>() : journal::attention_changed(*sale.attention);
  }
  if (!seen.attention) return {};
  TRY_ASSIGN(const auto begun, worker_.journal->find(reversal));
  if (begun) return {};  // the same request again, whose answer was lost
  return Error{ErrorKind::conflict,
               "attention_changed",
               "Somebody has closed what this order asked for: look at it again before it is taken back",
               {}};
}

Result<OrderDetail> Commands::reverse(std::string_view key, std::string_view actor,
                                      const std::optional<Seen>& seen) {
  TRY_ASSIGN(const auto sale, find_one(key));
  const order::OrderKey refund{sale.key.source, sale.key.external_id, order::Kind::refund,
                               std::string(order::kReversal)};
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

Result<std::vector<journal::Run>> Commands::retry_all() {
  TRY_ASSIGN(const auto all, worker_.syncs.list());
  std::vector<journal::Run> runs;
  for (const auto& sync : all) {
    if (!sync.active) continue;
    TRY_ASSIGN(auto run, retry_waiting(sync.name));
    runs.push_back(std::move(run));
  }
  return runs;
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
  std::string keys;
  for (const auto& order : found) keys += (keys.empty() ? "" : ", ") + order::to_string(order.key);
  return Error{
      ErrorKind::conflict, "ambiguous_key", "\"" + std::string(key) + "\" may be one of: " + keys, {}};
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
      detail.pos_trouble = order::Notice{booked.error().code, booked.error().message};
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
