// The catalogue: what is kept, brought up to date, and built into a value while nothing changed.
#include "pos/odoo_catalogue.h"

#include <algorithm>
#include <utility>

#include "pos/odoo_goods.h"
#include "pos/odoo_goods_read.h"
#include "pos/odoo_shop.h"
#include "pos/odoo_shop_read.h"
#include "pos/odoo_store.h"

namespace ordersync::pos::odoo {
namespace {

// Two catalogues of a large shop would be too much memory for a small computer.
constexpr std::size_t kProductsBuilt = 60'000;

bool is_fresh(base::Instant read_at, base::Instant now, Fresh fresh) {
  return read_at <= now && now - read_at < (fresh == Fresh::only_now ? kThisMoment : kFreshFor);
}

bool is_fresh(const GoodsState& goods, base::Instant now, Fresh fresh) {
  return is_fresh(goods, now) && (fresh == Fresh::for_a_while || is_fresh(goods.read_at, now, fresh));
}

}  // namespace

// A configuration's records in the store.
struct CatalogueReader::KeptShop {
  std::int64_t version = 0;
  base::Instant read_at;
  Value records;
};

// One call: the question who we are is asked at most once.
struct CatalogueReader::Visit {
  std::optional<Reader> reader;
};

CatalogueReader::CatalogueReader(Rpc& rpc, sql::Connection& store, const base::Clock& clock)
    : rpc_(rpc), store_(store), clock_(clock) {}

base::Result<std::int64_t> CatalogueReader::connection() {
  if (!connection_) {
    TRY_ASSIGN(connection_, connection_id(store_, connection_key(rpc_.settings())));
  }
  return *connection_;
}

base::Result<const Reader*> CatalogueReader::reader(Visit& visit) {
  if (!visit.reader) {
    TRY_ASSIGN(visit.reader, read_reader(rpc_));
  }
  return &*visit.reader;
}

base::Result<std::optional<CatalogueReader::KeptShop>> CatalogueReader::kept_shop(
    std::string_view pos_config) {
  TRY_ASSIGN(const std::int64_t connection, this->connection());
  std::optional<KeptShop> shop;
  std::string text;
  TRY(store_.query("SELECT version, read_at, records FROM odoo_config WHERE connection_id = ? AND name = ?",
                   {connection, pos_config}, [&](const sql::Row& row) {
                     shop = KeptShop{row.integer(0), base::from_unix_ms(row.integer(1)), {}};
                     text = row.text(2);
                   }));
  if (!shop) return shop;
  TRY_ASSIGN(shop->records, parse(text));
  return shop;
}

base::Result<CatalogueReader::KeptShop> CatalogueReader::keep_shop(const Value& records) {
  TRY_ASSIGN(const std::int64_t connection, this->connection());
  TRY_ASSIGN(const PosFacts facts, facts_of(records));  // what cannot be understood is not kept
  const std::string text = encode(records);
  const base::Instant now = clock_.now();
  TRY(sql::write_transaction(store_, [&]() -> base::Result<void> {
    // A name that another configuration had before is this one's now; that one is known by id until it is
    // read again, and its version goes on from where it was.
    TRY(store_.execute(
        "UPDATE odoo_config SET name = '' WHERE connection_id = ? AND name = ? AND config_id <> ?",
        {connection, facts.config, facts.config_id}));
    TRY(store_.execute(
        "INSERT INTO odoo_config(connection_id, config_id, name, records, version, read_at) "
        "VALUES (?, ?, ?, ?, 1, ?) ON CONFLICT (connection_id, config_id) DO UPDATE SET "
        "version = odoo_config.version + (CASE WHEN odoo_config.records <> excluded.records THEN 1 ELSE 0 "
        "END), name = excluded.name, records = excluded.records, read_at = excluded.read_at",
        {connection, facts.config_id, facts.config, text, base::to_unix_ms(now)}));
    return {};
  }));
  TRY_ASSIGN(auto kept, kept_shop(facts.config));
  CHECK(kept.has_value());
  return *std::move(kept);
}

base::Result<CatalogueReader::KeptShop> CatalogueReader::shop(Visit& visit, std::string_view pos_config,
                                                              Fresh fresh) {
  TRY_ASSIGN(auto kept, kept_shop(pos_config));
  if (kept && is_fresh(kept->read_at, clock_.now(), fresh)) return *std::move(kept);
  const auto read = [&]() -> base::Result<Value> {
    TRY_ASSIGN(const Reader* who, reader(visit));
    return read_shop(rpc_, *who, pos_config);
  };
  auto records = read();
  if (records.ok()) return keep_shop(*records);
  if (kept && out_of_reach(records.error())) return *std::move(kept);
  return std::move(records).error();
}

// The version of the products that the store holds, brought up to date where that is possible.
base::Result<std::int64_t> CatalogueReader::goods_version(Visit& visit, Fresh fresh) {
  TRY_ASSIGN(const std::int64_t connection, this->connection());
  GoodsStore goods(store_, connection);
  TRY_ASSIGN(auto state, goods.state());
  if (state && is_fresh(*state, clock_.now(), fresh)) return state->version;
  const auto refreshed = [&]() -> base::Result<void> {
    TRY_ASSIGN(const Reader* who, reader(visit));
    return refresh_goods(rpc_, *who, goods, clock_);
  }();
  const bool kept_is_complete = state && state->full_read_at;
  if (!refreshed.ok() && !(kept_is_complete && out_of_reach(refreshed.error()))) return refreshed.error();
  TRY_ASSIGN(state, goods.state());
  CHECK(state.has_value());
  return state->version;
}

base::Result<std::shared_ptr<const order::Catalogue>> CatalogueReader::catalogue(std::string_view pos_config,
                                                                                 Fresh fresh) {
  Visit visit;
  TRY_ASSIGN(const KeptShop kept, shop(visit, pos_config, fresh));
  TRY_ASSIGN(const std::int64_t goods, goods_version(visit, fresh));
  return built(kept, kept.version + goods);  // either grows only
}

base::Result<std::shared_ptr<const order::Catalogue>> CatalogueReader::built(const KeptShop& shop,
                                                                             std::int64_t version) {
  TRY_ASSIGN(const PosFacts facts, facts_of(shop.records));
  const auto found = std::find_if(built_.begin(), built_.end(), [&](const auto& catalogue) {
    return catalogue->config().id == facts.config_id;
  });
  if (found != built_.end() && (*found)->version() == version) {
    std::rotate(found, found + 1, built_.end());
    return built_.back();
  }
  if (found != built_.end()) built_.erase(found);
  TRY_ASSIGN(order::Catalogue::Parts parts, shop_of(shop.records));
  TRY_ASSIGN(const std::int64_t connection, this->connection());
  GoodsStore goods(store_, connection);
  TRY_ASSIGN(const std::int64_t count, goods.count());
  parts.products.reserve(static_cast<std::size_t>(count));
  TRY(add_products(parts, shop.records, [&](const TakeProduct& take) { return goods.give(take); }));
  parts.version = version;
  parts.read_at = shop.read_at;
  auto catalogue = std::make_shared<const order::Catalogue>(std::move(parts));
  std::size_t held = catalogue->products().size();
  for (const auto& older : built_) held += older->products().size();
  while (!built_.empty() && held > kProductsBuilt) {
    held -= built_.front()->products().size();
    built_.erase(built_.begin());
  }
  built_.push_back(catalogue);
  return catalogue;
}

base::Result<PosFacts> CatalogueReader::facts(std::string_view pos_config) {
  Visit visit;
  TRY_ASSIGN(const KeptShop kept, shop(visit, pos_config, Fresh::for_a_while));
  return facts_of(kept.records);
}

base::Result<order::Catalogue::Parts> CatalogueReader::setup(std::string_view pos_config) {
  Visit visit;
  TRY_ASSIGN(const KeptShop kept, shop(visit, pos_config, Fresh::for_a_while));
  return shop_of(kept.records);
}

base::Result<std::vector<std::string>> CatalogueReader::configs() {
  return read_config_names(rpc_);
}

base::Result<std::shared_ptr<const order::Catalogue>> CatalogueReader::kept_catalogue(
    std::string_view pos_config) {
  TRY_ASSIGN(const auto shop, kept_shop(pos_config));
  TRY_ASSIGN(const std::int64_t connection, this->connection());
  TRY_ASSIGN(const auto goods, GoodsStore(store_, connection).state());
  if (!shop || !goods || !goods->full_read_at) return std::shared_ptr<const order::Catalogue>();
  return built(*shop, shop->version + goods->version);
}

base::Result<std::optional<order::Catalogue::Parts>> CatalogueReader::kept_setup(
    std::string_view pos_config) {
  TRY_ASSIGN(const auto shop, kept_shop(pos_config));
  std::optional<order::Catalogue::Parts> parts;
  if (!shop) return parts;
  TRY_ASSIGN(parts, shop_of(shop->records));
  parts->read_at = shop->read_at;
  return parts;
}

base::Result<std::vector<std::string>> CatalogueReader::kept_configs() {
  TRY_ASSIGN(const std::int64_t connection, this->connection());
  std::vector<std::string> names;
  TRY(store_.query("SELECT name FROM odoo_config WHERE connection_id = ? AND name <> '' ORDER BY name",
                   {connection}, [&](const sql::Row& row) { names.emplace_back(row.text(0)); }));
  return names;
}

}  // namespace ordersync::pos::odoo
