// Stripping payloads, batch by batch; see retention.h.
#include "journal/retention.h"

#include <utility>
#include <vector>

#include "journal/rows.h"
#include "journal/stored_payload.h"
#include "order/document.h"

namespace ordersync::journal {

namespace {

using base::Result;
using sql::Row;

// Booked for good: nobody has to look at it any more, and no newer content waits for its outcome. One that
// was booked again since may have been sent again meanwhile.
#define ORDERSYNC_STRIPPABLE                                                            \
  " FROM journal_booking b JOIN journal_order o ON o.id = b.row_id "                    \
  "LEFT JOIN journal_stripped s ON s.row_id = b.row_id "                                \
  "WHERE b.at < ? AND o.state = ? AND (s.stage IS NULL OR s.stage < ? OR s.at < b.at) " \
  "AND NOT EXISTS (SELECT 1 FROM journal_attention a WHERE a.row_id = b.row_id) "       \
  "AND NOT EXISTS (SELECT 1 FROM journal_aside n WHERE n.row_id = b.row_id AND n.status = 0)"

// No index says which are old enough and not stripped yet: a pass goes by all that was ever booked, and one
// statement by so many of them.
constexpr RowId kRowsLookedAt = 10'000;

struct Aside {
  std::string digest;
  std::string payload;
};

}  // namespace

std::span<const sql::Migration> retention_migrations() {
  static const sql::Migration kMigrations[] = {
      {1,
       "retention",
       {
           // stage: Left. So that a daily look need not read the payloads.
           "CREATE TABLE journal_stripped (row_id INTEGER PRIMARY KEY, stage INTEGER NOT NULL, at INTEGER "
           "NOT NULL)",
       }},
  };
  return kMigrations;
}

// Looked for without the write lock, which is taken only where there is something to do.
Result<Retention::Batch> Retention::strip(Left left, base::Instant before, RowId after, int limit,
                                          const Mask& mask) {
  Batch batch;
  batch.last = after + kRowsLookedAt;
  std::vector<RowId> rows;
  TRY(connection_.query(
      "SELECT b.row_id" ORDERSYNC_STRIPPABLE " AND b.row_id > ? AND b.row_id <= ? ORDER BY b.row_id LIMIT ?",
      {base::to_unix_ms(before), code(State::settled), code(left), after, batch.last, std::int64_t{limit}},
      [&](const Row& row) { rows.push_back(row.integer(0)); }));
  if (!rows.empty()) {
    if (std::cmp_equal(rows.size(), limit)) batch.last = rows.back();
    TRY_ASSIGN(batch.orders, strip_rows(rows, left, before, mask));
  }
  TRY(connection_.query("SELECT COALESCE(MAX(row_id), 0) FROM journal_booking", {},
                        [&](const Row& row) { batch.more = row.integer(0) > batch.last; }));
  return batch;
}

// Since they were found an order may have been booked again, or need a person.
Result<std::int64_t> Retention::strip_rows(std::span<const RowId> rows, Left left, base::Instant before,
                                           const Mask& mask) {
  std::vector<sql::Value> values;
  for (const RowId row : rows)
    values.insert(values.end(), {base::to_unix_ms(before), code(State::settled), code(left), row});
  std::vector<RowId> still;
  TRY(write_transaction(connection_, [&]() -> Result<void> {
    TRY(connection_.query_each("SELECT b.row_id" ORDERSYNC_STRIPPABLE " AND b.row_id = ?", 4, values,
                               [&](std::size_t, const Row& row) { still.push_back(row.integer(0)); }));
    for (const RowId row : still) TRY(strip_row(row, left, mask));
    return {};
  }));
  return static_cast<std::int64_t>(still.size());
}

Result<void> Retention::strip_row(RowId row, Left left, const Mask& mask) {
  std::string stored;
  TRY(connection_.query("SELECT bytes FROM journal_payload WHERE row_id = ?", {row},
                        [&](const Row& found) { stored = found.bytes(0); }));
  const auto what_stays = [&](std::string_view text) {
    return left == Left::nothing ? std::string() : mask(text);
  };
  const StoredPayload then = read_payload(stored);
  const std::string bytes =
      stripped_payload(then.was ? *then.was : base::digest_of(stored), what_stays(then.text));
  TRY(connection_.execute("UPDATE journal_payload SET bytes = ? WHERE row_id = ?", {sql::Blob{bytes}, row}));
  std::vector<Aside> asides;
  TRY(connection_.query("SELECT digest, payload FROM journal_aside WHERE row_id = ?", {row},
                        [&](const Row& found) {
                          asides.push_back({std::string(found.bytes(0)), std::string(found.bytes(1))});
                        }));
  for (const Aside& aside : asides) {
    if (aside.payload.empty()) continue;
    const std::string stays = what_stays(aside.payload);
    TRY(connection_.execute("UPDATE journal_aside SET payload = ? WHERE row_id = ? AND digest = ?",
                            {sql::Blob{stays}, row, sql::Blob{aside.digest}}));
  }
  TRY(strip_document(row));
  TRY(
      connection_.execute("INSERT INTO journal_stripped(row_id, stage, at) VALUES (?, ?, ?) "
                          "ON CONFLICT (row_id) DO UPDATE SET stage = excluded.stage, at = excluded.at",
                          {row, code(left), base::to_unix_ms(clock_.now())}));
  return {};
}

// The order's remark goes from what was posted; what was sold and paid stays.
Result<void> Retention::strip_document(RowId row) {
  std::string stored;
  TRY(connection_.query("SELECT document FROM journal_intent WHERE row_id = ?", {row},
                        [&](const Row& found) { stored = found.bytes(0); }));
  auto document = order::decode_document(stored);
  if (!document.ok() || document->note == document->reference) return {};
  document->note = document->reference;
  const std::string without = order::encode(*document);
  TRY(connection_.execute("UPDATE journal_intent SET document = ? WHERE row_id = ?",
                          {sql::Blob{without}, row}));
  return {};
}

Result<std::int64_t> Retention::count(Left left, base::Instant before) {
  TRY_ASSIGN(const auto orders,
             sql::integer_of(connection_, "SELECT COUNT(*)" ORDERSYNC_STRIPPABLE,
                             {base::to_unix_ms(before), code(State::settled), code(left)}));
  return orders.value_or(0);
}

#undef ORDERSYNC_STRIPPABLE

}  // namespace ordersync::journal
