// The closing: no drafts, the cash that was counted, the closing itself, and a look at what stands there.
#include "pos/odoo_closing.h"

#include "base/text.h"
#include "pos/odoo_text.h"
#include "pos/session_words.h"

namespace ordersync::pos::odoo {
namespace {

base::Error conflict(std::string code, std::string message, std::string detail = {}) {
  return {base::ErrorKind::conflict, std::move(code), std::move(message), std::move(detail)};
}

class ClosingWork {
 public:
  ClosingWork(SessionCalls& calls, Writer& writer, const SessionRecord& session,
              std::optional<base::Money> counted)
      : calls_(calls), writer_(writer), session_(session), counted_(counted) {}

  base::Result<Closed> run() {
    TRY(check_counted_cash(counted_, currency()));
    // 19 lets orders for another day stay; it says itself which are in the way.
    if (calls_.series() < 19) TRY(no_drafts());
    auto done = calls_.series() >= 15 ? close_from_till() : close_by_statement();
    if (!done.ok() && done.error().kind != base::ErrorKind::unknown) return refusal(done.error());
    auto after = calls_.read(session_.id);
    if (!after.ok()) return done.ok() ? std::move(after).error() : std::move(done).error();
    if (!*after)
      return conflict("session_close_unverified", "Session " + session_.name + " is gone from Odoo");
    if (!done.ok() && (**after).state != SessionState::closed) return std::move(done).error();
    // Whatever was lost did its work, or meets a closed session and does nothing.
    writer_.settle();
    if (const auto wrong = why_not_closed(**after)) {
      return conflict("session_close_unverified", "Odoo says that it closed session " + session_.name +
                                                      ", but " + *wrong +
                                                      ": look at the session in Odoo's Point of Sale");
    }
    return Closed{**std::move(after), closing_};
  }

 private:
  base::Result<Value> write(std::string_view method, Value::Object arguments) {
    return writer_.call(
        {"pos.session", method, std::vector{session_.id}, std::move(arguments), {}, Effect::writes});
  }

  base::Currency currency() const { return calls_.pos().currency; }

  base::Result<void> no_drafts() {
    TRY_ASSIGN(const auto drafts, calls_.draft_orders(session_.id));
    if (drafts.count == 0) return {};
    return conflict("session_has_draft_orders",
                    "Session " + session_.name + " has " + base::counted(drafts.count, "order") +
                        " left in draft (" + listed(drafts.names, drafts.count) +
                        "): pay or cancel them in Odoo; up to Odoo 18 the stock of a draft may have moved");
  }

  base::Result<void> count(base::Money expected) {
    TRY_ASSIGN(closing_.opening_cash, amount_of(session_.opening_cash, currency()));
    closing_.expected_cash = expected;
    closing_.counted_cash = counted_.value_or(expected);
    closing_.counted = counted_.has_value();
    std::int64_t difference = 0;
    if (__builtin_sub_overflow(closing_.counted_cash.minor(), expected.minor(), &difference)) {
      return base::invalid("amount_too_large",
                           "The cash of session " + session_.name + " is too large to be counted");
    }
    closing_.difference = base::Money(difference, currency());
    return {};
  }
  // Where Odoo keeps no count of the drawer, nothing can be booked as a difference.
  base::Result<void> count_nothing(base::Money expected) {
    counted_.reset();
    return count(expected);
  }

  // What a module leaves out of Odoo's answer must not count as an empty drawer.
  base::Result<base::Money> expected_cash(const Value& amount) {
    if (!session_.cash_control || amount.decimal()) return amount_of(amount, currency());
    return conflict("session_close_refused", "Odoo does not say how much cash session " + session_.name +
                                                 " is expected to hold: close it in Odoo, and look which "
                                                 "module changes what Odoo says of closing");
  }

  // 15 and later, as the till does it. update_closing_control_state_session is left out: it would leave the
  // session in closing control when the closing is refused.
  base::Result<void> close_from_till() {
    TRY_ASSIGN(const Value data, calls_.call(session_.id, "get_closing_control_data", {}, Effect::reads));
    TRY_ASSIGN(const base::Money expected, expected_cash(data["default_cash_details"]["amount"]));
    if (session_.cash_control) {
      TRY(count(expected));
      TRY_ASSIGN(const Value posted,
                 write("post_closing_cash_details", {{"counted_cash", closing_.counted_cash.to_decimal()}}));
      TRY(check_success(posted));
    } else {
      TRY(count_nothing(expected));
    }
    TRY_ASSIGN(const Value closed,
               write("close_session_from_ui", {{"bank_payment_method_diff_pairs", Value(Value::Array{})}}));
    return check_success(closed);
  }

