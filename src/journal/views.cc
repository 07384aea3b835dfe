// Reading the journal for people and for the engine; see views.h. Nothing here writes.
#include "journal/views.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include "base/contains.h"
#include "base/whole_number.h"
#include "journal/blocks.h"
#include "journal/by_date.h"
#include "journal/stored_payload.h"
#include "journal/view_rows.h"
#include "sql/nullable.h"

namespace ordersync::journal {

using base::Result;
using sql::Row;
using sql::Value;

namespace {

Result<void> add_by_key(Store& store, SourceId source, const order::OrderKey& key,
                        std::vector<OrderView>& onto) {
  return store.sql().query(ORDERSYNC_VIEW
                           "WHERE o.source_id = ? AND o.external_id = ? AND o.kind = ? AND o.refund_id = ?",
                           {source, key.external_id, code(key.kind), key.refund_id}, into(onto));
}

Result<void> add_refunds(Store& store, SourceId source, std::string_view external_id,
                         std::vector<OrderView>& onto) {
  return store.sql().query(ORDERSYNC_VIEW
                           "WHERE o.source_id = ? AND o.external_id = ? AND o.kind = 1 ORDER BY o.id",
                           {source, external_id}, into(onto));
}

Result<void> add_all_of_id(Store& store, SourceId source, std::string_view external_id,
                           std::vector<OrderView>& onto) {
  return store.sql().query(ORDERSYNC_VIEW "WHERE o.source_id = ? AND o.external_id = ? ORDER BY o.id",
                           {source, external_id}, into(onto));
}

// "…:refund" without an id means the refund without one, else whatever refunds the order has.
Result<void> add_named(Store& store, SourceId source, const order::OrderKey& key,
                       std::vector<OrderView>& onto) {
  const std::size_t before = onto.size();
  TRY(add_by_key(store, source, key, onto));
  if (onto.size() == before && key.kind == order::Kind::refund && key.refund_id.empty()) {
    TRY(add_refunds(store, source, key.external_id, onto));
  }
  return {};
}

Result<std::vector<std::pair<SourceId, std::string>>> all_sources(Store& store) {
  std::vector<std::pair<SourceId, std::string>> sources;
  TRY(store.sql().query("SELECT id, code FROM journal_source ORDER BY id", {}, [&](const Row& row) {
    sources.emplace_back(row.integer(0), std::string(row.text(1)));
  }));
  return sources;
}

// ---- lists

// The shelves of a public state; empty: booked ones, which stand on none.
Result<std::vector<Shelf>> shelves_of(std::string_view word) {
  if (word == "received") return std::vector{Shelf::received, Shelf::woken};
  if (word == "posting") return std::vector{Shelf::in_hand, Shelf::unknown};
  if (word == "parked") return std::vector{Shelf::due, Shelf::fix, Shelf::held};
  if (word == "ignored") return std::vector{Shelf::ignored};
  if (word == "skipped") return std::vector{Shelf::skipped};
  if (word == "booked") return std::vector<Shelf>{};
  return base::invalid("unknown_state", "There is no state \"" + std::string(word) +
                                            "\": received, posting, booked, parked, ignored, skipped");
}

// What every list is filtered by; the newest and the oldest first take the same eight values.
#define ORDERSYNC_FILTER "o.id >= ? AND o.id < ? AND " ORDERSYNC_DATED
#define ORDERSYNC_NEWEST ORDERSYNC_FILTER "ORDER BY o.id DESC LIMIT ?"
#define ORDERSYNC_OLDEST ORDERSYNC_FILTER "ORDER BY o.id LIMIT ?"
#define ORDERSYNC_ANY ORDERSYNC_VIEW "WHERE "
#define ORDERSYNC_BOOKED ORDERSYNC_VIEW "WHERE o.shelf IS NULL AND "
#define ORDERSYNC_ON_SHELF ORDERSYNC_VIEW "WHERE o.shelf = ? AND "

// Which of the lists, by the first words of its WHERE.
struct ListSql {
  std::string_view newest;
  std::string_view oldest;
};
constexpr ListSql kListOfAll{ORDERSYNC_ANY ORDERSYNC_NEWEST, ORDERSYNC_ANY ORDERSYNC_OLDEST};
constexpr ListSql kListOfBooked{ORDERSYNC_BOOKED ORDERSYNC_NEWEST, ORDERSYNC_BOOKED ORDERSYNC_OLDEST};
constexpr ListSql kListOfShelf{ORDERSYNC_ON_SHELF ORDERSYNC_NEWEST, ORDERSYNC_ON_SHELF ORDERSYNC_OLDEST};

#undef ORDERSYNC_ON_SHELF
#undef ORDERSYNC_BOOKED
#undef ORDERSYNC_ANY
#undef ORDERSYNC_OLDEST
#undef ORDERSYNC_NEWEST
#undef ORDERSYNC_FILTER

// A page of one list, from the parts of the journal that may hold something of it.
class ListReader {
 public:
  ListReader(Store& store, const OrderFilter& filter, std::int64_t limit)
      : store_(store),
        newest_first_(filter.order == base::ListOrder::newest_first),
        limit_(limit),
        wanted_(block_filter(filter)) {}

