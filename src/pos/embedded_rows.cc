// The order of the columns here is that of the INSERT heads below; embedded_readback.cc reads them back.
#include "pos/embedded_rows.h"

#include "sql/nullable.h"

namespace ordersync::pos {
namespace {

constexpr std::string_view kInsertOrder =
    "INSERT INTO pos_order(id, session_id, source, external_id, kind, refund_id, name, reference, date, "
    "total, tax, "
    "amount_paid, change_given, picking_id, refund_of, customer_id, note)";
constexpr int kOrderColumns = 17;
constexpr std::string_view kInsertLine =
    "INSERT INTO pos_order_line(order_id, line_no, product_id, product, product_type, qty, price_unit, "
    "discount_percent, taxes, subtotal, total, note)";
constexpr int kLineColumns = 12;
constexpr std::string_view kInsertPayment =
    "INSERT INTO pos_payment(order_id, line_no, method_id, amount, is_change, reference_id, card_last4)";
constexpr int kPaymentColumns = 7;
constexpr std::string_view kInsertLate = "INSERT INTO pos_session_late_order(session_id, order_id)";

sql::Value text_or_null(std::string_view text) {
  if (text.empty()) return sql::Null{};
  return text;
}

}  // namespace

BatchRows::BatchRows(std::size_t orders) {
  orders_.reserve(orders * kOrderColumns);
  lines_.reserve(orders * 2 * kLineColumns);
  payments_.reserve(orders * kPaymentColumns);
  pickings_.reserve(orders * kPickingColumns);
  moves_.reserve(orders * 2 * kMoveColumns);
}

sql::Value BatchRows::decimal(const base::Decimal& value) {
  scratch_.clear();
  value.append_to(scratch_);
  return texts_.keep(scratch_);
}

void BatchRows::add_order(const order::PosDocument& document, const OrderNumbers& numbers) {
  // The note repeats the reference unless the order has a remark.
  const std::string_view note = document.note == document.reference ? std::string_view() : document.note;
  orders_.insert(orders_.end(),
                 {numbers.id, numbers.session_id, document.key.source, document.key.external_id,
                  stored(document.key.kind), document.key.refund_id, numbers.name, document.reference,
                  base::to_unix_ms(document.date), document.total.minor(), document.tax.minor(),
                  document.amount_paid.minor(), document.change.minor(), sql::or_null(numbers.picking),
                  sql::or_null(numbers.refund_of), text_or_null(document.customer_id), text_or_null(note)});
  add_lines(document, numbers.id);
  add_payments(document, numbers.id);
}

void BatchRows::add_lines(const order::PosDocument& document, std::int64_t order_id) {
  std::int64_t number = 0;
  for (const order::DocumentLine& line : document.lines) {
    scratch_.clear();
    for (const std::int64_t tax : line.taxes) {
      if (!scratch_.empty()) scratch_ += ',';
      scratch_ += std::to_string(tax);
    }
    const std::string_view taxes = texts_.keep(scratch_);
    lines_.insert(lines_.end(),
                  {order_id, ++number, line.product_id, line.product,
                   static_cast<std::int64_t>(line.product_type), decimal(line.qty), decimal(line.price_unit),
                   line.discount_percent.is_zero() ? sql::Value(sql::Null{}) : decimal(line.discount_percent),
                   text_or_null(taxes), line.subtotal.minor(), line.total.minor(), text_or_null(line.note)});
  }
}

void BatchRows::add_payments(const order::PosDocument& document, std::int64_t order_id) {
  std::int64_t number = 0;
  for (const order::DocumentPayment& payment : document.payments) {
    payments_.insert(payments_.end(), {order_id, ++number, payment.method_id, payment.amount.minor(),
                                       std::int64_t{payment.is_change}, text_or_null(payment.reference_id),
                                       text_or_null(payment.card_last4)});
  }
}

void BatchRows::add_picking(std::int64_t picking, const OrderNumbers& numbers, PickingDirection direction,
                            std::int64_t now_ms, const std::vector<NetMove>& moves) {
  pickings_.insert(pickings_.end(), {picking, numbers.id, numbers.session_id, stored(direction), now_ms});
  for (const NetMove& move : moves) {
    if (direction_of(move) != direction) continue;
    moves_.insert(moves_.end(), {picking, move.product_id, decimal(move.qty.abs())});
  }
}

void BatchRows::add_late_order(const OrderNumbers& numbers) {
  late_.insert(late_.end(), {numbers.session_id, numbers.id});
}

base::Result<void> BatchRows::insert(sql::Connection& connection) {
  TRY(connection.add_rows(kInsertOrder, kOrderColumns, "", orders_));
  TRY(connection.add_rows(kInsertLine, kLineColumns, "", lines_));
  TRY(connection.add_rows(kInsertPayment, kPaymentColumns, "", payments_));
  TRY(connection.add_rows(kInsertPicking, kPickingColumns, "", pickings_));
  TRY(connection.add_rows(kInsertMove, kMoveColumns, "", moves_));
  TRY(connection.add_rows(kInsertLate, 2, "", late_));
  return {};
}

}  // namespace ordersync::pos
