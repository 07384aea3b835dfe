// The shared readers behind embedded_store.h.
#include "pos/embedded_store.h"

#include <charconv>
#include <cstring>
#include <optional>

#include "pos/names.h"

namespace ordersync::pos {
namespace {

constexpr std::string_view kConfigByName =
    "SELECT id, name, stock, last_session, last_order, cash_in_drawer FROM pos_config WHERE name = ?";
constexpr std::string_view kConfigById =
    "SELECT id, name, stock, last_session, last_order, cash_in_drawer FROM pos_config WHERE id = ?";

base::Result<std::optional<ConfigRow>> query_config(sql::Connection& connection, std::string_view sql,
                                                    sql::Value value) {
  std::optional<ConfigRow> config;
  StoredText text;
  TRY(connection.query(sql, {value}, [&](const sql::Row& row) {
    config = ConfigRow{row.integer(0), std::string(row.text(1)), text.choice<order::StockMode>(row.text(2)),
                       row.integer(3), row.integer(4),           row.integer(5)};
  }));
  TRY(text.checked("pos_config"));
  return config;
}

base::Result<std::string> existing_configs(sql::Connection& connection) {
  std::string names;
  TRY(connection.query("SELECT name FROM pos_config ORDER BY id", {}, [&](const sql::Row& row) {
    names += (names.empty() ? "\"" : ", \"") + std::string(row.text(0)) + "\"";
  }));
  return names;
}

}  // namespace

base::Result<Company> read_company(sql::Connection& connection) {
  Company company;
  StoredText text;
  TRY(connection.query("SELECT currency, tax_rounding, catalogue_version FROM company WHERE id = 1", {},
                       [&](const sql::Row& row) {
                         company.currency = text.currency(row.text(0));
                         company.tax_rounding = text.choice<order::TaxRounding>(row.text(1));
                         company.catalogue_version = row.integer(2);
                       }));
  TRY(text.checked("company"));
  return company;
}

base::Result<ConfigRow> read_config(sql::Connection& connection, std::string_view name) {
  TRY_ASSIGN(auto config, query_config(connection, kConfigByName, name));
  if (config) return *std::move(config);
  TRY_ASSIGN(const std::string names, existing_configs(connection));
  return base::not_found("pos_config_not_found",
                         "There is no POS configuration \"" + std::string(name) + "\": " +
                             (names.empty() ? "there is none yet, import a catalogue" : "there is " + names));
}

base::Result<ConfigRow> read_config(sql::Connection& connection, std::int64_t id) {
  TRY_ASSIGN(auto config, query_config(connection, kConfigById, id));
  CHECK(config.has_value());
  return *std::move(config);
}

base::Decimal StoredText::decimal(std::string_view text) {
  auto value = base::Decimal::parse(text);
  if (value.ok()) return *value;
  damaged_ = true;
  return {};
}

base::Currency StoredText::currency(std::string_view code) {
  auto value = base::Currency::of(code);
  if (value.ok()) return *value;
  damaged_ = true;
  return {};
}

// Stored as they are declared.
static_assert(static_cast<int>(order::ProductType::storable) == 0 &&
              static_cast<int>(order::ProductType::consumable) == 1 &&
              static_cast<int>(order::ProductType::service) == 2);

order::ProductType StoredText::product_type(std::int64_t number) {
  for (const auto& named : all_names(order::ProductType{})) {
    if (static_cast<std::int64_t>(named.value) == number) return named.value;
  }
  damaged_ = true;
  return {};
}

void StoredText::ids(std::string_view text, std::vector<std::int64_t>& out) {
  const char* at = text.data();
  const char* end = at + text.size();
  while (at != end) {
    std::int64_t id = 0;
    const auto [next, error] = std::from_chars(at, end, id);
    if (error != std::errc() || (next != end && *next != ',')) {
      damaged_ = true;
      return;
    }
    out.push_back(id);
    at = next == end ? end : next + 1;
  }
}

base::Result<void> StoredText::checked(std::string_view table) const {
  if (!damaged_) return {};
  return base::Error{base::ErrorKind::unavailable,
                     "store_damaged",
                     "The database holds something that this program did not write (table " +
                         std::string(table) +
                         "): restore the last backup, and keep this file for an examination",
                     {}};
}

std::string_view TextArena::keep(std::string_view text) {
  if (text.empty()) return "";
  if (text.size() > left_) {
    const std::size_t size = std::max(kChunk, text.size());
    chunks_.push_back(std::make_unique<char[]>(size));
    free_ = chunks_.back().get();
    left_ = size;
  }
  char* kept = free_;
  std::memcpy(kept, text.data(), text.size());
  free_ += text.size();
  left_ -= text.size();
  return {kept, text.size()};
}

std::string numbered(std::string_view prefix, std::int64_t number, int digits) {
  std::string digits_text = std::to_string(number);
  const auto width = static_cast<std::size_t>(digits);
  if (digits_text.size() < width) digits_text.insert(0, width - digits_text.size(), '0');
  std::string out(prefix);
  out += '/';
  out += digits_text;
  return out;
}

std::string picking_name(std::int64_t id) {
  return numbered("WH/POS", id, 5);
}

}  // namespace ordersync::pos
