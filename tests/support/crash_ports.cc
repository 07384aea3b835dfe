// Every call goes through the script; see crash_ports.h.
#include "tests/support/crash_ports.h"

namespace ordersync::testing {

namespace {

using base::Result;
using journal::Arrived;
using journal::Claimed;
using journal::Incoming;
using journal::Lease;
using journal::OrderView;
using journal::RowId;
using journal::RunId;
using journal::SyncId;

class CrashingJournal final : public journal::Journal {
 public:
  CrashingJournal(journal::Journal& real, CrashScript& script) : real_(real), script_(script) {}

  Result<Lease> open_lease(RunId run, std::string_view owner, base::Instant deadline) override {
    return script_.through([&] { return real_.open_lease(run, owner, deadline); });
  }
  Result<void> extend(const Lease& lease, base::Instant deadline) override {
    return script_.through([&] { return real_.extend(lease, deadline); });
  }
  Result<void> close_lease(const Lease& lease) override {
    return script_.through([&] { return real_.close_lease(lease); });
  }
  Result<void> check_lease(const Lease& lease) override { return real_.check_lease(lease); }
  Result<std::vector<Arrived>> receive(const Lease& lease, SyncId sync, RunId run,
                                       std::span<const Incoming> batch) override {
    return script_.through([&] { return real_.receive(lease, sync, run, batch); });
  }
  Result<std::optional<std::vector<Arrived>>> append(const Lease& lease, SyncId sync, RunId run,
                                                     std::span<const Incoming> batch) override {
    return script_.through([&] { return real_.append(lease, sync, run, batch); });
  }
  Result<std::vector<Arrived>> receive_pushed(SyncId sync, std::span<const Incoming> batch,
                                              const std::function<Result<void>()>& together) override {
    return script_.through([&] { return real_.receive_pushed(sync, batch, together); });
  }
  Result<void> skip(const Lease& lease, RunId run, std::span<const journal::Skipping> rows) override {
    return script_.through([&] { return real_.skip(lease, run, rows); });
  }
  Result<std::vector<Claimed>> claim(const Lease& lease, SyncId sync, RunId run, journal::ClaimOf which,
                                     RowId after, int limit) override {
    return script_.through([&] { return real_.claim(lease, sync, run, which, after, limit); });
  }
  Result<std::vector<Arrived>> try_receive(SyncId sync, std::span<const Incoming> batch) override {
    return real_.try_receive(sync, batch);
  }
  Result<void> go_back(const Lease& lease, RunId run, std::span<const journal::WentBack> rows) override {
    return script_.through([&] { return real_.go_back(lease, run, rows); });
  }
  Result<std::vector<RowId>> count_held(const Lease& lease, SyncId sync, RunId run) override {
    return script_.through([&] { return real_.count_held(lease, sync, run); });
  }
  Result<std::vector<RowId>> try_count_held(SyncId sync) override { return real_.try_count_held(sync); }
  Result<std::vector<Claimed>> try_claim(SyncId sync, RowId after, int limit) override {
    return real_.try_claim(sync, after, limit);
  }
  Result<Claimed> claim_one(const Lease& lease, RunId run, RowId row, journal::Ignored ignored) override {
    return script_.through([&] { return real_.claim_one(lease, run, row, ignored); });
  }
  Result<std::vector<RowId>> intend(const Lease& lease, RunId run,
                                    std::span<const journal::Intent> batch) override {
    return script_.through([&] { return real_.intend(lease, run, batch); });
  }
  Result<void> finish(const Lease& lease, RunId run, std::span<const journal::Settlement> settled,
                      std::span<const journal::Parking> parked) override {
    return script_.through([&] { return real_.finish(lease, run, settled, parked); });
  }
  Result<std::vector<Arrived>> finish_and_receive(const Lease& lease, SyncId sync, RunId run,
                                                  const journal::Finished& finished,
                                                  std::span<const Incoming> batch) override {
    return script_.through([&] { return real_.finish_and_receive(lease, sync, run, finished, batch); });
  }
  Result<std::optional<OrderView>> find(const order::OrderKey& key) override {
    return script_.through([&] { return real_.find(key); });
  }
  Result<std::vector<OrderView>> refunds_of(std::string_view source, std::string_view external_id) override {
    return script_.through([&] { return real_.refunds_of(source, external_id); });
  }

