// What PostgreSQL's error codes mean to an owner: kind, stable code, and what to do. Nothing here touches a
// database.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "sql/sqlite_errors.h"

namespace ordersync::sql {

// `state` is the five characters of SQLSTATE, empty when the server said nothing (the connection was lost or
// never made). `library_text` goes to Error::detail only. `store` is the database in words, without its
// password.
base::Error postgres_error(std::string_view state, std::string_view library_text, const std::string& store,
                           During during);

// Whether the server ends the connection with this error.
bool ends_connection(std::string_view state);

}  // namespace ordersync::sql