  // `from`: the row of the cursor, which is left out.
  Result<void> look_for_parts(RowId from) {
    using Limits = std::numeric_limits<RowId>;
    const RowSpan rows =
        newest_first_ ? RowSpan{0, from} : RowSpan{std::min(from, Limits::max() - 1) + 1, Limits::max()};
    TRY_ASSIGN(parts_, spans_of(store_.sql(), wanted_, rows));
    if (newest_first_) std::reverse(parts_.begin(), parts_.end());
    return {};
  }

  // Appends up to the limit.
  Result<void> add(const ListSql& sql, std::optional<Shelf> shelf, std::vector<OrderView>& onto) const {
    const SyncId sync = wanted_.sync.value_or(kAnySync);
    const auto had = static_cast<std::int64_t>(onto.size());
    for (const RowSpan& part : parts_) {
      const std::int64_t left = limit_ - (static_cast<std::int64_t>(onto.size()) - had);
      if (left <= 0) return {};
      std::vector<Value> values;
      if (shelf) values.emplace_back(code(*shelf));
      values.insert(values.end(), {part.from, part.until, sync, sync, wanted_.dated_from, wanted_.dated_from,
                                   wanted_.dated_until, left});
      TRY(store_.sql().query(newest_first_ ? sql.newest : sql.oldest, values, into(onto)));
    }
    return {};
  }

