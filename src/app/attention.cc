// What needs a person; see attention.h.
#include "app/attention.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "app/bad_option.h"
#include "app/commands.h"
#include "app/list_json.h"
#include "base/contains.h"
#include "base/date_format.h"
#include "match/products.h"
#include "source/decode_order.h"
#include "source/reader.h"

namespace ordersync::app {

namespace {

using base::Result;

constexpr std::size_t kMissingShown = 10;

std::optional<FixKind> fix_of(std::string_view code) {
  static constexpr std::string_view kProducts[] = {"product_not_found", "product_not_sellable",
                                                   "product_ambiguous", "product_collision"};
  if (base::contains(kProducts, code)) return FixKind::product;
  if (code == "payment_method_unavailable") return FixKind::payment_method;
  if (code == "tax_not_stated") return FixKind::untaxed;
  if (code == "ambiguous_date") return FixKind::date_format;
  return std::nullopt;
}

// The names that one order of the group is parked for, asked of the matcher itself.
std::vector<std::string> missing_names(const order::Order& order, const order::Catalogue& catalogue,
                                       const match::MatchRules& rules, FixKind kind) {
  std::vector<std::string> names;
  const auto add = [&](const std::string& name) {
    if (!name.empty() && !base::contains(names, name) && names.size() < kMissingShown) names.push_back(name);
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

bool is_setting(FixKind kind) {
  return kind == FixKind::untaxed || kind == FixKind::date_format;
}

// The ways to read the newest date that this sync asks about.
Result<std::vector<AskedSetting::Option>> date_options(Worker& worker, const std::string& cause,
                                                       const sync::SyncSettings& settings) {
  std::vector<AskedSetting::Option> options;
  journal::OrderFilter filter;
  filter.sync = settings.id;
  filter.limit = 1;
  TRY_ASSIGN(const auto page, journal::Overview(*worker.connection).of_cause(cause, filter));
  if (page.items.empty()) return options;
  TRY_ASSIGN(const auto payload, worker.journal->payload(page.items.front().row));
  source::Reading reading = source::Reader(settings.decode).read(payload);
  const source::Decoded* const order = source::find_order(reading.orders, page.items.front().key);
  if (order == nullptr) return options;
  const auto at = static_cast<std::size_t>(order - reading.orders.data());
  const std::string& json = at < reading.reshaped.size() ? reading.reshaped[at] : payload;
  for (auto& way : base::ways_to_read(source::date_text(json, settings.decode.max_depth)))
    options.push_back({std::move(way.format), way.day});
  return options;
}

Result<void> ask_for_settings(Worker& worker, AttentionGroup& group) {
  for (const std::string& name : group.syncs) {
    TRY_ASSIGN(const auto settings, worker.syncs.get(name));
    AskedSetting setting{name, {{"included", {}}, {"none", {}}}};
    if (group.fix == FixKind::date_format) {
      TRY_ASSIGN(setting.options, date_options(worker, group.cause.cause, settings));
    }
    group.settings.push_back(std::move(setting));
  }
  return {};
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

Json day_json(const std::chrono::year_month_day& day) {
  return base::to_iso8601(base::Instant(std::chrono::sys_days(day).time_since_epoch())).substr(0, 10);
}

Json suggestion_json(const Suggestion& suggestion) {
  return {{"id", suggestion.id}, {"name", suggestion.name}, {"score", suggestion.score}};
}

Json missing_json(const Missing& missing) {
  return {{"source", missing.source}, {"suggestions", array_json(missing.suggestions, suggestion_json)}};
}

Json option_json(const AskedSetting::Option& option) {
  return {{"value", option.value}, {"date", option.date ? day_json(*option.date) : Json(nullptr)}};
}

Json asked_json(const AskedSetting& asked) {
  return {{"sync", asked.sync}, {"options", array_json(asked.options, option_json)}};
}

// REQUIRES: there is one.
Json fix_json(const AttentionGroup& group) {
  return {{"kind", to_string(*group.fix)},
          {"missing", array_json(group.missing, missing_json)},
          {"settings", array_json(group.settings, asked_json)}};
}

base::Error more_by_now(std::size_t orders) {
  return {base::ErrorKind::conflict,
          "attention_changed",
          "There are more of these orders by now, " + std::to_string(orders) + ": look at them first",
          {}};
}

}  // namespace

std::string_view to_string(FixKind kind) {
  switch (kind) {
    case FixKind::product:
      return "product";
    case FixKind::payment_method:
      return "payment_method";
    case FixKind::untaxed:
      return "untaxed";
    case FixKind::date_format:
      return "date_format";
  }
  return "";
}

Result<FixKind> parse_fix_kind(std::string_view text) {
  for (const FixKind kind :
       {FixKind::product, FixKind::payment_method, FixKind::untaxed, FixKind::date_format}) {
    if (to_string(kind) == text) return kind;
  }
  return bad_field("kind", "takes product, payment_method, untaxed or date_format");
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
    if (group.fix && is_setting(*group.fix)) {
      TRY(ask_for_settings(worker, group));
    } else if (groups.size() < kSuggestedGroups) {
      suggest_for(worker, group);
    }
    groups.push_back(std::move(group));
  }
  return groups;
}

Json attention_json(const AttentionGroup& group) {
  const journal::Cause& cause = group.cause;
  return {{"cause", cause.cause},
          {"code", cause.code},
          {"message", cause.message},
          {"kind", cause.kind == journal::Cause::Kind::parked ? "parked" : "attention"},
          {"remedy", cause.remedy == order::Remedy::fix ? "fix" : "wait"},
          {"raised_at", time_json(cause.raised_at)},
          {"orders", cause.orders},
          {"total", cause.total ? Json(cause.total->to_string()) : Json(nullptr)},
          {"currency", cause.total ? Json(cause.total->currency().code()) : Json(nullptr)},
          {"syncs", group.syncs},
          {"examples", array_json(cause.newest, [](const auto& key) { return order::to_string(key); })},
          {"fix", group.fix ? fix_json(group) : Json(nullptr)}};
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

Result<std::int64_t> ignore_cause(Worker& worker, const std::string& cause, std::string_view why,
                                  std::string_view actor, const SeenGroup& seen) {
  journal::Overview overview(*worker.connection);
  TRY_ASSIGN(auto rows, overview.rows_of(cause, journal::Cause::Kind::parked, seen.sync));
  if (rows.empty()) {
    TRY_ASSIGN(rows, overview.rows_of(cause, journal::Cause::Kind::attention, seen.sync));
  }
  if (seen.orders && rows.size() > *seen.orders) return more_by_now(rows.size());
  std::int64_t ignored = 0;
  for (const auto& [row, attention] : rows) {
    if (seen.at && attention && attention->at > *seen.at) continue;
    const auto done = worker.journal->ignore(row, why, actor, attention);
    if (done.ok()) {
      ++ignored;
    } else if (done.error().kind != base::ErrorKind::conflict) {  // somebody or something was quicker
      return done.error();
    }
  }
  return ignored;
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

Result<void> set_asked(Worker& worker, const std::string& sync, FixKind kind, const std::string& value) {
  SyncForm form;
  if (kind == FixKind::untaxed) {
    if (value != "included" && value != "none") return bad_field("value", "takes included or none");
    form.untaxed = value;
  } else if (kind == FixKind::date_format) {
    const auto checked = base::check_date_format(value);
    if (!checked.ok()) return bad_field("value", "is no date format: " + checked.error().message);
    form.date_format = value;
  } else {
    return bad_field("kind", "takes untaxed or date_format");
  }
  TRY(Commands(worker).sync_edit(sync, form));
  return {};
}

}  // namespace ordersync::app
