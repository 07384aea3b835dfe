// Reading products in pages, each with its names in all languages before it is stored.
#include "pos/odoo_goods_read.h"

#include <algorithm>
#include <unordered_map>

#include "base/contains.h"
#include "pos/odoo_time.h"

namespace ordersync::pos::odoo {
namespace {

constexpr int kPage = 1000;

// Most of what people edit stands on the template. Archived ones as well: a person is told that a product is
// archived, not that there is none.
Value::Array written_since(base::Instant begin) {
  const std::string stamp = odoo_time(begin);
  return {"|", Value::list({"write_date", ">=", stamp}),
          Value::list({"product_tmpl_id.write_date", ">=", stamp}), any_activity()};
}

std::vector<std::string_view> product_fields(int series) {
  std::vector<std::string_view> fields = {"name",    "default_code",     "barcode", "lst_price",  "type",
                                          "sale_ok", "available_in_pos", "active",  "company_id", "taxes_id"};
  if (series >= 18) fields.push_back("is_storable");
  return fields;
}

// The newest stamp of a model; the epoch when it has no record with one (scripts may write past Odoo).
base::Result<base::Instant> newest_stamp(Rpc& rpc, std::string_view model) {
  Call call{model, "search_read", std::nullopt, {}, {}, Effect::reads};
  call.arguments = {{"domain", Value::list({Value::list({"write_date", "!=", false}), any_activity()})},
                    {"fields", Value::list({"write_date"})},
                    {"limit", 1},
                    {"order", "write_date desc, id desc"}};
  TRY_ASSIGN(const Value found, rpc.call(call));
  if (found.items().empty()) return base::from_unix_ms(0);
  return parse_odoo_time(found.items().front()["write_date"].text()).value_or(base::from_unix_ms(0));
}

base::Result<base::Instant> newest_stamp(Rpc& rpc) {
  TRY_ASSIGN(const base::Instant product, newest_stamp(rpc, "product.product"));
  TRY_ASSIGN(const base::Instant on_template, newest_stamp(rpc, "product.template"));
  return std::max(product, on_template);
}

class Reading {
 public:
  Reading(Rpc& rpc, const Reader& reader, GoodsStore& store) : rpc_(rpc), reader_(reader), store_(store) {}

  base::Result<void> run(Value::Array domain) {
    Rpc::Search search{"product.product", Value(std::move(domain)), product_fields(reader_.series),
                       reader_.context(), kPage};
    TRY(rpc_.each(search, [&](const Value& record) -> base::Result<void> {
      page_.push_back(product_of(record));
      seen_.insert(page_.back().product.id);
      return page_.size() < kPage ? base::Result<void>() : flush();
    }));
    return flush();
  }
  const std::unordered_set<std::int64_t>& seen() const { return seen_; }

 private:
  base::Result<void> flush() {
    if (page_.empty()) return {};
    for (const std::string& language : reader_.other_languages) TRY(add_names(language));
    TRY(store_.put(page_));
    page_.clear();
    return {};
  }

  base::Result<void> add_names(const std::string& language) {
    std::unordered_map<std::int64_t, order::Product*> by_id;
    Value::Array ids;
    for (RawProduct& raw : page_) {
      by_id.emplace(raw.product.id, &raw.product);
      ids.emplace_back(raw.product.id);
    }
    Rpc::Search search{"product.product",
                       Value::list({Value::list({"id", "in", std::move(ids)}), any_activity()}),
                       {"name"},
                       Reader::context_in(language),
                       kPage};
    return rpc_.each(search, [&](const Value& record) -> base::Result<void> {
      const auto found = by_id.find(record["id"].integer().value_or(0));
      const std::string_view name = record["name"].text();
      if (found == by_id.end() || name.empty() || name == found->second->name) return {};
      std::vector<std::string>& names = found->second->other_names;
      if (!base::contains(names, name)) names.emplace_back(name);
      return {};
    });
  }

  Rpc& rpc_;
  const Reader& reader_;
  GoodsStore& store_;
  std::vector<RawProduct> page_;
  std::unordered_set<std::int64_t> seen_;
};

// A login that sees other products, or another language: everything must be read anew.
std::string name_of(const Reader& reader) {
  std::string name = reader.login + "\n" + reader.language;
  for (const std::string& language : reader.other_languages) name += "\n" + language;
  return name;
}

bool needs_full_reading(const std::optional<GoodsState>& state, const Reader& reader, base::Instant now) {
  return !state || !state->full_read_at || state->reader != name_of(reader) || now < *state->full_read_at ||
         now - *state->full_read_at >= kFullReadEvery;
}

// From 18 on what is kept in stock is a flag on goods; a combo moves nothing itself.
order::ProductType type_of(const Value& record) {
  const std::string_view type = record["type"].text();
  if (type == "product") return order::ProductType::storable;
  if (type != "consu") return order::ProductType::service;
  return record["is_storable"].boolean() ? order::ProductType::storable : order::ProductType::consumable;
}

}  // namespace

RawProduct product_of(const Value& record) {
  RawProduct raw;
  order::Product& product = raw.product;
  product.id = record["id"].integer().value_or(0);
  product.name = record["name"].text();
  product.default_code = record["default_code"].text();
  product.barcode = record["barcode"].text();
  product.list_price = without_noise(record["lst_price"].decimal().value_or(base::Decimal()));
  product.type = type_of(record);
  product.sale_ok = record["sale_ok"].boolean();
  product.available_in_pos = record["available_in_pos"].boolean();
  product.active = record["active"].boolean();
  product.taxes = record["taxes_id"].ids();
  raw.company_id = record["company_id"].id().value_or(0);
  return raw;
}

bool is_fresh(const GoodsState& state, base::Instant now) {
  return state.full_read_at && state.read_at <= now && now < state.fresh_until;
}

base::Result<void> refresh_goods(Rpc& rpc, const Reader& reader, GoodsStore& store,
                                 const base::Clock& clock) {
  const base::Instant began = clock.now();
  TRY_ASSIGN(const auto known, store.state());
  TRY_ASSIGN(const base::Instant newest, newest_stamp(rpc));
  // An Odoo that was restored knows less than was read of it: what it forgot has no stamp to be found by.
  const bool went_back = known && newest < known->newest;
  const bool full = went_back || needs_full_reading(known, reader, began);
  TRY_ASSIGN(const std::int64_t recent, count(rpc, "product.product", written_since(window_begin(newest))));
  const bool unchanged = !full && newest == known->newest && recent == known->recent;
  if (!unchanged) {
    Reading reading(rpc, reader, store);
    TRY(reading.run(full ? Value::Array{any_activity()} : written_since(window_begin(known->newest))));
    if (full) TRY(store.remove_all_but(reading.seen()));
  }
  GoodsState state = known.value_or(GoodsState());
  state.reader = name_of(reader);
  state.newest = newest;
  state.recent = recent;
  state.read_at = clock.now();
  // A reading that took long is not begun again at once.
  state.fresh_until = state.read_at + std::max<base::Milliseconds>(kFreshFor, state.read_at - began);
  if (full) state.full_read_at = state.read_at;
  return store.keep_state(state);
}

}  // namespace ordersync::pos::odoo
