// `ordersync catalog …` and `pos …`: the embedded Point of Sale from outside.
#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/point_of_sale.h"
#include "base/read_file.h"
#include "base/text.h"
#include "cli/context.h"
#include "cli/list.h"
#include "cli/progress.h"

namespace ordersync::cli {

namespace {

base::Result<pos::CatalogueFile> read_catalogue(const std::string& path) {
  TRY_ASSIGN(const std::string text, base::read_file(path));
  auto read = base::fold_case(path).ends_with(".csv") ? pos::read_catalogue_csv(text)
                                                      : pos::read_catalogue_json(text);
  if (!read.ok()) read.error().message = path + ": " + read.error().message;
  return read;
}

int import_catalogue(const Output& output, app::Worker& worker, const std::string& path) {
  const auto file = read_catalogue(path);
  if (!file.ok()) return output.failure(file.error());
  base::Result<pos::ImportSummary> imported = pos::ImportSummary{};
  {
    Progress progress(output);
    imported = app::PointOfSale(worker).import_catalogue(
        *file, [&](int done, int total) { progress.show_part("products", done, total); });
  }
  if (!imported.ok()) return output.failure(imported.error());
  const auto told = audited(worker).catalogue_imported(*imported);
  if (!told.ok()) return output.failure(told.error());
  if (output.is_json()) {
    output.json(app::import_json(*imported));
  } else {
    output.text("Imported " + path + ": " + base::counted(imported->products, "product") + ", " +
                base::counted(imported->taxes, "tax", "taxes") + ", " +
                base::counted(imported->payment_methods, "payment method") + ", " +
                base::counted(imported->pos_configs, "POS configuration") + " (" +
                std::to_string(imported->created) + " new, " + std::to_string(imported->updated) +
                " changed, " + std::to_string(imported->unchanged) + " as before)");
  }
  return kDone;
}

// What the options of a list say; each list takes those that fit.
struct ListOptions {
  std::string text;
  pos::OrderFilter filter;
  std::string kind, from, until, sort;
};

base::Result<std::optional<base::Instant>> time_of(const std::string& text, const char* option) {
  if (text.empty()) return std::optional<base::Instant>();
  const auto time = base::parse_date(text, {});
  if (time.ok()) return std::optional(*time);
  return base::invalid("bad_option", std::string(option) + " takes a time such as 2026-03-14T00:00:00Z");
}

base::Result<pos::OrderFilter> filter_of(const ListOptions& options) {
  pos::OrderFilter filter = options.filter;
  filter.text = options.text;
  if (!options.kind.empty()) {
    filter.kind = options.kind == "refund" ? order::Kind::refund : order::Kind::sale;
  }
  TRY_ASSIGN(filter.dated_from, time_of(options.from, "--from"));
  TRY_ASSIGN(filter.dated_until, time_of(options.until, "--until"));
  if (options.sort == "date") filter.sort = pos::OrderSort::oldest_first;
  if (options.sort == "total") filter.sort = pos::OrderSort::lowest_first;
  if (options.sort == "-total") filter.sort = pos::OrderSort::highest_first;
  return filter;
}

bool is_filtered(const ListOptions& options) {
  for (const std::string* said : {&options.text, &options.filter.session, &options.filter.pos_config,
                                  &options.filter.source, &options.kind, &options.from, &options.until}) {
    if (!said->empty()) return true;
  }
  return false;
}

int list_orders(const Output& output, app::Worker& worker, const pos::PageRequest& request,
                const ListOptions& options) {
  const auto filter = filter_of(options);
  if (!filter.ok()) return output.failure(filter.error());
  const auto page = worker.pos.orders(request, *filter);
  const int status = show_page(
      output, page, Table{{"Order", "Reference", "Session", "State", "Date", "Total", "Tax"}, {}, {5, 6}},
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
      is_filtered(options) ? "No order fits the filter" : "No orders booked yet");
  if (status == kDone && !page->next.empty()) {
    output.text(std::to_string(page->count) + " orders in all" +
                (page->total ? ", " + page->total->to_string() : std::string()));
  }
  return status;
}

int list_pickings(const Output& output, app::Worker& worker, const pos::PageRequest& request,
                  const ListOptions& options) {
  return show_page(
      output, worker.pos.pickings(request, options.text),
      Table{{"Picking", "State", "Direction", "Origin", "Moves"}, {}, {}}, app::listed_picking_json,
      [](const auto& item) {
        const std::string moves = base::joined(item.first.moves, ", ", [](const auto& move) {
          return move.qty.to_string() + " × " + move.product;
        });
        return std::vector<std::string>{item.first.name, item.first.state,
                                        item.first.direction == pos::PickingDirection::in ? "in" : "out",
                                        item.second, moves};
      },
      options.text.empty() ? "No pickings yet" : "No picking fits the search");
}

int list_stock(const Output& output, app::Worker& worker, const pos::PageRequest& request,
               const ListOptions& options) {
  return show_page(
      output, worker.pos.stock(request, options.text), Table{{"Id", "Product", "On hand"}, {}, {0, 2}},
      app::quantity_json,
      [](const pos::Quantity& quantity) {
        return std::vector<std::string>{std::to_string(quantity.product_id), quantity.product,
                                        quantity.on_hand.to_string()};
      },
      options.text.empty() ? "No storable products yet" : "No storable product fits the search");
}

using ListBody = int (*)(const Output&, app::Worker&, const pos::PageRequest&, const ListOptions&);

CLI::App* declare_list(const Declared& declared, CLI::App& parent, const char* verb, const char* help,
                       const std::shared_ptr<ListOptions>& options, const char* text_help, ListBody body) {
  auto* command = parent.add_subcommand(verb, help);
  add_paging(*command, declared.shared);
  command->add_option("--search", options->text, text_help);
  declared.on_worker(*command,
                     [&shared = declared.shared, body, options](const Output& output, app::Worker& worker) {
                       return body(output, worker, {shared.limit, shared.cursor}, *options);
                     });
  return command;
}

void declare_order_filter(CLI::App& command, const std::shared_ptr<ListOptions>& options) {
  command.add_option("--session", options->filter.session, "only orders of this session");
  command.add_option("--pos", options->filter.pos_config, "only orders of this POS configuration");
  command.add_option("--source", options->filter.source, "only orders of this source");
  command.add_option("--kind", options->kind, "only sales or only refunds: sale or refund")
      ->check(CLI::IsMember({"sale", "refund"}));
  command.add_option("--from", options->from,
                     "only orders dated from this time on, such as 2026-03-14T00:00:00Z");
  command.add_option("--until", options->until, "only orders dated before this time");
  command
      .add_option("--sort", options->sort,
                  "order of the list. date: oldest first; -date: newest first (default); total: lowest "
                  "first; -total: highest first")
      ->check(CLI::IsMember({"date", "-date", "total", "-total"}));
}

}  // namespace

void declare_pos_commands(const Declared& declared) {
  auto* catalog = declared.app.add_subcommand("catalog", "The embedded POS's catalogue");
  catalog->require_subcommand(1);
  auto path = std::make_shared<std::string>();
  auto* file =
      catalog->add_subcommand("import", "Import products, taxes, payment methods and POS configurations");
  file->add_option("FILE", *path, "FILE.json or FILE.csv")->required();
  declared.on_worker(*file, [path](const Output& output, app::Worker& worker) {
    return import_catalogue(output, worker, *path);
  });

  auto* pos = declared.app.add_subcommand("pos", "What stands in the embedded POS");
  pos->require_subcommand(1);
  auto options = std::make_shared<ListOptions>();
  auto* orders =
      declare_list(declared, *pos, "orders", "Orders, newest first", options,
                   "find by an order's name, its reference, its key or its external id, whole", list_orders);
  declare_order_filter(*orders, options);
  declare_list(declared, *pos, "pickings", "Pickings, newest first", options,
               "find by a picking's or an order's name, whole", list_pickings);
  declare_list(declared, *pos, "stock", "Quantities on hand", options, "find by a part of the product's name",
               list_stock);
}

}  // namespace ordersync::cli
