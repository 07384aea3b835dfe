// Every place in the store where something is sealed with the key file: what a new key has to reach. A test
// in tests/style compares this with the tables' columns.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/secret.h"
#include "sql/database.h"

namespace ordersync::app {

struct SealedColumn {
  std::string_view what;    // in an owner's words: "the External API Key of the sync"
  std::string_view name;    // "table.column"
  std::string_view prefix;  // of the context it is sealed with: PREFIX:ID
  std::string_view select;  // id, name, sealed bytes: of every record that has any
  std::string_view update;  // sealed bytes, id
};
std::span<const SealedColumn> sealed_columns();

// How many records hold something sealed, and how many of them this box cannot read.
struct SealedCount {
  std::int64_t all = 0;
  std::int64_t unreadable = 0;
};
base::Result<SealedCount> count_sealed(sql::Connection& connection, const base::SecretBox& box);

// What `from` does not open: nothing is sealed again, or it stays as it is.
enum class Unreadable { is_refused, stays };

// Seals everything again, in the caller's transaction. Fails with "secret_unreadable", naming the record that
// `from` does not open, where that is refused.
base::Result<SealedCount> seal_again(sql::Connection& connection, const base::SecretBox& from,
                                     const base::SecretBox& to, Unreadable unreadable);

}  // namespace ordersync::app
