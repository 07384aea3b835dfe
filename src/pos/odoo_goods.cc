// Rows of products. All text of the store is this file's own.
#include "pos/odoo_goods.h"

#include "base/text.h"
#include "pos/embedded_store.h"
#include "sql/nullable.h"

namespace ordersync::pos::odoo {
namespace {

constexpr std::size_t kRowsAtOnce = 500;
constexpr std::int64_t kSaleOk = 1;
constexpr std::int64_t kAvailableInPos = 2;
constexpr std::int64_t kActive = 4;

constexpr int kColumns = 11;
constexpr std::string_view kInsert =
    "INSERT INTO odoo_product(connection_id, product_id, name, other_names, default_code, barcode, "
    "list_price, type, flags, company_id, taxes)";
// Only what differs counts as changed.
constexpr std::string_view kReplace =
    "ON CONFLICT (connection_id, product_id) DO UPDATE SET name = excluded.name, "
    "other_names = excluded.other_names, default_code = excluded.default_code, barcode = excluded.barcode, "
    "list_price = excluded.list_price, type = excluded.type, flags = excluded.flags, "
    "company_id = excluded.company_id, taxes = excluded.taxes "
    "WHERE (odoo_product.name, odoo_product.other_names, odoo_product.default_code, odoo_product.barcode, "
    "odoo_product.list_price, odoo_product.type, odoo_product.flags, odoo_product.company_id, "
    "odoo_product.taxes) <> (excluded.name, excluded.other_names, excluded.default_code, excluded.barcode, "
    "excluded.list_price, excluded.type, excluded.flags, excluded.company_id, excluded.taxes)";

// A name in Odoo is one line.
std::string joined(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) {
    if (!out.empty()) out += '\n';
    for (const char c : name) out += c == '\n' ? ' ' : c;
  }
  return out;
}

std::vector<std::string> split(std::string_view lines) {
  std::vector<std::string> names;
  while (!lines.empty()) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    names.emplace_back(lines.substr(0, end));
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
  return names;
}

std::string joined(const std::vector<std::int64_t>& ids) {
  return base::joined(ids, ",", [](std::int64_t id) { return std::to_string(id); });
}

std::int64_t flags_of(const order::Product& product) {
  return (product.sale_ok ? kSaleOk : 0) | (product.available_in_pos ? kAvailableInPos : 0) |
         (product.active ? kActive : 0);
}

void append_cells(const RawProduct& raw, std::int64_t connection, TextArena& texts,
                  std::vector<sql::Value>& cells) {
  const order::Product& product = raw.product;
  cells.insert(
      cells.end(),
      {connection, product.id, product.name, texts.keep(joined(product.other_names)), product.default_code,
       product.barcode, texts.keep(product.list_price.to_string()), static_cast<std::int64_t>(product.type),
       flags_of(product), raw.company_id, texts.keep(joined(product.taxes))});
}

RawProduct read_row(const sql::Row& row, StoredText& text) {
  RawProduct raw;
  order::Product& product = raw.product;
  product.id = row.integer(0);
  product.name = row.text(1);
  product.other_names = split(row.text(2));
  product.default_code = row.text(3);
  product.barcode = row.text(4);
  product.list_price = text.decimal(row.text(5));
  product.type = text.product_type(row.integer(6));
  const std::int64_t flags = row.integer(7);
  product.sale_ok = (flags & kSaleOk) != 0;
  product.available_in_pos = (flags & kAvailableInPos) != 0;
  product.active = (flags & kActive) != 0;
  raw.company_id = row.integer(8);
  text.ids(row.text(9), product.taxes);
  return raw;
}

}  // namespace

