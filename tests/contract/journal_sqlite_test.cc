// The journal's contract suite on SQLite.
#include "sql/sqlite.h"
#include "tests/contract/journal_contract.h"
#include "tests/support/scratch_folder.h"

namespace ordersync::journal {
namespace {

class SqliteStore final : public StoreUnderTest {
 public:
  std::unique_ptr<sql::Connection> connect() override {
    auto database = sql::open_sqlite(folder_.file("store.db"));
    EXPECT_TRUE(database.ok()) << database.error().detail;
    auto connection = (*database)->connect();
    EXPECT_TRUE(connection.ok()) << connection.error().detail;
    return std::move(connection).value();
  }

 private:
  support::ScratchFolder folder_;
};

const StoreKind kSqlite{"sqlite", [] { return std::make_unique<SqliteStore>(); }};

ORDERSYNC_JOURNAL_CONTRACT(Sqlite, kSqlite);

}  // namespace
}  // namespace ordersync::journal
