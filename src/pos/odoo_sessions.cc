// Behaviour 8's table in a real Odoo. Somebody else may act between any two calls: after every attempt the
// sessions are looked at again, and the lowest id counts.
#include "pos/odoo_sessions.h"

#include <chrono>
#include <string>
#include <utility>

#include "pos/odoo_closing.h"
#include "pos/odoo_session_calls.h"
#include "pos/odoo_store.h"
#include "pos/session_words.h"

namespace ordersync::pos::odoo {
namespace {

constexpr int kLateOrdersNamed = 100;

base::Error said(const std::string& what, const base::Error& error) {
  base::Error out = error;
  out.message = what + ". " + words_of(error);
  return out;
}

// Before a session's first order its stock mode may still be chosen.
bool is_untouched(const SessionRecord& session) {
  return session.orders == 0 &&
         (session.state == SessionState::opening_control || session.state == SessionState::opened);
}

class Opening {
 public:
  Opening(SessionCalls& calls, Flights& flights, OwnSessions& own, order::StockMode stock)
      : calls_(calls), flights_(flights), own_(own), stock_(stock) {}

  base::Result<SessionRecord> run(AutoCreate auto_create) {
    TRY_ASSIGN(const auto sessions, calls_.not_closed(SessionSums::left_out));
    TRY(claim_attempted(sessions));
    const SessionPlan plan = plan_session(sessions, auto_create);
    if (plan.step == SessionStep::create) return create();
    return follow(plan, sessions);
  }

 private:
  base::Result<SessionRecord> follow(const SessionPlan& plan, const std::vector<SessionRecord>& sessions) {
    if (plan.step == SessionStep::wait_for_closing) return session_closing();
    if (!plan.session) return no_open_session(calls_.pos().config);
    TRY(tidy(sessions, plan.session->id));
    TRY_ASSIGN(const bool is_own, own_.has(*plan.session));
    if (is_own && is_untouched(*plan.session) && plan.session->stock != stock_)
      TRY(choose_stock(plan.session->id));
    if (plan.step == SessionStep::open) return open(*plan.session);
    return *plan.session;
  }

  base::Result<SessionRecord> create() {
    const std::string& config = calls_.pos().config;
    TRY(own_.begin_attempt(calls_.pos().config_id));
    auto made = calls_.create();
    if (made.ok()) {
      TRY(own_.add(calls_.pos().config_id, *made));
    } else if (made.error().kind != base::ErrorKind::unknown) {
      TRY(own_.end_attempt(calls_.pos().config_id));
    }
    auto sessions = calls_.not_closed(SessionSums::left_out);
    if (!sessions.ok()) return made.ok() ? std::move(sessions).error() : std::move(made).error();
    TRY(claim_attempted(*sessions));
    const SessionPlan plan = plan_session(*sessions, AutoCreate::yes);
    if (plan.step != SessionStep::create) return follow(plan, *sessions);
    if (!made.ok()) return said("Odoo opened no session for \"" + config + "\"", made.error());
    return base::Error{
        base::ErrorKind::temporary,
        "session_gone",
        "The session that was made for \"" + config + "\" is gone: somebody deleted or closed it",
        {}};
  }

  // An attempt whose answer was lost: the session of our own user that nobody else made.
  base::Result<void> claim_attempted(const std::vector<SessionRecord>& sessions) {
    TRY_ASSIGN(const bool pending, own_.attempt_pending(calls_.pos().config_id));
    if (!pending) return {};
    for (const SessionRecord& session : sessions) {
      if (session.user_id == calls_.user_id() && is_untouched(session))
        return own_.add(calls_.pos().config_id, session.id);
    }
    return {};
  }

  // Odoo's own check counts what it sees, so that two who create at the same moment both succeed. Whoever
  // finds an empty one of ours beside the one in use takes it away. Where that fails it stays for the doctor
  // to show: the orders have their session.
  base::Result<void> tidy(const std::vector<SessionRecord>& sessions, std::int64_t used) {
    for (const SessionRecord& session : sessions) {
      if (session.id == used || !is_untouched(session)) continue;
      TRY_ASSIGN(const bool is_own, own_.has(session));
      if (!is_own) continue;
      if (calls_.series() >= 18 && session.state == SessionState::opening_control) {
        if (calls_.delete_unopened(session.id).ok()) TRY(own_.forget(session.id));
        continue;
      }
      if (session.state == SessionState::opening_control && !calls_.open(session).ok()) continue;
      close_empty(session.id);
    }
    return {};
  }

  // Whoever sees only this session may be booking into it: then it is left to the next look.
  void close_empty(std::int64_t id) {
    Writer writer(calls_.rpc(), flights_);
    if (!writer.begin(calls_.pos().warehouse_id, std::chrono::milliseconds(0)).ok()) return;
    const auto session = calls_.read(id);
    if (!session.ok() || !*session || !is_untouched(**session)) return;
    static_cast<void>(close_session(calls_, writer, **session, std::nullopt).ok());
  }

  // Whoever sees the session as well may have booked into it since: then the mode stays as it is.
  base::Result<void> choose_stock(std::int64_t id) {
    Writer writer(calls_.rpc(), flights_);
    TRY(writer.begin(calls_.pos().warehouse_id));
    TRY_ASSIGN(const auto session, calls_.read(id));
    if (!session || !is_untouched(*session)) return {};
    return calls_.set_stock(writer, id, stock_);
  }

