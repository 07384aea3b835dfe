// The accounts' tables; see schema.h. No secret lies in them: passwords, tokens and links are hashed.
#include "app/schema.h"

namespace ordersync::app {

std::span<const sql::Migration> account_migrations() {
  static const sql::Migration kMigrations[] = {
      {1,
       "accounts",
       {
           // login_key: the login in lower case; "Anna" and "anna" are one.
           R"(CREATE TABLE user_account (
                id INTEGER PRIMARY KEY,
                login TEXT NOT NULL,
                login_key TEXT NOT NULL UNIQUE,
                name TEXT NOT NULL,
                role TEXT NOT NULL,
                password_hash TEXT NOT NULL,
                active INTEGER NOT NULL,
                language TEXT NOT NULL,
                last_seen_at INTEGER,
                revision INTEGER NOT NULL,
                created_at INTEGER NOT NULL,
                updated_at INTEGER NOT NULL))",
           R"(CREATE TABLE sign_in (
                id INTEGER PRIMARY KEY,
                hash TEXT NOT NULL UNIQUE,
                user_id INTEGER NOT NULL,
                created_at INTEGER NOT NULL,
                last_seen INTEGER NOT NULL,
                deadline INTEGER NOT NULL,
                remote TEXT NOT NULL))",
           R"(CREATE INDEX sign_in_user ON sign_in(user_id))",
           R"(CREATE TABLE api_token (
                id INTEGER PRIMARY KEY,
                name TEXT NOT NULL,
                prefix TEXT NOT NULL,
                hash TEXT NOT NULL UNIQUE,
                scope TEXT NOT NULL,
                created_by TEXT NOT NULL,
                created_at INTEGER NOT NULL,
                expires_at INTEGER NOT NULL,
                last_used_at INTEGER,
                revoked_at INTEGER))",
           R"(CREATE INDEX api_token_prefix ON api_token(prefix))",
           // Of a first run the login is the one that was proposed, or empty.
           R"(CREATE TABLE one_time_link (
                hash TEXT PRIMARY KEY,
                login_key TEXT NOT NULL,
                login TEXT NOT NULL,
                first_run INTEGER NOT NULL,
                expires_at INTEGER NOT NULL,
                used_at INTEGER))",
           R"(CREATE TABLE audit (
                id INTEGER PRIMARY KEY,
                at INTEGER NOT NULL,
                actor TEXT NOT NULL,
                remote TEXT NOT NULL,
                action TEXT NOT NULL,
                subject TEXT NOT NULL,
                before TEXT NOT NULL,
                after TEXT NOT NULL))",
           R"(CREATE INDEX audit_subject ON audit(subject, id))",
       },
       {
           R"(CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
                BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END)",
           R"(CREATE TRIGGER audit_is_not_shortened BEFORE DELETE ON audit
                BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END)",
       },
       {
           R"(CREATE FUNCTION audit_refuses() RETURNS trigger LANGUAGE plpgsql AS
                'BEGIN RAISE EXCEPTION ''the audit is append-only''; END')",
           R"(CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
                FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses())",
       }},
  };
  return kMigrations;
}

}  // namespace ordersync::app
