// What every kind of failure comes to: whether it may be tried again, whether anything may have happened, and
// what the owner reads. Names and messages are those of real servers, 14 to 19.
#include "pos/odoo_failure.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ordersync::pos::odoo {
namespace {

using base::Error;
using base::ErrorKind;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class OdooFailure : public ::testing::Test {
 protected:
  OdooFailure() {
    shop_.name = "Shop";
    shop_.url = "https://shop.example/odoo?debug=1";
    shop_.database = "shop";
    shop_.login = "till@shop.example";
    shop_.key = base::Secret("0123456789abcdef0123");
  }
  Asked reading(Api api = Api::json_rpc) const { return {shop_, "pos.order.read", Effect::reads, api}; }
  Asked writing(Api api = Api::json_rpc) const {
    return {shop_, "pos.order.create_from_ui", Effect::writes, api};
  }
  static std::string meaning(const Error& error) {
    constexpr std::string_view kKinds[] = {"invalid", "not_found", "conflict", "temporary", "unknown"};
    return std::string(kKinds[static_cast<std::size_t>(error.kind)]) + " " + error.code;
  }
  ConnectionSettings shop_;
};

TEST_F(OdooFailure, WhatTheDatabaseRolledBackIsTriedAgain) {
  for (const char* name : {"psycopg2.errors.SerializationFailure", "psycopg2.errors.LockNotAvailable",
                           "psycopg2.errors.DeadlockDetected", "psycopg2.extensions.TransactionRollbackError",
                           "odoo.exceptions.LockError"}) {
    const Error error =
        exception_error(writing(), name, "could not serialize access due to concurrent update\n");
    EXPECT_EQ(meaning(error), "temporary odoo_busy") << name;
    EXPECT_EQ(error.detail, name);
  }
}

TEST_F(OdooFailure, ExceptionsOfOdooAreRefusalsWithItsWords) {
  const std::pair<const char*, const char*> kRows[] = {
      {"odoo.exceptions.AccessError", "odoo_missing_right"},
      {"odoo.exceptions.MissingError", "odoo_missing_record"},
      {"odoo.exceptions.ValidationError", "odoo_validation_error"},
      {"odoo.exceptions.UserError", "odoo_user_error"},
      {"odoo.exceptions.RedirectWarning", "odoo_user_error"},
      {"builtins.KeyError", "odoo_fault"},
      {"builtins.ValueError", "odoo_fault"},
      {"psycopg2.errors.UniqueViolation", "odoo_fault"},
      {"Exception", "odoo_fault"},
  };
  for (const auto& [name, code] : kRows) {
    const Error error = exception_error(writing(), name, "No open session available.");
    EXPECT_EQ(meaning(error), std::string("invalid ") + code) << name;
    EXPECT_EQ(error.detail, name);
    EXPECT_THAT(error.message, AllOf(HasSubstr("Odoo \"Shop\""), HasSubstr("pos.order.create_from_ui"),
                                     HasSubstr("No open session available.")));
  }
}

TEST_F(OdooFailure, RebrandedOdoosAreUnderstoodByTheLastPartOfTheName) {
  EXPECT_EQ(meaning(exception_error(writing(), "betopiaerp.exceptions.ValidationError", "no")),
            "invalid odoo_validation_error");
  EXPECT_EQ(meaning(exception_error(writing(), "betopiaerp.exceptions.AccessDenied", "Access Denied")),
            "invalid odoo_access_denied");
}

TEST_F(OdooFailure, RefusedKeySaysWhatToCheck) {
  for (const char* name : {"odoo.exceptions.AccessDenied", "werkzeug.exceptions.Unauthorized"}) {
    const Error error = exception_error(reading(), name, "Access Denied");
    EXPECT_EQ(meaning(error), "invalid odoo_access_denied");
    EXPECT_EQ(
        error.message,
        "Odoo \"Shop\" refuses the sign-in of \"till@shop.example\": check the login and the API key of the "
        "connection \"Shop\". Keys expire, after 90 days by default; a user with two-factor sign-in needs a "
        "key, not the password");
  }
  EXPECT_THAT(exception_error(reading(), "odoo.exceptions.AccessDenied", "Too many login failures").message,
              HasSubstr("Odoo says: Too many login failures"));
}

TEST_F(OdooFailure, DatabaseThatDoesNotExistIsNamed) {
  const Error error = exception_error(writing(), "psycopg2.OperationalError",
                                      "connection to server at \"db\" (10.0.0.2), port 5432 failed: FATAL:  "
                                      "database \"shop\" does not exist\n");
  EXPECT_EQ(meaning(error), "invalid odoo_wrong_database");
  EXPECT_EQ(error.message, "Odoo \"Shop\" has no database \"shop\": correct the database of the connection");
}

TEST_F(OdooFailure, OdooThatCannotReachItsDatabaseHasDoneNothing) {
  for (const char* words :
       {"connection to server at \"db\" (10.0.0.2), port 5432 failed: Connection refused",
        "could not connect to server: Connection refused", "FATAL:  sorry, too many clients already"}) {
    EXPECT_EQ(meaning(exception_error(writing(), "psycopg2.OperationalError", words)),
              "temporary odoo_unavailable")
        << words;
  }
  EXPECT_EQ(meaning(exception_error(writing(), "psycopg2.OperationalError",
                                    "FATAL:  the database system is starting up")),
            "temporary odoo_maintenance");
  EXPECT_EQ(meaning(exception_error(writing(), "psycopg2.pool.PoolError", "The Connection Pool Is Full")),
            "temporary odoo_unavailable");
}

TEST_F(OdooFailure, ADatabaseThatTakesNoWritesForNowIsNoFaultOfTheOrder) {
  EXPECT_EQ(meaning(exception_error(writing(), "psycopg2.errors.ReadOnlySqlTransaction",
                                    "cannot execute INSERT in a read-only transaction\n")),
            "temporary odoo_unavailable");
}

TEST_F(OdooFailure, DatabaseLostInTheMiddleOfAWriteIsUnknown) {
  const std::pair<const char*, const char*> kRows[] = {
      {"psycopg2.OperationalError", "server closed the connection unexpectedly"},
      {"psycopg2.OperationalError", "FATAL:  terminating connection due to administrator command"},
      {"psycopg2.errors.AdminShutdown", "terminating connection due to administrator command"},
      {"psycopg2.InterfaceError", "connection already closed"},
  };
  for (const auto& [name, words] : kRows) {
    EXPECT_EQ(meaning(exception_error(writing(), name, words)), "unknown odoo_answer_lost") << words;
    EXPECT_EQ(meaning(exception_error(reading(), name, words)), "temporary odoo_unavailable") << words;
  }
}

TEST_F(OdooFailure, UnknownMethodOfJson2IsAFaultAndAMissingRouteIsNoOdoo) {
  EXPECT_EQ(meaning(exception_error(writing(Api::json_2), "werkzeug.exceptions.NotFound",
                                    "The method 'pos.order.nope' does not exist")),
            "invalid odoo_fault");
  EXPECT_EQ(meaning(exception_error(writing(), "werkzeug.exceptions.NotFound", "404: Not Found")),
            "invalid odoo_not_odoo");
}

TEST_F(OdooFailure, ServerErrorAfterAWriteIsUnknownAndAfterAReadTemporary) {
  for (const int status : {500, 502, 503, 504, 520}) {
    EXPECT_EQ(meaning(status_error(writing(), status, "<html>Bad Gateway</html>")),
              "unknown odoo_answer_lost")
        << status;
    EXPECT_EQ(meaning(status_error(reading(), status, "<html>Bad Gateway</html>")),
              "temporary odoo_unavailable")
        << status;
  }
  EXPECT_EQ(meaning(status_error(reading(), 503, "<h1>Maintenance</h1>")), "temporary odoo_maintenance");
  EXPECT_EQ(meaning(status_error(writing(), 503, "<h1>Maintenance</h1>")), "unknown odoo_answer_lost");
}

TEST_F(OdooFailure, StatusesThatComeBeforeOdooAreDefinite) {
  for (const Asked& asked : {reading(), writing()}) {
    EXPECT_EQ(meaning(status_error(asked, 429, "")), "temporary odoo_unavailable");
    EXPECT_EQ(meaning(status_error(asked, 401, "")), "invalid odoo_no_api");
    EXPECT_EQ(meaning(status_error(asked, 403, "<html>blocked</html>")), "invalid odoo_no_api");
    EXPECT_EQ(meaning(status_error(asked, 404, "<html>")), "invalid odoo_not_odoo");
    EXPECT_EQ(meaning(status_error(asked, 400, "")), "invalid odoo_not_odoo");
    EXPECT_EQ(meaning(status_error(asked, 303, "")), "invalid odoo_not_odoo");
    EXPECT_EQ(meaning(status_error(asked, 413, "")), "invalid odoo_request_too_large");
  }
  EXPECT_THAT(
      status_error(reading(), 404, "").message,
      AllOf(HasSubstr("shop.example:443"), HasSubstr("connection \"Shop\""), Not(HasSubstr("debug"))));
}

TEST_F(OdooFailure, WebPageInsteadOfAnAnswerIsNoOdooUnlessSomethingMayHaveBeenDone) {
  EXPECT_EQ(meaning(unreadable_error(reading(), " <!DOCTYPE html>", "")), "invalid odoo_not_odoo");
  EXPECT_EQ(meaning(unreadable_error(reading(), "It works!", "")), "invalid odoo_not_odoo");
  EXPECT_EQ(meaning(unreadable_error(reading(), "", "")), "temporary odoo_answer_lost");
  EXPECT_EQ(meaning(unreadable_error(reading(), R"({"jsonrpc":)", "")), "temporary odoo_answer_lost");
  for (const char* body : {"<html>", "It works!", "", R"({"jsonrpc":)"})
    EXPECT_EQ(meaning(unreadable_error(writing(), body, "")), "unknown odoo_answer_lost") << body;
  EXPECT_EQ(meaning(foreign_answer_error(reading())), "invalid odoo_not_odoo");
  EXPECT_EQ(meaning(foreign_answer_error(writing())), "unknown odoo_answer_lost");
}

TEST_F(OdooFailure, TransportsCodesAreKeptAndOnlyWritesStayUnknown) {
  const Error lost{ErrorKind::unknown, "connection_lost", "the connection was lost", "curl 56"};
  EXPECT_EQ(meaning(transport_error(writing(), lost)), "unknown connection_lost");
  EXPECT_EQ(meaning(transport_error(reading(), lost)), "temporary connection_lost");
  EXPECT_EQ(transport_error(writing(), lost).detail, "curl 56");
  const Error refused{ErrorKind::temporary, "connection_refused", "connection refused by shop.example:443",
                      ""};
  EXPECT_EQ(meaning(transport_error(writing(), refused)), "temporary connection_refused");
  EXPECT_EQ(transport_error(writing(), refused).message,
            "Odoo \"Shop\": connection refused by shop.example:443");
}

TEST_F(OdooFailure, AnswerThatIsTooLargeCameAfterTheWrite) {
  const Error large = base::invalid("answer_too_large", "the answer is larger than 64 MiB");
  EXPECT_EQ(meaning(transport_error(writing(), large)), "unknown answer_too_large");
  EXPECT_EQ(meaning(transport_error(reading(), large)), "invalid answer_too_large");
}

TEST_F(OdooFailure, AdviceNamesTheSettingThatThisConnectionHas) {
  const Error error = base::invalid("not_http", "what answers is no web server: check the External API URL");
  EXPECT_EQ(transport_error(reading(), error).message,
            "Odoo \"Shop\": what answers is no web server: check its URL");
}

TEST_F(OdooFailure, OdoosWordsStandOnOneLineWithoutControlCharactersAndAreCut) {
  const std::string words =
      "The operation cannot be completed: another model requires the record being deleted.\n\nModel: Lines "
      "(pos.order.line)\r\nConstraint:\tpos_order_line_product_id_fkey\n\x1b[31m";
  EXPECT_EQ(
      foreign_words(reading(), words),
      "The operation cannot be completed: another model requires the record being deleted. Model: Lines "
      "(pos.order.line) Constraint: pos_order_line_product_id_fkey [31m");
  EXPECT_LE(foreign_words(reading(), std::string(1'000'000, 'x')).size(), 300U);
  EXPECT_EQ(foreign_words(reading(), "\n \t"), "");
}

TEST_F(OdooFailure, KeyThatTheServerEchoesIsNotRepeated) {
  const std::string echo = "bad token 0123456789abcdef0123, I said 0123456789abcdef0123!";
  EXPECT_EQ(foreign_words(reading(), echo), "bad token ***, I said ***!");
  const Error error = exception_error(writing(), "x.0123456789abcdef0123", echo);
  EXPECT_THAT(error.message + error.detail, Not(HasSubstr("0123456789abcdef0123")));
}

}  // namespace
}  // namespace ordersync::pos::odoo
