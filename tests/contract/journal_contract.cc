// The fixture of the journal's contract suite; the facts stand in journal_*_contract.cc.
#include "tests/contract/journal_contract.h"

namespace ordersync::journal {

JournalContract::JournalContract() : store_(GetParam().make()) {
  program_ = start();
  journal_ = program_.journal.get();
  runs_ = program_.runs.get();
}

JournalContract::Program JournalContract::start() {
  Program program;
  owner_ = "program " + std::to_string(++starts_);
  program.connection = store_->connect();
  const auto migrated = sql::migrate(*program.connection, "journal", migrations());
  EXPECT_TRUE(migrated.ok()) << migrated.error().detail;
  const OwnerAlive alive = [this](std::string_view owner) {
    return !dead_owners_.contains(std::string(owner));
  };
  program.journal = make_sql_journal(*program.connection, clock_, random_, alive);
  program.runs = make_sql_runs(*program.connection, clock_, alive);
  return program;
}

void JournalContract::crash() {
  dead_owners_.insert(owner_);
  program_ = {};
  program_ = start();
  journal_ = program_.journal.get();
  runs_ = program_.runs.get();
  run_ = 0;
}

void JournalContract::begin_run(Trigger trigger, SyncId sync) {
  if (run_ != 0) end_run();
  clock_.advance(base::Milliseconds(1000));
  const auto deadline = clock_.now() + std::chrono::minutes(15);
  auto run = runs_->begin(sync, trigger, owner_, deadline);
  ASSERT_TRUE(run.ok()) << run.error().message << run.error().detail;
  run_ = *run;
  auto lease = journal_->open_lease(run_, owner_, deadline);
  ASSERT_TRUE(lease.ok()) << lease.error().detail;
  lease_ = *lease;
}

void JournalContract::end_run() {
  ASSERT_TRUE(journal_->close_lease(lease_).ok());
  ASSERT_TRUE(runs_->end(run_, {}).ok());
  run_ = 0;
}

Incoming JournalContract::sale(const std::string& id, const std::string& content) {
  Incoming incoming;
  incoming.key = {"main", id, order::Kind::sale, {}};
  kept_.push_back(std::make_unique<std::string>("payload of " + content));
  incoming.payload = *kept_.back();
  incoming.digest = base::digest_of(content);
  incoming.total = base::Money(9200, {});
  return incoming;
}

Incoming JournalContract::refund(const std::string& id, const std::string& refund_id,
                                 const std::string& content) {
  Incoming incoming = sale(id, content);
  incoming.key.kind = order::Kind::refund;
  incoming.key.refund_id = refund_id;
  return incoming;
}

Incoming JournalContract::refused(const std::string& id, const std::string& bytes, const std::string& cause) {
  Incoming incoming = sale(id, bytes);
  incoming.content = Content::refused;
  incoming.problem =
      order::Problem{"bad_field", "OrderItems[0].Price cannot be read", cause, order::Remedy::fix};
  incoming.total.reset();
  return incoming;
}

Incoming JournalContract::no_sale(const std::string& id, const std::string& content,
                                  const std::string& reason) {
  Incoming incoming = sale(id, content);
  incoming.content = Content::other;
  incoming.reason = order::Notice{reason, "OrderStatus 104 is neither a sale nor a refund"};
  return incoming;
}

std::vector<Arrived> JournalContract::receive(const std::vector<Incoming>& batch, SyncId sync) {
  auto arrived = journal_->receive(lease_, sync, run_, batch);
  EXPECT_TRUE(arrived.ok()) << arrived.error().code << " " << arrived.error().detail;
  if (!arrived.ok()) return std::vector<Arrived>(batch.size());
  EXPECT_EQ(arrived->size(), batch.size());
  return *std::move(arrived);
}

Arrived JournalContract::receive_pushed(const Incoming& incoming) {
  auto arrived = journal_->receive_pushed(kSync, std::span(&incoming, 1), {});
  EXPECT_TRUE(arrived.ok()) << arrived.error().message;
  return arrived.ok() ? arrived->front() : Arrived();
}

std::vector<Claimed> JournalContract::claim(ClaimOf which, RowId after, int limit, SyncId sync) {
  auto claimed = journal_->claim(lease_, sync, run_, which, after, limit);
  EXPECT_TRUE(claimed.ok()) << claimed.error().code << " " << claimed.error().detail;
  return claimed.ok() ? *std::move(claimed) : std::vector<Claimed>();
}

void JournalContract::intend(const std::vector<RowId>& rows, const std::string& document) {
  std::vector<Intent> batch;
  for (const RowId row : rows) batch.push_back({row, document, nullptr, std::nullopt});
  const auto done = journal_->intend(lease_, run_, batch);
  ASSERT_TRUE(done.ok()) << done.error().code << " " << done.error().detail;
  EXPECT_TRUE(done->empty());
}

void JournalContract::settle(const std::vector<RowId>& rows, const std::string& pos_order) {
  std::vector<Settlement> batch;
  for (const RowId row : rows) batch.push_back({row, pos_order, false, std::nullopt, {}});
  const auto done = journal_->finish(lease_, run_, batch, {});
  ASSERT_TRUE(done.ok()) << done.error().code << " " << done.error().detail;
}

void JournalContract::park(RowId row, const std::string& cause, bool anew, order::Remedy remedy,
                           std::optional<base::Instant> retry_at) {
  Parking parking;
  parking.row = row;
  parking.problem = {cause, "what to do about " + cause, cause, remedy};
  parking.anew = anew;
  parking.retry_at = retry_at;
  const auto done = journal_->finish(lease_, run_, {}, std::span(&parking, 1));
  ASSERT_TRUE(done.ok()) << done.error().code << " " << done.error().detail;
}

void JournalContract::leave_unknown(RowId row, std::optional<base::Instant> retry_at) {
  Parking parking;
  parking.row = row;
  parking.problem = {"timed_out", "The POS gave no answer", "timed_out", order::Remedy::wait};
  parking.keep_intent = true;
  parking.retry_at = retry_at;
  const auto done = journal_->finish(lease_, run_, {}, std::span(&parking, 1));
  ASSERT_TRUE(done.ok()) << done.error().code << " " << done.error().detail;
}

RowId JournalContract::booked(const Incoming& incoming) {
  begin_run();
  const RowId row = receive_one(incoming).row;
  intend({row});
  settle({row});
  end_run();
  return row;
}

RowId JournalContract::parked(const Incoming& incoming, const std::string& cause) {
  begin_run();
  const RowId row = receive_one(incoming).row;
  park(row, cause);
  end_run();
  return row;
}

OrderView JournalContract::view(const std::string& key) {
  auto found = journal_->find_text(key);
  EXPECT_TRUE(found.ok()) << found.error().detail;
  EXPECT_EQ(found->size(), 1u) << key;
  return found->empty() ? OrderView{} : found->front();
}

std::vector<std::string> JournalContract::steps(RowId row) {
  auto events = journal_->timeline(row);
  EXPECT_TRUE(events.ok()) << events.error().detail;
  std::vector<std::string> steps;
  for (const Event& event : *events) steps.push_back(event.step);
  return steps;
}

}  // namespace ordersync::journal