  // What people ask for is passed on uncounted.
  Result<std::vector<OrderView>> find_text(std::string_view text) override { return real_.find_text(text); }
  Result<journal::OrderPage> list(const journal::OrderFilter& filter) override { return real_.list(filter); }
  Result<std::vector<KeyOfRow>> decided(std::string_view source, order::Kind kind, int limit) override {
    return real_.decided(source, kind, limit);
  }
  Result<std::vector<journal::Event>> timeline(RowId row) override { return real_.timeline(row); }
  Result<void> book_again(const OrderView& seen, SyncId sync, std::string_view actor) override {
    return real_.book_again(seen, sync, actor);
  }
  Result<std::string> payload(RowId row) override { return real_.payload(row); }
  Result<std::string> document(RowId row) override { return real_.document(row); }
  Result<std::string> changed_payload(RowId row) override { return real_.changed_payload(row); }
  Result<void> ignore(RowId row, std::string_view why, std::string_view actor,
                      const std::optional<journal::Attention>& seen) override {
    return real_.ignore(row, why, actor, seen);
  }
  Result<void> refund_alone(RowId row, std::string_view actor) override {
    return real_.refund_alone(row, actor);
  }
  Result<std::optional<Claimed>> claim_sale(const Lease& lease, SyncId sync, RunId run, RowId row,
                                            const Incoming* as_sale, std::string_view actor) override {
    return script_.through([&] { return real_.claim_sale(lease, sync, run, row, as_sale, actor); });
  }
  Result<void> attend(RowId row, const order::Notice& attention) override {
    return script_.through([&] { return real_.attend(row, attention); });
  }
  Result<std::int64_t> wake(std::optional<SyncId> sync, std::string_view reason) override {
    return real_.wake(sync, reason);
  }
  Result<std::set<SyncId>> due_syncs() override { return real_.due_syncs(); }
  Result<Counts> counts(std::optional<SyncId> sync) override { return real_.counts(sync); }

 private:
  journal::Journal& real_;
  CrashScript& script_;
};

class CrashingRuns final : public journal::Runs {
 public:
  CrashingRuns(journal::Runs& real, CrashScript& script) : real_(real), script_(script) {}

  Result<RunId> begin(SyncId sync, journal::Trigger trigger, std::string_view owner,
                      base::Instant deadline) override {
    return script_.through([&] { return real_.begin(sync, trigger, owner, deadline); });
  }
  Result<void> beat(RunId run, const journal::RunCounts& counts, int pages, base::Instant deadline) override {
    return script_.through([&] { return real_.beat(run, counts, pages, deadline); });
  }
  Result<void> end(RunId run, const journal::RunResult& result) override {
    return script_.through([&] { return real_.end(run, result); });
  }
  Result<std::optional<journal::Run>> show(RunId run) override {
    return script_.through([&] { return real_.show(run); });
  }
  Result<bool> alive(RunId run) override {
    return script_.through([&] { return real_.alive(run); });
  }
  Result<Page> list(const journal::RunFilter& filter) override { return real_.list(filter); }
  Result<journal::Progress> progress(SyncId sync) override {
    return script_.through([&] { return real_.progress(sync); });
  }
  Result<void> advance_cursor(SyncId sync, base::Instant cursor, journal::Reading reading) override {
    return script_.through([&] { return real_.advance_cursor(sync, cursor, reading); });
  }
  Result<void> schedule(SyncId sync, std::optional<base::Instant> next_run_at) override {
    return script_.through([&] { return real_.schedule(sync, next_run_at); });
  }
  Result<bool> take_turn(SyncId sync, base::Instant now, const journal::Turn& turn) override {
    return real_.take_turn(sync, now, turn);
  }
  Result<void> keep_turn(SyncId sync, const journal::Turn& turn) override {
    return real_.keep_turn(sync, turn);
  }
  Result<std::map<SyncId, base::Instant>> not_yet_due(base::Instant now) override {
    return real_.not_yet_due(now);
  }
  Result<void> end_dead() override { return real_.end_dead(); }

