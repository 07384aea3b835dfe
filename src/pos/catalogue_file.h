// PURE: the catalogue file of the contract, JSON or CSV, read and checked as a whole before anything is
// written.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "order/catalogue.h"

namespace ordersync::pos {

enum class StartSession { none, opened, opening_control };

// What the file says nothing about of one row: a known record keeps it, a new one has the default, which is
// what stands in the row. Ids and names are always there, and what is on hand counts for new products only.
struct LeftOut {
  bool amount = false, price_include = false;  // of a tax
  bool list_price = false, sale_ok = false, available_in_pos = false, default_code = false, barcode = false;
  bool journal = false;
  bool payment_methods = false, stock = false, timezone = false, fiscal_position = false,
       cash_rounding = false;                        // of a POS configuration
  bool type = false, active = false, taxes = false;  // of several
};

struct CatalogueFile {
  std::optional<base::Currency> currency;
  std::optional<order::TaxRounding> tax_rounding;
  std::vector<order::Tax> taxes;
  struct ProductRow {
    order::Product product;
    base::Decimal on_hand;  // counts for new products only
  };
  std::vector<ProductRow> products;
  std::vector<int> product_lines;  // CSV only: where each product stands, for messages
  std::vector<order::PaymentMethod> payment_methods;
  std::vector<order::FiscalPosition> fiscal_positions;
  struct ConfigRow {
    order::PosConfig config;
    StartSession session = StartSession::none;
  };
  std::vector<ConfigRow> pos_configs;
  // Row by row of the lists above. A list may be shorter than its rows: nothing is left out of the others.
  struct LeftOuts {
    std::vector<LeftOut> taxes, products, payment_methods, fiscal_positions, pos_configs;
  };
  LeftOuts left_out;
};

struct ImportSummary {
  int created = 0;
  int updated = 0;
  int unchanged = 0;
  int taxes = 0, products = 0, payment_methods = 0, fiscal_positions = 0, pos_configs = 0;  // in the file
};

// Errors name the place: `products[3].id: 10 stands twice (first at products[1])`. Codes "bad_catalogue",
// "duplicate_id". Unknown fields are errors that name the nearest known one.
base::Result<CatalogueFile> read_catalogue_json(std::string_view text);
// Products only: a header line with the JSON's field names (id,name,list_price,type,taxes,on_hand,…); taxes
// split by ';'. Comma or semicolon separated, quotes as in RFC 4180, UTF-8 with or without BOM. Errors name
// the line.
base::Result<CatalogueFile> read_catalogue_csv(std::string_view text);

// One product as an object of the file, its id included. Fails with "bad_field", whose detail is the field's
// name, and with "bad_catalogue" where it is no object, or several.
base::Result<CatalogueFile::ProductRow> read_product_json(std::string_view object);
// What the reading or the import of a file with this one product said, said of the product alone:
// "bad_field". Errors of the store stay as they are.
base::Error product_error(const base::Error& error);

}  // namespace ordersync::pos
