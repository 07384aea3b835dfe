// Booking one batch: existing keys are answered, the session is looked at, each new document is checked and
// put into rows, and all rows are inserted at the end.
#include "pos/embedded_batch.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <string>

#include "pos/document_check.h"
#include "pos/embedded_summary.h"

namespace ordersync::pos {
namespace {

order::Problem problem_to_wait(std::string code, std::string message) {
  order::Problem problem;
  problem.cause = code;
  problem.code = std::move(code);
  problem.message = std::move(message);
  problem.remedy = order::Remedy::wait;
  return problem;
}

// An order that stands is answered as such, whatever its document or its session is like by now.
base::Error not_plain() {
  return {
      base::ErrorKind::conflict, "store_conflict", "Not all of these orders can be booked as they are", {}};
}

bool add_checked(std::int64_t& sum, std::int64_t amount) {
  return !__builtin_add_overflow(sum, amount, &sum);
}

}  // namespace

Batch::Batch(const OrderStores& stores, const Session& session, const Documents& documents, Keys keys)
    : stores_(stores),
      session_(session),
      documents_(documents),
      keys_(keys),
      outcomes_(documents.size()),
      has_links_(
          std::any_of(documents.begin(), documents.end(),
                      [](const order::PosDocument* document) { return document->refund_of.has_value(); })),
      rows_(documents.size()),
      on_hand_(stores.connection),
      session_stock_(stores.connection, session.id) {}

base::Result<void> Batch::write() {
  TRY(find_new());
  if (new_.empty()) return {};
  TRY(load_session());
  if (!session_row_ || session_row_->session.state != SessionState::opened) {
    if (keys_ == Keys::taken_for_new) return not_plain();
    refuse_session();
    return {};
  }
  TRY_ASSIGN(config_, read_config(stores_.connection, session_row_->config_id));
  TRY_ASSIGN(catalogue_, stores_.catalogues.load(config_.name));
  TRY_ASSIGN(last_picking_, last_picking(stores_.connection));
  TRY_ASSIGN(const auto last_order, sql::integer_of(stores_.connection, "SELECT max(id) FROM pos_order", {}));
  last_order_id_ = last_order.value_or(0);
  first_order_id_ = last_order_id_ + 1;
  now_ms_ = base::to_unix_ms(stores_.clock.now());
  TRY(load_stock());
  for (const std::size_t index : new_) TRY(book(index));
  if (keys_ == Keys::taken_for_new && any_refused()) return not_plain();
  return store();
}

base::Result<void> Batch::find_new() {
  if (keys_ == Keys::asked) return answer_existing();
  new_.resize(documents_.size());
  std::iota(new_.begin(), new_.end(), std::size_t{0});
  return {};
}

// An order that stands is never written again, in whatever session it stands (behaviour 3).
base::Result<void> Batch::answer_existing() {
  std::vector<std::size_t> existing;
  std::vector<order::OrderKey> keys;
  std::vector<const order::OrderKey*> asked;
  for (const order::PosDocument* document : documents_) asked.push_back(&document->key);
  TRY_ASSIGN(const auto ids, stores_.orders.ids_of(asked));
  for (std::size_t i = 0; i < documents_.size(); ++i) {
    if (ids[i]) {
      existing.push_back(i);
      keys.push_back(documents_[i]->key);
    } else {
      new_.push_back(i);
    }
  }
  if (existing.empty()) return {};
  TRY_ASSIGN(const auto booked, stores_.orders.find(keys));
  for (std::size_t i = 0; i < existing.size(); ++i) {
    CHECK(booked[i].has_value());
    Outcome& outcome = outcomes_[existing[i]];
    outcome.kind = Outcome::Kind::exists;
    outcome.pos_order = booked[i]->name;
    if (const auto notice = compare(*documents_[existing[i]], *booked[i])) {
      outcome.kind = Outcome::Kind::exists_different;
      order::Problem problem;
      problem.code = "exists_different";
      problem.cause = "exists_different";
      problem.message = notice->message;
      outcome.problem = std::move(problem);
    }
  }
  return {};
}

base::Result<void> Batch::load_session() {
  TRY_ASSIGN(session_row_, stores_.sessions.read(session_.id));
  if (!session_row_) return {};
  sums_ = {session_row_->session.orders, session_row_->session.total.minor(), session_row_->cash_payments,
           session_row_->late_orders};
  return {};
}

void Batch::refuse_session() {
  const std::string state = session_row_
                                ? "is in state " + std::string(to_string(session_row_->session.state))
                                : "is not there any more";
  for (const std::size_t index : new_) {
    refuse(index,
           problem_to_wait("session_closed", "Order " + documents_[index]->key.external_id + ": session " +
                                                 session_.name + " " + state +
                                                 ". The order goes into the next open session by itself"));
  }
}

void Batch::refuse(std::size_t index, order::Problem problem) {
  outcomes_[index].kind = Outcome::Kind::refused;
  outcomes_[index].problem = std::move(problem);
}

bool Batch::any_refused() const {
  return std::any_of(outcomes_.begin(), outcomes_.end(),
                     [](const Outcome& outcome) { return outcome.kind == Outcome::Kind::refused; });
}

base::Result<void> Batch::book(std::size_t index) {
  const order::PosDocument& document = *documents_[index];
  if (auto problem = check_document(document, *catalogue_)) {
    refuse(index, *std::move(problem));
    return {};
  }
  std::vector<base::Decimal> after;
  Sums sums = sums_;
  bool fits = add_to_sums(document, sums);
  try {
    moves_ = net_moves(document);
    TRY_ASSIGN(after, quantities_after());
  } catch (const base::Overflow&) {
    fits = false;
  }
  if (!fits) {
    refuse(index, amount_too_large(document));
    return {};
  }

  OrderNumbers numbers;
  TRY_ASSIGN(numbers.refund_of, original_of(document));
  numbers.id = ++last_order_id_;
  numbers.session_id = session_.id;
  numbers.name = rows_.texts().keep(numbered(config_.name, ++config_.last_order, 4));
  if (!moves_at_closing()) add_pickings(document, numbers);
  rows_.add_order(document, numbers);
  paid_.add(document, now_ms_);
  const bool late = sums.late > sums_.late;
  if (late && sums.late <= kLateOrdersNamed) rows_.add_late_order(numbers);
  if (has_links_) booked_[document.key] = numbers.id;
  sums_ = sums;

  Outcome& outcome = outcomes_[index];
  outcome.kind = Outcome::Kind::created;
  outcome.pos_order = numbers.name;
  apply_stock(after, outcome.warnings);
  return {};
}

// As in Odoo what goes out and what comes back are pickings of their own. P shows the one that goes the
// order's way.
void Batch::add_pickings(const order::PosDocument& document, OrderNumbers& numbers) {
  const PickingDirection own = direction_of(document);
  for (const PickingDirection direction : {own, opposite(own)}) {
    const bool any = std::any_of(moves_.begin(), moves_.end(),
                                 [&](const NetMove& move) { return direction_of(move) == direction; });
    if (!any) continue;
    rows_.add_picking(++last_picking_, numbers, direction, now_ms_, moves_);
    if (!numbers.picking) numbers.picking = last_picking_;
  }
}

// Of all products of the batch in one question.
base::Result<void> Batch::load_stock() {
  if (moves_at_closing()) return {};
  std::set<std::int64_t> products;
  for (const std::size_t index : new_) {
    for (const order::DocumentLine& line : documents_[index]->lines) {
      if (line.product_type == order::ProductType::storable) products.insert(line.product_id);
    }
  }
  return on_hand_.load_all(std::vector<std::int64_t>(products.begin(), products.end()));
}

base::Result<std::vector<base::Decimal>> Batch::quantities_after() {
  std::vector<base::Decimal> after(moves_.size());
  for (std::size_t i = 0; i < moves_.size(); ++i) {
    if (moves_at_closing()) {
      TRY(session_stock_.load(moves_[i]));
      after[i] = session_stock_.after(moves_[i]);
    } else if (moves_[i].counted) {
      TRY(on_hand_.load(moves_[i].product_id));
      after[i] = on_hand_.after(moves_[i]);
    }
  }
  return after;
}

void Batch::apply_stock(const std::vector<base::Decimal>& after, order::Warnings& warnings) {
  for (std::size_t i = 0; i < moves_.size(); ++i) {
    const NetMove& move = moves_[i];
    if (moves_at_closing()) {
      session_stock_.set(move, after[i]);
    } else if (move.counted) {
      on_hand_.set(move.product_id, after[i]);
      if (after[i].is_negative() && direction_of(move) == PickingDirection::out) {
        warnings.push_back({"stock_negative", "Stock of \"" + std::string(move.product) + "\" is now " +
                                                  after[i].to_string() +
                                                  ": more was sold than is counted there"});
      }
    }
  }
}

bool Batch::add_to_sums(const order::PosDocument& document, Sums& sums) const {
  bool fits = add_checked(sums.total, document.total.minor());
  for (const order::DocumentPayment& payment : document.payments) {
    if (catalogue_->payment_method(payment.method_id)->type != order::MethodType::cash) continue;
    fits = fits && add_checked(sums.cash, payment.amount.minor());
  }
  ++sums.orders;
  const auto& opened_at = session_row_->session.opened_at;
  if (opened_at && document.date <= *opened_at - kLateFrom) ++sums.late;
  return fits;
}

base::Result<std::optional<std::int64_t>> Batch::original_of(const order::PosDocument& document) {
  std::optional<std::int64_t> id;
  if (!document.refund_of) return id;
  if (const auto found = booked_.find(*document.refund_of); found != booked_.end())
    return std::optional(found->second);
  return stores_.orders.id_of(*document.refund_of);
}

base::Result<void> Batch::store() {
  if (sums_.orders == session_row_->session.orders) return {};
  TRY(rows_.insert(stores_.connection));
  TRY(paid_.store(stores_.connection));
  if (fills_block(first_order_id_ - 1, last_order_id_)) TRY(sum_up_orders(stores_.connection));
  if (moves_at_closing()) {
    TRY(session_stock_.store());
  } else {
    TRY(on_hand_.store());
  }
  TRY(stores_.connection.execute("UPDATE pos_config SET last_order = ? WHERE id = ?",
                                 {config_.last_order, config_.id}));
  TRY(stores_.connection.execute(
      "UPDATE pos_session SET orders = ?, total = ?, cash_payments = ?, late_orders = ?, last_order_at = ? "
      "WHERE id = ?",
      {sums_.orders, sums_.total, sums_.cash, sums_.late, now_ms_, session_.id}));
  return {};
}

}  // namespace ordersync::pos
