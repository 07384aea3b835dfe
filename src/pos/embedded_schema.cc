// The schema of the embedded POS, and why it has this shape. No other file says CREATE.
//
// Money is an integer of minor units in the company's currency (which cannot change once an order is booked);
// unit prices, quantities and rates are plain decimal text, exact at any scale; times are Unix milliseconds.
// SQLite's spelling differs from PostgreSQL's in three words only: INTEGER PRIMARY KEY (a 64-bit key),
// WITHOUT ROWID and BLOB.
//
// What a large shop fills, it fills by the million (pos_order and the five tables under it). Those have one
// index beside their keys, the one that makes an order exist once; they name their parents by id without a
// foreign key, because everything is checked before it is inserted, in the same transaction, and nothing is
// ever deleted: foreign keys would make booking an order a quarter dearer (9.6 us instead of 7.5). The tables
// that people edit have theirs.
#include "pos/embedded_pos.h"
#include "pos/embedded_store.h"

namespace ordersync::pos {
namespace {

std::vector<std::string_view> catalogue_tables() {
  return {
      R"sql(CREATE TABLE company (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  currency TEXT NOT NULL,
  tax_rounding TEXT NOT NULL CHECK (tax_rounding IN ('round_per_line', 'round_globally')),
  catalogue_version BIGINT NOT NULL
))sql",
      "INSERT INTO company(id, currency, tax_rounding, catalogue_version) VALUES (1, 'USD', "
      "'round_per_line', 1)",
      R"sql(CREATE TABLE tax (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  type TEXT NOT NULL CHECK (type IN ('percent', 'other')),
  amount TEXT NOT NULL,
  price_include SMALLINT NOT NULL,
  active SMALLINT NOT NULL
))sql",
      R"sql(CREATE TABLE product (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  list_price TEXT NOT NULL,
  type TEXT NOT NULL CHECK (type IN ('storable', 'consumable', 'service')),
  default_code TEXT NOT NULL,
  barcode TEXT NOT NULL,
  sale_ok SMALLINT NOT NULL,
  available_in_pos SMALLINT NOT NULL,
  active SMALLINT NOT NULL
))sql",
      R"sql(CREATE TABLE product_tax (
  product_id BIGINT NOT NULL REFERENCES product(id),
  position BIGINT NOT NULL,
  tax_id BIGINT NOT NULL REFERENCES tax(id),
  PRIMARY KEY (product_id, position)
) WITHOUT ROWID)sql",
      R"sql(CREATE TABLE payment_method (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  journal TEXT NOT NULL,
  type TEXT NOT NULL CHECK (type IN ('cash', 'bank', 'pay_later'))
))sql",
      R"sql(CREATE TABLE fiscal_position (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL
))sql",
      R"sql(CREATE TABLE fiscal_position_tax (
  fiscal_position_id BIGINT NOT NULL REFERENCES fiscal_position(id),
  position BIGINT NOT NULL,
  tax_from BIGINT NOT NULL REFERENCES tax(id),
  tax_to BIGINT REFERENCES tax(id),
  PRIMARY KEY (fiscal_position_id, position)
) WITHOUT ROWID)sql",
  };
}

