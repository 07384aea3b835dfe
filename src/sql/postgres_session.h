// Session: a link with what is prepared on it, so that both are kept together when a connection is given back
// and used again. Behind a pooler nothing is prepared, because the next statement may reach another server
// process: it goes with its text each time. Internal to sql/.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sql/postgres_link.h"

namespace ordersync::sql {

struct PostgresStatement {
  std::string text;                  // as the caller said it
  std::string sql;                   // as the server reads it
  std::string name;                  // empty: not prepared
  std::vector<TypeNumber> types;     // of the values of one row
  std::vector<TypeNumber> declared;  // of its parameters: the same, or arrays of them
};

// One thread at a time.
class Session {
 public:
  explicit Session(std::unique_ptr<Link> link) : link_(std::move(link)) {}

  Link& link() { return *link_; }
  // `values` tell the integers from the rest: those are 64 bits wide, whatever they are compared with; the
  // server finds the other types itself. REQUIRES: as many values as parameters.
  base::Result<const PostgresStatement*> statement(std::string_view sql, std::span<const Value> values);
  // "INSERT INTO t(a, b) SELECT * FROM unnest($1::bigint[], $2::text[]) TAIL": any number of rows as one
  // array a column, so that batches of all sizes share one plan.
  base::Result<const PostgresStatement*> insert_of(std::string_view head, std::size_t columns,
                                                   std::string_view tail);
  // "SELECT w.i, q.* FROM unnest($1::bigint[], $2::text[]) WITH ORDINALITY AS w(p1, p2, i) CROSS JOIN LATERAL
  // (`sql`, of w.p1 and w.p2) q": one query for many rows of values; the answer begins with the number of the
  // row of values, from 1. `row` is one of them.
  base::Result<const PostgresStatement*> each_of(std::string_view sql, std::span<const Value> row);

  base::Result<Answer> run(const PostgresStatement& statement, const Parameters& parameters, During during);
  // As Link::post.
  base::Result<void> post(const PostgresStatement& statement, const Parameters& parameters);

 private:
  base::Result<PostgresStatement> prepare(std::string_view text, std::string sql,
                                          std::span<const TypeNumber> declared);
  PostgresStatement* known(std::string_view text);
  const PostgresStatement* keep(PostgresStatement statement);

  std::unique_ptr<Link> link_;
  std::int64_t next_name_ = 1;
  std::unordered_map<std::string, std::unique_ptr<PostgresStatement>> by_text_;
  std::unordered_map<const char*, PostgresStatement*> by_address_;
};

}  // namespace ordersync::sql
