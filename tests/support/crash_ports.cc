// Every call goes through the script; see crash_ports.h.
#include "tests/support/crash_ports.h"

namespace ordersync::testing {

using base::Result;

// ---- journal

Result<journal::Lease> CrashingJournal::open_lease(journal::RunId run, std::string_view owner,
                                                   base::Instant deadline) {
  return script_.through([&] { return real_.open_lease(run, owner, deadline); });
}
Result<void> CrashingJournal::extend(const journal::Lease& lease, base::Instant deadline) {
  return script_.through([&] { return real_.extend(lease, deadline); });
}
Result<void> CrashingJournal::close_lease(const journal::Lease& lease) {
  return script_.through([&] { return real_.close_lease(lease); });
}
Result<std::vector<journal::Arrived>> CrashingJournal::receive(const journal::Lease& lease,
                                                               journal::SyncId sync, journal::RunId run,
                                                               std::span<const journal::Incoming> batch) {
  return script_.through([&] { return real_.receive(lease, sync, run, batch); });
}
Result<std::vector<journal::Arrived>> CrashingJournal::receive_pushed(
    journal::SyncId sync, std::span<const journal::Incoming> batch,
    const std::function<Result<void>()>& together) {
  return script_.through([&] { return real_.receive_pushed(sync, batch, together); });
}
Result<void> CrashingJournal::skip(const journal::Lease& lease, journal::RunId run,
                                   std::span<const journal::Skipping> rows) {
  return script_.through([&] { return real_.skip(lease, run, rows); });
}
Result<std::vector<journal::Claimed>> CrashingJournal::claim(const journal::Lease& lease,
                                                             journal::SyncId sync, journal::RunId run,
                                                             journal::ClaimOf which, journal::RowId after,
                                                             int limit) {
  return script_.through([&] { return real_.claim(lease, sync, run, which, after, limit); });
}
Result<journal::Claimed> CrashingJournal::claim_one(const journal::Lease& lease, journal::RunId run,
                                                    journal::RowId row, journal::Ignored ignored) {
  return script_.through([&] { return real_.claim_one(lease, run, row, ignored); });
}
Result<std::optional<journal::Claimed>> CrashingJournal::claim_sale(const journal::Lease& lease,
                                                                    journal::SyncId sync, journal::RunId run,
                                                                    journal::RowId row,
                                                                    const journal::Incoming* as_sale,
                                                                    std::string_view actor) {
  return script_.through([&] { return real_.claim_sale(lease, sync, run, row, as_sale, actor); });
}
Result<std::vector<journal::RowId>> CrashingJournal::intend(const journal::Lease& lease, journal::RunId run,
                                                            std::span<const journal::Intent> batch) {
  return script_.through([&] { return real_.intend(lease, run, batch); });
}
Result<void> CrashingJournal::finish(const journal::Lease& lease, journal::RunId run,
                                     std::span<const journal::Settlement> settled,
                                     std::span<const journal::Parking> parked) {
  return script_.through([&] { return real_.finish(lease, run, settled, parked); });
}
Result<std::vector<journal::Arrived>> CrashingJournal::finish_and_receive(
    const journal::Lease& lease, journal::SyncId sync, journal::RunId run, const journal::Finished& finished,
    std::span<const journal::Incoming> batch) {
  return script_.through([&] { return real_.finish_and_receive(lease, sync, run, finished, batch); });
}
Result<std::optional<journal::OrderView>> CrashingJournal::find(const order::OrderKey& key) {
  return script_.through([&] { return real_.find(key); });
}
Result<std::vector<journal::OrderView>> CrashingJournal::refunds_of(std::string_view source,
                                                                    std::string_view external_id) {
  return script_.through([&] { return real_.refunds_of(source, external_id); });
}

Result<std::vector<journal::OrderView>> CrashingJournal::find_text(std::string_view text) {
  return real_.find_text(text);
}
Result<journal::OrderPage> CrashingJournal::list(const journal::OrderFilter& filter) {
  return real_.list(filter);
}
Result<std::vector<journal::Event>> CrashingJournal::timeline(journal::RowId row) {
  return real_.timeline(row);
}
Result<std::string> CrashingJournal::payload(journal::RowId row) {
  return real_.payload(row);
}
Result<std::string> CrashingJournal::document(journal::RowId row) {
  return real_.document(row);
}
Result<std::string> CrashingJournal::changed_payload(journal::RowId row) {
  return real_.changed_payload(row);
}
Result<void> CrashingJournal::ignore(journal::RowId row, std::string_view why, std::string_view actor,
                                     const std::optional<journal::Attention>& seen) {
  return real_.ignore(row, why, actor, seen);
}
Result<void> CrashingJournal::refund_alone(journal::RowId row, std::string_view actor) {
  return real_.refund_alone(row, actor);
}
Result<void> CrashingJournal::attend(journal::RowId row, const order::Notice& attention) {
  return script_.through([&] { return real_.attend(row, attention); });
}
Result<std::int64_t> CrashingJournal::wake(std::optional<journal::SyncId> sync, std::string_view reason) {
  return real_.wake(sync, reason);
}
Result<std::set<journal::SyncId>> CrashingJournal::due_syncs() {
  return real_.due_syncs();
}
Result<journal::Journal::Counts> CrashingJournal::counts(std::optional<journal::SyncId> sync) {
  return real_.counts(sync);
}

// ---- runs

Result<journal::RunId> CrashingRuns::begin(journal::SyncId sync, journal::Trigger trigger,
                                           std::string_view owner, base::Instant deadline) {
  return script_.through([&] { return real_.begin(sync, trigger, owner, deadline); });
}
Result<void> CrashingRuns::beat(journal::RunId run, const journal::RunCounts& counts, int pages,
                                base::Instant deadline) {
  return script_.through([&] { return real_.beat(run, counts, pages, deadline); });
}
Result<void> CrashingRuns::end(journal::RunId run, const journal::RunResult& result) {
  return script_.through([&] { return real_.end(run, result); });
}
Result<std::optional<journal::Run>> CrashingRuns::show(journal::RunId run) {
  return script_.through([&] { return real_.show(run); });
}
Result<bool> CrashingRuns::alive(journal::RunId run) {
  return script_.through([&] { return real_.alive(run); });
}
Result<journal::Runs::Page> CrashingRuns::list(const journal::RunFilter& filter) {
  return real_.list(filter);
}
Result<journal::Progress> CrashingRuns::progress(journal::SyncId sync) {
  return script_.through([&] { return real_.progress(sync); });
}
Result<void> CrashingRuns::advance_cursor(journal::SyncId sync, base::Instant cursor,
                                          journal::Reading reading) {
  return script_.through([&] { return real_.advance_cursor(sync, cursor, reading); });
}
Result<void> CrashingRuns::schedule(journal::SyncId sync, std::optional<base::Instant> next_run_at) {
  return script_.through([&] { return real_.schedule(sync, next_run_at); });
}

// ---- POS

Result<std::shared_ptr<const order::Catalogue>> CrashingPos::catalogue(std::string_view pos_config) {
  return script_.through([&] { return real_.catalogue(pos_config); });
}
Result<std::shared_ptr<const order::Catalogue>> CrashingPos::catalogue_now(std::string_view pos_config) {
  return script_.through([&] { return real_.catalogue_now(pos_config); });
}
Result<std::shared_ptr<const order::Catalogue>> CrashingPos::kept_for_receiving(std::string_view pos_config) {
  return script_.through([&] { return real_.kept_for_receiving(pos_config); });
}
Result<std::optional<std::string>> CrashingPos::find_customer(const order::Customer& customer) {
  return script_.through([&] { return real_.find_customer(customer); });
}

Result<std::optional<order::LineAmounts>> CrashingPos::compute_all(
    const order::PosAmounts::Question& question, base::Currency currency) {
  return script_.through([&] { return real_.compute_all(question, currency); });
}
Result<pos::Session> CrashingPos::ensure_session(std::string_view pos_config, pos::AutoCreate auto_create) {
  return script_.through([&] { return real_.ensure_session(pos_config, auto_create); });
}
Result<std::optional<pos::Session>> CrashingPos::open_session(std::string_view pos_config) {
  return script_.through([&] { return real_.open_session(pos_config); });
}
Result<pos::Session> CrashingPos::close_session(std::string_view pos_config,
                                                std::optional<base::Money> counted_cash,
                                                std::optional<std::int64_t> only) {
  return script_.through([&] { return real_.close_session(pos_config, counted_cash, only); });
}
std::vector<pos::Outcome> CrashingPos::call_off(const pos::Session& session,
                                                std::span<const order::PosDocument> documents) {
  return script_.through([&] { return real_.call_off(session, documents); });
}
std::vector<pos::Outcome> CrashingPos::book(const pos::Session& session,
                                            std::span<const order::PosDocument> documents,
                                            const pos::Permit& permit) {
  return script_.through([&] { return real_.post(session, documents, permit); });
}
Result<std::vector<std::optional<pos::BookedOrder>>> CrashingPos::find(
    std::span<const order::OrderKey> keys) {
  return script_.through([&] { return real_.find(keys); });
}
Result<std::vector<pos::BookedOrder>> CrashingPos::orders_of(const pos::OrderRange& range) {
  return script_.through([&] { return real_.orders_of(range); });
}

}  // namespace ordersync::testing
