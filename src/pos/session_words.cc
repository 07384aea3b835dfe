// Texts of sessions.
#include "pos/session_words.h"

#include "base/text.h"

namespace ordersync::pos {
namespace {

base::Error conflict(std::string code, std::string message) {
  return {base::ErrorKind::conflict, std::move(code), std::move(message), {}};
}

}  // namespace

base::Error no_open_session(std::string_view config) {
  return conflict("no_open_session", "No open POS session found for " + base::quoted(config) +
                                         ": enable Auto Create Session or open a session");
}

base::Error session_already_open(std::string_view config, std::string_view session) {
  return conflict("session_already_open", "POS " + base::quoted(config) + " already has an open session, " +
                                              std::string(session) + ": use it or close it first");
}

base::Error session_closing() {
  return conflict("session_closing", "POS is being closed: finish it");
}

base::Error session_not_open(std::string text) {
  return conflict("session_not_open", std::move(text));
}

base::Error nothing_to_close(std::string_view config) {
  return session_not_open("POS " + base::quoted(config) + " has no open session to close");
}

base::Error close_needs_opening(std::string_view session) {
  return session_not_open("Session " + std::string(session) +
                          " is in opening control: open it before closing it");
}

base::Error another_session_open(std::string_view config, std::string_view session) {
  return session_not_open("The session to be closed is not open any more: POS " + base::quoted(config) +
                          " has session " + std::string(session) + " by now, which stays as it is");
}

base::Error no_payment_method(std::string_view config) {
  return conflict("no_payment_method",
                  "POS " + base::quoted(config) + " has no payment method: add one to the POS configuration");
}

std::optional<base::Error> why_no_session(std::optional<SessionState> standing, AutoCreate auto_create,
                                          std::string_view config) {
  if (standing == SessionState::opened) return std::nullopt;
  if (standing == SessionState::closing_control) return session_closing();
  if (auto_create == AutoCreate::no) return no_open_session(config);
  return std::nullopt;
}

base::Result<void> check_counted_cash(const std::optional<base::Money>& counted, base::Currency currency) {
  if (!counted) return {};
  if (counted->currency() != currency) {
    return base::invalid("currency_mismatch",
                         "The cash was counted in " + std::string(counted->currency().code()) +
                             ", the company's currency is " + std::string(currency.code()));
  }
  if (counted->is_negative()) {
    return base::invalid("bad_counted_cash",
                         "The counted cash is " + counted->to_string() + ": a drawer holds zero or more");
  }
  return {};
}

}  // namespace ordersync::pos
