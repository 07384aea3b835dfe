// The journal's contract suite on SQLite.
#include <stdlib.h>

#include <filesystem>

#include "sql/sqlite.h"
#include "tests/contract/journal_contract.h"

namespace ordersync::journal {
namespace {

class SqliteStore final : public StoreUnderTest {
 public:
  SqliteStore() {
    std::string pattern = (std::filesystem::temp_directory_path() / "ordersync-journal-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~SqliteStore() override { std::filesystem::remove_all(folder_); }
  std::unique_ptr<sql::Connection> connect() override {
    auto database = sql::open_sqlite(folder_ + "/store.db");
    EXPECT_TRUE(database.ok()) << database.error().detail;
    auto connection = (*database)->connect();
    EXPECT_TRUE(connection.ok()) << connection.error().detail;
    return std::move(connection).value();
  }

 private:
  std::string folder_;
};

const StoreKind kSqlite{"sqlite", [] { return std::make_unique<SqliteStore>(); }};

ORDERSYNC_JOURNAL_CONTRACT(Sqlite, kSqlite);

}  // namespace
}  // namespace ordersync::journal
