// `ordersync backup`, `restore` and `rekey`: copies of the data folder, and its key file.
#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/backup.h"
#include "app/data_files.h"
#include "app/rekey.h"
#include "base/text.h"
#include "cli/context.h"
#include "cli/progress.h"

namespace ordersync::cli {

namespace {

sql::CopyObserver shown_by(Progress& progress) {
  return [&progress](const sql::CopyProgress& copy) {
    progress.show_part("pages", static_cast<int>(copy.done), static_cast<int>(copy.total));
    return !stop_flag().load();
  };
}

// A folder that is named wrongly would get an empty store, and its copies would take the place of real ones.
base::Result<void> check_there_is_a_store(const app::DataFolder& folder) {
  if (!folder.store_url.empty() || app::file_exists(folder.database())) return {};
  return base::not_found("store_not_found", "There is no store in " + folder.path +
                                                " to take a backup of: name its folder with --data");
}

int take_backup(const Output& output, const Shared& shared, const app::BackupOptions& options) {
  if (const auto there = check_there_is_a_store(shared.folder()); !there.ok())
    return output.failure(there.error());
  auto store = app::Store::open(shared.folder(), app::LogTo::file);
  if (!store.ok()) return output.failure(store.error());
  const auto report = [&] {
    Progress progress(output);
    return app::back_up(**store, options, shown_by(progress));
  }();
  if (!report.ok()) return output.failure(report.error());
  if (output.is_json()) {
    output.json({{"file", report->file},
                 {"bytes", report->bytes},
                 {"orders", report->orders},
                 {"booked", report->booked},
                 {"sealed", report->sealed},
                 {"key_file", app::text_or_null(report->key_file)},
                 {"removed", report->removed}});
    return kDone;
  }
  output.text("Copied " + base::counted(report->orders, "order") + ", " + std::to_string(report->booked) +
              " booked, to " + report->file + " (" + std::to_string(report->bytes) + " bytes, verified)");
  if (!report->key_file.empty()) {
    output.text("The key file is beside it, " + report->key_file +
                ": whoever has both can read the API keys in it");
  } else if (report->sealed > 0) {
    output.note("The key file is not in it: without " + (*store)->folder().key() + " nobody can read its " +
                base::counted(report->sealed, "API key") +
                ", and neither can you. Keep a copy of it elsewhere, or say --with-key");
  }
  if (report->removed > 0) output.text("Removed " + base::counted(report->removed, "older backup"));
  return kDone;
}

int bring_back(const Output& output, const Shared& shared, const app::RestoreOptions& options) {
  const app::DataFolder folder = shared.folder();
  const auto report = [&] {
    Progress progress(output);
    return app::restore(folder, options, shown_by(progress));
  }();
  if (!report.ok()) return output.failure(report.error());
  if (output.is_json()) {
    output.json({{"data", folder.path},
                 {"orders", report->orders},
                 {"booked", report->booked},
                 {"sealed", report->sealed},
                 {"unreadable", report->unreadable},
                 {"ignored", report->ignored ? app::Json(*report->ignored) : app::Json(nullptr)},
                 {"kept_as", app::text_or_null(report->kept_as)},
                 {"kept_key_as", app::text_or_null(report->kept_key_as)}});
    return kDone;
  }
  output.text("Restored " + base::counted(report->orders, "order") + ", " + std::to_string(report->booked) +
              " booked, into " + folder.path);
  if (!report->kept_as.empty()) output.text("The store that was there is kept as " + report->kept_as);
  if (!report->ignored) {
    output.note(
        "The store that was there cannot be read: orders that were ignored since come again and are booked");
  } else if (*report->ignored > 0) {
    output.text(base::counted(*report->ignored, "order") + " ignored since " +
                (*report->ignored == 1 ? "is" : "are") + " ignored again");
  }
  if (report->unreadable > 0) {
    output.note("The key file does not open " + std::to_string(report->unreadable) + " of its " +
                base::counted(report->sealed, "API key") + ": restore again with --key-file and the " +
                "key file of that time, or enter the keys again");
  }
  return kDone;
}

int replace_key(const Output& output, const Shared& shared, const std::string& keep_old,
                app::OldKey old_key) {
  const auto report = app::rekey(shared.folder(), keep_old, old_key);
  if (!report.ok()) return output.failure(report.error());
  if (output.is_json()) {
    app::Json json{{"sealed", report->sealed}, {"old_key", app::text_or_null(report->old_key)}};
    if (old_key == app::OldKey::lost) json["unreadable"] = report->unreadable;
    output.json(json);
    return kDone;
  }
  output.text("There is a new key file, with which " + base::counted(report->sealed, "API key") +
              (report->sealed == 1 ? " is" : " are") + " sealed");
  if (report->unreadable > 0) {
    output.note("The old key sealed " + std::to_string(report->unreadable) +
                " more, which nobody can read: enter them again (sync edit, connection edit, alert edit)");
  }
  output.note(report->old_key.empty()
                  ? std::string("Backups taken before now need the old key file, which is gone")
                  : "The old key file, which backups taken before now need, is " + report->old_key);
  return kDone;
}

void declare_backup(const Declared& declared) {
  auto options = std::make_shared<app::BackupOptions>();
  auto with_key = std::make_shared<bool>(false);
  auto* command = declared.app.add_subcommand(
      "backup", "Copy the store, also while it is in use: one verified file, of one moment");
  auto* file = command->add_option("FILE", options->file, "the new file");
  auto* folder = command->add_option("--to", options->folder,
                                     "a folder to write into instead: the file is named by the time, such as "
                                     "ordersync-20261126T090000Z.db");
  folder->excludes(file);
  command
      ->add_option("--keep", options->keep,
                   "with --to: the newest N of this store stay, its older ones are removed")
      ->check(CLI::Range(1, 100'000));
  command->add_flag("--with-key", *with_key,
                    "also copy the key file to FILE.key; without it the API keys in the copy cannot be read");
  declared.act(*command, [&shared = declared.shared, options, with_key](const Output& output) {
    options->with_key = *with_key ? app::WithKey::yes : app::WithKey::no;
    return take_backup(output, shared, *options);
  });
}

void declare_restore(const Declared& declared) {
  auto options = std::make_shared<app::RestoreOptions>();
  auto replace = std::make_shared<bool>(false);
  auto* command = declared.app.add_subcommand("restore", "Put a backup in the place of the store");
  command->add_option("FILE", options->file, "the backup")->required();
  command->add_option("--key-file", options->key_file,
                      "the key file of that time (default FILE.key where it is there, else the folder's)");
  command->add_flag("--replace", *replace,
                    "replace a store that is there already; it is kept beside the new one");
  command->add_flag("!--forget-ignored", options->keep_ignored,
                    "let orders that were ignored since the backup come again and be booked");
  declared.act(*command, [&shared = declared.shared, options, replace](const Output& output) {
    options->replace = *replace ? app::Replace::yes : app::Replace::no;
    return bring_back(output, shared, *options);
  });
}

void declare_rekey(const Declared& declared) {
  auto keep_old = std::make_shared<std::string>();
  auto* command =
      declared.app.add_subcommand("rekey", "Make a new key file and seal every API key again with it");
  auto is_lost = std::make_shared<bool>(false);
  auto* keep = command->add_option("--old-key-to", *keep_old,
                                   "copy the old key file there first; older backups need it");
  command
      ->add_flag("--lost", *is_lost,
                 "the key file of this store is lost: what it sealed is to be entered again afterwards")
      ->excludes(keep);
  declared.act(*command, [&shared = declared.shared, keep_old, is_lost](const Output& output) {
    return replace_key(output, shared, *keep_old, *is_lost ? app::OldKey::lost : app::OldKey::is_there);
  });
}

}  // namespace

void declare_backup_commands(const Declared& declared) {
  declare_backup(declared);
  declare_restore(declared);
  declare_rekey(declared);
}

}  // namespace ordersync::cli
