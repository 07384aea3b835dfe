// PURE: records of pos.session, what they mean, and which of them is to be used (behaviour 8).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pos/odoo_catalogue.h"
#include "pos/odoo_value.h"
#include "pos/pos_target.h"

namespace ordersync::pos::odoo {

struct SessionRecord {
  std::int64_t id = 0;
  std::string name;  // "/" on 19 until it is opened
  SessionState state = SessionState::opened;
  std::int64_t user_id = 0;
  std::optional<base::Instant> created_at;
  std::optional<base::Instant> opened_at;
  std::optional<base::Instant> stopped_at;
  order::StockMode stock = order::StockMode::real_time;  // its own: it never changes in mid-session
  bool cash_control = false;
  Value opening_cash;  // as Odoo filled it in: the number's own text goes back when it is opened
  std::int64_t orders = 0;
  base::Money payments;  // of all its orders, net of change
  std::optional<std::int64_t> entry;
  // 14 and 15 keep the cash in a bank statement.
  std::optional<std::int64_t> statement;
  Value expected_cash;  // as Odoo computed it; no number where it was not asked for, or a module hides it
};

// The sums over a session's orders take Odoo longer than all the rest of its record.
enum class SessionSums { asked, left_out };
std::vector<std::string_view> session_fields(int series, SessionSums sums);
// Fails with "odoo_bad_record".
base::Result<SessionRecord> session_of(const Value& record, base::Currency currency);

// An amount as Odoo computed it in binary floating point, to the nearest minor unit; zero when it is none.
// Fails with "odoo_bad_record" above 10^15 minor units.
base::Result<base::Money> amount_of(const Value& value, base::Currency currency);

// The one of this state with the lowest id, which every process finds; null: none is in it.
const SessionRecord* first_in(std::span<const SessionRecord> sessions, SessionState state);

// The row of behaviour 8's table that sessions stand for.
enum class SessionStep { use, open, wait_for_closing, create, refuse };
struct SessionPlan {
  SessionStep step = SessionStep::refuse;
  std::optional<SessionRecord> session;  // use, open, wait_for_closing
};
SessionPlan plan_session(std::span<const SessionRecord> not_closed, AutoCreate auto_create);

// What the port shows of it.
Session shown(const SessionRecord& record, const PosFacts& pos);

}  // namespace ordersync::pos::odoo
