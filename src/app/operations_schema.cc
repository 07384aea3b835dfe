// The tables of operations; see schema.h. Times are Unix milliseconds.
#include "app/schema.h"

namespace ordersync::app {

std::span<const sql::Migration> operations_migrations() {
  static const sql::Migration kMigrations[] = {
      {1,
       "check of the key file",
       {
           // One row: a known text sealed with the key that everything else here is sealed with.
           R"(CREATE TABLE key_check (
                id INTEGER PRIMARY KEY,
                sealed BLOB NOT NULL))",
       }},
      {2,
       "retention and alerts",
       {
           // One row: the last run.
           R"(CREATE TABLE retention_state (
                id INTEGER PRIMARY KEY,
                at INTEGER NOT NULL,
                masked INTEGER NOT NULL,
                removed INTEGER NOT NULL))",
           // Whom alerts are told. kind: email, webhook. only_kinds: of alerts, by comma; empty: all.
           R"(CREATE TABLE alert_channel (
                id INTEGER PRIMARY KEY,
                name TEXT NOT NULL UNIQUE,
                kind TEXT NOT NULL,
                settings TEXT NOT NULL,
                secret_sealed BLOB,
                only_kinds TEXT NOT NULL,
                paused_until INTEGER,
                created_at INTEGER NOT NULL))",
           // seen_at: when the condition was first seen; opened_at: null while it may still pass by itself;
           // told_at: when anybody was told last, of an earlier alert of the same thing too.
           R"(CREATE TABLE alert (
                id INTEGER PRIMARY KEY,
                kind TEXT NOT NULL,
                subject TEXT NOT NULL,
                title TEXT NOT NULL,
                text TEXT NOT NULL,
                seen_at INTEGER NOT NULL,
                opened_at INTEGER,
                told_at INTEGER,
                closed_at INTEGER))",
           R"(CREATE UNIQUE INDEX alert_open ON alert(kind, subject) WHERE closed_at IS NULL)",
           // The outbox: a message to a channel. next_at: when it is to be tried; null: sent or given up.
           R"(CREATE TABLE alert_message (
                id INTEGER PRIMARY KEY,
                token TEXT NOT NULL UNIQUE,
                channel_id INTEGER NOT NULL,
                event TEXT NOT NULL,
                kind TEXT NOT NULL,
                subject TEXT NOT NULL,
                title TEXT NOT NULL,
                text TEXT NOT NULL,
                since INTEGER NOT NULL,
                created_at INTEGER NOT NULL,
                attempts INTEGER NOT NULL,
                next_at INTEGER,
                sent_at INTEGER,
                error_code TEXT,
                error_message TEXT))",
           R"(CREATE INDEX alert_message_due ON alert_message(next_at) WHERE next_at IS NOT NULL)",
           // What an Odoo said of the API key that a connection uses; ends_at null: it does not end.
           R"(CREATE TABLE connection_key (
                connection TEXT PRIMARY KEY,
                ends_at INTEGER,
                looked_at INTEGER NOT NULL))",
       }},
      // Grows with every edit, so that two people cannot overwrite each other.
      {3,
       "alert channels are edited",
       {
           R"(ALTER TABLE alert_channel ADD COLUMN revision INTEGER NOT NULL DEFAULT 1)",
       }},
      {4,
       "certificates of all nodes",
       {
           // What each `serve` says of its own; ends_at null: its files cannot be used, and trouble says why.
           R"(CREATE TABLE service_certificate (
                host TEXT NOT NULL,
                folder TEXT NOT NULL,
                file TEXT NOT NULL,
                subject TEXT NOT NULL,
                ends_at INTEGER,
                trouble TEXT NOT NULL,
                looked_at INTEGER NOT NULL,
                PRIMARY KEY (host, folder)))",
       }},
  };
  return kMigrations;
}

}  // namespace ordersync::app
