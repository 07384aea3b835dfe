// The tables of operations; see operations_schema.h. Times are Unix milliseconds.
#include "app/operations_schema.h"

namespace ordersync::app {

std::span<const sql::Migration> operations_migrations() {
  static const sql::Migration kMigrations[] = {
      {1,
       "check of the key file",
       {
           // One row: a known text sealed with the key that everything else here is sealed with.
           R"(CREATE TABLE key_check (
                id INTEGER PRIMARY KEY,
                sealed BLOB NOT NULL))",
       }},
  };
  return kMigrations;
}

}  // namespace ordersync::app
