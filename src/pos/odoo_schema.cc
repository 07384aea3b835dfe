// The schema of what ordersync keeps of Odoo in its own store, and why it has this shape. No other file says
// CREATE.
//
// Everything here can be asked of Odoo again, except odoo_session: only we know which sessions we opened.
// Every row belongs to a connection (odoo_store.h says what tells two apart). Times are Unix milliseconds;
// decimals are plain text, exact at any scale. SQLite's spelling differs from PostgreSQL's in two words only:
// INTEGER PRIMARY KEY (a 64-bit key) and WITHOUT ROWID.
#include "pos/odoo_pos.h"

namespace ordersync::pos {
namespace {

const sql::Migration kMigrations[] = {
    {1,
     "a real Odoo",
     {
         "CREATE TABLE odoo_connection (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE)",

         // A POS configuration as it was last read. records: the JSON of odoo_shop.h. version grows when they
         // change.
         R"sql(CREATE TABLE odoo_config (
  connection_id BIGINT NOT NULL,
  config_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  records TEXT NOT NULL,
  version BIGINT NOT NULL,
  read_at BIGINT NOT NULL,
  PRIMARY KEY (connection_id, config_id)
))sql",

         // The products of a connection as a whole. reader: who read them, in which languages; another reader
         // reads everything anew. full_read_at: null until everything was read once. newest and recent tell
         // whether anything was written since (odoo_goods.h). fresh_until: nothing is asked before.
         R"sql(CREATE TABLE odoo_goods (
  connection_id INTEGER PRIMARY KEY,
  reader TEXT NOT NULL,
  version BIGINT NOT NULL,
  read_at BIGINT NOT NULL,
  fresh_until BIGINT NOT NULL,
  full_read_at BIGINT,
  newest BIGINT NOT NULL,
  recent BIGINT NOT NULL
))sql",

         // type: 0 storable, 1 consumable, 2 service. flags: 1 sale_ok, 2 available_in_pos, 4 active. taxes:
         // ids joined by commas, of every company. other_names: a line each. company_id: 0 is none.
         R"sql(CREATE TABLE odoo_product (
  connection_id BIGINT NOT NULL,
  product_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  other_names TEXT NOT NULL,
  default_code TEXT NOT NULL,
  barcode TEXT NOT NULL,
  list_price TEXT NOT NULL,
  type SMALLINT NOT NULL,
  flags SMALLINT NOT NULL,
  company_id BIGINT NOT NULL,
  taxes TEXT NOT NULL,
  PRIMARY KEY (connection_id, product_id)
) WITHOUT ROWID)sql",

         // The sessions that ordersync created; all others are people's.
         R"sql(CREATE TABLE odoo_session (
  connection_id BIGINT NOT NULL,
  session_id BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (connection_id, session_id)
) WITHOUT ROWID)sql",

         // A creation that was begun; gone as soon as its outcome is known.
         R"sql(CREATE TABLE odoo_session_attempt (
  connection_id BIGINT NOT NULL,
  config_id BIGINT NOT NULL,
  began_at BIGINT NOT NULL,
  PRIMARY KEY (connection_id, config_id)
) WITHOUT ROWID)sql",

         // lasts: in milliseconds. A flight cannot have more than that before it, whatever the clock says.
         R"sql(CREATE TABLE odoo_flight (
  warehouse TEXT PRIMARY KEY,
  token BIGINT NOT NULL,
  lasts BIGINT NOT NULL,
  until BIGINT NOT NULL
) WITHOUT ROWID)sql",

         // Orders as they were last read back, for lists that must not ask Odoo; the newest first by id.
         // kind: 0 sale, 1 refund. document: the order as JSON.
         R"sql(CREATE TABLE odoo_order (
  id INTEGER PRIMARY KEY,
  connection_id BIGINT NOT NULL,
  source TEXT NOT NULL,
  external_id TEXT NOT NULL,
  kind SMALLINT NOT NULL,
  refund_id TEXT NOT NULL,
  odoo_id BIGINT NOT NULL,
  session_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  document TEXT NOT NULL,
  read_at BIGINT NOT NULL
))sql",
         "CREATE UNIQUE INDEX odoo_order_key ON odoo_order (external_id, source, kind, refund_id, "
         "connection_id)",
     }},
    {2,
     "orders that Odoo does not answer to",
     {
         // The end of a flight by what the machine has counted since its start, which its name tells; null
         // in a store that has a clock of its own.
         "ALTER TABLE odoo_flight ADD COLUMN boot TEXT",
         "ALTER TABLE odoo_flight ADD COLUMN up_until BIGINT",

         // alone: how often it was sent alone and not answered, others being answered in between.
         // others_answered: 1: some were since the last of them. kind as in odoo_order.
         R"sql(CREATE TABLE odoo_suspect (
  connection_id BIGINT NOT NULL,
  external_id TEXT NOT NULL,
  source TEXT NOT NULL,
  kind SMALLINT NOT NULL,
  refund_id TEXT NOT NULL,
  alone SMALLINT NOT NULL,
  others_answered SMALLINT NOT NULL,
  PRIMARY KEY (connection_id, external_id, source, kind, refund_id)
) WITHOUT ROWID)sql",
     }},
};

}  // namespace

std::span<const sql::Migration> odoo_migrations() {
  return kMigrations;
}

}  // namespace ordersync::pos
