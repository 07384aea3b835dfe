// The settings' ids against the POS; see sync_warnings.h.
#include "app/sync_warnings.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/contains.h"
#include "base/text.h"

namespace ordersync::app {

namespace {

// What names it, as in the API and in `sync show`, and the id.
using NamedIds = std::vector<std::pair<std::string, std::int64_t>>;

NamedIds ids_of(std::string_view map_name, const std::map<std::string, std::int64_t>& map,
                const std::vector<std::pair<const char*, std::optional<std::int64_t>>>& single) {
  NamedIds ids;
  for (const auto& [source, id] : map) {
    ids.emplace_back(std::string(map_name) + " " + base::quoted(source), id);
  }
  for (const auto& [name, id] : single) {
    if (id) ids.emplace_back(name, *id);
  }
  return ids;
}

order::Notice not_in_pos(const std::string& name, std::string_view noun, std::int64_t id,
                         const std::string& pos_config) {
  return {"not_in_pos", name + ": POS " + base::quoted(pos_config) + " has no " + std::string(noun) + " " +
                            std::to_string(id)};
}

// Each of the two books all of its orders.
base::Result<void> warn_of_shared_url(Worker& worker, const sync::SyncSettings& settings,
                                      order::Warnings& warnings) {
  if (!settings.decode.filters.empty()) return {};
  TRY_ASSIGN(const auto syncs, worker.syncs.list());
  for (const auto& other : syncs) {
    const bool shares = other.active && other.source != settings.source && other.decode.filters.empty() &&
                        other.fetch.url == settings.fetch.url;
    if (!shares) continue;
    warnings.push_back({"url_shared", "The sync " + base::quoted(other.name) +
                                          " fetches this URL under another source: every order is booked by "
                                          "both. Tell their orders apart with --filter"});
  }
  return {};
}

}  // namespace

base::Result<order::Warnings> warnings_of(Worker& worker, const sync::SyncSettings& settings) {
  order::Warnings warnings;
  TRY(warn_of_shared_url(worker, settings, warnings));
  if (!settings.connection.empty()) return warnings;
  const match::MatchRules& rules = settings.match;
  for (const auto& [name, id] : ids_of("map_products", rules.product_map,
                                       {{"service_product", rules.service_product},
                                        {"delivery_product", rules.delivery_product},
                                        {"tip_product", rules.tip_product},
                                        {"rounding_product", rules.rounding_product}})) {
    const auto product = worker.pos.product(id);
    if (product.ok()) continue;
    if (product.error().code != "no_such_product") return product.error();
    warnings.push_back(not_in_pos(name, "product", id, settings.pos_config));
  }
  const NamedIds methods =
      ids_of("map_payments", rules.payment_map,
             {{"voucher_method", rules.voucher_method}, {"pay_later_method", rules.pay_later_method}});
  if (methods.empty()) return warnings;
  TRY_ASSIGN(const auto listed, worker.pos.payment_methods());
  for (const auto& [name, id] : methods) {
    const auto is_it = [&, id = id](const pos::ListedMethod& one) {
      return one.method.id == id && base::contains(one.pos_configs, settings.pos_config);
    };
    const bool is_there = std::any_of(listed.begin(), listed.end(), is_it);
    if (!is_there) warnings.push_back(not_in_pos(name, "payment method", id, settings.pos_config));
  }
  return warnings;
}

}  // namespace ordersync::app
