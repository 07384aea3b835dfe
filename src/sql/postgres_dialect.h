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

}  // namespace ordersync::sql
