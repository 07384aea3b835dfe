// Ports that die: the journal, its runs and the POS around real ones, counting every call. At the Nth call
// the program ends as if it were killed, before the call or right after it, by throwing Crash through the
// engine; or it hangs there, and the world goes on without it for a while.
#pragma once

#include <functional>
#include <utility>

#include "journal/journal.h"
#include "journal/runs.h"
#include "pos/pos_target.h"

namespace ordersync::testing {

struct Crash {};

enum class CrashPoint { before_call, after_call };

// Shared by a test and the ports it watches. REQUIRES: outlives them. One thread.
struct CrashScript {
  int at = 0;  // 0: never
  CrashPoint point = CrashPoint::before_call;
  int calls = 0;
  bool fired = false;

  std::function<void()> meanwhile;  // what happens while the program hangs; empty: it dies

  void arm(int next_at, CrashPoint next_point) { *this = {next_at, next_point, 0, false, {}}; }
  void arm_hang(int next_at, CrashPoint next_point, std::function<void()> next_meanwhile) {
    *this = {next_at, next_point, 0, false, std::move(next_meanwhile)};
  }
  void disarm() { arm(0, CrashPoint::before_call); }

  // Makes the call, or throws instead, or throws its answer away; or hangs before or after it.
  template <class Call>
  auto through(const Call& call) {
    ++calls;
    const bool now = calls == at;
    if (now) fired = true;
    if (now && point == CrashPoint::before_call) stop();
    auto answer = call();
    if (now && point == CrashPoint::after_call) stop();
    return answer;
  }

 private:
  void stop() const {
    if (!meanwhile) throw Crash{};
    meanwhile();
  }
};

class CrashingJournal final : public journal::Journal {
 public:
  CrashingJournal(journal::Journal& real, CrashScript& script) : real_(real), script_(script) {}

  base::Result<journal::Lease> open_lease(journal::RunId run, std::string_view owner,
                                          base::Instant deadline) override;
  base::Result<void> extend(const journal::Lease& lease, base::Instant deadline) override;
  base::Result<void> close_lease(const journal::Lease& lease) override;
  base::Result<void> check_lease(const journal::Lease& lease) override { return real_.check_lease(lease); }
  base::Result<std::vector<journal::Arrived>> receive(const journal::Lease& lease, journal::SyncId sync,
                                                      journal::RunId run,
                                                      std::span<const journal::Incoming> batch) override;
  base::Result<std::optional<std::vector<journal::Arrived>>> append(
      const journal::Lease& lease, journal::SyncId sync, journal::RunId run,
      std::span<const journal::Incoming> batch) override {
    return script_.through([&] { return real_.append(lease, sync, run, batch); });
  }
  base::Result<std::vector<journal::Arrived>> receive_pushed(
      journal::SyncId sync, std::span<const journal::Incoming> batch,
      const std::function<base::Result<void>()>& together) override;
  base::Result<void> skip(const journal::Lease& lease, journal::RunId run,
                          std::span<const journal::Skipping> rows) override;
  base::Result<std::vector<journal::Claimed>> claim(const journal::Lease& lease, journal::SyncId sync,
                                                    journal::RunId run, journal::ClaimOf which,
                                                    journal::RowId after, int limit) override;
  base::Result<std::vector<journal::Arrived>> try_receive(journal::SyncId sync,
                                                          std::span<const journal::Incoming> batch) override {
    return real_.try_receive(sync, batch);
  }
  base::Result<void> go_back(const journal::Lease& lease, journal::RunId run,
                             std::span<const journal::WentBack> rows) override {
    return script_.through([&] { return real_.go_back(lease, run, rows); });
  }
  base::Result<std::vector<journal::RowId>> count_held(const journal::Lease& lease, journal::SyncId sync,
                                                       journal::RunId run) override {
    return script_.through([&] { return real_.count_held(lease, sync, run); });
  }
  base::Result<std::vector<journal::RowId>> try_count_held(journal::SyncId sync) override {
    return real_.try_count_held(sync);
  }
  base::Result<std::vector<journal::Claimed>> try_claim(journal::SyncId sync, journal::RowId after,
                                                        int limit) override {
    return real_.try_claim(sync, after, limit);
  }
  base::Result<journal::Claimed> claim_one(const journal::Lease& lease, journal::RunId run,
                                           journal::RowId row, journal::Ignored ignored) override;
  base::Result<std::vector<journal::RowId>> intend(const journal::Lease& lease, journal::RunId run,
                                                   std::span<const journal::Intent> batch) override;
  base::Result<void> finish(const journal::Lease& lease, journal::RunId run,
                            std::span<const journal::Settlement> settled,
                            std::span<const journal::Parking> parked) override;
  base::Result<std::vector<journal::Arrived>> finish_and_receive(
      const journal::Lease& lease, journal::SyncId sync, journal::RunId run,
      const journal::Finished& finished, std::span<const journal::Incoming> batch) override;
  base::Result<std::optional<journal::OrderView>> find(const order::OrderKey& key) override;
  base::Result<std::vector<journal::OrderView>> refunds_of(std::string_view source,
                                                           std::string_view external_id) override;

