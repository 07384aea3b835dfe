// The journal's tables; docs/journal.md explains them. The SQL is common to SQLite and PostgreSQL, whose
// adapter reads INTEGER as BIGINT and BLOB as BYTEA. Times are Unix milliseconds.
//
// One table per verb: receiving, intending and booking an order each append one row to a table of their own,
// and only a few small numbers of journal_order are ever updated, in place. With all of it in one row, every
// step would copy payload and document again and split the page it grew out of: 1.6 times the CPU, measured.
#include "journal/sql_journal.h"

namespace ordersync::journal {

namespace {

const sql::Migration kMigrations[] = {
    {1,
     "journal",
     {
         // The codes of sources, so that rows carry a number. `next` hands out the numbers of orders and
         // runs.
         "CREATE TABLE journal_source (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE)",
         "CREATE TABLE journal_sequence (name TEXT PRIMARY KEY, next INTEGER NOT NULL)",
         "INSERT INTO journal_sequence(name, next) VALUES ('order', 1), ('run', 1), ('lease', 1), ('source', "
         "1)",

         // kind: 0 sale, 1 refund. state, content, tally: rows.h. shelf: which list of unbooked orders it
         // stands in; null: booked. run_id, tally: the run that last dealt with it, and how it counted there.
         "CREATE TABLE journal_order ("
         "id INTEGER PRIMARY KEY, source_id INTEGER NOT NULL, external_id TEXT NOT NULL, kind INTEGER NOT "
         "NULL, "
         "refund_id TEXT NOT NULL, state INTEGER NOT NULL, shelf INTEGER, sync_id INTEGER NOT NULL, lease_id "
         "INTEGER, "
         "run_id INTEGER NOT NULL, tally INTEGER NOT NULL, content INTEGER NOT NULL, digest BLOB NOT NULL, "
         "received_at INTEGER NOT NULL, received_run INTEGER NOT NULL, order_date INTEGER, total INTEGER, "
         "currency TEXT)",
         "CREATE UNIQUE INDEX journal_order_key ON journal_order (source_id, external_id, kind, refund_id)",
         // A million booked orders cost this index nothing.
         "CREATE INDEX journal_order_shelf ON journal_order (shelf, id, sync_id) WHERE shelf IS NOT NULL",

         "CREATE TABLE journal_payload (row_id INTEGER PRIMARY KEY, bytes BLOB NOT NULL)",
         "CREATE TABLE journal_intent (row_id INTEGER PRIMARY KEY, at INTEGER NOT NULL, run_id INTEGER NOT "
         "NULL, "
         "warnings TEXT, document BLOB NOT NULL)",
         "CREATE TABLE journal_booking (row_id INTEGER PRIMARY KEY, at INTEGER NOT NULL, run_id INTEGER NOT "
         "NULL, "
         "pos_order TEXT NOT NULL, found INTEGER NOT NULL, warnings TEXT)",
         // Why an unbooked order stands where it does. remedy: 0 wait, 1 fix.
         "CREATE TABLE journal_problem (row_id INTEGER PRIMARY KEY, at INTEGER NOT NULL, code TEXT NOT NULL, "
         "message TEXT NOT NULL, cause TEXT NOT NULL, remedy INTEGER NOT NULL, attempts INTEGER NOT NULL, "
         "retry_at INTEGER)",
         "CREATE INDEX journal_problem_sale ON journal_problem (row_id) WHERE code = 'sale_not_booked'",
         "CREATE TABLE journal_attention (row_id INTEGER PRIMARY KEY, at INTEGER NOT NULL, code TEXT NOT "
         "NULL, "
         "message TEXT NOT NULL)",
         // What was decided about an order: by a person, or when another sync took it over.
         "CREATE TABLE journal_decision (row_id INTEGER PRIMARY KEY, refund_alone INTEGER NOT NULL)",
         // Other content of an order in hand or booked. status: 0 pending (the outcome of the older is not
         // known), 1 shown, 2 counted as a failure of a run, 3 what is booked, read by other settings.
         "CREATE TABLE journal_aside (row_id INTEGER NOT NULL, digest BLOB NOT NULL, at INTEGER NOT NULL, "
         "status INTEGER NOT NULL, content INTEGER NOT NULL, payload BLOB NOT NULL, code TEXT, message TEXT, "
         "cause TEXT, "
         "PRIMARY KEY (row_id, digest))",
         "CREATE INDEX journal_aside_pending ON journal_aside (row_id) WHERE status = 0",
         // What the rows above do not tell: everything but the ordinary course of an order.
         "CREATE TABLE journal_event (row_id INTEGER NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, "
         "run_id INTEGER, "
         "step TEXT NOT NULL, actor TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (row_id, seq))",

         "CREATE TABLE journal_lease (id INTEGER PRIMARY KEY, token TEXT NOT NULL, owner TEXT NOT NULL, "
         "run_id INTEGER NOT NULL, deadline INTEGER NOT NULL)",

         "CREATE TABLE journal_run (id INTEGER PRIMARY KEY, sync_id INTEGER NOT NULL, trigger_code INTEGER "
         "NOT NULL, "
         "status INTEGER NOT NULL, message TEXT NOT NULL, processed INTEGER NOT NULL, failed INTEGER NOT "
         "NULL, "
         "already_synced INTEGER NOT NULL, skipped INTEGER NOT NULL, waiting INTEGER NOT NULL, pages INTEGER "
         "NOT NULL, "
         "owner TEXT NOT NULL, deadline INTEGER NOT NULL, started_at INTEGER NOT NULL, ended_at INTEGER)",
         "CREATE INDEX journal_run_sync ON journal_run (sync_id, id)",
         "CREATE INDEX journal_run_running ON journal_run (id) WHERE status = 0",
         "CREATE TABLE journal_sync_progress (sync_id INTEGER PRIMARY KEY, cursor_at INTEGER, full_read_at "
         "INTEGER, "
         "next_run_at INTEGER, last_sync_date INTEGER, last_sync_status TEXT NOT NULL, last_sync_message "
         "TEXT NOT NULL)",
     }},
    // PostgreSQL writes a new copy of a row that changes, beside the old one where the page has room: then no
    // index has to name it anew. An order is written three times.
    {2, "room for what becomes of an order", {}, {}, {"ALTER TABLE journal_order SET (fillfactor = 50)"}},
    {3,
     "lists and Home of a million orders",
     {
         // recent.h. quarter: of an hour since 1970. currency: empty where the orders have no total; total:
         // null when it is too large to be said.
         "CREATE TABLE journal_recent (quarter INTEGER NOT NULL, sync_id INTEGER NOT NULL, currency TEXT NOT "
         "NULL, orders INTEGER NOT NULL, total INTEGER, PRIMARY KEY (quarter, sync_id, currency)) WITHOUT "
         "ROWID",
         "INSERT INTO journal_recent(quarter, sync_id, currency, orders, total) "
         "SELECT COALESCE(order_date, received_at) / 900000, sync_id, COALESCE(currency, ''), COUNT(*), "
         "COALESCE(SUM(total), 0) FROM journal_order WHERE state = 3 AND COALESCE(order_date, received_at) "
         ">= "
         "(SELECT MAX(received_at) FROM journal_order) - 172800000 GROUP BY 1, 2, 3",
         // blocks.h. An order without a date has one entry that begins in 1970.
         "CREATE TABLE journal_block (sync_id INTEGER NOT NULL, block INTEGER NOT NULL, first_at INTEGER NOT "
         "NULL, last_at INTEGER NOT NULL, PRIMARY KEY (sync_id, block)) WITHOUT ROWID",
         "INSERT INTO journal_block(sync_id, block, first_at, last_at) "
         "SELECT sync_id, id / 1000, MIN(COALESCE(order_date, 0)), MAX(COALESCE(order_date, received_at)) "
         "FROM journal_order GROUP BY 1, 2",
     }},
    // Empty: the last fetch did not fail. Null: as the last message says.
    {4,
     "a fetch that failed, apart from the last run",
     {
         "ALTER TABLE journal_sync_progress ADD COLUMN fetch_error TEXT",
     }},
    // Null: never again after it was received.
    {5,
     "when an order was pushed again",
     {
         "ALTER TABLE journal_order ADD COLUMN pushed_at INTEGER",
     }},
};

}  // namespace

std::span<const sql::Migration> migrations() {
  return kMigrations;
}

}  // namespace ordersync::journal
