// What needs a person; see attention.h.
#include "app/attention.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "app/commands.h"
#include "match/products.h"
#include "source/reader.h"

namespace ordersync::app {

namespace {

using base::Result;

constexpr std::size_t kMissingShown = 10;

std::optional<FixKind> fix_of(std::string_view code) {
  static constexpr std::string_view kProducts[] = {"product_not_found", "product_not_sellable",
                                                   "product_ambiguous", "product_collision"};
  if (std::find(std::begin(kProducts), std::end(kProducts), code) != std::end(kProducts))
    return FixKind::product;
  if (code == "payment_method_unavailable") return FixKind::payment_method;
  return std::nullopt;
}

// The names that one order of the group is parked for, asked of the matcher itself.
std::vector<std::string> missing_names(const order::Order& order, const order::Catalogue& catalogue,
                                       const match::MatchRules& rules, FixKind kind) {
  std::vector<std::string> names;
  const auto add = [&](const std::string& name) {
    const bool known = std::find(names.begin(), names.end(), name) != names.end();
    if (!name.empty() && !known && names.size() < kMissingShown) names.push_back(name);
  };
  if (kind == FixKind::payment_method) {
    for (const auto& checkout : order.checkouts) {
      add(checkout.card_type.empty() ? checkout.payment_mode : checkout.card_type);
    }
    return names;
  }
  const auto look = [&](const match::Wanted& wanted) {
    const auto found = match::find_product(wanted, catalogue, rules);
    if (std::holds_alternative<match::NotFound>(found))
      add(std::string(wanted.name.empty() ? wanted.item_id : wanted.name));
  };
  for (const auto& line : order.lines) {
    look({line.item_id, line.odoo_item_id, line.name});
    if (rules.packages == match::Packages::parent_only) continue;
    for (const auto& component : line.components) look({component.item_id, std::nullopt, component.name});
  }
  return names;
}

std::vector<Candidate> candidates_of(const order::Catalogue& catalogue, FixKind kind) {
  std::vector<Candidate> candidates;
  if (kind == FixKind::payment_method) {
    for (const auto& method : catalogue.payment_methods())
      candidates.push_back({method.id, method.name, {}, {}});
    return candidates;
  }
  for (const auto& product : catalogue.products()) {
    if (product.can_be_sold())
      candidates.push_back({product.id, product.name, product.default_code, product.barcode});
  }
  return candidates;
}

// What cannot be looked at now (the Odoo is away, the payload cannot be read) has no suggestions, and that is
// all.
void suggest_for(Worker& worker, AttentionGroup& group) {
  if (!group.fix || group.cause.newest.empty() || group.syncs.empty()) return;
  auto settings = worker.syncs.get(group.syncs.front());
  if (!settings.ok()) return;
  const auto pos = worker.target(settings->connection);
  if (!pos.ok()) return;
  const auto catalogue = (*pos)->catalogue(settings->pos_config);
  if (!catalogue.ok()) return;
  const auto order = worker.journal->find(group.cause.newest.front());
  if (!order.ok() || !*order) return;
  const auto payload = worker.journal->payload((*order)->row);
  if (!payload.ok()) return;
  settings->decode.currency = (*catalogue)->currency();
  source::Reading reading = source::Reader(settings->decode).read(*payload);
  const source::Decoded* const decoded = source::find_order(reading.orders, (*order)->key);
  if (decoded == nullptr || !decoded->order) return;
  const auto candidates = candidates_of(**catalogue, *group.fix);
  for (auto& name : missing_names(*decoded->order, **catalogue, settings->match, *group.fix)) {
    auto suggestions = suggest(name, candidates);
    group.missing.push_back({std::move(name), std::move(suggestions)});
  }
}

}  // namespace

std::string_view to_string(FixKind kind) {
  return kind == FixKind::product ? "product" : "payment_method";
}

Result<FixKind> parse_fix_kind(std::string_view text) {
  for (const FixKind kind : {FixKind::product, FixKind::payment_method}) {
    if (to_string(kind) == text) return kind;
  }
  base::Error error = base::invalid("bad_field", "kind takes product or payment_method");
  error.detail = "kind";
  return error;
}

Result<std::vector<AttentionGroup>> attention(Worker& worker, std::optional<std::string> sync) {
  std::optional<journal::SyncId> id;
  if (sync) {
    TRY_ASSIGN(const auto settings, worker.syncs.get(*sync));
    id = settings.id;
  }
  TRY_ASSIGN(auto causes, journal::Overview(*worker.connection).causes(id));
  std::vector<AttentionGroup> groups;
  for (auto& cause : causes) {
    AttentionGroup group;
    for (const journal::SyncId of : cause.syncs) {
      TRY_ASSIGN(auto name, worker.syncs.name_of(of));
      if (name) group.syncs.push_back(*std::move(name));
    }
    if (cause.kind == journal::Cause::Kind::parked) group.fix = fix_of(cause.code);
    group.cause = std::move(cause);
    if (groups.size() < kSuggestedGroups) suggest_for(worker, group);
    groups.push_back(std::move(group));
  }
  return groups;
}

Json attention_json(const AttentionGroup& group) {
  const journal::Cause& cause = group.cause;
  Json examples = Json::array();
  for (const auto& key : cause.newest) examples.push_back(order::to_string(key));
  Json fix = nullptr;
  if (group.fix) {
    Json missing = Json::array();
    for (const auto& one : group.missing) {
      Json suggestions = Json::array();
      for (const auto& suggestion : one.suggestions) {
        suggestions.push_back(
            {{"id", suggestion.id}, {"name", suggestion.name}, {"score", suggestion.score}});
      }
      missing.push_back({{"source", one.source}, {"suggestions", std::move(suggestions)}});
    }
    fix = {{"kind", to_string(*group.fix)}, {"missing", std::move(missing)}};
  }
  return {{"cause", cause.cause},
          {"code", cause.code},
          {"message", cause.message},
          {"kind", cause.kind == journal::Cause::Kind::parked ? "parked" : "attention"},
          {"remedy", cause.remedy == order::Remedy::fix ? "fix" : "wait"},
          {"orders", cause.orders},
          {"total", cause.total ? Json(cause.total->to_string()) : Json(nullptr)},
          {"currency", cause.total ? Json(cause.total->currency().code()) : Json(nullptr)},
          {"syncs", group.syncs},
          {"examples", std::move(examples)},
          {"fix", std::move(fix)}};
}

Result<std::vector<std::string>> syncs_of_cause(Worker& worker, const std::string& cause) {
  TRY_ASSIGN(const auto causes, journal::Overview(*worker.connection).causes(std::nullopt));
  std::vector<std::string> names;
  for (const auto& one : causes) {
    if (one.kind != journal::Cause::Kind::parked || one.cause != cause) continue;
    for (const journal::SyncId id : one.syncs) {
      TRY_ASSIGN(auto name, worker.syncs.name_of(id));
      if (name) names.push_back(*std::move(name));
    }
  }
  return names;
}

Result<void> remember(Worker& worker, const std::string& sync, const Choice& choice) {
  TRY_ASSIGN(const auto settings, worker.syncs.get(sync));
  TRY_ASSIGN(pos::Target* const pos, worker.target(settings.connection));
  TRY_ASSIGN(const auto catalogue, pos->catalogue(settings.pos_config));
  SyncForm form;
  const std::vector<std::string> entry{choice.source + "=" + std::to_string(choice.id)};
  if (choice.kind == FixKind::product) {
    const order::Product* const product = catalogue->product(choice.id);
    if (product == nullptr) {
      return base::not_found("product_not_found",
                             "The POS has no product with the id " + std::to_string(choice.id));
    }
    if (!product->can_be_sold()) {
      return base::invalid("product_not_sellable",
                           "\"" + product->name +
                               "\" cannot be sold in the POS: check that it is active, may be "
                               "sold and is available in the POS");
    }
    form.map_products = entry;
  } else {
    if (catalogue->payment_method(choice.id) == nullptr) {
      return base::not_found(
          "payment_method_not_found",
          "\"" + settings.pos_config + "\" has no payment method with the id " + std::to_string(choice.id));
    }
    form.map_payments = entry;
  }
  TRY(Commands(worker).sync_edit(sync, form));
  return {};
}

}  // namespace ordersync::app
