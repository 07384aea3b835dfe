// The tables of failures: exceptions by name, statuses by number.
#include "pos/odoo_failure.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "http/url.h"

namespace ordersync::pos::odoo {
namespace {

using base::Error;
using base::ErrorKind;

constexpr std::size_t kMaxWords = 300;

enum class Meaning {
  busy,
  connection,  // between Odoo and its database
  out_of_space,
  wrong_database,
  access_denied,
  missing_right,
  missing_record,
  validation,
  user_error,
  too_much,
  not_found,
};

struct Known {
  std::string_view name;
  Meaning meaning;
};

// odoo/exceptions.py, psycopg2.errors, werkzeug.exceptions. Everything else is a fault of the call.
constexpr Known kKnown[] = {
    {"SerializationFailure", Meaning::busy},
    {"LockNotAvailable", Meaning::busy},
    {"DeadlockDetected", Meaning::busy},
    {"TransactionRollbackError", Meaning::busy},  // what psycopg2 before 2.8 calls these three
    {"QueryCanceled", Meaning::busy},
    {"QueryCanceledError", Meaning::busy},
    {"ConcurrencyError", Meaning::busy},
    {"LockError", Meaning::busy},  // 19
    {"OperationalError", Meaning::connection},
    {"InterfaceError", Meaning::connection},
    {"AdminShutdown", Meaning::connection},
    {"CrashShutdown", Meaning::connection},
    {"CannotConnectNow", Meaning::connection},
    {"TooManyConnections", Meaning::connection},
    {"PoolError", Meaning::connection},
    {"IdleInTransactionSessionTimeout", Meaning::connection},
    {"DiskFull", Meaning::out_of_space},
    {"OutOfMemory", Meaning::out_of_space},
    {"InvalidCatalogName", Meaning::wrong_database},
    {"AccessDenied", Meaning::access_denied},
    {"Unauthorized", Meaning::access_denied},
    {"SessionExpiredException", Meaning::access_denied},
    {"AccessError", Meaning::missing_right},
    {"Forbidden", Meaning::missing_right},
    {"MissingError", Meaning::missing_record},
    {"ValidationError", Meaning::validation},
    {"UserError", Meaning::user_error},
    {"RedirectWarning", Meaning::user_error},
    {"Warning", Meaning::user_error},  // up to 14, another name of UserError
    {"except_orm", Meaning::user_error},
    {"ReadOnlySqlTransaction", Meaning::too_much},  // it talks to a standby of its database
    {"TooManyRequests", Meaning::too_much},
    {"ServiceUnavailable", Meaning::too_much},
    {"NotFound", Meaning::not_found},
};

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

std::string_view after_last_dot(std::string_view name) {
  return name.substr(name.rfind('.') + 1);  // npos + 1 is 0
}

std::string odoo_name(const Asked& asked) {
  return fmt::format("Odoo \"{}\"", base::printable(asked.connection.name, 100));
}

// ". Odoo says: …", or nothing where it said nothing of use.
std::string says(const Asked& asked, std::string_view message) {
  const std::string words = foreign_words(asked, message);
  for (const char* useless : {"", "Access Denied", "Invalid apikey", "None", "False"}) {
    if (words == useless) return {};
  }
  return ". Odoo says: " + words;
}

std::string address_of(const Asked& asked) {
  const auto url = http::parse_url(asked.connection.url);
  return url.ok() ? http::host_and_port(*url) : base::printable(asked.connection.url, 100);
}

// A call that only reads is asked again; after one that writes nobody knows.
Error answer_lost(const Asked& asked, std::string_view why, std::string detail) {
  Error error{ErrorKind::unknown, "odoo_answer_lost", {}, std::move(detail)};
  error.message = fmt::format("{} gave no answer to {} ({})", odoo_name(asked), asked.what, why);
  if (asked.effect == Effect::writes) {
    error.message += ": whether it was done is not known yet";
  } else {
    error.kind = ErrorKind::temporary;
  }
  return error;
}

Error access_denied(const Asked& asked, std::string_view message, std::string detail) {
  std::string who = base::printable(asked.connection.login, 100);
  if (!who.empty()) who = fmt::format(" of \"{}\"", who);
  return {
      ErrorKind::invalid, "odoo_access_denied",
      fmt::format("{} refuses the sign-in{}: check the login and the API key of the connection \"{}\". Keys "
                  "expire, after 90 days by default; a user with two-factor sign-in needs a key, not the "
                  "password{}",
                  odoo_name(asked), who, base::printable(asked.connection.name, 100), says(asked, message)),
      std::move(detail)};
}

// While Odoo was connecting to its database nothing had happened yet; what broke later may have been the
// commit.
Error database_connection_error(const Asked& asked, std::string_view name, std::string_view message,
                                std::string detail) {
  const std::string_view simple = after_last_dot(name);
  if (contains(message, "database \"") && contains(message, "does not exist"))
    return exception_error(asked, "InvalidCatalogName", message);
  if (simple == "CannotConnectNow" || contains(message, "the database system is")) {
    return {ErrorKind::temporary, "odoo_maintenance",
            fmt::format("The database of {} is being started, stopped or restored{}", odoo_name(asked),
                        says(asked, message)),
            std::move(detail)};
  }
  const bool was_connecting = simple == "TooManyConnections" || simple == "PoolError" ||
                              contains(message, "could not connect to server") ||
                              (contains(message, "connection to server") && contains(message, "failed:")) ||
                              (contains(message, "FATAL:") && !contains(message, "terminating connection") &&
                               simple == "OperationalError");
  if (was_connecting || asked.effect == Effect::reads) {
    return {ErrorKind::temporary, "odoo_unavailable",
            fmt::format("{} cannot reach its database for now{}", odoo_name(asked), says(asked, message)),
            std::move(detail)};
  }
  return answer_lost(asked, "its database went away", std::move(detail));
}

Error not_odoo(const Asked& asked, std::string_view why) {
  return base::invalid("odoo_not_odoo",
                       fmt::format("What answers at {} is not the API of Odoo ({}): check the URL of the "
                                   "connection \"{}\"; where one Odoo serves several databases, name the "
                                   "database",
                                   address_of(asked), why, base::printable(asked.connection.name, 100)));
}

bool says_maintenance(std::string_view body) {
  return contains(base::fold_case(body.substr(0, 4096)), "maintenance");
}

}  // namespace

std::string foreign_words(const Asked& asked, std::string_view text) {
  std::string words(text.substr(0, 64 << 10));
  if (const std::string& key = asked.connection.key.reveal(); !key.empty()) {
    for (std::size_t at = words.find(key); at != std::string::npos; at = words.find(key, at + 3))
      words.replace(at, key.size(), "***");
  }
  std::string line;
  for (const char c : words) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > 0x20 && byte != 0x7F) {
      line += c;
    } else if ((c == ' ' || c == '\n' || c == '\t' || c == '\r') && !line.empty() && line.back() != ' ') {
      line += ' ';
    }
  }
  return base::printable(base::trim(line), kMaxWords);
}

