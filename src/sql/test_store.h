// FOR TESTS ONLY: a private store. The program on_postgres_test (tests/CMakeLists.txt) is built from tests of
// several rooms a second time, with ORDERSYNC_TEST_ON_POSTGRES: there it is a place of its own on a server.
#pragma once

#include <memory>
#include <string>

#include "sql/database.h"
#ifndef ORDERSYNC_TEST_ON_POSTGRES
#include "sql/sqlite.h"
#endif

namespace ordersync::sql {

#ifdef ORDERSYNC_TEST_ON_POSTGRES
class StoreOnPostgres {  // defined in tests/support/postgres_cluster.cc
 public:
  explicit StoreOnPostgres(const std::string& = {});
  ~StoreOnPostgres();
  StoreOnPostgres(const StoreOnPostgres&) = delete;
  StoreOnPostgres& operator=(const StoreOnPostgres&) = delete;

  std::unique_ptr<Connection> connect() { return database_->connect().value(); }

 private:
  std::string place_;
  std::unique_ptr<Database> database_;
};
using TestStore = StoreOnPostgres;
#else
// In memory every connection has a store of its own; in a file they share it.
class StoreOnSqlite {
 public:
  explicit StoreOnSqlite(const std::string& path = ":memory:") : database_(open_sqlite(path).value()) {}

  std::unique_ptr<Connection> connect() { return database_->connect().value(); }

 private:
  std::unique_ptr<Database> database_;
};
using TestStore = StoreOnSqlite;
#endif

}  // namespace ordersync::sql
