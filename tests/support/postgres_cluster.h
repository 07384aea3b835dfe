// FOR TESTS ONLY: a PostgreSQL server of the test program's own: a cluster in a temporary folder, on a socket
// in it and nowhere else, started when the first test asks for it and gone with the program. As root it runs
// as the user that Debian's package makes for it.
#pragma once

#include <memory>
#include <string>

#include "sql/database.h"
#include "sql/postgres.h"

namespace ordersync::support {

class PostgresCluster {
 public:
  // Ends the program with a message where the server cannot be started: a test that could not run is no test.
  static PostgresCluster& shared();

  // Of an empty place of its own (a schema), so that tests see nothing of each other.
  std::string fresh_store();
  void drop_store(const std::string& url);
  // The server is gone for a moment: every connection is lost.
  void restart();
  // Ends all other connections to the database, as an administrator or a failing network does.
  void end_connections();

  PostgresCluster(const PostgresCluster&) = delete;
  PostgresCluster& operator=(const PostgresCluster&) = delete;
  ~PostgresCluster();

 private:
  PostgresCluster();
  void start();
  void run(const std::string& sql);
  std::string url() const;

  std::string folder_;
  std::string programs_;
  int server_ = -1;
  int stores_ = 0;
};

// A store of the test's own, dropped with it.
class PostgresStore {
 public:
  explicit PostgresStore(sql::PostgresOptions options = {});
  ~PostgresStore();
  PostgresStore(const PostgresStore&) = delete;
  PostgresStore& operator=(const PostgresStore&) = delete;

  const std::string& url() const { return url_; }
  sql::Database& database() { return *database_; }
  std::unique_ptr<sql::Connection> connect();

 private:
  std::string url_;
  std::unique_ptr<sql::Database> database_;
};

// The same connection, as of a store without a clock of its own: leases go by the test's clock.
std::unique_ptr<sql::Connection> without_clock(std::unique_ptr<sql::Connection> real);

}  // namespace ordersync::support
