// bench_lists: how long the lists of the embedded POS take in a store of N orders — reading, JSON and all, as
// the service answers them, without the network; where the processor's time is much less than the clock's,
// the machine was busy with something else. Ends with status 1 when one passes 200 ms. A store made with
// --keep is used again.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "app/list_json.h"
#include "app/views.h"
#include "base/whole_number.h"
#include "lists/shop.h"

namespace {

namespace fs = std::filesystem;
using namespace ordersync;
using Clock = std::chrono::steady_clock;
using app::Json;

constexpr double kLimitMs = 200;

struct Options {
  std::int64_t orders = 100'000;
  int rounds = 5;
  std::string keep;  // a folder; empty: a temporary one, removed at the end
  bool json = false;
};

[[noreturn]] void fail(const std::string& what) {
  std::fprintf(stderr, "bench_lists: %s\n", what.c_str());
  std::exit(1);
}

Options read_options(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const auto value = [&]() -> std::string {
      if (i + 1 >= argc) fail(word + " needs a value");
      return argv[++i];
    };
    if (word == "--orders") {
      options.orders = ordersync::base::whole_number<std::int64_t>(value()).value_or(0);
    } else if (word == "--rounds") {
      options.rounds = ordersync::base::whole_number<int>(value()).value_or(0);
    } else if (word == "--keep") {
      options.keep = value();
    } else if (word == "--json") {
      options.json = true;
    } else {
      fail("usage: bench_lists [--orders N] [--rounds R] [--keep FOLDER] [--json]");
    }
  }
  if (options.orders < 1 || options.rounds < 1) fail("--orders and --rounds are at least 1");
  return options;
}

template <class T>
T must(base::Result<T> result) {
  if (!result.ok()) fail(result.error().message + ": " + result.error().detail);
  return std::move(result).value();
}

struct Query {
  std::string name;
  std::function<std::size_t()> answer;  // bytes of the answer
};

std::size_t rendered(const app::Json& page) {
  return page.dump().size();
}

class Lists {
 public:
  Lists(pos::EmbeddedPos& pos, std::int64_t orders) : pos_(pos), orders_(orders) {}

