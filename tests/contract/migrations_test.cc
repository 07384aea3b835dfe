// The schema's way forward: a store that was left by any earlier step is brought to the same tables as a new
// one, with what was in it, on SQLite and on PostgreSQL.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "app/store.h"
#include "sql/sqlite.h"
#include "tests/support/postgres_cluster.h"

namespace ordersync::app {
namespace {

using ::testing::ElementsAreArray;

class Place {
 public:
  virtual ~Place() = default;
  virtual std::unique_ptr<sql::Connection> connect() = 0;
};

class SqlitePlace final : public Place {
 public:
  std::unique_ptr<sql::Connection> connect() override { return database_->connect().value(); }

 private:
  std::unique_ptr<sql::Database> database_ = sql::open_sqlite(":memory:").value();
};

class PostgresPlace final : public Place {
 public:
  std::unique_ptr<sql::Connection> connect() override { return store_.connect(); }

 private:
  support::PostgresStore store_;
};

struct Kind {
  const char* name;
  std::unique_ptr<Place> (*make)();
  // One text a column, an index, a key: whatever tells two schemas apart.
  const char* schema;
};

class Migrations : public ::testing::TestWithParam<Kind> {
 protected:
  static std::multiset<std::string> texts(sql::Connection& connection, std::string_view sql) {
    std::multiset<std::string> texts;
    auto done = connection.query(sql, {}, [&](const sql::Row& row) { texts.emplace(row.text(0)); });
    EXPECT_TRUE(done.ok()) << done.error().detail;
    return texts;
  }
  static void bring(sql::Connection& connection, const Component& component, std::size_t steps) {
    auto done = sql::migrate(connection, component.name, component.migrations.first(steps));
    ASSERT_TRUE(done.ok()) << component.name << " " << steps << ": " << done.error().detail;
  }
  std::multiset<std::string> schema_of(sql::Connection& connection) {
    return texts(connection, GetParam().schema);
  }
};

TEST_P(Migrations, StoreOfAnyEarlierStepEndsWithTheTablesOfANewOne) {
  const auto fresh = GetParam().make();
  const auto newest = fresh->connect();
  ASSERT_TRUE(migrate_all(*newest).ok());
  const auto expected = schema_of(*newest);
  ASSERT_GT(expected.size(), 100u);
  for (const Component& older : components()) {
    for (std::size_t steps = 0; steps < older.migrations.size(); ++steps) {
      const auto place = GetParam().make();
      const auto connection = place->connect();
      for (const Component& component : components()) {
        bring(*connection, component, component.name == older.name ? steps : component.migrations.size());
      }
      const auto migrated = migrate_all(*connection);
      ASSERT_TRUE(migrated.ok()) << older.name << " " << steps << ": " << migrated.error().detail;
      EXPECT_THAT(schema_of(*connection), ElementsAreArray(expected)) << older.name << " " << steps;
    }
  }
}

TEST_P(Migrations, WhatWasInAnEarlierStoreIsStillThere) {
  const auto place = GetParam().make();
  const auto connection = place->connect();
  for (const Component& component : components()) bring(*connection, component, 1);
  const auto run = [&](std::string_view sql) {
    const auto done = connection->execute(sql, {});
    ASSERT_TRUE(done.ok()) << done.error().detail;
  };
  run("INSERT INTO journal_source(id, code) VALUES (1, 'shop')");
  run("INSERT INTO journal_order(id, source_id, external_id, kind, refund_id, state, shelf, sync_id, run_id, "
      "tally, content, digest, received_at, received_run) VALUES (1, 1, '639', 0, '', 3, NULL, 1, 1, 1, 0, "
      "'', 1, 1)");
  run("INSERT INTO sync(id, name, source, active, url, pos_config, interval_minutes, auto_create_session, "
      "advanced, revision, created_at, updated_at) VALUES (1, 'Main', 'shop', 1, 'https://a.example/', 'Main "
      "Store', 5, 1, '{}', 1, 1, 1)");
  run("INSERT INTO closing_rule(pos_config, rule) VALUES ('Main Store', 'midnight')");
  run("INSERT INTO pos_config(id, name, stock, timezone, cash_rounding) VALUES (1, 'Main Store', "
      "'real_time', "
      "'UTC', '0')");
  ASSERT_TRUE(migrate_all(*connection).ok());
  EXPECT_THAT(texts(*connection, "SELECT external_id FROM journal_order WHERE state = 3"),
              ElementsAreArray({"639"}));
  EXPECT_THAT(texts(*connection, "SELECT name FROM sync WHERE connection = ''"), ElementsAreArray({"Main"}));
  EXPECT_THAT(texts(*connection, "SELECT rule FROM session_rule WHERE pos_config = 'Main Store'"),
              ElementsAreArray({"midnight"}));
  EXPECT_THAT(texts(*connection, "SELECT name FROM pos_config"), ElementsAreArray({"Main Store"}));
}

// ---- beside a newer program (docs/decisions/0018)

// How far each part was when programs began to count generations: none that is older runs anywhere.
const std::map<std::string_view, std::size_t> kFirstSteps = {
    {"journal", 3}, {"pos", 3},       {"odoo", 1},       {"app", 5},  {"accounts", 1},
    {"push", 1},    {"retention", 1}, {"operations", 4}, {"nodes", 1}};

std::string_view word_after(std::string_view sql, std::string_view words) {
  sql.remove_prefix(sql.find(words) + words.size());
  return sql.substr(0, sql.find_first_of(" ("));
}

// Whether a program that does not know of it can go on as before: it reads and writes the columns that it
// names, and leaves out the new ones.
bool is_addition(std::string_view sql, const std::set<std::string_view>& new_tables) {
  if (sql.starts_with("CREATE TABLE ") || sql.starts_with("CREATE INDEX ")) return true;
  if (sql.starts_with("CREATE UNIQUE INDEX ")) return new_tables.contains(word_after(sql, " ON "));
  // What is made of rows that are there, an older program would not keep up with.
  if (sql.starts_with("INSERT INTO ")) {
    return new_tables.contains(word_after(sql, "INSERT INTO ")) && sql.find(" SELECT ") == sql.npos;
  }
  if (sql.starts_with("ALTER TABLE ") && sql.find(" SET (") != sql.npos) return true;  // how it is stored
  if (!sql.starts_with("ALTER TABLE ") || sql.find(" ADD COLUMN ") == sql.npos) return false;
  return sql.find("NOT NULL") == sql.npos || sql.find("DEFAULT") != sql.npos;
}

bool only_adds(const sql::Migration& step) {
  std::set<std::string_view> new_tables;
  for (const auto* statements : {&step.statements, &step.sqlite_only, &step.postgres_only}) {
    for (const std::string_view sql : *statements) {
      if (sql.starts_with("CREATE TABLE ")) new_tables.insert(word_after(sql, "CREATE TABLE "));
    }
  }
  for (const auto* statements : {&step.statements, &step.sqlite_only, &step.postgres_only}) {
    for (const std::string_view sql : *statements) {
      if (!is_addition(sql, new_tables)) return false;
    }
  }
  return true;
}

// Told to both kinds of store.
bool begins_a_generation(const sql::Migration& step) {
  const auto tells = [](const std::vector<std::string_view>& statements, std::string_view how) {
    return std::any_of(statements.begin(), statements.end(),
                       [&](std::string_view sql) { return sql.starts_with(how); });
  };
  return tells(step.sqlite_only, "PRAGMA user_version = ") &&
         tells(step.postgres_only, "UPDATE ordersync_writer SET generation = ");
}

TEST(MigrationSteps, OnlyAddOrBeginTheNextGeneration) {
  for (const Component& component : components()) {
    ASSERT_TRUE(kFirstSteps.contains(component.name)) << "a new part begins with 0 here";
    for (const sql::Migration& step : component.migrations.subspan(kFirstSteps.at(component.name))) {
      EXPECT_TRUE(only_adds(step) || begins_a_generation(step))
          << component.name << " " << step.version << ": an older program that goes on writing does harm";
    }
  }
}

TEST(MigrationSteps, AreToldApart) {
  using Step = sql::Migration;
  EXPECT_TRUE(only_adds(Step{
      1, "", {"CREATE TABLE t(i INTEGER)", "CREATE UNIQUE INDEX u ON t(i)", "INSERT INTO t(i) VALUES (1)"}}));
  EXPECT_TRUE(only_adds(Step{
      1,
      "",
      {"ALTER TABLE sync ADD COLUMN a TEXT", "ALTER TABLE sync ADD COLUMN b TEXT NOT NULL DEFAULT ''"}}));
  for (const std::string_view sql :
       {"ALTER TABLE sync ADD COLUMN a TEXT NOT NULL", "ALTER TABLE sync RENAME COLUMN url TO address",
        "DROP TABLE sync", "CREATE UNIQUE INDEX u ON sync(url)", "UPDATE sync SET url = ''",
        "INSERT INTO sync(id) VALUES (1)"}) {
    EXPECT_FALSE(only_adds(Step{1, "", {sql}})) << sql;
  }
  EXPECT_FALSE(begins_a_generation(Step{1, "", {}, {"PRAGMA user_version = 2"}}));
  EXPECT_TRUE(begins_a_generation(
      Step{1, "", {}, {"PRAGMA user_version = 2"}, {"UPDATE ordersync_writer SET generation = 2"}}));
}

INSTANTIATE_TEST_SUITE_P(
    Stores, Migrations,
    ::testing::Values(
        Kind{"Sqlite", []() -> std::unique_ptr<Place> { return std::make_unique<SqlitePlace>(); },
             "SELECT m.name || ' ' || COALESCE(c.name || ' ' || c.type || ' ' || c.\"notnull\" || ' ' || "
             "c.pk, "
             "m.sql, '') FROM sqlite_master m LEFT JOIN pragma_table_info(m.name) c ON m.type = 'table'"},
        Kind{
            "Postgres", []() -> std::unique_ptr<Place> { return std::make_unique<PostgresPlace>(); },
            "SELECT table_name || ' ' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || "
            "COALESCE(collation_name, '') FROM information_schema.columns WHERE table_schema = "
            "current_schema() UNION ALL SELECT replace(indexdef, current_schema(), '') FROM pg_indexes WHERE "
            "schemaname = current_schema()"}),
    [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace ordersync::app
