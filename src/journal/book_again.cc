// The one step that leaves settled, and what of a booking has to be taken back with it; see book_again.h.
#include "journal/book_again.h"

#include <optional>
#include <string>

#include "journal/blocks.h"
#include "journal/recent.h"
#include "journal/state.h"
#include "sql/nullable.h"

namespace ordersync::journal {

namespace {

using base::Result;
using sql::Row;

struct Stands {
  State state = State::received;
  std::optional<base::Instant> booked_at;
  bool has_document = false;
  std::optional<std::int64_t> date;
  std::int64_t received_at = 0;
};

Result<Stands> how_it_stands(Store& store, RowId row) {
  std::optional<Stands> found;
  TRY(store.sql().query(
      "SELECT o.state, b.at, COALESCE(LENGTH(i.document), 0), o.order_date, o.received_at FROM journal_order "
      "o LEFT JOIN journal_booking b ON b.row_id = o.id LEFT JOIN journal_intent i ON i.row_id = o.id WHERE "
      "o.id = ?",
      {row}, [&](const Row& r) {
        found.emplace();
        found->state = static_cast<State>(r.integer(0));
        found->booked_at = sql::maybe_time(r, 1);
        found->has_document = r.integer(2) > 0;
        found->date = sql::maybe_integer(r, 3);
        found->received_at = r.integer(4);
      }));
  if (!found) return order_not_found();
  return *found;
}

base::Error document_removed(const OrderView& seen) {
  return {base::ErrorKind::conflict,
          "document_removed",
          "What was booked of order " + seen.key.external_id +
              " is kept no longer, so it cannot be booked again from here: enter it in the POS by hand",
          {}};
}

// The booking's row makes room for the next one's; that it was there stays in the timeline.
Result<void> keep_ended_booking(Store& store, RowId row) {
  TRY(store.sql().execute(
      "INSERT INTO journal_event(row_id, seq, at, run_id, step, actor, text) "
      "SELECT b.row_id, (SELECT COALESCE(MAX(e.seq), 0) + 1 FROM journal_event e WHERE e.row_id = b.row_id), "
      "b.at, b.run_id, 'booked', '', b.pos_order FROM journal_booking b WHERE b.row_id = ?",
      {row}));
  TRY(store.sql().execute("DELETE FROM journal_booking WHERE row_id = ?", {row}));
  return {};
}

// What needed a person was about an order that the POS has no more. What the source has said since is news
// again when this outcome is known: after a booking, or in the place of what the POS refused.
Result<void> close_attention(Store& store, RowId row) {
  TRY(
      store.sql().execute("UPDATE journal_aside SET status = ? WHERE row_id = ? AND digest = "
                          "(SELECT n.digest FROM journal_aside n WHERE n.row_id = ? AND n.status <> ? ORDER "
                          "BY n.at DESC LIMIT 1) "
                          "AND EXISTS (SELECT 1 FROM journal_attention a WHERE a.row_id = ?)",
                          {code(AsideStatus::pending), row, row, code(AsideStatus::as_booked), row}));
  TRY(store.sql().execute("DELETE FROM journal_attention WHERE row_id = ?", {row}));
  return {};
}

}  // namespace

Result<void> book_row_again(Store& store, const OrderView& seen, SyncId sync, std::string_view actor) {
  TRY_ASSIGN(const Stands now, how_it_stands(store, seen.row));
  if (now.state != State::settled || now.booked_at != seen.booked_at) {
    return order_not_waiting(
        "Somebody else has this order booked again just now: see what becomes of it in a moment");
  }
  if (!now.has_document) return document_removed(seen);
  CHECK(may_step(State::settled, State::intended));
  TRY(uncount_booked(store.sql(), seen.row));
  TRY(keep_ended_booking(store, seen.row));
  TRY(close_attention(store, seen.row));
  TRY(store.sql().execute("UPDATE journal_order SET state = ?, shelf = ?, sync_id = ? WHERE id = ?",
                          {code(State::intended), code(Shelf::unknown), sync, seen.row}));
  BlockDates dates;  // the sync may be another one of the source than received it
  dates.add(sync, seen.row, now.date, now.received_at);
  TRY(dates.store(store.sql()));
  const std::string lost = "it was booked as " + seen.pos_order + ", and the POS has it no more";
  TRY(store.set_problem(
      seen.row,
      order::Problem{"booked_again", "Looked up once more, and booked again if it is not there: " + lost,
                     "booked_again", order::Remedy::wait},
      std::nullopt));
  return store.add_event(seen.row, std::nullopt, kBookAgain, actor, lost);
}

}  // namespace ordersync::journal
