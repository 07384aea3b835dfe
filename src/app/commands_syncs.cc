// Use cases of syncs and of the connections they book through; see commands.h.
#include "app/commands.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "app/kept_keys.h"
#include "app/sync_codec.h"
#include "base/text.h"
#include "journal/sent.h"
#include "pos/odoo_store.h"

namespace ordersync::app {

namespace {

using base::Error;
using base::ErrorKind;
using base::Result;
using sync::SyncSettings;

constexpr int kEnoughToTell = 10;  // orders of a source

// What decides of how orders are read, matched and booked, and not merely when and whence they are fetched.
bool may_free_orders(const SyncSettings& before, const SyncSettings& after) {
  return encode_advanced(before) != encode_advanced(after) || before.connection != after.connection ||
         before.pos_config != after.pos_config || before.auto_create_session != after.auto_create_session ||
         before.active != after.active;
}

}  // namespace

Result<SyncDetail> Commands::sync_add(std::string_view name, const SyncForm& form) {
  std::optional<order::Notice> trouble;
  if (form.pos_config) {
    TRY_ASSIGN(trouble, worker_.check_pos_config(base::trim(form.connection.value_or("")), *form.pos_config));
  }
  SyncSettings wanted;
  TRY_ASSIGN(wanted.source, worker_.syncs.source_by(name, form.url.value_or("")));
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
  TRY_ASSIGN(const SyncSettings before, worker_.syncs.get_to_mend(name));
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
  TRY_ASSIGN(const SyncSettings settings, worker_.syncs.get_to_mend(name));
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
  TRY_ASSIGN(const StoredConnection before, worker_.connections.get_to_mend(name));
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

}  // namespace ordersync::app
