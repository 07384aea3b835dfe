// The tables of push and hooks; see schema.h. Times are Unix milliseconds.
#include "app/schema.h"

namespace ordersync::app {

std::span<const sql::Migration> push_migrations() {
  static const sql::Migration kMigrations[] = {
      {1,
       "push and hooks",
       {
           // number: 1 the newest, 2 the one before it. Sealed for "push:" and the sync's id.
           R"(CREATE TABLE push_secret (
                sync_id INTEGER NOT NULL,
                number INTEGER NOT NULL,
                secret_sealed BLOB NOT NULL,
                set_at INTEGER NOT NULL,
                PRIMARY KEY (sync_id, number)))",
           // currency: the POS's, as it was seen last, for the time when its Odoo is away. The rest is of the
           // newest delivery that was stored.
           R"(CREATE TABLE push_state (
                sync_id INTEGER PRIMARY KEY,
                currency TEXT,
                delivered_at INTEGER,
                delivered_orders INTEGER))",
           // Messages of Standard Webhooks by the digests of their id and body, kept a little longer than a
           // signature is good.
           R"(CREATE TABLE push_message (
                sync_id INTEGER NOT NULL,
                id BLOB NOT NULL,
                body BLOB NOT NULL,
                at INTEGER NOT NULL,
                PRIMARY KEY (sync_id, id)))",
           R"(CREATE INDEX push_message_at ON push_message (at))",
           R"(CREATE TABLE sync_hook (
                sync_id INTEGER PRIMARY KEY,
                name TEXT NOT NULL,
                profile TEXT NOT NULL,
                script TEXT NOT NULL,
                revision INTEGER NOT NULL,
                updated_at INTEGER NOT NULL))",
       }},
      {2,
       "the catalogue that orders were booked with",
       {
           // The version of the POS's, as it was seen last: what waits is tried again with another.
           "ALTER TABLE push_state ADD COLUMN catalogue_version INTEGER",
       }},
  };
  return kMigrations;
}

}  // namespace ordersync::app
