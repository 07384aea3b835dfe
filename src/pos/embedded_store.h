// INTERNAL to the embedded POS: what its parts share about the store: fixed rows, the company, a
// configuration's row, and reading back what the store keeps as text.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"
#include "base/result.h"
#include "order/catalogue.h"
#include "order/key.h"
#include "pos/names.h"
#include "sql/database.h"

namespace ordersync::pos {

// The embedded POS's own product for rounding differences. The largest whole number that every JSON reader
// carries exactly; imported ids are smaller.
inline constexpr std::int64_t kRoundingProduct = 9'007'199'254'740'991;
inline constexpr std::int64_t kLargestImportedId = kRoundingProduct - 1;
inline constexpr std::int64_t kStockLocation = 1;  // WH/Stock

inline std::int64_t stored(order::Kind kind) {
  return kind == order::Kind::refund ? 1 : 0;
}

struct Company {
  base::Currency currency;
  order::TaxRounding tax_rounding = order::TaxRounding::round_per_line;
  std::int64_t catalogue_version = 0;
};
base::Result<Company> read_company(sql::Connection& connection);

struct ConfigRow {
  std::int64_t id = 0;
  std::string name;
  order::StockMode stock = order::StockMode::real_time;
  std::int64_t last_session = 0;
  std::int64_t last_order = 0;
  std::int64_t cash_in_drawer = 0;  // minor units counted at the last closing
};
// Fails with "pos_config_not_found", naming the configurations that exist.
base::Result<ConfigRow> read_config(sql::Connection& connection, std::string_view name);
// REQUIRES: there is one with this id.
base::Result<ConfigRow> read_config(sql::Connection& connection, std::int64_t id);

// Reads texts of the store and remembers that one could not be read, so that row handlers stay one line a
// column.
class StoredText {
 public:
  base::Decimal decimal(std::string_view text);
  base::Currency currency(std::string_view code);
  // Ids joined by commas.
  void ids(std::string_view text, std::vector<std::int64_t>& out);
  order::ProductType product_type(std::int64_t number);
  // By its word of names.h.
  template <class T>
  T choice(std::string_view word) {
    const std::optional<T> value = value_named<T>(word);
    if (!value) damaged_ = true;
    return value.value_or(T{});
  }
  // Something else is not what this program writes.
  void note_damage() { damaged_ = true; }
  // Fails with "store_damaged" when anything read so far was not what this program writes.
  base::Result<void> checked(std::string_view table) const;

 private:
  bool damaged_ = false;
};

// Texts that must outlive the statement they are bound to.
class TextArena {
 public:
  std::string_view keep(std::string_view text);

 private:
  static constexpr std::size_t kChunk = 64 * 1024;
  std::vector<std::unique_ptr<char[]>> chunks_;
  char* free_ = nullptr;
  std::size_t left_ = 0;
};

// "Main Store/0001": a name with its number in at least `digits` digits.
std::string numbered(std::string_view prefix, std::int64_t number, int digits);
// "WH/POS/00001"
std::string picking_name(std::int64_t id);

}  // namespace ordersync::pos
