// Use cases; see commands.h.
#include "app/commands.h"

#include <charconv>
#include <chrono>
#include <thread>
#include <utility>

#include "app/owner.h"
#include "base/text.h"
#include "http/curl_transport.h"
#include "source/http_source.h"

namespace ordersync::app {

namespace {

using base::Error;
using base::ErrorKind;
using base::Result;
using sync::SyncSettings;
using namespace std::chrono_literals;

constexpr base::Milliseconds kPollRun = 50ms;

void side_by_side(const std::function<void()>& aside, const std::function<void()>& here) {
  std::thread thread(aside);
  here();
  thread.join();
}

// An engine on this worker, with the concrete source of one sync.
struct Assembly {
  Assembly(Worker& worker, const SyncSettings& settings, const std::function<bool()>& stop_requested)
      : transport(stop_requested),
        source(settings.fetch, transport, worker.store.clock(), worker.store.random()),
        ports{source,
              worker.pos,
              *worker.journal,
              *worker.runs,
              worker.store.clock(),
              worker.store.random(),
              worker.store.log(),
              this_process(),
              stop_requested,
              side_by_side},
        engine(ports) {}

  http::CurlTransport transport;
  source::HttpSource source;
  sync::Ports ports;
  sync::Engine engine;
};

Error inactive(const std::string& name) {
  return {ErrorKind::conflict,
          "sync_inactive",
          "The sync \"" + name + "\" is not active: `ordersync sync activate " + name + "` first",
          {}};
}

}  // namespace

Commands::Commands(Worker& worker, std::function<bool()> stop_requested)
    : worker_(worker), stop_requested_(std::move(stop_requested)) {}

Result<journal::Run> Commands::sync_now(std::string_view name, journal::Trigger trigger,
                                        const sync::RunObserver& observer) {
  TRY_ASSIGN(const SyncSettings settings, worker_.syncs.get(name));
  if (!settings.active) return inactive(settings.name);
  return with_engine(settings, WhenBusy::answer_that_run,
                     [&](sync::Engine& engine) { return engine.run(settings, trigger, observer); });
}

Result<journal::Run> Commands::retry_waiting(std::string_view name) {
  TRY_ASSIGN(const SyncSettings settings, worker_.syncs.get(name));
  return with_engine(settings, WhenBusy::start_again,
                     [&](sync::Engine& engine) { return engine.retry_waiting(settings); });
}

Result<sync::DryRun> Commands::dry_run(std::string_view name, const sync::RunObserver& observer) {
  TRY_ASSIGN(const SyncSettings settings, worker_.syncs.get(name));
  Assembly assembly(worker_, settings, stop_requested_);
  return assembly.engine.dry_run(settings, observer);
}

Result<journal::Run> Commands::with_engine(const SyncSettings& settings, WhenBusy when_busy,
                                           const std::function<Result<journal::Run>(sync::Engine&)>& start) {
  Assembly assembly(worker_, settings, stop_requested_);
  for (;;) {
    auto run = start(assembly.engine);
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
  }
}

// Until the run has ended; nothing when its process died, or when we are asked to stop.
Result<std::optional<journal::Run>> Commands::wait_for(journal::RunId id) {
  for (;;) {
    TRY_ASSIGN(auto run, worker_.runs->show(id));
    if (!run || run->ended_at) return run;
    TRY_ASSIGN(const bool alive, worker_.runs->alive(id));
    if (!alive) return std::optional<journal::Run>();
    if (stop_requested_ && stop_requested_()) {
      return Error{
          ErrorKind::temporary, "stopping", "Stopped while another run of this sync was under way", {}};
    }
    worker_.store.clock().sleep_for(kPollRun);
  }
}

Result<SyncDetail> Commands::sync_add(std::string_view name, const SyncForm& form) {
  TRY(check_pos_config(form));
  TRY_ASSIGN(auto settings, worker_.syncs.add(name, form));
  if (settings.interval_minutes > 0) {
    const auto next = worker_.store.clock().now() + std::chrono::minutes(settings.interval_minutes);
    TRY(worker_.runs->schedule(settings.id, next));
  }
  return sync_detail(std::move(settings));
}

Result<SyncDetail> Commands::sync_edit(std::string_view name, const SyncForm& form) {
  TRY(check_pos_config(form));
  TRY_ASSIGN(const SyncSettings before, worker_.syncs.get(name));
  TRY_ASSIGN(auto settings, worker_.syncs.edit(name, form));
  if (settings.interval_minutes != before.interval_minutes) {
    std::optional<base::Instant> next;
    if (settings.interval_minutes > 0) {
      next = worker_.store.clock().now() + std::chrono::minutes(settings.interval_minutes);
    }
    TRY(worker_.runs->schedule(settings.id, next));
  }
  return sync_detail(std::move(settings));
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
  return worker_.syncs.remove(name);
}

Result<void> Commands::check_pos_config(const SyncForm& form) {
  if (!form.pos_config) return {};
  TRY(worker_.pos.catalogue(*form.pos_config));
  return {};
}

Result<SyncDetail> Commands::sync_detail(SyncSettings settings) {
  TRY_ASSIGN(auto progress, worker_.runs->progress(settings.id));
  return SyncDetail{std::move(settings), std::move(progress)};
}

Result<journal::Runs::Page> Commands::runs(std::optional<std::string> sync, int limit,
                                           std::string_view cursor) {
  std::optional<journal::SyncId> id;
  if (sync) {
    TRY_ASSIGN(const auto settings, worker_.syncs.get(*sync));
    id = settings.id;
  }
  TRY_ASSIGN(auto page, worker_.runs->list(id, limit, cursor));
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

Result<Commands::OrderList> Commands::orders(journal::OrderFilter filter, std::optional<std::string> sync) {
  if (sync) {
    TRY_ASSIGN(const auto settings, worker_.syncs.get(*sync));
    filter.sync = settings.id;
  }
  TRY_ASSIGN(auto page, worker_.journal->list(filter));
  std::vector<order::OrderKey> keys;
  for (const auto& order : page.items) keys.push_back(order.key);
  TRY_ASSIGN(auto booked, worker_.pos.find(keys));
  OrderList list;
  list.next = std::move(page.next);
  for (std::size_t i = 0; i < page.items.size(); ++i)
    list.items.emplace_back(std::move(page.items[i]), std::move(booked[i]));
  return list;
}

Result<OrderDetail> Commands::order(std::string_view key) {
  TRY_ASSIGN(auto found, find_one(key));
  return detail(std::move(found));
}

Result<OrderDetail> Commands::retry(std::string_view key, Refund refund) {
  TRY_ASSIGN(const auto found, find_one(key));
  TRY_ASSIGN(const SyncSettings settings, sync_of(found));
  if (refund == Refund::alone) TRY(worker_.journal->refund_alone(found.row, "command line"));
  TRY(with_engine(settings, WhenBusy::start_again,
                  [&](sync::Engine& engine) { return engine.retry_one(settings, found.row); }));
  return order(order::to_string(found.key));
}

Result<OrderDetail> Commands::reverse(std::string_view key, std::string_view actor) {
  TRY_ASSIGN(const auto sale, find_one(key));
  TRY_ASSIGN(const SyncSettings settings, sync_of(sale));
  TRY(with_engine(settings, WhenBusy::start_again,
                  [&](sync::Engine& engine) { return engine.reverse(settings, sale); }));
  const order::OrderKey refund{sale.key.source, sale.key.external_id, order::Kind::refund,
                               std::string(sync::kReversal)};
  TRY_ASSIGN(auto reversal, order(order::to_string(refund)));
  if (reversal.order.state == journal::State::settled && sale.attention) {
    TRY(worker_.journal->ignore(sale.row, "taken back by " + reversal.order.pos_order, actor));
  }
  return reversal;
}

// With its key, for it may have to fetch.
Result<SyncSettings> Commands::sync_of(const journal::OrderView& order) {
  TRY_ASSIGN(const auto name, worker_.syncs.name_of(order.sync_id));
  if (name) return worker_.syncs.get(*name);
  return base::not_found("sync_not_found", "The sync of order " + order::to_string(order.key) +
                                               " was removed: add it again with --source " +
                                               order.key.source + ", and its next run takes the order over");
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

Result<OrderDetail> Commands::ignore(std::string_view key, std::string_view why, std::string_view actor) {
  TRY_ASSIGN(const auto found, find_one(key));
  if (base::trim(why).empty())
    return base::invalid("bad_option", "--why is missing: why is this order not to be booked?");
  TRY(worker_.journal->ignore(found.row, why, actor));
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

Result<OrderDetail> Commands::detail(journal::OrderView order) {
  OrderDetail detail;
  TRY_ASSIGN(auto booked, worker_.pos.find(std::span(&order.key, 1)));
  detail.booked = std::move(booked.front());
  TRY_ASSIGN(detail.timeline, worker_.journal->timeline(order.row));
  TRY_ASSIGN(detail.payload, worker_.journal->payload(order.row));
  detail.order = std::move(order);
  return detail;
}

}  // namespace ordersync::app