  base::Result<SessionRecord> open(const SessionRecord& session) {
    auto done = calls_.open(session);
    auto after = calls_.read(session.id);
    if (!after.ok()) return done.ok() ? std::move(after).error() : std::move(done).error();
    if (*after && (**after).state == SessionState::opened) return **std::move(after);
    const std::string what =
        "Odoo did not open session " + session.name + " of \"" + calls_.pos().config + "\"";
    if (!done.ok()) return said(what, done.error());
    return base::Error{base::ErrorKind::conflict,
                       "session_not_opened",
                       what + ", without saying why: open it in Odoo's Point of Sale",
                       {}};
  }

  SessionCalls& calls_;
  Flights& flights_;
  OwnSessions& own_;
  order::StockMode stock_;
};

// The one that counts of those that are not closed.
const SessionRecord* standing(const std::vector<SessionRecord>& sessions) {
  for (const SessionState state :
       {SessionState::opened, SessionState::opening_control, SessionState::closing_control}) {
    if (const SessionRecord* found = first_in(sessions, state)) return found;
  }
  return nullptr;
}

}  // namespace

// One call of the port: who is asked, about which POS.
struct Sessions::Visit {
  Server server;
  OwnSessions own;
  SessionCalls calls;
  Visit(Rpc& rpc, const PosFacts& pos, Server the_server, OwnSessions the_own)
      : server(std::move(the_server)), own(the_own), calls(rpc, pos, server) {}
};

Sessions::Sessions(Rpc& rpc, Flights& flights, sql::Connection& store, const base::Clock& clock)
    : rpc_(rpc), flights_(flights), store_(store), clock_(clock) {}

base::Result<std::unique_ptr<Sessions::Visit>> Sessions::visit(const PosFacts& pos) {
  TRY_ASSIGN(const Server server, rpc_.server());
  TRY_ASSIGN(const std::int64_t connection, connection_id(store_, connection_key(rpc_.settings())));
  return std::make_unique<Visit>(rpc_, pos, server, OwnSessions(store_, clock_, connection, server.user_id));
}

base::Result<Session> Sessions::told(Visit& visit, const SessionRecord& record) {
  Session session = shown(record, visit.calls.pos());
  TRY_ASSIGN(session.automatic, visit.own.has(record));
  if (record.orders > 0) {
    TRY_ASSIGN(session.last_order_at, visit.calls.last_booked_at(record.id));
  }
  return session;
}

base::Result<Session> Sessions::ensure(const PosFacts& pos, AutoCreate auto_create, order::StockMode stock) {
  if (pos.payment_methods == 0) return no_payment_method(pos.config);
  TRY_ASSIGN(const auto now, visit(pos));
  TRY_ASSIGN(const SessionRecord record, Opening(now->calls, flights_, now->own, stock).run(auto_create));
  Session session = shown(record, pos);
  TRY_ASSIGN(session.automatic, now->own.has(record));
  return session;
}

base::Result<std::optional<Session>> Sessions::open(const PosFacts& pos) {
  TRY_ASSIGN(const auto now, visit(pos));
  TRY_ASSIGN(const auto sessions, now->calls.not_closed(SessionSums::asked));
  const SessionRecord* found = standing(sessions);
  if (found == nullptr) return std::optional<Session>();
  TRY_ASSIGN(Session session, told(*now, *found));
  return std::optional(std::move(session));
}

base::Result<Session> Sessions::open_by_hand(const PosFacts& pos, order::StockMode stock) {
  TRY_ASSIGN(const auto before, open(pos));
  if (before && before->state == SessionState::opened) {
    return session_already_open(pos.config, before->name);
  }
  TRY_ASSIGN(Session session, ensure(pos, AutoCreate::yes, stock));
  TRY_ASSIGN(const auto now, visit(pos));
  TRY(now->own.forget(session.id));
  session.automatic = false;
  return session;
}

base::Result<Session> Sessions::close(const PosFacts& pos, std::optional<base::Money> counted_cash,
                                      std::optional<std::int64_t> only) {
  TRY_ASSIGN(const auto now, visit(pos));
  Writer writer(rpc_, flights_);
  TRY(writer.begin(pos.warehouse_id));
  TRY_ASSIGN(const auto sessions, now->calls.not_closed(SessionSums::asked));
  const SessionRecord* found = first_in(sessions, SessionState::opened);
  // What somebody began to close is finished: else nobody could.
  if (found == nullptr) found = first_in(sessions, SessionState::closing_control);
  if (found == nullptr) {
    const SessionRecord* opening = standing(sessions);
    return opening == nullptr ? nothing_to_close(pos.config) : close_needs_opening(opening->name);
  }
  if (only && found->id != *only) return another_session_open(pos.config, found->name);
  TRY_ASSIGN(const Closed closed, close_session(now->calls, writer, *found, counted_cash));
  writer.end();
  TRY_ASSIGN(Session session, told(*now, closed.session));
  session.closing = closed.closing;
  TRY_ASSIGN(session.late_orders, now->calls.late_orders(closed.session, kLateOrdersNamed));
  return session;
}

}  // namespace ordersync::pos::odoo