  // What people ask for is passed on uncounted.
  base::Result<std::vector<journal::OrderView>> find_text(std::string_view text) override;
  base::Result<journal::OrderPage> list(const journal::OrderFilter& filter) override;
  base::Result<std::vector<KeyOfRow>> decided(std::string_view source, order::Kind kind, int limit) override {
    return real_.decided(source, kind, limit);
  }
  base::Result<std::vector<journal::Event>> timeline(journal::RowId row) override;
  base::Result<void> book_again(const journal::OrderView& seen, journal::SyncId sync,
                                std::string_view actor) override {
    return real_.book_again(seen, sync, actor);
  }
  base::Result<std::string> payload(journal::RowId row) override;
  base::Result<std::string> document(journal::RowId row) override;
  base::Result<std::string> changed_payload(journal::RowId row) override;
  base::Result<void> ignore(journal::RowId row, std::string_view why, std::string_view actor,
                            const std::optional<journal::Attention>& seen) override;
  base::Result<void> refund_alone(journal::RowId row, std::string_view actor) override;
  base::Result<std::optional<journal::Claimed>> claim_sale(const journal::Lease& lease, journal::SyncId sync,
                                                           journal::RunId run, journal::RowId row,
                                                           const journal::Incoming* as_sale,
                                                           std::string_view actor) override;
  base::Result<void> attend(journal::RowId row, const order::Notice& attention) override;
  base::Result<std::int64_t> wake(std::optional<journal::SyncId> sync, std::string_view reason) override;
  base::Result<std::set<journal::SyncId>> due_syncs() override;
  base::Result<Counts> counts(std::optional<journal::SyncId> sync) override;

 private:
  journal::Journal& real_;
  CrashScript& script_;
};

class CrashingRuns final : public journal::Runs {
 public:
  CrashingRuns(journal::Runs& real, CrashScript& script) : real_(real), script_(script) {}

  base::Result<journal::RunId> begin(journal::SyncId sync, journal::Trigger trigger, std::string_view owner,
                                     base::Instant deadline) override;
  base::Result<void> beat(journal::RunId run, const journal::RunCounts& counts, int pages,
                          base::Instant deadline) override;
  base::Result<void> end(journal::RunId run, const journal::RunResult& result) override;
  base::Result<std::optional<journal::Run>> show(journal::RunId run) override;
  base::Result<bool> alive(journal::RunId run) override;
  base::Result<Page> list(const journal::RunFilter& filter) override;
  base::Result<journal::Progress> progress(journal::SyncId sync) override;
  base::Result<void> advance_cursor(journal::SyncId sync, base::Instant cursor,
                                    journal::Reading reading) override;
  base::Result<void> schedule(journal::SyncId sync, std::optional<base::Instant> next_run_at) override;
  base::Result<bool> take_turn(journal::SyncId sync, base::Instant now, const journal::Turn& turn) override {
    return real_.take_turn(sync, now, turn);
  }
  base::Result<void> keep_turn(journal::SyncId sync, const journal::Turn& turn) override {
    return real_.keep_turn(sync, turn);
  }
  base::Result<std::map<journal::SyncId, base::Instant>> not_yet_due(base::Instant now) override {
    return real_.not_yet_due(now);
  }
  base::Result<void> end_dead() override { return real_.end_dead(); }

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
  base::Result<std::optional<std::string>> find_customer(const order::Customer& customer) override;
  base::Result<std::optional<order::LineAmounts>> compute_all(const order::PosAmounts::Question& question,
                                                              base::Currency currency) override;
  base::Result<std::shared_ptr<const order::Catalogue>> catalogue(std::string_view pos_config) override;
  base::Result<std::shared_ptr<const order::Catalogue>> catalogue_now(std::string_view pos_config) override;
  base::Result<std::shared_ptr<const order::Catalogue>> kept_for_receiving(
      std::string_view pos_config) override;
  base::Result<pos::Session> ensure_session(std::string_view pos_config,
                                            pos::AutoCreate auto_create) override;
  base::Result<std::optional<pos::Session>> open_session(std::string_view pos_config) override;
  base::Result<pos::Session> close_session(std::string_view pos_config,
                                           std::optional<base::Money> counted_cash,
                                           std::optional<std::int64_t> only = std::nullopt) override;
  std::vector<pos::Outcome> call_off(const pos::Session& session,
                                     std::span<const order::PosDocument> documents) override;
  base::Result<std::vector<std::optional<pos::BookedOrder>>> find(
      std::span<const order::OrderKey> keys) override;
  base::Result<std::vector<pos::BookedOrder>> orders_of(const pos::OrderRange& range) override;

 private:
  std::vector<pos::Outcome> book(const pos::Session& session, std::span<const order::PosDocument> documents,
                                 const pos::Permit& permit) override;
  pos::Target& real_;
  CrashScript& script_;
};

}  // namespace ordersync::testing
