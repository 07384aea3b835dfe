// Use cases of runs: Sync Now and its kin, waiting for a run that lives, and what has run; see commands.h.
#include "app/commands.h"

#include <chrono>
#include <thread>
#include <utility>

#include "app/push_store.h"
#include "base/whole_number.h"
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

}  // namespace

Result<journal::Run> Commands::sync_now(std::string_view name, journal::Trigger trigger,
                                        const sync::RunObserver& observer) {
  TRY_ASSIGN(const SyncSettings settings, worker_.syncs.get(name));
  if (settings.lacks_key()) return *settings.unreadable;
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
  if (!settings.connection.empty()) TRY(heed_catalogue(settings));
  return run;
}

// Nobody tells of what is changed in an Odoo: what waits for a product is tried again once a push finds
// another catalogue there. Asks nobody: the run has just asked. An Odoo that was away has nothing new to say.
Result<void> Commands::heed_catalogue(const SyncSettings& settings) {
  TRY_ASSIGN(pos::Target* const pos, worker_.target(settings.connection));
  const auto catalogue = pos->catalogue(settings.pos_config);
  if (!catalogue.ok()) return {};
  PushStore pushes(*worker_.connection, worker_.store.clock());
  TRY_ASSIGN(const PushState known, pushes.state(settings.id));
  const order::Catalogue& now = **catalogue;
  if (known.currency == now.currency() && known.catalogue_version == now.version()) return {};
  // First the waking: after a failure in between it is done once more. Also the first time: the run may have
  // begun with an older one than this.
  TRY(worker_.journal->wake(settings.id, "catalogue changed"));
  return sql::write_transaction(*worker_.connection,
                                [&] { return pushes.remember_catalogue(settings.id, now); });
}

Result<journal::Run> Commands::retry_waiting(std::string_view name) {
  TRY_ASSIGN(const SyncSettings settings, worker_.syncs.get(name));
  if (!settings.active) return inactive(settings.name);
  return with_engine(settings, WhenBusy::start_again,
                     [](sync::Engine& engine, const SyncSettings& now) { return engine.retry_waiting(now); });
}

Result<std::vector<journal::Run>> Commands::retry_all() {
  TRY_ASSIGN(const auto all, worker_.syncs.list());
  std::vector<std::string> names;
  for (const auto& sync : all) names.push_back(sync.name);
  return retry_active(names);
}

Result<std::vector<journal::Run>> Commands::retry_active(const std::vector<std::string>& syncs) {
  std::vector<journal::Run> runs;
  for (const std::string& name : syncs) {
    TRY_ASSIGN(const SyncSettings settings, worker_.syncs.get(name));
    if (!settings.active) continue;
    TRY_ASSIGN(auto run, retry_waiting(name));
    runs.push_back(std::move(run));
  }
  return runs;
}

Result<sync::DryRun> Commands::dry_run(std::string_view name, const sync::RunObserver& observer) {
  TRY(worker_.places.take());
  TRY_ASSIGN(const SyncSettings settings, worker_.syncs.get(name));
  if (settings.lacks_key()) return *settings.unreadable;
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
  // Before the run begins: one that finds no place for its questions would be an error of the sync.
  if (!settings.connection.empty()) TRY(worker_.places.take());
  for (;;) {
    TRY_ASSIGN(pos::Target* const pos, worker_.target(settings.connection));
    TRY_ASSIGN(const auto work, worker_.store.nodes().begin(worker_.store.log()));
    Assembly assembly(worker_, *pos, settings, work->owner());
    auto run = start(assembly.engine, settings);
    if (run.ok()) run->sync = settings.name;
    if (run.ok() || run.error().code != "run_in_progress") return run;
    const auto living = base::whole_number<journal::RunId>(run.error().about);
    TRY_ASSIGN(auto ended, wait_for(living.value_or(0), settings.name));
    if (ended && when_busy == WhenBusy::answer_that_run) {
      ended->sync = settings.name;
      return *std::move(ended);
    }
    TRY_ASSIGN(settings, read_again(settings));
  }
}

// Until the run has ended; nothing when its process died, or when we are asked to stop.
Result<std::optional<journal::Run>> Commands::wait_for(journal::RunId id, const std::string& sync) {
  for (base::Milliseconds waited{0};; waited += kPollRun) {
    TRY_ASSIGN(auto run, worker_.runs->show(id));
    if (!run || run->ended_at) return run;
    TRY_ASSIGN(const bool alive, worker_.runs->alive(id));
    if (!alive) {
      TRY_ASSIGN(run, worker_.runs->show(id));  // it may have ended between the two questions
      return run && run->ended_at ? run : std::nullopt;
    }
    if (worker_.stop_requested && worker_.stop_requested()) {
      return Error{
          ErrorKind::temporary, "stopping", "Stopped while another run of this sync was under way", {}};
    }
    if (patience_ && waited >= *patience_) {
      return Error{ErrorKind::conflict,
                   "run_in_progress",
                   "A run of the sync \"" + sync + "\" is under way: try again when it has ended",
                   {}};
    }
    worker_.store.clock().sleep_for(kPollRun);
  }
}

Result<journal::Runs::Page> Commands::runs(journal::RunFilter filter,
                                           const std::optional<std::string>& sync) {
  if (sync) {
    TRY_ASSIGN(const auto settings, worker_.syncs.get(*sync));
    filter.sync = settings.id;
  }
  TRY_ASSIGN(auto page, worker_.runs->list(filter));
  for (auto& run : page.items) {
    TRY_ASSIGN(auto name, worker_.syncs.name_ever_of(run.sync_id));
    run.sync = name.value_or("");
  }
  return page;
}

Result<journal::Run> Commands::run(journal::RunId id) {
  TRY_ASSIGN(auto run, worker_.runs->show(id));
  if (!run) return base::not_found("run_not_found", "There is no run " + std::to_string(id));
  TRY_ASSIGN(auto name, worker_.syncs.name_ever_of(run->sync_id));
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

}  // namespace ordersync::app