 private:
  Store& store_;
  bool newest_first_;
  std::int64_t limit_;
  BlockFilter wanted_;
  std::vector<RowSpan> parts_;
};

Result<void> add_page(Store& store, const OrderFilter& filter, RowId from_row, std::int64_t limit,
                      std::vector<OrderView>& onto) {
  ListReader reader(store, filter, limit);
  TRY(reader.look_for_parts(from_row));
  if (!filter.state) return reader.add(kListOfAll, std::nullopt, onto);
  TRY_ASSIGN(const auto shelves, shelves_of(*filter.state));
  if (shelves.empty()) return reader.add(kListOfBooked, std::nullopt, onto);
  for (const Shelf shelf : shelves) TRY(reader.add(kListOfShelf, shelf, onto));
  const bool newest_first = filter.order == base::ListOrder::newest_first;
  std::sort(onto.begin(), onto.end(), [newest_first](const OrderView& a, const OrderView& b) {
    return newest_first ? a.row > b.row : a.row < b.row;
  });
  return {};
}

// ---- the timeline

// The ordinary course of an order is told from its rows, everything else from journal_event. Where two things
// bear the same millisecond, the order of the steps decides.
struct Told {
  Event event;
  int rank = 0;
};

constexpr int kReceived = 0, kRefusedIntent = 1, kTold = 2, kIntended = 3, kBooked = 4, kAfterwards = 5;

// Attentions bear their own codes as steps; all else that is told happens before an order is intended.
int rank_of(std::string_view step) {
  static constexpr std::string_view kBefore[] = {"replaced", "parked",     "unknown",    "woken",
                                                 "retried",  "skipped",    "kept_aside", "refund_alone",
                                                 "ignored",  "sent_again", kTakenUp,     kBookAgain};
  if (step == "intended") return kRefusedIntent;
  if (step == "booked") return kBooked;  // a booking that the POS has lost
  return base::contains(kBefore, step) ? kTold : kAfterwards;
}

Result<void> tell_received(Store& store, RowId row, std::vector<Told>& told) {
  bool found = false;
  TRY(store.sql().query("SELECT received_at, received_run FROM journal_order WHERE id = ?", {row},
                        [&](const Row& r) {
                          found = true;
                          Event event{base::from_unix_ms(r.integer(0)), std::nullopt, "received", {}, {}};
                          if (r.integer(1) == kNoRun) {
                            event.actor = kPushActor;
                          } else {
                            event.run = r.integer(1);
                          }
                          told.push_back({std::move(event), kReceived});
                        }));
  if (!found) return order_not_found();
  return {};
}

Result<void> tell_booked(Store& store, RowId row, std::vector<Told>& told) {
  TRY(
      store.sql().query("SELECT i.at, i.run_id FROM journal_intent i JOIN journal_order o ON o.id = i.row_id "
                        "WHERE i.row_id = ? AND o.state IN (?, ?)",
                        {row, code(State::intended), code(State::settled)}, [&](const Row& r) {
                          const auto at = base::from_unix_ms(r.integer(0));
                          told.push_back({{at, r.integer(1), "matched", {}, {}}, kIntended});
                          told.push_back({{at, r.integer(1), "intended", {}, {}}, kIntended});
                        }));
  return store.sql().query(
      "SELECT at, run_id, pos_order, found FROM journal_booking WHERE row_id = ?", {row}, [&](const Row& r) {
        const auto at = base::from_unix_ms(r.integer(0));
        const bool looked_up = r.integer(3) != 0;
        told.push_back({{at, r.integer(1), looked_up ? "found" : "posted", {}, {}}, kBooked});
        told.push_back({{at, r.integer(1), "read_back", {}, {}}, kBooked});
        told.push_back({{at, r.integer(1), "booked", {}, std::string(r.text(2))}, kBooked});
      });
}

Result<void> tell_events(Store& store, RowId row, std::vector<Told>& told) {
  return store.sql().query(
      "SELECT at, run_id, step, actor, text FROM journal_event WHERE row_id = ? ORDER BY seq", {row},
      [&](const Row& r) {
        Event event;
        event.at = base::from_unix_ms(r.integer(0));
        event.run = sql::maybe_integer(r, 1);
        event.step = r.text(2);
        event.actor = r.text(3);
        event.text = r.text(4);
        const int rank = rank_of(event.step);
        told.push_back({std::move(event), rank});
      });
}

// What came as no sale has its reason alone; what became none has an event as well, which knows its run.
Result<void> tell_skipped(Store& store, RowId row, std::vector<Told>& told) {
  return store.sql().query(
      "SELECT p.at, p.message FROM journal_order o JOIN journal_problem p ON p.row_id = o.id "
      "WHERE o.id = ? AND o.state = ?",
      {row, code(State::skipped)}, [&](const Row& r) {
        const auto at = base::from_unix_ms(r.integer(0));
        const bool is_told = std::any_of(told.begin(), told.end(), [&](const Told& one) {
          return one.event.step == "skipped" && one.event.at >= at;
        });
        if (!is_told) told.push_back({{at, std::nullopt, "skipped", {}, std::string(r.text(1))}, kTold});
      });
}

std::string_view actor_of(Trigger trigger) {
  switch (trigger) {
    case Trigger::schedule:
      return "schedule";
    case Trigger::sync_now:
      return "Sync Now";
    case Trigger::push:
      return "push";
    case Trigger::retry:
      return "Retry";
  }
  return "";
}

// Where no person acted, whatever started the run did.
Result<void> name_actors(Store& store, std::vector<Told>& told) {
  for (Told& one : told) {
    if (!one.event.actor.empty() || !one.event.run) continue;
    TRY(store.sql().query(
        "SELECT trigger_code FROM journal_run WHERE id = ?", {*one.event.run},
        [&](const Row& r) { one.event.actor = actor_of(static_cast<Trigger>(r.integer(0))); }));
  }
  return {};
}

Result<std::string> bytes_of(Store& store, std::string_view sql, RowId row) {
  bool found = false;
  std::string bytes;
  TRY(store.sql().query(sql, {row}, [&](const Row& r) {
    found = true;
    bytes = r.bytes(0);
  }));
  if (!found) return order_not_found();
  return bytes;
}

}  // namespace

Result<RowId> id_of_cursor(std::string_view cursor, base::ListOrder order) {
  if (cursor.empty()) {
    return order == base::ListOrder::newest_first ? std::numeric_limits<RowId>::max() : RowId{0};
  }
  const auto row = base::whole_number<RowId>(cursor);
  return row ? Result<RowId>(*row) : base::bad_cursor();
}

Result<std::optional<OrderView>> view_of(Store& store, const order::OrderKey& key) {
  std::vector<OrderView> found;
  TRY_ASSIGN(const auto source, store.find_source(key.source));
  if (source) TRY(add_by_key(store, *source, key, found));
  if (found.empty()) return std::optional<OrderView>();
  return std::optional(std::move(found.front()));
}

Result<std::vector<OrderView>> refunds_of(Store& store, std::string_view source,
                                          std::string_view external_id) {
  std::vector<OrderView> found;
  TRY_ASSIGN(const auto id, store.find_source(source));
  if (id) TRY(add_refunds(store, *id, external_id, found));
  return found;
}

// A whole key first; then the bare external id, with ":refund" where it is said, at every source.
Result<std::vector<OrderView>> find_by_text(Store& store, std::string_view text) {
  std::vector<OrderView> found;
  if (const auto key = order::parse_key(text); key.ok()) {
    TRY_ASSIGN(const auto id, store.find_source(key->source));
    if (id) TRY(add_named(store, *id, *key, found));
  }
  if (!found.empty()) return found;
  TRY_ASSIGN(const auto sources, all_sources(store));
  for (const auto& [id, source] : sources) TRY(add_all_of_id(store, id, text, found));
  if (!found.empty()) return found;
  for (const auto& [id, source] : sources) {
    auto key = order::parse_key(source + "/" + std::string(text));
    if (key.ok() && key->source == source) TRY(add_named(store, id, *key, found));
  }
  return found;
}

Result<OrderPage> list_orders(Store& store, const OrderFilter& filter) {
  if (filter.by == OrderFilter::By::date) {
    std::optional<std::vector<Shelf>> shelves;
    if (filter.state) {
      TRY_ASSIGN(shelves, shelves_of(*filter.state));
    }
    return list_by_date(store, filter, shelves);
  }
  TRY_ASSIGN(const RowId from, id_of_cursor(filter.cursor, filter.order));
  const auto limit = static_cast<std::size_t>(std::clamp(filter.limit, 1, base::kMostListed));
  OrderPage page;
  TRY(add_page(store, filter, from, static_cast<std::int64_t>(limit) + 1, page.items));
  if (page.items.size() > limit) {
    page.items.resize(limit);
    page.next = std::to_string(page.items.back().row);
  }
  return page;
}

Result<std::vector<Journal::KeyOfRow>> decided_of(Store& store, std::string_view source, order::Kind kind,
                                                  int limit) {
  std::vector<Journal::KeyOfRow> found;
  TRY_ASSIGN(const auto id, store.find_source(source));
  if (!id) return found;
  TRY(store.sql().query(
      "SELECT id, external_id, refund_id FROM journal_order WHERE source_id = ? AND kind = ? AND state IN "
      "(?, ?, "
      "?) ORDER BY id DESC LIMIT ?",
      {*id, code(kind), code(State::claimed), code(State::intended), code(State::settled),
       std::int64_t{limit}},
      [&](const Row& row) {
        found.push_back({row.integer(0),
                         {std::string(source), std::string(row.text(1)), kind, std::string(row.text(2))}});
      }));
  return found;
}

Result<std::vector<Event>> timeline_of(Store& store, RowId row) {
  std::vector<Told> told;
  TRY(tell_received(store, row, told));
  TRY(tell_events(store, row, told));
  TRY(tell_skipped(store, row, told));
  TRY(tell_booked(store, row, told));
  TRY(name_actors(store, told));
  std::stable_sort(told.begin(), told.end(), [](const Told& a, const Told& b) {
    return std::pair(a.event.at, a.rank) < std::pair(b.event.at, b.rank);
  });
  std::vector<Event> events;
  events.reserve(told.size());
  for (Told& one : told) events.push_back(std::move(one.event));
  return events;
}

Result<Journal::Counts> open_counts(Store& store, std::optional<SyncId> sync) {
  Journal::Counts counts;
  const SyncId wanted = sync.value_or(kAnySync);
  TRY(store.sql().query(
      "SELECT shelf, COUNT(*) FROM journal_order WHERE shelf <= ? AND (? = -1 OR sync_id = ?) GROUP BY shelf",
      {code(Shelf::held), wanted, wanted}, [&](const Row& row) {
        switch (static_cast<Shelf>(row.integer(0))) {
          case Shelf::received:
          case Shelf::woken:
            counts.received += row.integer(1);
            break;
          case Shelf::in_hand:
          case Shelf::unknown:
            counts.posting += row.integer(1);
            break;
          case Shelf::due:
          case Shelf::fix:
          case Shelf::held:
            counts.parked += row.integer(1);
            break;
          case Shelf::ignored:
          case Shelf::skipped:
            break;
        }
      }));
  TRY_ASSIGN(
      const auto attention,
      sql::integer_of(store.sql(),
                      "SELECT COUNT(*) FROM journal_attention a "
                      "WHERE ? = -1 OR (SELECT o.sync_id FROM journal_order o WHERE o.id = a.row_id) = ?",
                      {wanted, wanted}));
  counts.attention = attention.value_or(0);
  return counts;
}

Result<std::string> payload_of(Store& store, RowId row) {
  TRY_ASSIGN(const std::string stored,
             bytes_of(store, "SELECT bytes FROM journal_payload WHERE row_id = ?", row));
  return std::string(read_payload(stored).text);
}

Result<std::string> document_of(Store& store, RowId row) {
  return bytes_of(
      store,
      "SELECT i.document FROM journal_order o LEFT JOIN journal_intent i ON i.row_id = o.id WHERE o.id = ?",
      row);
}

Result<std::string> changed_payload_of(Store& store, RowId row) {
  return bytes_of(
      store,
      "SELECT (SELECT a.payload FROM journal_aside a WHERE a.row_id = o.id AND a.status IN (1, 2) "
      "ORDER BY a.at DESC LIMIT 1) FROM journal_order o WHERE o.id = ?",
      row);
}

}  // namespace ordersync::journal
