// The transactions around batches, and what a failed one means for its documents.
#include "pos/embedded_orders.h"

#include <set>
#include <tuple>

#include "pos/embedded_batch.h"

namespace ordersync::pos {
namespace {

using Chosen = std::vector<std::size_t>;  // indexes into the documents of one call

// Where a failed transaction failed: before the commit nothing was booked, in the commit nobody knows.
struct Failure {
  enum class Where { at_the_begin, while_writing, in_commit };
  Where where = Where::at_the_begin;
  base::Error error;

  bool is_conflict() const { return where != Where::at_the_begin && error.kind == base::ErrorKind::conflict; }
  bool is_of_a_row() const {
    return where == Where::while_writing &&
           (error.kind == base::ErrorKind::invalid || error.kind == base::ErrorKind::conflict);
  }
};

class Posting {
 public:
  Posting(const OrderStores& stores, const Session& session, std::span<const order::PosDocument> documents,
          const Permit& permit)
      : stores_(stores),
        session_(session),
        documents_(documents),
        permit_(permit),
        outcomes_(documents.size()) {}

  std::vector<Outcome> run() {
    Chosen left(documents_.size());
    for (std::size_t i = 0; i < left.size(); ++i) left[i] = i;
    // A key that stands twice: the second is posted after the first, and finds it.
    while (!left.empty()) {
      Chosen repeated = take_repeated(left);
      book(left);
      left = std::move(repeated);
    }
    return std::move(outcomes_);
  }

 private:
  Chosen take_repeated(Chosen& chosen) const {
    using Key = std::tuple<std::string_view, std::string_view, order::Kind, std::string_view>;
    std::set<Key> seen;
    Chosen first;
    Chosen repeated;
    for (const std::size_t index : chosen) {
      const order::OrderKey& key = documents_[index].key;
      const bool is_new = seen.emplace(key.external_id, key.source, key.kind, key.refund_id).second;
      (is_new ? first : repeated).push_back(index);
    }
    chosen = std::move(first);
    return repeated;
  }

  void book(const Chosen& chosen) {
    auto failure = transact(chosen, Keys::taken_for_new);
    if (failure && failure->is_conflict()) failure = transact(chosen, Keys::asked);
    if (!failure) return;
    if (!failure->is_of_a_row()) {
      for (const std::size_t index : chosen) leave_unknown(index, failure->error);
    } else if (chosen.size() == 1) {
      refuse(chosen.front(), failure->error);
    } else {
      // Something about one of them that no check foresaw: the others must not wait for it.
      for (const std::size_t index : chosen) book({index});
    }
  }

  std::optional<Failure> transact(const Chosen& chosen, Keys keys) {
    Batch::Documents documents;
    for (const std::size_t index : chosen) documents.push_back(&documents_[index]);
    Batch batch(stores_, session_, documents, keys);
    if (auto begun = stores_.connection.begin_write(); !begun.ok()) {
      return Failure{Failure::Where::at_the_begin, std::move(begun).error()};
    }
    if (auto allowed = permit_.may_send(); !allowed.ok()) {
      stores_.connection.rollback();
      return Failure{Failure::Where::at_the_begin, std::move(allowed).error()};
    }
    if (auto written = batch.write(); !written.ok()) {
      stores_.connection.rollback();
      return Failure{Failure::Where::while_writing, std::move(written).error()};
    }
    if (auto committed = stores_.connection.commit(); !committed.ok()) {
      return Failure{Failure::Where::in_commit, std::move(committed).error()};
    }
    auto outcomes = batch.take_outcomes();
    for (std::size_t i = 0; i < chosen.size(); ++i) outcomes_[chosen[i]] = std::move(outcomes[i]);
    return std::nullopt;
  }

  // Also where we know that nothing was booked (the store was busy): the next attempt asks by key first,
  // which is never wrong.
  void leave_unknown(std::size_t index, const base::Error& error) {
    outcomes_[index].kind = Outcome::Kind::unknown;
    outcomes_[index].problem =
        order::Problem{error.code,
                       "Order " + documents_[index].key.external_id +
                           " could not be booked for now, it is tried again by itself: " + error.message,
                       error.code, order::Remedy::wait};
  }

  void refuse(std::size_t index, const base::Error& error) {
    outcomes_[index].kind = Outcome::Kind::refused;
    outcomes_[index].problem =
        order::Problem{"booking_failed",
                       "Order " + documents_[index].key.external_id +
                           " could not be written to the POS and nothing of it was booked: " + error.message +
                           ". Press Retry, and report it if it happens again",
                       "booking_failed:" + error.code, order::Remedy::fix};
  }

  const OrderStores& stores_;
  const Session& session_;
  std::span<const order::PosDocument> documents_;
  const Permit& permit_;
  std::vector<Outcome> outcomes_;
};

}  // namespace

std::vector<Outcome> post_documents(const OrderStores& stores, const Session& session,
                                    std::span<const order::PosDocument> documents, const Permit& permit) {
  return Posting(stores, session, documents, permit).run();
}

}  // namespace ordersync::pos
