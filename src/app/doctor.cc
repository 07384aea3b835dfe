// Looking at an Odoo with the eyes of the syncs that book into it; see doctor.h.
#include "app/doctor.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <variant>

#include "app/stored_orders.h"
#include "base/text.h"
#include "match/products.h"
#include "sync/closing.h"

namespace ordersync::app {

namespace {

using base::Health;
using base::Result;
using pos::odoo::Finding;
using sync::SyncSettings;

// The newest orders of a sync say enough of all of them.
constexpr int kOrdersSeen = 200;
constexpr std::size_t kItemsNamed = 10;

// What the newest orders of one sync hold, each once.
struct Seen {
  std::set<base::Decimal> rates;
  using Sent = std::tuple<std::string, std::optional<std::int64_t>, std::string>;  // both ids and the name
  std::map<Sent, order::OrderLine> items;
  std::int64_t orders = 0;
};

Result<Seen> look_at_orders(Worker& worker, const SyncSettings& settings, base::Currency currency) {
  journal::OrderFilter filter;
  filter.sync = settings.id;
  filter.limit = kOrdersSeen;
  TRY_ASSIGN(const auto page, worker.journal->list(filter));
  StoredOrders stored(*worker.journal, settings, currency);
  Seen seen;
  for (const auto& view : page.items) {
    TRY_ASSIGN(const auto decoded, stored.newest(view));
    if (!decoded.order || decoded.verdict != source::Verdict::book) continue;
    ++seen.orders;
    if (decoded.order->tax_percent && !decoded.order->tax_percent->is_zero()) {
      seen.rates.insert(*decoded.order->tax_percent);
    }
    for (const auto& line : decoded.order->lines)
      seen.items.try_emplace({line.item_id, line.odoo_item_id, line.name}, line);
  }
  return seen;
}

std::string words_of(const order::OrderLine& line) {
  std::string words = line.name.empty() ? std::string() : '"' + base::printable(line.name, 60) + '"';
  std::string ids = line.item_id.empty() ? std::string() : "id " + base::printable(line.item_id, 30);
  if (line.odoo_item_id)
    ids += (ids.empty() ? "" : ", ") + ("OdooItemID " + std::to_string(*line.odoo_item_id));
  if (ids.empty() || words.empty()) return words + ids;
  return words + " (" + ids + ")";
}

// A list that stays readable: the first few, and how many more.
class Named {
 public:
  void add(std::string words) {
    if (++count_ <= kItemsNamed) text_ += (text_.empty() ? "" : "; ") + std::move(words);
  }
  std::size_t count() const { return count_; }
  std::string text() const {
    return count_ > kItemsNamed ? text_ + "; and " + std::to_string(count_ - kItemsNamed) + " more" : text_;
  }

 private:
  std::string text_;
  std::size_t count_ = 0;
};

void find_products(const SyncSettings& settings, const order::Catalogue& catalogue, const Seen& seen,
                   std::vector<Finding>& findings) {
  if (seen.orders == 0) return;
  Named collisions;
  Named missing;
  for (const auto& [key, line] : seen.items) {
    const auto result =
        match::find_product({line.item_id, line.odoo_item_id, line.name}, catalogue, settings.match);
    if (const auto* found = std::get_if<match::Found>(&result)) {
      if (found->namesake == nullptr) continue;
      collisions.add(words_of(line) + ": the id is \"" + found->product->name + "\", the name is product " +
                     std::to_string(found->namesake->id));
      continue;
    }
    const auto& not_found = std::get<match::NotFound>(result);
    (not_found.why == match::NotFound::Why::collision ? collisions : missing).add(words_of(line));
  }
  const std::string of = "Sync \"" + settings.name + "\": ";
  const auto among_items = [&](std::size_t some) {
    return of + std::to_string(some) + " of the " + base::counted(seen.items.size(), "item") +
           " in its newest orders " + (some == 1 ? "has " : "have ");
  };
  Finding collision{"item_collisions", Health::good, "Ids and names of items", {}, {}};
  collision.text = of + "no id means another product than its name";
  if (collisions.count() > 0) {
    collision.health = Health::warning;
    collision.text = among_items(collisions.count()) +
                     "the id of one product and the name of another: " + collisions.text();
    collision.fix =
        "Say which is meant with `ordersync sync edit --map-product SOURCE=ID`, or park such orders with "
        "--collision park";
  }
  findings.push_back(std::move(collision));
  Finding items{"items", Health::good, "Products of items", {}, {}};
  items.text = of + "every item of its newest orders has a product";
  if (missing.count() > 0) {
    items.health = Health::warning;
    items.text = among_items(missing.count()) + "no product: " + missing.text();
    items.fix =
        "Make the products in Odoo (can be sold, available in POS), or name them with `ordersync sync edit "
        "--map-product SOURCE=ID`; until then these orders wait";
  }
  findings.push_back(std::move(items));
}

void look_at_session(pos::OdooPos& odoo, const std::string& pos_config, base::Instant now,
                     std::vector<Finding>& findings) {
  const auto session = odoo.open_session(pos_config);
  if (!session.ok() || !*session) return;
  const auto notice = sync::open_too_long(**session, now);
  if (!notice) return;
  findings.push_back(
      {notice->code, Health::warning, "Open session", notice->message,
       "Close it in Odoo or with `ordersync session close`, or choose when such sessions are closed "
       "with `ordersync schedule closing`"});
}

Result<std::vector<SyncSettings>> syncs_of(Worker& worker, std::string_view connection,
                                           std::string_view pos_config) {
  TRY_ASSIGN(auto syncs, worker.syncs.list());
  std::erase_if(syncs, [&](const SyncSettings& sync) {
    return sync.connection != connection || (!pos_config.empty() && sync.pos_config != pos_config);
  });
  return syncs;
}

}  // namespace

Result<std::vector<Finding>> examine(Worker& worker, std::string_view connection,
                                     std::string_view pos_config) {
  TRY_ASSIGN(pos::OdooPos* const odoo, worker.odoo(connection));
  TRY_ASSIGN(const auto syncs, syncs_of(worker, odoo->rpc().settings().name, pos_config));
  std::vector<Seen> seen;
  std::set<base::Decimal> rates;
  pos::odoo::Question question;
  question.pos_config = pos_config;
  bool all_have_one = !syncs.empty();
  for (const auto& sync : syncs) {
    const auto catalogue = odoo->catalogue_now(sync.pos_config);
    TRY_ASSIGN(auto one,
               look_at_orders(worker, sync, catalogue.ok() ? (*catalogue)->currency() : base::Currency()));
    rates.insert(one.rates.begin(), one.rates.end());
    seen.push_back(std::move(one));
    if (sync.match.rounding_product) question.rounding_product = sync.match.rounding_product;
    all_have_one = all_have_one && sync.match.rounding_product.has_value();
  }
  if (!all_have_one) question.rounding_product.reset();
  question.source_rates.assign(rates.begin(), rates.end());
  auto findings = pos::odoo::examine(odoo->rpc(), question, worker.store.clock());

  std::set<std::string> configs;
  for (std::size_t i = 0; i < syncs.size(); ++i) {
    const auto catalogue = odoo->catalogue(syncs[i].pos_config);
    if (!catalogue.ok()) continue;  // why, is among the findings already
    find_products(syncs[i], **catalogue, seen[i], findings);
    if (configs.insert(syncs[i].pos_config).second) {
      look_at_session(*odoo, syncs[i].pos_config, worker.store.clock().now(), findings);
    }
  }
  return findings;
}

}  // namespace ordersync::app
