// How the sessions of a configuration stand, and whether the company's books are open today.
#include <algorithm>

#include "pos/odoo_doctor_parts.h"
#include "pos/odoo_text.h"
#include "pos/odoo_time.h"

namespace ordersync::pos::odoo {
namespace {

constexpr std::chrono::days kLong{2};

struct Standing {
  std::vector<std::string> opened, opening, closing, rescue;
  std::vector<std::string> old;
};

base::Result<Standing> sessions_of(const ShopView& shop) {
  Rpc::Search search{"pos.session",
                     Value::list({Value::list({"config_id", "=", shop.records["config"]["id"]}),
                                  Value::list({"state", "!=", "closed"})}),
                     {"name", "state", "rescue", "start_at"},
                     {}};
  Standing standing;
  TRY(shop.patient.rpc.each(search, [&](const Value& session) -> base::Result<void> {
    std::string name(session["name"].text());
    const std::string_view state = session["state"].text();
    const auto opened_at = parse_odoo_time(session["start_at"].text());
    if (opened_at && shop.patient.clock.now() - *opened_at > kLong) standing.old.push_back(name);
    auto& shelf = session["rescue"].boolean()  ? standing.rescue
                  : state == "opened"          ? standing.opened
                  : state == "closing_control" ? standing.closing
                                               : standing.opening;
    shelf.push_back(std::move(name));
    return {};
  }));
  return standing;
}

std::string all_of(const std::vector<std::string>& names) {
  return listed(names, static_cast<std::int64_t>(names.size()));
}

base::Result<void> look_at_sessions(const ShopView& shop, const Topic& topic) {
  TRY_ASSIGN(const Standing standing, sessions_of(shop));
  const std::size_t usual = standing.opened.size() + standing.opening.size() + standing.closing.size();
  std::vector<std::string> usual_names = standing.opened;
  usual_names.insert(usual_names.end(), standing.opening.begin(), standing.opening.end());
  usual_names.insert(usual_names.end(), standing.closing.begin(), standing.closing.end());
  if (!standing.rescue.empty()) {
    topic.warning("Rescue sessions hold orders that came late: " + all_of(standing.rescue),
                  "Close them in Odoo, Point of Sale, Orders, Sessions");
  }
  if (usual > 1) {
    topic.bad("Several sessions are open at once: " + all_of(usual_names),
              "Close all but the first in Odoo: orders go into that one");
  } else if (!standing.closing.empty()) {
    topic.bad(all_of(standing.closing) + " is being closed: orders wait",
              "Finish closing it in Odoo's Point of Sale");
  } else if (!standing.old.empty()) {
    topic.warning(all_of(standing.old) + " has been open for more than two days",
                  "Close it, or choose a closing rule: orders and cash of many days are booked as one");
  } else if (!standing.opening.empty()) {
    topic.good(all_of(standing.opening) + " waits to be opened: with Auto Create Session it is");
  } else if (!standing.opened.empty()) {
    topic.good(all_of(standing.opened) + " is open");
  } else {
    topic.good("No session is open: Auto Create Session opens one, or a person");
  }
  return {};
}

// Odoo opens no session, and posts no entry, on a day that is locked.
base::Result<void> look_at_locks(const ShopView& shop, const Topic& topic) {
  std::vector<std::string_view> fields = {"fiscalyear_lock_date", "tax_lock_date"};
  if (shop.patient.server.series >= 18) {
    fields.insert(fields.end(), {"sale_lock_date", "hard_lock_date"});
  } else {
    fields.push_back("period_lock_date");
  }
  TRY_ASSIGN(const Value company, read_one(shop.patient.rpc, "res.company", shop.company_id, fields, {}));
  std::string latest;
  for (const std::string_view field : fields) latest = std::max(latest, std::string(company[field].text()));
  const std::string today = odoo_time(shop.patient.clock.now()).substr(0, 10);
  if (latest >= today) {  // dates of this form compare as they read
    topic.bad("The books are locked until " + latest + ": no session can be opened",
              "Move the lock date back in Odoo, Accounting, Lock Dates");
  } else {
    topic.good(latest.empty() ? "Nothing is locked" : "Locked until " + latest);
  }
  return {};
}

}  // namespace

bool examine_sessions(const ShopView& shop, Notes& notes) {
  return notes.look("session_state", "Session", look_at_sessions, shop) &&
         notes.look("lock_dates", "Lock dates", look_at_locks, shop);
}

}  // namespace ordersync::pos::odoo
