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
  // Whether somebody stands between who may hand the next transaction to another server process.
  bool is_pooled() const { return is_pooled_; }
  int server_version() const { return PQserverVersion(connection_.get()); }

  // Statements without parameters, separated by semicolons; the answer of the last that has rows, or of the
  // last. Text form.
  base::Result<Answer> simple(const std::string& sql, During during);
  // The description of what was prepared. Without a name it is only for that: the next statement takes its
  // place.
  base::Result<Answer> prepare(const std::string& name, const std::string& sql,
                               std::span<const TypeNumber> types);
  // Binary form.
  base::Result<Answer> run(const std::string& name, const Parameters& parameters, During during);

  // The same without preparing it: the server plans it for these very values and for its tables as they are.
  base::Result<Answer> run_once(const std::string& sql, std::span<const TypeNumber> types,
                                const Parameters& parameters, During during);

  // The same, with the answer waited for later: the server may be at work on one while the next is made
  // ready. The statements are away when these return. After them comes settle(), and nothing else before it.
  base::Result<void> post(const std::string& name, const Parameters& parameters);
  base::Result<void> post_once(const std::string& sql, std::span<const TypeNumber> types,
                               const Parameters& parameters, During during);
  bool has_posted() const { return posted_ > 0; }
  // Waits for all that was posted: the answer of the last, or the first failure, after which the server has
  // done nothing more of it.
  base::Result<Answer> settle(During during);

  // The connection is given up: what it held is rolled back by the server.
  void give_up() {
    connection_.reset();
    posted_ = 0;
  }

 private:
  struct CloseConnection {
    void operator()(PGconn* connection) const { PQfinish(connection); }
  };
  using Handle = std::unique_ptr<PGconn, CloseConnection>;

  Link(Handle connection, std::string store, std::chrono::milliseconds patience)
      : connection_(std::move(connection)), store_(std::move(store)), patience_(patience) {}

  base::Result<void> find_pooler();
  // Sends by a function of the library, and collects what comes of it.
  template <class Send>
  base::Result<Answer> ask(Send send, During during) {
    return collect(is_up() ? send(connection_.get()) : 0, during);
  }
  base::Result<void> begin_posting();
  base::Result<void> send_away(int sent, During during);
  base::Result<Answer> collect(int sent, During during);
  base::Result<void> wait(std::chrono::steady_clock::time_point give_up_at, During during);
  base::Result<Answer> checked(Answer answer, During during);
  base::Error lost(During during);

  Handle connection_;
  std::string store_;
  std::chrono::milliseconds patience_;
  bool is_pooled_ = false;
  int posted_ = 0;
};

}  // namespace ordersync::sql
