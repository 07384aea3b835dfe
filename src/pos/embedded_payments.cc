// Sums of payments; see embedded_payments.h.
#include "pos/embedded_payments.h"

#include <limits>

#include "pos/embedded_summary.h"

namespace ordersync::pos {

base::Result<std::vector<std::pair<std::string, base::Money>>> paid_by_method(sql::Connection& connection,
                                                                              base::Instant from,
                                                                              base::Instant until) {
  base::Currency currency;
  base::Result<void> known;
  TRY(connection.query("SELECT currency FROM company", {}, [&](const sql::Row& row) {
    auto found = base::Currency::of(row.text(0));
    if (found.ok()) {
      currency = *found;
    } else {
      known = found.error();
    }
  }));
  TRY(known);
  // Blocks are summed up in order, so what follows the last of them is not summed up yet.
  std::int64_t first = std::numeric_limits<std::int64_t>::max();
  TRY(connection.query(
      "SELECT COALESCE(MIN(CASE WHEN last_date >= ? THEN block END), MAX(block) + 1) FROM pos_order_summary",
      {base::to_unix_ms(from)},
      [&](const sql::Row& row) { first = row.is_null(0) ? 1 : row.integer(0) * kOrdersPerBlock + 1; }));
  std::vector<std::pair<std::string, base::Money>> paid;
  TRY(connection.query(
      "SELECT m.name, SUM(p.amount) FROM pos_order o JOIN pos_payment p ON p.order_id = o.id "
      "JOIN payment_method m ON m.id = p.method_id WHERE o.id >= ? AND o.date >= ? AND o.date < ? "
      "GROUP BY m.id, m.name ORDER BY m.id",
      {first, base::to_unix_ms(from), base::to_unix_ms(until)}, [&](const sql::Row& row) {
        paid.emplace_back(std::string(row.text(0)), base::Money(row.integer(1), currency));
      }));
  return paid;
}

}  // namespace ordersync::pos
