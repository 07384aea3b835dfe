// The app's tables; see schema.h. The journal's and the POS's tables are theirs.
#include "app/schema.h"

namespace ordersync::app {

std::span<const sql::Migration> migrations() {
  static const sql::Migration kMigrations[] = {
      {1,
       "syncs",
       {
           R"(CREATE TABLE sync (
                id INTEGER PRIMARY KEY,
                name TEXT NOT NULL UNIQUE,
                source TEXT NOT NULL,
                active INTEGER NOT NULL,
                url TEXT NOT NULL,
                pos_config TEXT NOT NULL,
                interval_minutes INTEGER NOT NULL,
                auto_create_session INTEGER NOT NULL,
                advanced TEXT NOT NULL,
                key_sealed BLOB,
                revision INTEGER NOT NULL,
                created_at INTEGER NOT NULL,
                updated_at INTEGER NOT NULL))",
           // Outlives the sync: a URL that was in use under another source is refused (behaviour 3).
           R"(CREATE TABLE sync_url (
                url TEXT NOT NULL,
                source TEXT NOT NULL,
                PRIMARY KEY (url, source)))",
           // A sync's id is never used again, even after it is removed: runs and orders still name it.
           R"(CREATE TABLE sync_id (next INTEGER NOT NULL))",
           R"(INSERT INTO sync_id(next) VALUES (1))",
           R"(CREATE TABLE scheduled_action (
                name TEXT PRIMARY KEY,
                active INTEGER NOT NULL))",
           R"(INSERT INTO scheduled_action(name, active) VALUES ('Sync External Orders', 1))",
           R"(CREATE TABLE closing_rule (
                pos_config TEXT PRIMARY KEY,
                rule TEXT NOT NULL))",
       }},
      {2,
       "connections",
       {
           R"(CREATE TABLE connection (
                id INTEGER PRIMARY KEY,
                name TEXT NOT NULL UNIQUE,
                url TEXT NOT NULL,
                database_name TEXT NOT NULL,
                login TEXT NOT NULL,
                key_sealed BLOB NOT NULL,
                ca_file TEXT NOT NULL,
                allow_private_network INTEGER NOT NULL,
                stock_at_closing TEXT NOT NULL,
                revision INTEGER NOT NULL,
                created_at INTEGER NOT NULL,
                updated_at INTEGER NOT NULL))",
           // By name; empty: the embedded POS.
           R"(ALTER TABLE sync ADD COLUMN connection TEXT NOT NULL DEFAULT '')",
           // Where the orders of a source are booked. Outlives the sync: an order whose outcome is not known
           // is asked for in the POS it was sent to, and in no other.
           R"(CREATE TABLE source_pos (
                source TEXT PRIMARY KEY,
                connection TEXT NOT NULL))",
           R"(INSERT INTO source_pos(source, connection) SELECT DISTINCT source, '' FROM sync_url)",
           R"(CREATE TABLE session_rule (
                connection TEXT NOT NULL,
                pos_config TEXT NOT NULL,
                rule TEXT NOT NULL,
                PRIMARY KEY (connection, pos_config)))",
           R"(INSERT INTO session_rule(connection, pos_config, rule)
                SELECT '', pos_config, rule FROM closing_rule)",
           R"(DROP TABLE closing_rule)",
       }},
      {3,
       "repeated requests",
       {
           // status 0: not answered yet.
           R"(CREATE TABLE repeated_request (
                caller TEXT NOT NULL,
                idempotency_key TEXT NOT NULL,
                digest TEXT NOT NULL,
                at INTEGER NOT NULL,
                status INTEGER NOT NULL,
                content_type TEXT NOT NULL,
                body TEXT NOT NULL,
                PRIMARY KEY (caller, idempotency_key)))",
       }},
      {4,
       "time-outs of connections",
       {
           R"(ALTER TABLE connection ADD COLUMN answer_timeout_ms INTEGER NOT NULL DEFAULT 180000)",
           R"(ALTER TABLE connection ADD COLUMN server_limit_ms INTEGER NOT NULL DEFAULT 300000)",
       }},
      {5,
       "when a key was set",
       {
           R"(ALTER TABLE sync ADD COLUMN key_set_at INTEGER)",
       }},
      {6,
       "names of removed syncs",
       {
           // Their runs are kept, and say whose they were.
           R"(CREATE TABLE removed_sync (id INTEGER PRIMARY KEY, name TEXT NOT NULL))",
       }},
  };
  return kMigrations;
}

}  // namespace ordersync::app
