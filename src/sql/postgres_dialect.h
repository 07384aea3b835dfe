// PURE: the common SQL of database.h as PostgreSQL reads it. Knows no connection.
#pragma once

#include <string>
#include <string_view>

namespace ordersync::sql {

// Parameters ("?", "?2") become $1, $2 …; in CREATE TABLE and ALTER TABLE the words of Migration become
// PostgreSQL's: INTEGER is BIGINT, INTEGER PRIMARY KEY one that is given by the store where an INSERT leaves
// it out, BLOB is BYTEA, TEXT is compared byte by byte, WITHOUT ROWID is left out. Literals, quoted names and
// comments are left alone.
std::string to_postgres(std::string_view sql);
// The same with `parameter` in place of "$": for "w.p" they become w.p1, w.p2 …
std::string to_postgres(std::string_view sql, std::string_view parameter);

}  // namespace ordersync::sql
