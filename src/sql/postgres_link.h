// Link: one connection of libpq on which no call waits for ever. A server that is silent for too long counts
// as lost. Internal to sql/.
#pragma once

#include <libpq-fe.h>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "sql/postgres_errors.h"
#include "sql/postgres_values.h"

namespace ordersync::sql {

struct ClearResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Answer = std::unique_ptr<PGresult, ClearResult>;

// One thread at a time.
class Link {
 public:
  // `store` names the database in messages. Answers of statements are waited for at most `patience`.
  static base::Result<std::unique_ptr<Link>> open(const std::string& url, std::string store,
                                                  std::chrono::milliseconds patience);

  // False once it was lost: every call fails then.
  bool is_up() const { return connection_ != nullptr; }
  // Whether the server has said nothing since that ends the connection. Asks nobody.
  bool is_alive();
  int server_version() const { return PQserverVersion(connection_.get()); }

  // Statements without parameters, separated by semicolons; the answer of the last that has rows, or of the
  // last. Text form.
  base::Result<Answer> simple(const std::string& sql, During during);
  base::Result<Answer> prepare(const std::string& name, const std::string& sql,
                               std::span<const TypeNumber> types);
  base::Result<Answer> describe(const std::string& name);
  // Binary form.
  base::Result<Answer> run(const std::string& name, const Parameters& parameters, During during);

  // Several runs of one statement in one journey. REQUIRES: finish_pipeline for every successful begin.
  base::Result<void> begin_pipeline();
  base::Result<void> send(const std::string& name, const Parameters& parameters);
  base::Result<void> end_of_requests();
  base::Result<Answer> next();
  // Reads what is left; the link is usable again, or lost.
  void finish_pipeline();

  // The connection is given up: what it held is rolled back by the server.
  void give_up() { connection_.reset(); }

 private:
  struct CloseConnection {
    void operator()(PGconn* connection) const { PQfinish(connection); }
  };
  using Handle = std::unique_ptr<PGconn, CloseConnection>;

  Link(Handle connection, std::string store, std::chrono::milliseconds patience)
      : connection_(std::move(connection)), store_(std::move(store)), patience_(patience) {}

  base::Result<Answer> collect(int sent, During during);
  base::Result<void> wait(std::chrono::steady_clock::time_point give_up_at, During during);
  base::Result<Answer> checked(Answer answer, During during);
  base::Error lost(During during);

  Handle connection_;
  std::string store_;
  std::chrono::milliseconds patience_;
  bool requests_ended_ = true;
};

}  // namespace ordersync::sql
