// `ordersync sync …` and `ordersync run …`.
#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/hook_store.h"
#include "app/name_page.h"
#include "app/schedule.h"
#include "app/sync_warnings.h"
#include "base/text.h"
#include "cli/context.h"
#include "cli/hook_command.h"
#include "cli/key_option.h"
#include "cli/list.h"
#include "cli/progress.h"
#include "cli/sync_options.h"

namespace ordersync::cli {

namespace {

std::string status_word(journal::RunStatus status) {
  switch (status) {
    case journal::RunStatus::running:
      return "Running";
    case journal::RunStatus::success:
      return "Success";
    case journal::RunStatus::no_orders:
      return "No Orders";
    case journal::RunStatus::error:
      break;
  }
  return "Error";
}

// "no_orders" → "No Orders"
std::string status_shown(const std::string& last_sync_status) {
  if (last_sync_status.empty()) return "–";
  for (const auto status :
       {journal::RunStatus::success, journal::RunStatus::no_orders, journal::RunStatus::running}) {
    if (last_sync_status == journal::to_string(status)) return status_word(status);
  }
  return status_word(journal::RunStatus::error);
}

std::string interval_shown(int minutes, const char* unit) {
  return minutes == 0 ? "only by hand" : std::to_string(minutes) + unit;
}

void show_run(const Output& output, const journal::Run& run) {
  if (output.is_json()) return output.json(app::run_json(run));
  const auto& counts = run.counts;
  output.text("Run " + std::to_string(run.id) + " of " + run.sync + ": " + status_word(run.status));
  output.text("  " + run.message);
  output.text("  booked " + std::to_string(counts.processed) + " · failed " + std::to_string(counts.failed) +
              " · already synced " + std::to_string(counts.already_synced) + " · skipped " +
              std::to_string(counts.skipped) + " · waiting " + std::to_string(counts.waiting));
}

int run_status(const Output& output, journal::RunStatus status, const std::string& message) {
  return status == journal::RunStatus::error ? output.shown_failure(base::invalid("run_failed", message))
                                             : kDone;
}

void show_dry_run(const Output& output, const sync::DryRun& run, const std::string& sync) {
  if (output.is_json()) return output.json(app::dry_run_json(run, sync));
  output.text("Dry run of " + sync + ": nothing was written");
  output.text("  " + run.message);
  Table table{{"Order", "Kind", "Date", "Total", "Tax", "Paid", "Lines"}, {}, {3, 4, 5}};
  for (const auto& order : run.would_book) {
    const std::string lines = base::joined(
        order.lines, ", ", [](const auto& line) { return line.qty.to_string() + " × " + line.product; });
    table.rows.push_back({order.key.external_id, std::string(order::to_string(order.key.kind)),
                          base::to_iso8601(order.date), order.total.to_string(), order.tax.to_string(),
                          order.amount_paid.to_string(), base::printable(lines, 80)});
  }
  output.table(table, "No order would be booked");
  for (std::size_t i = 0; i < run.would_book.size(); ++i) {
    for (const auto& warning : run.warnings[i]) {
      output.text("! " + run.would_book[i].key.external_id + ": " + warning.message);
    }
  }
  if (run.more > 0) output.text("and " + std::to_string(run.more) + " more");
  if (run.oldest) output.text("The oldest order is of " + base::to_iso8601(*run.oldest));
}

void show_sync(const Output& output, const app::SyncDetail& detail, app::Switch schedule,
               const order::Warnings& warnings) {
  if (output.is_json()) {
    app::Json json = app::sync_json(detail.settings, detail.progress, schedule);
    for (const auto& warning : warnings) json["warnings"].push_back(app::notice_json(warning));
    if (detail.pos_trouble) json["pos_trouble"] = app::notice_json(detail.pos_trouble);
    return output.json(json);
  }
  const auto& settings = detail.settings;
  const auto& progress = detail.progress;
  output.text("Name                 " + settings.name);
  output.text("Active               " + std::string(settings.active ? "yes" : "no"));
  output.text("External API URL     " + settings.fetch.url);
  output.text("External API Key     " + std::string(settings.fetch.key.empty() ? "not set" : "set"));
  output.text("POS                  " +
              (settings.connection.empty() ? std::string("embedded") : "Odoo " + settings.connection));
  output.text("POS Configuration    " + settings.pos_config);
  output.text("Auto Create Session  " + std::string(settings.auto_create_session ? "yes" : "no"));
  output.text(
      "Sync Interval        " +
      interval_shown(settings.interval_minutes, settings.interval_minutes == 1 ? " minute" : " minutes"));
  output.text("Source               " + settings.source);
  if (settings.push.kind != source::PushKind::none) {
    output.text("Push                 " + source::push_option(settings.push) + " at /api/v1/ingest/" +
                std::to_string(settings.id) +
                (settings.push.secrets.empty()      ? ", no secret set"
                 : settings.push.secrets.size() > 1 ? ", two secrets are good"
                                                    : ""));
  }
  output.text("Next Run             " + time_or_dash(app::next_run_of(settings, progress, schedule)));
  output.text("Cursor               " + time_or_dash(progress.cursor));
  output.text("Last Sync Date       " + time_or_dash(progress.last_sync_date));
  output.text("Last Sync Status     " + status_shown(progress.last_sync_status));
  output.text("Last Sync Message    " + or_dash(progress.last_sync_message));
  if (const auto allowed = may_be_asked(settings.fetch.url, settings.fetch.allow_private_network);
      !allowed.ok()) {
    output.note("Warning: runs will fail: " + allowed.error().message);
  }
  for (const auto& warning : warnings) output.note("Warning: " + warning.message);
  if (detail.pos_trouble) {
    output.note("Warning: the POS configuration could not be looked at: " + detail.pos_trouble->message);
  }
}

base::Result<app::SyncDetail> add(app::Worker& worker, app::Commands& commands, const std::string& name,
                                  const app::SyncForm& form) {
  TRY_ASSIGN(auto detail, commands.sync_add(name, form));
  TRY(audited(worker).sync_created(detail.settings));
  return detail;
}

base::Result<app::SyncDetail> edit(app::Worker& worker, app::Commands& commands, const std::string& name,
                                   const app::SyncForm& form) {
  using Key = app::Audited::Key;
  TRY_ASSIGN(const auto before, worker.syncs.get_to_mend(name));
  TRY_ASSIGN(const auto record, worker.syncs.record(before.id));
  TRY_ASSIGN(auto detail, commands.sync_edit(name, form));
  TRY(audited(worker).sync_edited(before, record.key_set ? Key::was_set : Key::was_not_set, form,
                                  detail.settings));
  return detail;
}

base::Result<void> remove(app::Worker& worker, app::Commands& commands, const std::string& name) {
  TRY_ASSIGN(const auto before, worker.syncs.get_to_mend(name));
  TRY(commands.sync_remove(name));
  return audited(worker).sync_removed(before);
}

int saved(const Output& output, app::Worker& worker, const base::Result<app::SyncDetail>& detail) {
  if (!detail.ok()) return output.failure(detail.error());
  const auto schedule = app::Schedule(worker).action();
  if (!schedule.ok()) return output.failure(schedule.error());
  const auto warnings = app::warnings_of(worker, detail->settings);
  if (!warnings.ok()) return output.failure(warnings.error());
  show_sync(output, *detail, *schedule, *warnings);
  return kDone;
}

int show_syncs(const Output& output, const app::NamePage<app::SyncDetail>& syncs, app::Switch schedule) {
  return show_page(
      output, syncs,
      Table{{"Name", "Active", "Source", "Odoo", "POS", "Every", "Last Sync", "Status", "Message"}, {}, {}},
      [&](const app::SyncDetail& sync) { return app::sync_json(sync.settings, sync.progress, schedule); },
      [](const app::SyncDetail& sync) {
        const auto& settings = sync.settings;
        const auto& progress = sync.progress;
        return std::vector<std::string>{settings.name,
                                        settings.active ? "yes" : "no",
                                        settings.source,
                                        or_dash(settings.connection),
                                        settings.pos_config,
                                        interval_shown(settings.interval_minutes, " min"),
                                        time_or_dash(progress.last_sync_date),
                                        status_shown(progress.last_sync_status),
                                        or_dash(progress.last_sync_message)};
      },
      "No syncs yet: add one with `ordersync sync add`");
}

int show_runs(const Output& output, const base::Result<journal::Runs::Page>& runs) {
  return show_page(
      output, runs,
      Table{{"Run", "Sync", "Trigger", "Status", "Started", "Booked", "Failed", "Message"}, {}, {0, 5, 6}},
      app::run_json,
      [](const journal::Run& run) {
        return std::vector<std::string>{std::to_string(run.id),
                                        run.sync,
                                        std::string(journal::to_string(run.trigger)),
                                        status_word(run.status),
                                        base::to_iso8601(run.started_at),
                                        std::to_string(run.counts.processed),
                                        std::to_string(run.counts.failed),
                                        run.message};
      },
      "No runs yet");
}

// `sync add` and `sync edit` differ only in what they do with the form.
void declare_save(const Declared& declared, CLI::App& parent, Saving saving) {
  auto* command = saving == Saving::add ? parent.add_subcommand("add", "Add a sync")
                                        : parent.add_subcommand("edit", "Change a sync; options as with add");
  auto name = std::make_shared<std::string>();
  auto options = std::make_shared<SyncOptions>();
  command->add_option("NAME", *name, "the sync's name")->required();
  declare_sync_options(*command, *options, saving);
  declared.act(*command, [&shared = declared.shared, name, options, saving](const Output& output) {
    auto key =
        read_key(options->key_file, saving == Saving::add ? KeyVariable::counts : KeyVariable::is_ignored);
    if (!key.ok()) return output.failure(key.error());
    if (*key) options->form.key = std::move(**key);
    auto secret = read_key(options->push_secret_file, KeyVariable::is_ignored);
    if (!secret.ok()) return output.failure(secret.error());
    if (*secret) options->form.push_secret = std::move(**secret);
    return with_commands(shared, output, [&](app::Worker& worker, app::Commands& commands) {
      if (!options->profile.empty()) {
        if (auto known = app::profile_script(options->profile); !known.ok())
          return output.failure(known.error());
      }
      const auto detail = saving == Saving::add ? add(worker, commands, *name, options->form)
                                                : edit(worker, commands, *name, options->form);
      if (detail.ok() && !options->profile.empty()) {
        auto set = set_profile(worker, detail->settings.name, options->profile);
        if (!set.ok()) return output.failure(set.error());
      }
      return saved(output, worker, detail);
    });
  });
}

void declare_named(const Declared& declared, CLI::App& parent, const char* verb, const char* help,
                   std::function<int(const Output&, app::Worker&, app::Commands&, const std::string&)> body) {
  auto* command = parent.add_subcommand(verb, help);
  auto name = std::make_shared<std::string>();
  command->add_option("NAME", *name, "the sync's name")->required();
  declared.on_commands(*command, [name, body = std::move(body)](const Output& output, app::Worker& worker,
                                                                app::Commands& commands) {
    return body(output, worker, commands, *name);
  });
}

void declare_now(const Declared& declared, CLI::App& parent) {
  auto* command = parent.add_subcommand("now", "Sync Now: fetch and book");
  auto name = std::make_shared<std::string>();
  auto dry = std::make_shared<bool>(false);
  command->add_option("NAME", *name, "the sync's name")->required();
  command->add_flag("--dry-run", *dry, "do all but write, and show what would be booked");
  declared.on_commands(*command, [name, dry](const Output& output, app::Worker&, app::Commands& commands) {
    Progress progress(output);
    const auto observer = [&](const sync::RunProgress& now) { progress.show_run(now); };
    if (*dry) {
      const auto run = commands.dry_run(*name, observer);
      if (!run.ok()) return output.failure(run.error());
      show_dry_run(output, *run, *name);
      return run_status(output, run->status, run->message);
    }
    const auto run = commands.sync_now(*name, journal::Trigger::sync_now, observer);
    if (!run.ok()) return output.failure(run.error());
    show_run(output, *run);
    return run_status(output, run->status, run->message);
  });
}

app::SyncForm activity(const char* value) {
  app::SyncForm form;
  form.active = value;
  return form;
}

void declare_list_syncs(const Declared& declared, CLI::App& parent) {
  auto* list = parent.add_subcommand("list", "List the syncs");
  add_paging(*list, declared.shared);
  declared.on_commands(
      *list, [&shared = declared.shared](const Output& output, app::Worker& worker, app::Commands& commands) {
        auto syncs = commands.sync_list();
        if (!syncs.ok()) return output.failure(syncs.error());
        const auto schedule = app::Schedule(worker).action();
        if (!schedule.ok()) return output.failure(schedule.error());
        return show_syncs(output,
                          app::page_by_name(*std::move(syncs), shared.limit, shared.cursor,
                                            [](const app::SyncDetail& one) { return one.settings.name; }),
                          *schedule);
      });
}

void declare_run_commands(const Declared& declared) {
  auto* run = declared.app.add_subcommand("run", "Runs: what each execution of a sync did");
  run->require_subcommand(1);
  auto* runs = run->add_subcommand("list", "List runs, newest first");
  auto of = std::make_shared<std::string>();
  runs->add_option("--sync", *of, "only runs of this sync");
  add_paging(*runs, declared.shared);
  declared.on_commands(
      *runs, [&shared = declared.shared, of](const Output& output, app::Worker&, app::Commands& commands) {
        return show_runs(output, commands.runs({.limit = shared.limit, .cursor = shared.cursor},
                                               of->empty() ? std::nullopt : std::optional(*of)));
      });
  auto* show = run->add_subcommand("show", "Show a run");
  auto id = std::make_shared<std::int64_t>(0);
  show->add_option("ID", *id, "the run's number")->required();
  declared.on_commands(*show, [id](const Output& output, app::Worker&, app::Commands& commands) {
    const auto found = commands.run(*id);
    if (!found.ok()) return output.failure(found.error());
    show_run(output, *found);
    return kDone;
  });
}

}  // namespace

void declare_sync_commands(const Declared& declared) {
  auto* sync = declared.app.add_subcommand("sync", "Syncs: where orders come from and where they are booked");
  sync->require_subcommand(1);
  declare_save(declared, *sync, Saving::add);
  declare_save(declared, *sync, Saving::edit);
  declare_hook_command(declared, *sync);
  declare_now(declared, *sync);
  declare_named(declared, *sync, "show", "Show a sync",
                [](const Output& output, app::Worker& worker, app::Commands& commands,
                   const std::string& name) { return saved(output, worker, commands.sync_show(name)); });
  declare_named(
      declared, *sync, "activate", "Let a sync run",
      [](const Output& output, app::Worker& worker, app::Commands& commands, const std::string& name) {
        return saved(output, worker, edit(worker, commands, name, activity("true")));
      });
  declare_named(
      declared, *sync, "deactivate", "Let a sync rest",
      [](const Output& output, app::Worker& worker, app::Commands& commands, const std::string& name) {
        return saved(output, worker, edit(worker, commands, name, activity("false")));
      });
  declare_named(
      declared, *sync, "remove", "Remove a sync; its orders and runs are kept",
      [](const Output& output, app::Worker& worker, app::Commands& commands, const std::string& name) {
        const auto removed = remove(worker, commands, name);
        if (!removed.ok()) return output.failure(removed.error());
        if (output.is_json()) output.json({{"removed", name}});
        output.text("Removed " + name + "; its orders and runs are kept");
        return kDone;
      });
  declare_list_syncs(declared, *sync);
  declare_run_commands(declared);
}

}  // namespace ordersync::cli
