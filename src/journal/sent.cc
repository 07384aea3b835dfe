// Two questions; see sent.h.
#include "journal/sent.h"

#include <cstdint>
#include <string>

#include "journal/rows.h"

namespace ordersync::journal {

using base::Result;

Result<bool> anything_sent(sql::Connection& connection, std::string_view source) {
  return sql::any_row(
      connection,
      "SELECT 1 FROM journal_order WHERE source_id = (SELECT id FROM journal_source WHERE code = ?) "
      "AND state IN (?, ?) LIMIT 1",
      {source, code(State::intended), code(State::settled)});
}

Result<std::vector<order::OrderKey>> some_sent(sql::Connection& connection, std::string_view source,
                                               int limit) {
  std::vector<order::OrderKey> keys;
  TRY(connection.query(
      "SELECT external_id, kind, refund_id FROM journal_order WHERE source_id = "
      "(SELECT id FROM journal_source WHERE code = ?) AND state IN (?, ?) ORDER BY id DESC LIMIT ?",
      {source, code(State::intended), code(State::settled), std::int64_t{limit}}, [&](const sql::Row& row) {
        keys.push_back({std::string(source), std::string(row.text(0)),
                        static_cast<order::Kind>(row.integer(1)), std::string(row.text(2))});
      }));
  return keys;
}

}  // namespace ordersync::journal
