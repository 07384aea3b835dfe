// The table of SQLite's result codes; see sqlite_errors.h.
#include "sql/sqlite_errors.h"

#include <sqlite3.h>

#include <cerrno>
#include <cstring>

namespace ordersync::sql {

namespace {

using base::Error;
using base::ErrorKind;

Error sqlite_busy(const std::string& path) {
  return {ErrorKind::busy,
          "store_busy",
          "The database " + path +
              " is in use by another program and did not become free in time: try again in a moment, and see "
              "which "
              "other program (a backup, a second service) keeps it open",
          {}};
}

Error disk_full(const std::string& path) {
  return {ErrorKind::unavailable,
          "disk_full",
          "The disk is full: free some space on the disk that holds " + path +
              ", then try again; nothing was lost or half written",
          {}};
}

Error sqlite_read_only(const std::string& path) {
  return {ErrorKind::unavailable,
          "store_read_only",
          "The database " + path +
              " cannot be written: give this program's user the right to write the file and its folder",
          {}};
}

Error corrupt(const std::string& path) {
  return {ErrorKind::unavailable,
          "store_corrupt",
          "The file " + path +
              " is damaged or is not an ordersync database: restore it from a backup, or name another data "
              "folder",
          {}};
}

Error unavailable(const std::string& path) {
  return {ErrorKind::unavailable,
          "store_unavailable",
          "The database " + path +
              " cannot be opened, read or written: check that its folder exists, that this program's user "
              "may use it, and that the "
              "disk is sound",
          {}};
}

// An fsync that failed: the transaction is rolled back here, but after a crash the log on disk may still hold
// it.
Error commit_unknown(const std::string& path) {
  return {
      ErrorKind::unknown,
      "commit_unknown",
      "The disk failed while the last change to " + path +
          " was being made durable; whether it was kept is not known, it will be looked up: check the disk",
      {}};
}

Error classify(int extended, int system_errno, const std::string& path, During during) {
  switch (extended & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return sqlite_busy(path);
    case SQLITE_FULL:
      return disk_full(path);
    case SQLITE_IOERR:
      if (system_errno == ENOSPC || system_errno == EDQUOT) return disk_full(path);
      return during == During::commit ? commit_unknown(path) : unavailable(path);
    case SQLITE_READONLY:
      return sqlite_read_only(path);
    case SQLITE_CANTOPEN:
      if (system_errno == EROFS || system_errno == EACCES) return sqlite_read_only(path);
      return unavailable(path);
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_PROTOCOL:
      return unavailable(path);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return corrupt(path);
    case SQLITE_CONSTRAINT:
      if (extended == SQLITE_CONSTRAINT_UNIQUE || extended == SQLITE_CONSTRAINT_PRIMARYKEY) {
        return {ErrorKind::conflict, "store_conflict", "The record is in the database already", {}};
      }
      return {ErrorKind::invalid,
              "store_constraint",
              "The database refused a record that breaks its rules: please report this",
              {}};
    case SQLITE_NOMEM:
      return {ErrorKind::temporary,
              "out_of_memory",
              "The machine is out of memory: close other programs or add memory",
              {}};
    case SQLITE_TOOBIG:
      return {ErrorKind::invalid, "record_too_big", "A record is too big for the database", {}};
    default:
      return {ErrorKind::invalid,
              "store_error",
              "The database " + path + " refused a request: please report this",
              {}};
  }
}

}  // namespace

base::Error sqlite_error(int extended, int system_errno, std::string_view library_text,
                         const std::string& path, During during) {
  Error error = classify(extended, system_errno, path, during);
  error.detail = "sqlite " + std::to_string(extended) + ": " + std::string(library_text);
  if (system_errno != 0) {
    error.detail += " (errno " + std::to_string(system_errno) + ": " + std::strerror(system_errno) + ")";
  }
  return error;
}

}  // namespace ordersync::sql
