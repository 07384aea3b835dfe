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
  };
  return kMigrations;
}

}  // namespace ordersync::app
