// `ordersync catalog …` and `pos …`: the embedded Point of Sale from outside.
#include <CLI/CLI.hpp>
#include <fstream>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/context.h"
#include "cli/progress.h"

namespace ordersync::cli {

namespace {

base::Result<pos::CatalogueFile> read_catalogue(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return base::not_found("file_not_found", "The file " + path + " cannot be opened");
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  auto read = path.ends_with(".csv") ? pos::read_catalogue_csv(text) : pos::read_catalogue_json(text);
  if (!read.ok()) read.error().message = path + ": " + read.error().message;
  return read;
}

int import_catalogue(const Output& output, app::Worker& worker, const std::string& path) {
  const auto file = read_catalogue(path);
  if (!file.ok()) return output.failure(file.error());
  base::Result<pos::ImportSummary> imported = pos::ImportSummary{};
  {
    Progress progress(output);
    imported =
        worker.pos.import(*file, [&](int done, int total) { progress.show_part("products", done, total); });
  }
  if (!imported.ok()) return output.failure(imported.error());
  // What waited for a product may find it now.
  const auto woken = worker.journal->wake(std::nullopt, "catalogue changed");
  if (!woken.ok()) return output.failure(woken.error());
  if (output.is_json()) {
    output.json(app::import_json(*imported));
  } else {
    output.text("Imported " + path + ": " + std::to_string(imported->products) + " products, " +
                std::to_string(imported->taxes) + " taxes, " + std::to_string(imported->payment_methods) +
                " payment methods, " + std::to_string(imported->pos_configs) + " POS configurations (" +
                std::to_string(imported->created) + " new, " + std::to_string(imported->updated) +
                " changed, " + std::to_string(imported->unchanged) + " as before)");
  }
  return kDone;
}

// Lists differ in what they read, how a row looks, and its JSON.
template <class T, class ToJson, class ToRow>
int show_page(const Output& output, const base::Result<pos::Page<T>>& page, Table table, ToJson to_json,
              ToRow to_row, const char* when_empty) {
  if (!page.ok()) return output.failure(page.error());
  if (output.is_json()) {
    app::Json items = app::Json::array();
    for (const T& item : page->items) items.push_back(to_json(item));
    output.json(app::page_json(std::move(items), page->next));
    return kDone;
  }
  for (const T& item : page->items) table.rows.push_back(to_row(item));
  output.table(table, when_empty);
  if (!page->next.empty()) output.text("more: --cursor " + page->next);
  return kDone;
}

int list_orders(const Output& output, app::Worker& worker, const pos::PageRequest& request) {
  return show_page(
      output, worker.pos.orders(request),
      Table{{"Order", "Reference", "Session", "State", "Date", "Total", "Tax"}, {}, {5, 6}},
      app::booked_order_json,
      [](const pos::BookedOrder& order) {
        return std::vector<std::string>{order.name,
                                        order.reference,
                                        order.session,
                                        order.state,
                                        base::to_iso8601(order.date),
                                        order.total.to_string(),
                                        order.tax.to_string()};
      },
      "No orders booked yet");
}

int list_pickings(const Output& output, app::Worker& worker, const pos::PageRequest& request) {
  using Item = std::pair<pos::Picking, std::string>;
  return show_page(
      output, worker.pos.pickings(request),
      Table{{"Picking", "State", "Direction", "Origin", "Moves"}, {}, {}},
      [](const Item& item) {
        app::Json json = app::picking_json(item.first);
        json["origin"] = item.second;
        return json;
      },
      [](const Item& item) {
        std::string moves;
        for (const auto& move : item.first.moves) {
          moves += (moves.empty() ? "" : ", ") + move.qty.to_string() + " × " + move.product;
        }
        return std::vector<std::string>{item.first.name, item.first.state,
                                        item.first.direction == pos::PickingDirection::in ? "in" : "out",
                                        item.second, moves};
      },
      "No pickings yet");
}

int list_stock(const Output& output, app::Worker& worker, const pos::PageRequest& request) {
  return show_page(
      output, worker.pos.stock(request), Table{{"Id", "Product", "On hand"}, {}, {0, 2}}, app::quantity_json,
      [](const pos::Quantity& quantity) {
        return std::vector<std::string>{std::to_string(quantity.product_id), quantity.product,
                                        quantity.on_hand.to_string()};
      },
      "No storable products yet");
}

using ListBody = int (*)(const Output&, app::Worker&, const pos::PageRequest&);

void declare_list(const Declared& declared, CLI::App& parent, const char* verb, const char* help,
                  ListBody body) {
  auto* command = parent.add_subcommand(verb, help);
  add_paging(*command, declared.shared);
  command->callback([&chosen = declared.chosen, &shared = declared.shared, body] {
    chosen = [&shared, body](const Output& output) {
      return with_worker(shared, output, [&](app::Worker& worker) {
        return body(output, worker, {shared.limit, shared.cursor});
      });
    };
  });
}

}  // namespace

void declare_pos_commands(const Declared& declared) {
  auto* catalog = declared.app.add_subcommand("catalog", "The embedded POS's catalogue");
  catalog->require_subcommand(1);
  auto path = std::make_shared<std::string>();
  auto* import =
      catalog->add_subcommand("import", "Import products, taxes, payment methods and POS configurations");
  import->add_option("FILE", *path, "FILE.json or FILE.csv")->required();
  import->callback([&chosen = declared.chosen, &shared = declared.shared, path] {
    chosen = [&shared, path](const Output& output) {
      return with_worker(shared, output,
                         [&](app::Worker& worker) { return import_catalogue(output, worker, *path);
});
};  // namespace ordersync::cli
});

auto* pos = declared.app.add_subcommand("pos", "What stands in the embedded POS");
pos->require_subcommand(1);
declare_list(declared, *pos, "orders", "Orders, newest first", list_orders);
declare_list(declared, *pos, "pickings", "Pickings, newest first", list_pickings);
declare_list(declared, *pos, "stock", "Quantities on hand", list_stock);
}

}  // namespace ordersync::cli