base::Result<std::optional<GoodsState>> GoodsStore::state() {
  std::optional<GoodsState> state;
  TRY(
      store_.query("SELECT reader, version, read_at, fresh_until, full_read_at, newest, recent "
                   "FROM odoo_goods WHERE connection_id = ?",
                   {connection_}, [&](const sql::Row& row) {
                     state.emplace();
                     state->reader = row.text(0);
                     state->version = row.integer(1);
                     state->read_at = base::from_unix_ms(row.integer(2));
                     state->fresh_until = base::from_unix_ms(row.integer(3));
                     state->full_read_at = sql::maybe_time(row, 4);
                     state->newest = base::from_unix_ms(row.integer(5));
                     state->recent = row.integer(6);
                   }));
  return state;
}

base::Result<void> GoodsStore::keep_state(const GoodsState& state) {
  return sql::write_transaction(store_, [&]() -> base::Result<void> {
    const sql::Value full = sql::or_null(state.full_read_at);
    TRY(store_.execute(
        "INSERT INTO odoo_goods(connection_id, reader, version, read_at, fresh_until, full_read_at, newest, "
        "recent) VALUES (?, ?, 1, ?, ?, ?, ?, ?) ON CONFLICT (connection_id) DO UPDATE SET "
        "reader = excluded.reader, read_at = excluded.read_at, fresh_until = excluded.fresh_until, "
        "full_read_at = excluded.full_read_at, newest = excluded.newest, recent = excluded.recent",
        {connection_, state.reader, base::to_unix_ms(state.read_at), base::to_unix_ms(state.fresh_until),
         full, base::to_unix_ms(state.newest), state.recent}));
    return {};
  });
}

// The row may not be there yet: then the first version will be after these products.
base::Result<void> GoodsStore::grow_version() {
  TRY(store_.execute("UPDATE odoo_goods SET version = version + 1 WHERE connection_id = ?", {connection_}));
  return {};
}

base::Result<void> GoodsStore::put(std::span<const RawProduct> products) {
  return sql::write_transaction(store_, [&]() -> base::Result<void> {
    std::int64_t changed = 0;
    for (std::size_t from = 0; from < products.size(); from += kRowsAtOnce) {
      TextArena texts;
      std::vector<sql::Value> cells;
      for (const RawProduct& product : products.subspan(from, std::min(kRowsAtOnce, products.size() - from)))
        append_cells(product, connection_, texts, cells);
      TRY_ASSIGN(const std::int64_t rows, store_.insert_rows(kInsert, kColumns, kReplace, cells));
      changed += rows;
    }
    return changed == 0 ? base::Result<void>() : grow_version();
  });
}

base::Result<void> GoodsStore::remove_all_but(const std::unordered_set<std::int64_t>& seen) {
  return sql::write_transaction(store_, [&]() -> base::Result<void> {
    std::vector<std::int64_t> gone;
    TRY(store_.query("SELECT product_id FROM odoo_product WHERE connection_id = ?", {connection_},
                     [&](const sql::Row& row) {
                       if (seen.count(row.integer(0)) == 0) gone.push_back(row.integer(0));
                     }));
    for (const std::int64_t id : gone) {
      TRY(store_.execute("DELETE FROM odoo_product WHERE connection_id = ? AND product_id = ?",
                         {connection_, id}));
    }
    return gone.empty() ? base::Result<void>() : grow_version();
  });
}

base::Result<std::int64_t> GoodsStore::count() {
  TRY_ASSIGN(
      const auto count,
      sql::integer_of(store_, "SELECT COUNT(*) FROM odoo_product WHERE connection_id = ?", {connection_}));
  return count.value_or(0);
}

base::Result<void> GoodsStore::give(const TakeProduct& take) {
  StoredText text;
  TRY(
      store_.query("SELECT product_id, name, other_names, default_code, barcode, list_price, type, flags, "
                   "company_id, taxes FROM odoo_product WHERE connection_id = ? ORDER BY product_id",
                   {connection_}, [&](const sql::Row& row) { take(read_row(row, text)); }));
  return text.checked("odoo_product");
}

}  // namespace ordersync::pos::odoo