  std::vector<Query> queries() {
    using Sort = pos::OrderSort;
    const std::string middle = std::to_string(orders_ / 2 + 1);
    const auto page = must(pos_.orders({1, ""}));
    const pos::BookedOrder newest = page.items.at(0);
    const auto session = must(pos_.sessions({1000, ""})).items.back().name;
    const base::Instant march = base::Instant(base::Milliseconds(1'772'323'200'000));
    const base::Instant april = base::Instant(base::Milliseconds(1'775'001'600'000));
    std::vector<Query> all;
    const auto orders = [&](std::string name, pos::OrderFilter filter, std::string cursor = "",
                            int limit = 100) {
      all.push_back({"orders: " + name, [this, filter, cursor, limit] {
                       return rendered(app::order_page_json(must(pos_.orders({limit, cursor}, filter))));
                     }});
    };
    const auto filtered = [](auto change) {
      pos::OrderFilter filter;
      change(filter);
      return filter;
    };
    orders("newest first", {});
    orders("1000 of them", {}, "", 1000);
    orders("oldest first", filtered([](auto& f) { f.sort = Sort::oldest_first; }));
    orders("page 1000", {}, page_cursor({}, 999));
    orders("page 1000, oldest first", filtered([](auto& f) { f.sort = Sort::oldest_first; }),
           page_cursor(filtered([](auto& f) { f.sort = Sort::oldest_first; }), 999));
    orders("highest total first", filtered([](auto& f) { f.sort = Sort::highest_first; }));
    orders("page 1000, lowest total first", filtered([](auto& f) { f.sort = Sort::lowest_first; }),
           page_cursor(filtered([](auto& f) { f.sort = Sort::lowest_first; }), 999));
    orders("of a session", filtered([&](auto& f) { f.session = session; }));
    orders("of a large POS", filtered([](auto& f) { f.pos_config = "Main Store"; }));
    orders("of a small POS", filtered([](auto& f) { f.pos_config = "Kiosk"; }));
    orders("of a source", filtered([](auto& f) { f.source = "web-shop"; }));
    orders("of a source that is none", filtered([](auto& f) { f.source = "nobody"; }));
    orders("refunds", filtered([](auto& f) { f.kind = order::Kind::refund; }));
    orders("sales", filtered([](auto& f) { f.kind = order::Kind::sale; }));
    orders("of a month", filtered([&](auto& f) { f.dated_from = march, f.dated_until = april; }));
    orders("refunds of a month at a POS and a source, oldest first", filtered([&](auto& f) {
             f.dated_from = march, f.dated_until = april, f.pos_config = "Kiosk", f.source = "delivery";
             f.kind = order::Kind::refund, f.sort = Sort::oldest_first;
           }));
    orders("by name", filtered([&](auto& f) { f.text = newest.name; }));
    orders("by the first name", filtered([](auto& f) { f.text = "Main Store/0001"; }));
    orders("by receipt number", filtered([&](auto& f) { f.text = "External Order ID: " + middle; }));
    orders("by external id", filtered([&](auto& f) { f.text = middle; }));
    orders("by what is nowhere", filtered([](auto& f) { f.text = "Main Store/99999999"; }));
    all.push_back({"order: by name", [this, name = newest.name] {
                     return rendered(app::booked_order_json(must(pos_.order_named(name))));
                   }});

    const auto pickings = [&](std::string name, std::string text, std::string cursor = "") {
      all.push_back({"pickings: " + name, [this, text, cursor] {
                       return rendered(app::page_json_of(must(pos_.pickings({100, cursor}, text)),
                                                         app::listed_picking_json));
                     }});
    };
    pickings("newest first", "");
    pickings("page 1000", "", std::to_string(std::max<std::int64_t>(orders_ - 99'900, 2)));
    all.push_back({"pickings: oldest first", [this] {
                     return rendered(
                         app::page_json_of(must(pos_.pickings({100, ""}, "", base::ListOrder::oldest_first)),
                                           app::listed_picking_json));
                   }});
    pickings("by name", "WH/POS/" + middle);
    pickings("by order", newest.name);

    all.push_back({"sessions", [this] {
                     return rendered(app::page_json_of(must(pos_.sessions({100, ""})), [](const auto& each) {
                       return app::session_json(each);
                     }));
                   }});
    const auto products = [&](std::string name, std::string text, std::string cursor = "") {
      all.push_back({"products: " + name, [this, text, cursor] {
                       return rendered(app::page_json_of(must(pos_.products({100, cursor}, {text, true})),
                                                         app::product_json));
                     }});
    };
    products("by name", "");
    products("page 300", "", product_cursor(300));
    all.push_back({"products: dearest first", [this] {
                     const pos::ProductSort sort{pos::ProductKey::list_price, pos::Direction::descending};
                     return rendered(app::page_json_of(must(pos_.products({100, ""}, {"", {}, sort})),
                                                       app::product_json));
                   }});
    products("part of a name", "BURGER menu 12");
    products("part of an Arabic name", "دجاج");
    products("part of a barcode", "4006381320");
    products("nowhere", "nothing has this name");
    all.push_back(
        {"stock: part of a name", [this] {
           return rendered(app::page_json_of(must(pos_.stock({100, ""}, "brûlée 49")), app::quantity_json));
         }});
    all.push_back(
        {"stock: least first", [this] {
           const pos::StockSort sort{pos::StockKey::on_hand, pos::Direction::ascending};
           return rendered(app::page_json_of(must(pos_.stock({100, ""}, "", sort)), app::quantity_json));
         }});
    return all;
  }

 private:
  // Where page `pages` + 1 of a hundred begins, or the last page there is.
  std::string page_cursor(const pos::OrderFilter& filter, int pages) {
    std::string cursor;
    for (int i = 0; i < pages; i += 10) {  // ten pages at a time: the end of a page is the same
      const auto page = must(pos_.orders({std::min(pages - i, 10) * 100, cursor}, filter));
      if (page.next.empty()) break;
      cursor = page.next;
    }
    return cursor;
  }
  std::string product_cursor(int pages) {
    std::string cursor;
    for (int i = 0; i < pages; i += 10) cursor = must(pos_.products({1000, cursor})).next;
    return cursor;
  }

  pos::EmbeddedPos& pos_;
  std::int64_t orders_;
};

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
  const Options options = read_options(argc, argv);
  std::string folder = options.keep;
  if (folder.empty()) {
    folder = (fs::temp_directory_path() / "ordersync-lists-XXXXXX").string();
    if (::mkdtemp(folder.data()) == nullptr) fail("no temporary folder");
  }
  fs::create_directories(folder);
  const std::string path = folder + "/lists-" + std::to_string(options.orders) + ".db";
  const bool is_new = !fs::exists(path);
  auto shop = bench::open_shop(path);
  if (is_new) bench::fill_shop(*shop, options.orders);

  Json answer = {{"orders", options.orders}, {"limit_ms", kLimitMs}};
  Json queries = Json::array();
  double slowest = 0;
  Lists lists(*shop->pos, options.orders);
  for (const Query& query : lists.queries()) {
    std::vector<double> all, cpu;
    std::size_t bytes = 0;
    for (int round = 0; round < options.rounds; ++round) {
      const auto begin = Clock::now();
      const std::clock_t cpu_begin = std::clock();
      bytes = query.answer();
      cpu.push_back(1'000.0 * static_cast<double>(std::clock() - cpu_begin) / CLOCKS_PER_SEC);
      all.push_back(std::chrono::duration<double, std::milli>(Clock::now() - begin).count());
    }
    slowest = std::max(slowest, median(all));
    queries.push_back({{"query", query.name},
                       {"ms", median(all)},
                       {"cpu_ms", median(cpu)},
                       {"first_ms", all.front()},
                       {"bytes", bytes}});
    if (options.json) continue;
    std::printf("%8.1f ms  (processor %.1f, first %.1f)  %s\n", median(all), median(cpu), all.front(),
                query.name.c_str());
  }
  answer["slowest_ms"] = slowest;
  answer["queries"] = std::move(queries);
  if (options.json) std::printf("%s\n", answer.dump().c_str());
  shop.reset();
  if (options.keep.empty()) fs::remove_all(folder);
  if (slowest > kLimitMs) fail("a list took longer than 200 ms");
  return 0;
}