  // Refusals are ordinary answers: {"successful":false,"message":…}.
  base::Result<void> check_success(const Value& answer) {
    if (!answer.is_object() || answer["successful"].boolean()) return {};
    std::string text = "Odoo says: " + std::string(answer["message"].text());
    if (answer["redirect"].boolean()) {
      text +=
          ". Open the session in Odoo's Point of Sale to see why: often the orders' amounts and taxes do not "
          "come to their payments";
    }
    return conflict("session_close_refused", std::move(text));
  }

  // 14: the count stands on the bank statement.
  base::Result<void> close_by_statement() {
    if (session_.cash_control && session_.statement) {
      TRY_ASSIGN(const base::Money expected, expected_cash(session_.expected_cash));
      TRY(count(expected));
      Call statement{
          "account.bank.statement", "write", std::vector{*session_.statement}, {}, {}, Effect::writes};
      statement.arguments = {
          {"values", Value::object({{"balance_end_real", closing_.counted_cash.to_decimal()}})}};
      TRY(writer_.call(statement));
    } else {
      TRY_ASSIGN(const base::Money expected, cash_received());
      TRY(count_nothing(expected));
    }
    if (session_.state != SessionState::closing_control) TRY(write("action_pos_session_closing_control", {}));
    TRY_ASSIGN(const auto now, calls_.read(session_.id));
    if (now && now->state == SessionState::closed) return {};  // without cash control that was all
    TRY_ASSIGN(const Value answer, write("action_pos_session_validate", {}));
    if (answer["res_model"].text() != "closing.balance.confirm.wizard") return {};
    return conflict("session_close_refused",
                    "The counted cash differs by " + closing_.difference.to_string() +
                        " from what Odoo expects, and a Point of Sale manager has to confirm that there");
  }

  base::Result<base::Money> cash_received() {
    std::int64_t sum = 0;
    Rpc::Search search{"pos.payment",
                       Value::list({Value::list({"session_id", "=", session_.id}),
                                    Value::list({"payment_method_id.is_cash_count", "=", true})}),
                       {"amount"},
                       {}};
    TRY(calls_.rpc().each(search, [&](const Value& payment) -> base::Result<void> {
      TRY_ASSIGN(const base::Money amount, amount_of(payment["amount"], currency()));
      if (!__builtin_add_overflow(sum, amount.minor(), &sum)) return {};
      return base::invalid("amount_too_large",
                           "The cash of session " + session_.name + " is too large to be counted");
    }));
    return base::Money(sum, currency());
  }

  // Errors of the connection stay what they are; what Odoo has against the closing is a refusal.
  base::Result<Closed> refusal(const base::Error& error) {
    if (out_of_reach(error)) return error;
    if (error.code == "odoo_access_denied" || error.code == "odoo_missing_right") return error;
    if (auto drafts = no_drafts(); !drafts.ok() && !out_of_reach(drafts.error())) return drafts.error();
    std::string text = "Odoo did not close session " + session_.name + ". " + words_of(error);
    if (calls_.series() == 14)
      text += ". Orders wait until the closing is finished in Odoo, if it stands in closing control now";
    return conflict("session_close_refused", std::move(text), error.detail);
  }

  SessionCalls& calls_;
  Writer& writer_;
  const SessionRecord& session_;
  std::optional<base::Money> counted_;
  Closing closing_;
};

}  // namespace

std::string words_of(const base::Error& error) {
  constexpr std::string_view kBegin = "Odoo says: ";
  const std::size_t at = error.message.find(kBegin);
  std::string words = at == std::string::npos ? error.message : error.message.substr(at);
  while (!words.empty() && (words.back() == '.' || words.back() == ' ')) words.pop_back();
  return words;
}

// A session whose payments come to nothing may have no entry, and keeps an empty one in some versions.
std::optional<std::string> why_not_closed(const SessionRecord& session) {
  if (session.state != SessionState::closed) return "it is not closed";
  if (!session.entry && !session.payments.is_zero()) return "it has no journal entry";
  return std::nullopt;
}

base::Result<Closed> close_session(SessionCalls& calls, Writer& writer, const SessionRecord& session,
                                   std::optional<base::Money> counted_cash) {
  return ClosingWork(calls, writer, session, counted_cash).run();
}

}  // namespace ordersync::pos::odoo
