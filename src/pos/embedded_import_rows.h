// INTERNAL to the import: one row after the other into the store, each compared with what stands there, from
// which it also takes what the file leaves out.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "pos/catalogue_file.h"
#include "pos/embedded_import.h"
#include "pos/embedded_store.h"

namespace ordersync::pos {

class ImportRows {
 public:
  ImportRows(sql::Connection& connection, ImportSummary& summary, int total, const ImportProgress& progress)
      : connection_(connection), summary_(summary), total_(total), progress_(progress) {}

  base::Result<void> tax(order::Tax tax, const LeftOut& left_out);
  // Products are written many at a time: call flush_products() after the last one.
  // `row` must outlive that.
  base::Result<void> product(const CatalogueFile::ProductRow& row, const LeftOut& left_out);
  base::Result<void> flush_products();
  base::Result<void> payment_method(order::PaymentMethod method, const LeftOut& left_out);
  base::Result<void> fiscal_position(order::FiscalPosition position, const LeftOut& left_out);
  base::Result<void> pos_config(order::PosConfig config, const LeftOut& left_out);
  void finish();

 private:
  enum class Standing { absent, different, same };
  void count(Standing standing);
  // Takes over into `product` what is left out of it.
  base::Result<Standing> standing_product(order::Product& product, const LeftOut& left_out);
  base::Result<std::vector<std::int64_t>> ids(std::string_view sql, std::initializer_list<sql::Value> values);

  sql::Connection& connection_;
  ImportSummary& summary_;
  int total_;
  const ImportProgress& progress_;
  int done_ = 0;

  // Products that wait for flush_products().
  TextArena texts_;
  std::vector<sql::Value> products_;
  std::vector<sql::Value> product_taxes_;
  std::vector<sql::Value> quants_;
  std::size_t waiting_ = 0;
};

}  // namespace ordersync::pos
