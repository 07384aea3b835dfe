// Sums of payments; see embedded_payments.h.
#include "pos/embedded_payments.h"

#include "pos/embedded_store.h"
#include "sql/nullable.h"

namespace ordersync::pos {
namespace {

constexpr std::int64_t kQuarterMs = 900'000;

// Half of the range is far from any real sum: beyond it, it becomes null and stays so.
#define HALF_RANGE "BETWEEN -4611686018427387904 AND 4611686018427387903"
constexpr std::string_view kAddPaid =
    "ON CONFLICT (quarter, method_id) DO UPDATE SET amount = CASE WHEN pos_payment_recent.amount " HALF_RANGE
    " AND excluded.amount " HALF_RANGE " THEN pos_payment_recent.amount + excluded.amount END";
#undef HALF_RANGE

void add_to(std::optional<std::int64_t>& sum, std::optional<std::int64_t> amount) {
  if (!sum || !amount || __builtin_add_overflow(*sum, *amount, &*sum)) sum.reset();
}

}  // namespace

void PaymentSums::add(const order::PosDocument& document, std::int64_t now_ms) {
  const std::int64_t date = base::to_unix_ms(document.date);
  if (date < now_ms - kPaymentsKept.count()) return;
  for (const order::DocumentPayment& payment : document.payments) {
    const auto at = sums_.try_emplace({date / kQuarterMs, payment.method_id}, 0).first;
    add_to(at->second, payment.amount.minor());
  }
}

base::Result<void> PaymentSums::store(sql::Connection& connection) const {
  std::vector<sql::Value> cells;
  for (const auto& [key, amount] : sums_) {
    cells.insert(cells.end(), {key.first, key.second, sql::or_null(amount)});
  }
  return connection.add_rows("INSERT INTO pos_payment_recent(quarter, method_id, amount)", 3, kAddPaid,
                             cells);
}

base::Result<std::vector<std::pair<std::string, base::Money>>> paid_by_method(sql::Connection& connection,
                                                                              base::Instant from,
                                                                              base::Instant until) {
  TRY_ASSIGN(const Company company, read_company(connection));
  struct Paid {
    std::string method;
    std::optional<std::int64_t> amount = 0;
  };
  std::map<std::int64_t, Paid> by_method;
  TRY(connection.query(
      "SELECT m.id, m.name, r.amount FROM pos_payment_recent r JOIN payment_method m ON m.id = r.method_id "
      "WHERE r.quarter >= ? AND r.quarter < ?",
      {base::to_unix_ms(from) / kQuarterMs, base::to_unix_ms(until) / kQuarterMs}, [&](const sql::Row& row) {
        Paid& paid = by_method[row.integer(0)];
        paid.method = row.text(1);
        add_to(paid.amount, sql::maybe_integer(row, 2));
      }));
  std::vector<std::pair<std::string, base::Money>> answer;
  for (auto& [id, paid] : by_method) {
    if (paid.amount) answer.emplace_back(std::move(paid.method), base::Money(*paid.amount, company.currency));
  }
  return answer;
}

base::Result<void> forget_payment_sums(sql::Connection& connection, base::Instant now) {
  const std::int64_t before = base::to_unix_ms(now - kPaymentsKept) / kQuarterMs;
  TRY(connection.execute("DELETE FROM pos_payment_recent WHERE quarter < ?", {before}));
  return {};
}

}  // namespace ordersync::pos
