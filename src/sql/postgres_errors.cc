// The table of PostgreSQL's error codes; see postgres_errors.h.
#include "sql/postgres_errors.h"

namespace ordersync::sql {

namespace {

using base::Error;
using base::ErrorKind;

Error lost(const std::string& store, During during) {
  switch (during) {
    case During::open:
      return {ErrorKind::unavailable,
              "store_unavailable",
              "There is no connection to " + store +
                  ": check that the server runs, that its address is right, and the network between",
              {}};
    case During::commit:
      return {ErrorKind::unknown,
              "commit_unknown",
              "The connection to " + store +
                  " was lost while the last change was being made durable; whether it was kept is not known, "
                  "it will be looked up",
              {}};
    case During::statement:
      break;
  }
  return {ErrorKind::unavailable,
          "store_unavailable",
          "The connection to " + store + " was lost: it is made again at the next attempt",
          {}};
}

Error postgres_busy(const std::string& store) {
  return {ErrorKind::busy,
          "store_busy",
          "Another program writes to " + store +
              " and did not end in time: try again in a moment, and see which one keeps it",
          {}};
}

Error out_of_reach(const std::string& store, const char* why) {
  return {
      ErrorKind::unavailable, "store_unavailable", "The database " + store + " cannot be used: " + why, {}};
}

Error postgres_read_only(const std::string& store) {
  return {ErrorKind::unavailable,
          "store_read_only",
          "The database " + store +
              " cannot be written: this server is a standby (ask for target_session_attrs=read-write in the "
              "address), or the role lacks the right",
          {}};
}

Error refused(const std::string& store) {
  return {ErrorKind::unavailable,
          "store_refused",
          "The server does not let this program into " + store +
              ": check the user's name and password, that the database exists, and the server's pg_hba.conf",
          {}};
}

Error of_class(std::string_view state, const std::string& store) {
  const std::string_view kind = state.substr(0, 2);
  if (kind == "23" || kind == "P0") {
    return {ErrorKind::invalid,
            "store_constraint",
            "The database refused a record that breaks its rules: please report this",
            {}};
  }
  if (kind == "28" || kind == "3D") return refused(store);
  if (kind == "40") return postgres_busy(store);
  if (kind == "53")
    return out_of_reach(store, "its server is out of memory, disk or connections: see its log");
  if (kind == "54") return {ErrorKind::invalid, "record_too_big", "A record is too big for the database", {}};
  if (kind == "58" || kind == "F0") return out_of_reach(store, "its server met a failing disk: see its log");
  if (kind == "XX") {
    return {ErrorKind::unavailable,
            "store_corrupt",
            "The database " + store + " is damaged: see the server's log, and restore it from a backup",
            {}};
  }
  return {ErrorKind::invalid,
          "store_error",
          "The database " + store + " refused a request: please report this",
          {}};
}

Error classify(std::string_view state, const std::string& store, During during) {
  if (ends_connection(state)) return lost(store, during);
  if (state == "23505")
    return {ErrorKind::conflict, "store_conflict", "The record is in the database already", {}};
  if (state == "55P03" || state == "57014")
    return postgres_busy(store);  // a lock or a statement took too long
  if (state == "25006" || state == "42501") return postgres_read_only(store);
  if (state == "53100") {
    return {ErrorKind::unavailable,
            "disk_full",
            "The disk is full: free some space on the server of " + store +
                ", then try again; nothing was lost or half written",
            {}};
  }
  return of_class(state, store);
}

}  // namespace

base::Error postgres_error(std::string_view state, std::string_view library_text, const std::string& store,
                           During during) {
  Error error = classify(state, store, during);
  error.detail = "postgres " + std::string(state.empty() ? "-" : state) + ": " + std::string(library_text);
  while (error.detail.ends_with('\n')) error.detail.pop_back();
  return error;
}

bool ends_connection(std::string_view state) {
  return state.empty() || state.starts_with("08") || state == "57P01" || state == "57P02" ||
         state == "57P03" || state == "57P05" || state == "25P03";
}

}  // namespace ordersync::sql
