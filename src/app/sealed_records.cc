// Going through everything sealed; see sealed_records.h.
#include "app/sealed_records.h"

#include <utility>
#include <vector>

namespace ordersync::app {

namespace {

struct Sealed {
  std::int64_t id = 0;
  std::string name;
  std::string bytes;
};

base::Result<std::vector<Sealed>> read(sql::Connection& connection, const SealedColumn& column) {
  std::vector<Sealed> records;
  TRY(connection.query(column.select, {}, [&](const sql::Row& row) {
    records.push_back({row.integer(0), std::string(row.text(1)), std::string(row.bytes(2))});
  }));
  return records;
}

std::string context_of(const SealedColumn& column, const Sealed& record) {
  return std::string(column.prefix) + ":" + std::to_string(record.id);
}

}  // namespace

std::span<const SealedColumn> sealed_columns() {
  static constexpr SealedColumn kColumns[] = {
      {"the External API Key of the sync", "sync.key_sealed", "sync",
       "SELECT id, name, key_sealed FROM sync WHERE key_sealed IS NOT NULL",
       "UPDATE sync SET key_sealed = ? WHERE id = ?"},
      {"the key of the connection", "connection.key_sealed", "connection",
       "SELECT id, name, key_sealed FROM connection", "UPDATE connection SET key_sealed = ? WHERE id = ?"},
      {"the secret of the alert channel", "alert_channel.secret_sealed", "alert",
       "SELECT id, name, secret_sealed FROM alert_channel WHERE secret_sealed IS NOT NULL",
       "UPDATE alert_channel SET secret_sealed = ? WHERE id = ?"},
      {"the push secret of the sync", "push_secret.secret_sealed", "push",
       "SELECT s.sync_id, COALESCE(y.name, ''), s.secret_sealed FROM push_secret s LEFT JOIN sync y ON y.id "
       "= s.sync_id "
       "WHERE s.number = 1",
       "UPDATE push_secret SET secret_sealed = ? WHERE sync_id = ? AND number = 1"},
      {"the older push secret of the sync", "push_secret.secret_sealed", "push",
       "SELECT s.sync_id, COALESCE(y.name, ''), s.secret_sealed FROM push_secret s LEFT JOIN sync y ON y.id "
       "= s.sync_id "
       "WHERE s.number = 2",
       "UPDATE push_secret SET secret_sealed = ? WHERE sync_id = ? AND number = 2"},
  };
  return kColumns;
}

base::Result<SealedCount> count_sealed(sql::Connection& connection, const base::SecretBox& box) {
  SealedCount count;
  for (const SealedColumn& column : sealed_columns()) {
    TRY_ASSIGN(const auto records, read(connection, column));
    for (const Sealed& record : records) {
      ++count.all;
      if (!box.unseal(record.bytes, context_of(column, record)).ok()) ++count.unreadable;
    }
  }
  return count;
}

base::Result<SealedCount> seal_again(sql::Connection& connection, const base::SecretBox& from,
                                     const base::SecretBox& to, Unreadable unreadable) {
  SealedCount count;
  for (const SealedColumn& column : sealed_columns()) {
    TRY_ASSIGN(const auto records, read(connection, column));
    for (const Sealed& record : records) {
      auto secret = from.unseal(record.bytes, context_of(column, record));
      ++count.all;
      if (!secret.ok() && unreadable == Unreadable::stays) {
        ++count.unreadable;
        continue;
      }
      if (!secret.ok()) {
        secret.error().message =
            "The key file does not open " + std::string(column.what) + " \"" + record.name +
            "\": enter it again first, or restore the right key file. Where that is lost: "
            "`ordersync rekey --lost`";
        return std::move(secret).error();
      }
      const std::string again = to.seal(*secret, context_of(column, record));
      TRY(connection.execute(column.update, {sql::Blob{again}, record.id}));
    }
  }
  return count;
}

}  // namespace ordersync::app