// The counters of names (last_session, last_order) and the cash left in the drawer stand on the
// configuration, so that no name costs a search. Names of configurations are kept unique by the import, which
// may swap two of them.
std::vector<std::string_view> session_tables() {
  return {
      R"sql(CREATE TABLE pos_config (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  stock TEXT NOT NULL CHECK (stock IN ('real_time', 'at_closing')),
  timezone TEXT NOT NULL,
  fiscal_position_id BIGINT REFERENCES fiscal_position(id),
  cash_rounding TEXT NOT NULL,
  last_session BIGINT NOT NULL DEFAULT 0,
  last_order BIGINT NOT NULL DEFAULT 0,
  cash_in_drawer BIGINT NOT NULL DEFAULT 0
))sql",
      R"sql(CREATE TABLE pos_config_method (
  config_id BIGINT NOT NULL REFERENCES pos_config(id),
  position BIGINT NOT NULL,
  method_id BIGINT NOT NULL REFERENCES payment_method(id),
  PRIMARY KEY (config_id, position)
) WITHOUT ROWID)sql",
      R"sql(CREATE TABLE pos_session (
  id INTEGER PRIMARY KEY,
  config_id BIGINT NOT NULL REFERENCES pos_config(id),
  name TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('opening_control', 'opened', 'closing_control', 'closed')),
  automatic SMALLINT NOT NULL,
  stock TEXT NOT NULL CHECK (stock IN ('real_time', 'at_closing')),
  opened_at BIGINT,
  closed_at BIGINT,
  orders BIGINT NOT NULL DEFAULT 0,
  total BIGINT NOT NULL DEFAULT 0,
  late_orders BIGINT NOT NULL DEFAULT 0,
  last_order_at BIGINT,
  opening_cash BIGINT NOT NULL,
  cash_payments BIGINT NOT NULL DEFAULT 0,
  expected_cash BIGINT,
  counted_cash BIGINT,
  counted SMALLINT
))sql",
      "CREATE UNIQUE INDEX pos_session_not_closed ON pos_session(config_id) WHERE state <> 'closed'",
      R"sql(CREATE TABLE pos_session_late_order (
  session_id BIGINT NOT NULL REFERENCES pos_session(id),
  order_id BIGINT NOT NULL,
  PRIMARY KEY (session_id, order_id)
) WITHOUT ROWID)sql",
      // What a session that moves its stock at closing has sold (direction 0) and taken back (1) so far.
      R"sql(CREATE TABLE pos_session_stock (
  session_id BIGINT NOT NULL REFERENCES pos_session(id),
  direction SMALLINT NOT NULL,
  product_id BIGINT NOT NULL REFERENCES product(id),
  qty TEXT NOT NULL,
  PRIMARY KEY (session_id, direction, product_id)
) WITHOUT ROWID)sql",
  };
}

// kind 0 is a sale, 1 a refund; direction 0 is out, 1 is in. The external id leads the key: it differs first.
// Taxes of a line are ids joined by commas: they are read with the line and never searched. A picking's state
// is always "done", its name is WH/POS/ and its id.
std::vector<std::string_view> order_tables() {
  return {
      R"sql(CREATE TABLE pos_order (
  id INTEGER PRIMARY KEY,
  session_id BIGINT NOT NULL,
  source TEXT NOT NULL,
  external_id TEXT NOT NULL,
  kind SMALLINT NOT NULL,
  refund_id TEXT NOT NULL,
  name TEXT NOT NULL,
  reference TEXT NOT NULL,
  date BIGINT NOT NULL,
  total BIGINT NOT NULL,
  tax BIGINT NOT NULL,
  amount_paid BIGINT NOT NULL,
  change_given BIGINT NOT NULL,
  picking_id BIGINT,
  refund_of BIGINT,
  customer_id TEXT,
  note TEXT
))sql",
      "CREATE UNIQUE INDEX pos_order_key ON pos_order(external_id, source, kind, refund_id)",
      R"sql(CREATE TABLE pos_order_line (
  order_id BIGINT NOT NULL,
  line_no BIGINT NOT NULL,
  product_id BIGINT NOT NULL,
  product TEXT NOT NULL,
  product_type SMALLINT NOT NULL,
  qty TEXT NOT NULL,
  price_unit TEXT NOT NULL,
  discount_percent TEXT,
  taxes TEXT,
  subtotal BIGINT NOT NULL,
  total BIGINT NOT NULL,
  note TEXT,
  PRIMARY KEY (order_id, line_no)
) WITHOUT ROWID)sql",
      R"sql(CREATE TABLE pos_payment (
  order_id BIGINT NOT NULL,
  line_no BIGINT NOT NULL,
  method_id BIGINT NOT NULL,
  amount BIGINT NOT NULL,
  is_change SMALLINT NOT NULL,
  reference_id TEXT,
  card_last4 TEXT,
  PRIMARY KEY (order_id, line_no)
) WITHOUT ROWID)sql",
  };
}

