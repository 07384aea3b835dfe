#include "tests/support/fault_database.h"

#include <optional>
#include <utility>

namespace ordersync::support {

namespace {

using base::Result;

base::Error refusal() {
  return {base::ErrorKind::unavailable, "store_unavailable", "The database cannot be used: injected fault",
          "fault"};
}

base::Error lost_answer() {
  return {base::ErrorKind::unknown, "commit_unknown",
          "Whether the change was kept is not known: injected fault", "fault"};
}

class FaultConnection final : public sql::Connection {
 public:
  FaultConnection(std::unique_ptr<sql::Connection> real, FaultScript& script)
      : real_(std::move(real)), script_(script) {}

  sql::Dialect dialect() const override { return real_->dialect(); }
  Result<std::optional<std::int64_t>> clock_ms() override { return real_->clock_ms(); }

  Result<std::int64_t> execute(std::string_view sql, std::span<const sql::Value> values) override {
    return statement<Result<std::int64_t>>([&] { return real_->execute(sql, values); });
  }
  Result<void> query(std::string_view sql, std::span<const sql::Value> values,
                     const sql::RowHandler& row) override {
    if (auto fault = before_call()) return *std::move(fault);
    return real_->query(sql, values, row);
  }
  Result<std::int64_t> insert_rows(std::string_view head, int columns, std::string_view tail,
                                   std::span<const sql::Value> cells) override {
    return statement<Result<std::int64_t>>([&] { return real_->insert_rows(head, columns, tail, cells); });
  }

  Result<void> check_generation() override { return real_->check_generation(); }
  Result<void> begin_read() override {
    if (auto fault = before_call()) return *std::move(fault);
    TRY(real_->begin_read());
    in_transaction_ = true;
    return {};
  }
  Result<void> begin_write() override {
    if (auto fault = before_call()) return *std::move(fault);
    TRY(real_->begin_write());
    in_transaction_ = true;
    return {};
  }
  Result<void> commit() override {
    in_transaction_ = false;
    if (auto fault = before_call()) {
      real_->rollback();
      return *std::move(fault);
    }
    TRY(real_->commit());
    if (auto fault = after_commit()) return *std::move(fault);
    return {};
  }
  void rollback() override {
    in_transaction_ = false;
    real_->rollback();
  }

 private:
  template <class Answer, class Call>
  Answer statement(const Call& call) {
    if (auto fault = before_call()) return *std::move(fault);
    Answer answer = call();
    if (in_transaction_ || !answer.ok()) return answer;
    if (auto fault = after_commit()) return *std::move(fault);
    return answer;
  }

  std::optional<base::Error> before_call() {
    ++script_.calls;
    if (script_.fired && script_.afterwards == Afterwards::stays_down) return refusal();
    if (script_.fault != Fault::refused || script_.calls != script_.at) return std::nullopt;
    script_.fired = true;
    return refusal();
  }
  std::optional<base::Error> after_commit() {
    ++script_.commits;
    if (script_.fault != Fault::answer_lost || script_.commits != script_.at) return std::nullopt;
    script_.fired = true;
    return lost_answer();
  }

  std::unique_ptr<sql::Connection> real_;
  FaultScript& script_;
  bool in_transaction_ = false;
};

}  // namespace

std::unique_ptr<sql::Connection> faulty(std::unique_ptr<sql::Connection> real, FaultScript& script) {
  return std::make_unique<FaultConnection>(std::move(real), script);
}

}  // namespace ordersync::support
