// Rows to views; see view_rows.h.
#include "journal/view_rows.h"

#include <algorithm>
#include <string>
#include <utility>

#include "journal/rows.h"
#include "journal/store.h"
#include "sql/nullable.h"

namespace ordersync::journal {

using sql::Row;

OrderView view_from(const Row& row) {
  OrderView view;
  view.row = row.integer(0);
  view.key = key_at(row, 1, 2, 3, 4);
  view.state = static_cast<State>(row.integer(5));
  view.sync_id = row.integer(6);
  view.received_at = base::from_unix_ms(row.integer(7));
  view.date = sql::maybe_time(row, 8);
  view.total = money_at(row, 9, 10);
  // Of a claimed row it is what stopped it last: no error of now.
  if (!row.is_null(11)) {
    order::Notice notice{std::string(row.text(11)), std::string(row.text(12))};
    view.may_stand = is_never_shown(notice.code, row.text(23));
    if (view.state == State::parked || view.state == State::intended) view.error = std::move(notice);
    if (view.state == State::skipped) view.skipped_for = std::move(notice);
  }
  view.attempts = static_cast<int>(row.integer(13));
  if (!row.is_null(15)) view.attention = attention_at(row, 15, 16, 17);
  view.pos_order = row.text(18);
  view.booked_at = sql::maybe_time(row, 19);
  const bool intent_stands = view.state == State::intended || view.state == State::settled;
  if (intent_stands && !row.is_null(21)) decode_notices(row.text(21), view.warnings);
  if (!row.is_null(20)) decode_notices(row.text(20), view.warnings);
  view.updated_at = view.received_at;
  for (const int time : {14, 17, 19, 22}) {
    if (!row.is_null(time))
      view.updated_at = std::max(view.updated_at, base::from_unix_ms(row.integer(time)));
  }
  return view;
}

sql::RowHandler into(std::vector<OrderView>& views) {
  return [&views](const Row& row) { views.push_back(view_from(row)); };
}

}  // namespace ordersync::journal