std::vector<std::string_view> stock_tables() {
  return {
      "CREATE TABLE stock_location (id INTEGER PRIMARY KEY, name TEXT NOT NULL)",
      "INSERT INTO stock_location(id, name) VALUES (1, 'WH/Stock'), (2, 'Customers')",
      R"sql(CREATE TABLE stock_quant (
  location_id BIGINT NOT NULL REFERENCES stock_location(id),
  product_id BIGINT NOT NULL REFERENCES product(id),
  on_hand TEXT NOT NULL,
  PRIMARY KEY (location_id, product_id)
) WITHOUT ROWID)sql",
      R"sql(CREATE TABLE stock_picking (
  id INTEGER PRIMARY KEY,
  order_id BIGINT,
  session_id BIGINT NOT NULL,
  direction SMALLINT NOT NULL,
  date BIGINT NOT NULL
))sql",
      R"sql(CREATE TABLE stock_move (
  picking_id BIGINT NOT NULL,
  product_id BIGINT NOT NULL,
  qty TEXT NOT NULL,
  PRIMARY KEY (picking_id, product_id)
) WITHOUT ROWID)sql",
  };
}

std::vector<std::string_view> first_schema() {
  std::vector<std::string_view> statements = catalogue_tables();
  for (const auto& more : {session_tables(), order_tables(), stock_tables()}) {
    statements.insert(statements.end(), more.begin(), more.end());
  }
  // The POS's own product for a rounding difference: a service without tax, not for sale by hand.
  static_assert(kRoundingProduct == 9'007'199'254'740'991);
  statements.push_back(
      "INSERT INTO product(id, name, list_price, type, default_code, barcode, sale_ok, available_in_pos, "
      "active) "
      "VALUES (9007199254740991, 'Rounding', '0', 'service', '', '', 1, 0, 1)");
  return statements;
}

// One row for each session, source and kind in a block of a thousand orders; see embedded_summary.h.
std::vector<std::string_view> summary_tables() {
  return {R"sql(CREATE TABLE pos_order_summary (
  id INTEGER PRIMARY KEY,
  block BIGINT NOT NULL,
  session_id BIGINT NOT NULL,
  source TEXT NOT NULL,
  kind SMALLINT NOT NULL,
  orders BIGINT NOT NULL,
  total BIGINT,
  first_date BIGINT NOT NULL,
  last_date BIGINT NOT NULL,
  entries BLOB NOT NULL
))sql"};
}

// One row for each quarter of an hour since 1970 and payment method; see embedded_payments.h. Counted from
// what stands there already are the two days before the last order was booked.
std::vector<std::string_view> payment_tables() {
  return {
      R"sql(CREATE TABLE pos_payment_recent (
  quarter BIGINT NOT NULL,
  method_id BIGINT NOT NULL,
  amount BIGINT,
  PRIMARY KEY (quarter, method_id)
) WITHOUT ROWID)sql",
      "INSERT INTO pos_payment_recent(quarter, method_id, amount) "
      "SELECT o.date / 900000, p.method_id, SUM(p.amount) FROM pos_order o "
      "JOIN pos_payment p ON p.order_id = o.id "
      "WHERE o.date >= (SELECT COALESCE(MAX(last_order_at), 0) FROM pos_session) - 172800000 GROUP BY 1, 2"};
}

}  // namespace

std::span<const sql::Migration> embedded_migrations() {
  static const std::vector<sql::Migration> migrations = {{1, "embedded point of sale", first_schema()},
                                                         {2, "lists of orders", summary_tables()},
                                                         {3, "payments of late", payment_tables()}};
  return migrations;
}

}  // namespace ordersync::pos
