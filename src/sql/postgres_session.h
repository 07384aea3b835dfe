// Session: a link with what is prepared on it, so that both are kept together when a connection is given back
// and used again. Internal to sql/.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sql/postgres_link.h"

namespace ordersync::sql {

struct Prepared {
  std::string text;  // as the caller said it
  std::string name;
  std::vector<TypeNumber> types;  // of its parameters
};

// One thread at a time.
class Session {
 public:
  explicit Session(std::unique_ptr<Link> link) : link_(std::move(link)) {}

  Link& link() { return *link_; }
  // `values` tell the integers from the rest: those are 64 bits wide, whatever they are compared with; the
  // server finds the other types itself. REQUIRES: as many values as parameters.
  base::Result<const Prepared*> prepared(std::string_view sql, std::span<const Value> values);
  // "INSERT INTO t(a, b) SELECT * FROM unnest($1::bigint[], $2::text[]) TAIL": any number of rows as one
  // array a column, so that batches of all sizes share one plan.
  base::Result<const Prepared*> insert_of(std::string_view head, std::size_t columns, std::string_view tail);

 private:
  base::Result<Prepared> prepare(std::string_view text, const std::string& sql,
                                 std::span<const TypeNumber> declared);
  Prepared* known(std::string_view text);
  const Prepared* keep(Prepared prepared);

  std::unique_ptr<Link> link_;
  std::int64_t next_name_ = 1;
  std::unordered_map<std::string, std::unique_ptr<Prepared>> by_text_;
  std::unordered_map<const char*, Prepared*> by_address_;
};

}  // namespace ordersync::sql