Error exception_error(const Asked& asked, std::string_view name, std::string_view message) {
  const std::string_view simple = after_last_dot(name);
  const auto* known =
      std::find_if(std::begin(kKnown), std::end(kKnown), [&](const Known& k) { return k.name == simple; });
  std::string detail = foreign_words(asked, name);
  const std::string odoo = odoo_name(asked);
  const std::string words = says(asked, message);
  const std::string fault =
      fmt::format("{} failed in {} ({}){}", odoo, asked.what, foreign_words(asked, simple), words);
  if (known == std::end(kKnown)) return {ErrorKind::invalid, "odoo_fault", fault, std::move(detail)};
  switch (known->meaning) {
    case Meaning::busy:
      return {
          ErrorKind::temporary, "odoo_busy",
          fmt::format("{} was busy with the same records and undid {}: it is tried again", odoo, asked.what),
          std::move(detail)};
    case Meaning::connection:
      return database_connection_error(asked, name, message, std::move(detail));
    case Meaning::out_of_space:
      return {ErrorKind::temporary, "odoo_unavailable",
              fmt::format("The database of {} has no room left{}", odoo, words), std::move(detail)};
    case Meaning::wrong_database:
      return {ErrorKind::invalid, "odoo_wrong_database",
              fmt::format("{} has no database \"{}\": correct the database of the connection", odoo,
                          base::printable(asked.connection.database, 100)),
              std::move(detail)};
    case Meaning::access_denied:
      return access_denied(asked, message, std::move(detail));
    case Meaning::missing_right:
      return {
          ErrorKind::invalid, "odoo_missing_right",
          fmt::format("The user \"{}\" of {} lacks a right for {}: it needs the role Point of Sale / User{}",
                      base::printable(asked.connection.login, 100), odoo, asked.what, words),
          std::move(detail)};
    case Meaning::missing_record:
      return {ErrorKind::invalid, "odoo_missing_record",
              fmt::format("A record that {} needs is not there in {}{}", asked.what, odoo, words),
              std::move(detail)};
    case Meaning::validation:
      return {ErrorKind::invalid, "odoo_validation_error",
              fmt::format("{} refused {}{}", odoo, asked.what, words), std::move(detail)};
    case Meaning::user_error:
      return {ErrorKind::invalid, "odoo_user_error", fmt::format("{} refused {}{}", odoo, asked.what, words),
              std::move(detail)};
    case Meaning::too_much:
      return {ErrorKind::temporary, "odoo_unavailable",
              fmt::format("{} takes no calls for now{}", odoo, words), std::move(detail)};
    case Meaning::not_found:
      if (asked.api == Api::json_rpc) return not_odoo(asked, "it knows no /jsonrpc");
      break;  // on JSON-2 a model or a method
  }
  return {ErrorKind::invalid, "odoo_fault", fault, std::move(detail)};
}

