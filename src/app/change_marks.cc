// Marks in SQL; see change_marks.h.
#include "app/change_marks.h"

#include <string_view>

namespace ordersync::app {

// By counting what is open alone, which indexes answer. An order that goes from one list to another changes
// the sums (Shelf, journal/rows.h), one that leaves them for good the count.
base::Result<ChangeMarks> change_marks(sql::Connection& connection) {
  ChangeMarks marks;
  const auto mark = [&](const char* topic, std::string_view sql) {
    return connection.query(sql, {}, [&](const sql::Row& row) { marks[topic] = row.text(0); });
  };
  TRY(mark(
      "runs",
      "SELECT COALESCE(MAX(id), 0) || ':' || (SELECT COUNT(*) FROM journal_run WHERE status = 0) || ':' || "
      "(SELECT COALESCE(SUM(processed + failed + waiting + pages), 0) FROM journal_run WHERE status = 0) "
      "FROM journal_run"));
  TRY(mark("orders",
           "SELECT COUNT(*) || ':' || COALESCE(SUM(shelf), 0) || ':' || COALESCE(SUM(shelf * shelf), 0) || "
           "':' || (SELECT COALESCE(MAX(id), 0) FROM journal_order) || ':' || "
           "(SELECT COUNT(*) FROM journal_attention) FROM journal_order WHERE shelf < 6"));
  TRY(mark("syncs", "SELECT COUNT(*) || ':' || COALESCE(SUM(revision), 0) FROM sync"));
  TRY(mark("sessions",
           "SELECT COUNT(*) || ':' || COALESCE(SUM(orders), 0) || ':' || "
           "COALESCE(SUM(CASE state WHEN 'opened' THEN 1 WHEN 'closing_control' THEN 1000 ELSE 0 END), 0) || "
           "':' || (SELECT COALESCE(MAX(id), 0) FROM pos_session) FROM pos_session WHERE state <> 'closed'"));
  return marks;
}

}  // namespace ordersync::app