 private:
  journal::Runs& real_;
  CrashScript& script_;
};

class CrashingPos final : public pos::Target {
 public:
  CrashingPos(pos::Target& real, CrashScript& script) : real_(real), script_(script) {}

  std::size_t batch_size() const override { return real_.batch_size(); }
  bool knows_customers() const override { return real_.knows_customers(); }
  bool is_at_hand() const override { return real_.is_at_hand(); }
  Result<std::optional<std::string>> find_customer(const order::Customer& customer) override {
    return script_.through([&] { return real_.find_customer(customer); });
  }
  Result<std::optional<order::LineAmounts>> compute_all(const order::PosAmounts::Question& question,
                                                        base::Currency currency) override {
    return script_.through([&] { return real_.compute_all(question, currency); });
  }
  Result<std::shared_ptr<const order::Catalogue>> catalogue(std::string_view pos_config) override {
    return script_.through([&] { return real_.catalogue(pos_config); });
  }
  Result<std::shared_ptr<const order::Catalogue>> catalogue_now(std::string_view pos_config) override {
    return script_.through([&] { return real_.catalogue_now(pos_config); });
  }
  Result<std::shared_ptr<const order::Catalogue>> kept_for_receiving(std::string_view pos_config) override {
    return script_.through([&] { return real_.kept_for_receiving(pos_config); });
  }
  Result<pos::Session> ensure_session(std::string_view pos_config, pos::AutoCreate auto_create) override {
    return script_.through([&] { return real_.ensure_session(pos_config, auto_create); });
  }
  Result<std::optional<pos::Session>> open_session(std::string_view pos_config) override {
    return script_.through([&] { return real_.open_session(pos_config); });
  }
  Result<pos::Session> close_session(std::string_view pos_config, std::optional<base::Money> counted_cash,
                                     std::optional<std::int64_t> only = std::nullopt) override {
    return script_.through([&] { return real_.close_session(pos_config, counted_cash, only); });
  }
  std::vector<pos::Outcome> call_off(const pos::Session& session,
                                     std::span<const order::PosDocument> documents) override {
    return script_.through([&] { return real_.call_off(session, documents); });
  }
  Result<std::vector<std::optional<pos::BookedOrder>>> find(std::span<const order::OrderKey> keys) override {
    return script_.through([&] { return real_.find(keys); });
  }
  Result<std::vector<pos::BookedOrder>> orders_of(const pos::OrderRange& range) override {
    return script_.through([&] { return real_.orders_of(range); });
  }

 private:
  std::vector<pos::Outcome> book(const pos::Session& session, std::span<const order::PosDocument> documents,
                                 const pos::Permit& permit) override {
    return script_.through([&] { return real_.post(session, documents, permit); });
  }
  pos::Target& real_;
  CrashScript& script_;
};

}  // namespace

std::unique_ptr<journal::Journal> crashing(journal::Journal& real, CrashScript& script) {
  return std::make_unique<CrashingJournal>(real, script);
}

std::unique_ptr<journal::Runs> crashing(journal::Runs& real, CrashScript& script) {
  return std::make_unique<CrashingRuns>(real, script);
}

std::unique_ptr<pos::Target> crashing(pos::Target& real, CrashScript& script) {
  return std::make_unique<CrashingPos>(real, script);
}

}  // namespace ordersync::testing