Error status_error(const Asked& asked, int status, std::string_view body) {
  const std::string code = fmt::format("HTTP {}", status);
  if (status == 429 || status == 408 || status == 425) {  // told before anything was done
    return {ErrorKind::temporary,
            "odoo_unavailable",
            fmt::format("{} wants fewer or slower requests ({})", odoo_name(asked), code),
            {}};
  }
  if (status >= 500) {
    if (asked.effect == Effect::writes) return answer_lost(asked, code, {});
    if (says_maintenance(body)) {
      return {ErrorKind::temporary,
              "odoo_maintenance",
              fmt::format("{} is under maintenance ({})", odoo_name(asked), code),
              {}};
    }
    return {ErrorKind::temporary,
            "odoo_unavailable",
            fmt::format("{} does not answer {} for now ({})", odoo_name(asked), asked.what, code),
            {}};
  }
  if (status == 413) {
    return base::invalid("odoo_request_too_large",
                         fmt::format("The web server before {} takes no request of this size ({}): raise its "
                                     "limit (client_max_body_size of nginx)",
                                     odoo_name(asked), code));
  }
  const bool is_closed =
      status == 401 || status == 402 || status == 403 || status == 405 || status == 407 || status == 451;
  if (is_closed) {
    return base::invalid(
        "odoo_no_api", fmt::format("The API of {} is closed to us ({}): Odoo Online opens it with its plan "
                                   "Custom; a proxy or firewall before Odoo has to let /jsonrpc and /json/2 "
                                   "through",
                                   odoo_name(asked), code));
  }
  if (status >= 300 && status < 400) return not_odoo(asked, code + ", it redirects elsewhere");
  return not_odoo(asked, code);
}

Error unreadable_error(const Asked& asked, std::string_view body, std::string detail) {
  const std::string_view text = base::trim(body);
  const char first = text.empty() ? '\0' : text.front();
  if (first == '\0') return answer_lost(asked, "what came is empty", std::move(detail));
  if (first == '{' || first == '[') return answer_lost(asked, "what came is cut off", std::move(detail));
  const std::string_view what = first == '<' ? "a web page came" : "what came is no JSON";
  if (asked.effect == Effect::writes) return answer_lost(asked, what, std::move(detail));
  return not_odoo(asked, what);
}

Error foreign_answer_error(const Asked& asked) {
  constexpr std::string_view kWhat = "what came is not in Odoo's words";
  return asked.effect == Effect::writes ? answer_lost(asked, kWhat, {}) : not_odoo(asked, kWhat);
}

Error transport_error(const Asked& asked, Error error) {
  // Found out in the middle of the answer, after Odoo did what it was asked.
  const bool came_after = error.code == "answer_too_large" || error.code == "bad_encoding";
  if (asked.effect == Effect::writes && came_after) error.kind = ErrorKind::unknown;
  if (asked.effect == Effect::reads && error.kind == ErrorKind::unknown) error.kind = ErrorKind::temporary;
  // The transport speaks of the setting that its first user has.
  constexpr std::string_view kTheirs = "the External API URL";
  if (const auto at = error.message.find(kTheirs); at != std::string::npos)
    error.message.replace(at, kTheirs.size(), "its URL");
  error.message = fmt::format("{}: {}", odoo_name(asked), error.message);
  return error;
}

}  // namespace ordersync::pos::odoo
