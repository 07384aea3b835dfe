// `ordersync migrate-store`: an embedded store moves to a PostgreSQL server.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/migrate_store.h"
#include "base/text.h"
#include "cli/context.h"
#include "cli/progress.h"

namespace ordersync::cli {

namespace {

struct MoveOptions {
  std::string to;
  bool dry_run = false;
};

void show(const Output& output, const app::MovedStore& moved) {
  app::Json items = app::Json::array();
  Table table{{"Table", "Rows", "Arrived", "Checksum", ""}, {}, {1, 2}};
  std::int64_t rows = 0;
  for (const app::MovedTable& one : moved.tables) {
    rows += one.rows;
    app::Json item{{"table", one.name}, {"rows", one.rows}};
    if (!moved.dry_run) {
      item["arrived"] = one.arrived;
      item["checksum"] = one.checksum;
      item["same"] = one.is_same;
    }
    items.push_back(std::move(item));
    table.rows.push_back({one.name, std::to_string(one.rows),
                          moved.dry_run ? "–" : std::to_string(one.arrived), one.checksum.substr(0, 12),
                          one.is_same ? "same" : ""});
  }
  if (output.is_json()) {
    output.json({{"dry_run", moved.dry_run}, {"went_on", moved.went_on}, {"rows", rows}, {"items", items}});
    return;
  }
  output.table(table, "No tables");
  if (moved.dry_run) {
    output.text("Nothing was moved: " + base::counted(rows, "row") + " would be" +
                (moved.went_on ? "; a move that was interrupted would go on" : ""));
  } else {
    output.text("Moved " + base::counted(rows, "row") +
                ", each the same in both. Now serve with --store and the same --data, which holds the "
                "key; the file ordersync.db is not used any more");
  }
}

int move(const Output& output, const Shared& shared, const MoveOptions& options) {
  if (!shared.folder().store_url.empty()) {
    return output.usage(
        "migrate-store moves the store in the folder (--data): leave out --store and ORDERSYNC_STORE");
  }
  const auto moved = [&] {
    Progress progress(output);
    return app::move_store(shared.folder(), options.to,
                           options.dry_run ? app::MoveMode::dry_run : app::MoveMode::move,
                           [&](const std::string& table, std::int64_t done, std::int64_t total) {
                             constexpr std::int64_t kMost = 1'000'000'000;
                             progress.show_part("rows of " + table, static_cast<int>(std::min(done, kMost)),
                                                static_cast<int>(std::min(total, kMost)));
                           });
  }();
  if (!moved.ok()) return output.failure(moved.error());
  show(output, *moved);
  return kDone;
}

}  // namespace

void declare_migrate_store_command(const Declared& declared) {
  auto options = std::make_shared<MoveOptions>();
  auto* command =
      declared.app.add_subcommand("migrate-store", "Move the store in the folder to a PostgreSQL server");
  command->add_option("--to", options->to, "the empty database to move into: postgresql://USER@HOST/DATABASE")
      ->required();
  command->add_flag("--dry-run", options->dry_run, "look at both and write to neither");
  declared.act(*command, [&shared = declared.shared, options](const Output& output) {
    return move(output, shared, *options);
  });
}

}  // namespace ordersync::cli
