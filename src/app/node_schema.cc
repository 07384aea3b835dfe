// The tables of nodes; see schema.h. Times are Unix milliseconds of the store's clock.
#include "app/schema.h"

namespace ordersync::app {

std::span<const sql::Migration> node_migrations() {
  static const sql::Migration kMigrations[] = {
      {1,
       "nodes",
       {
           // One living: until lies ahead. kind: serve, or command.
           R"(CREATE TABLE node (
                id TEXT PRIMARY KEY,
                host TEXT NOT NULL,
                process INTEGER NOT NULL,
                kind TEXT NOT NULL,
                version TEXT NOT NULL,
                started_at INTEGER NOT NULL,
                beat_at INTEGER NOT NULL,
                until INTEGER NOT NULL))",
           // What one node does for all of them.
           R"(CREATE TABLE node_duty (
                name TEXT PRIMARY KEY,
                node TEXT NOT NULL,
                until INTEGER NOT NULL))",
       }},
  };
  return kMigrations;
}

}  // namespace ordersync::app
