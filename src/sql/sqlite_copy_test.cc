// Copies of a file that is being written, and of one that is broken.
#include "sql/sqlite_copy.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "sql/sqlite.h"

namespace ordersync::sql {
namespace {

class CopySqlite : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "ordersync-copy.XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    database_ = open_sqlite(path("store.db")).value();
    connection_ = database_->connect().value();
    ASSERT_TRUE(connection_->execute("CREATE TABLE sale(id INTEGER PRIMARY KEY, note TEXT)", {}).ok());
    add(3000);
  }
  void TearDown() override {
    connection_.reset();
    database_.reset();
    std::filesystem::remove_all(folder_);
  }

  std::string path(const std::string& name) const { return folder_ + "/" + name; }
  void add(int rows) {
    const std::string note(900, 'x');
    const auto done = write_transaction(*connection_, [&]() -> base::Result<void> {
      for (int i = 0; i < rows; ++i)
        TRY(connection_->execute("INSERT INTO sale(note) VALUES (?)", {std::string_view(note)}));
      return {};
    });
    ASSERT_TRUE(done.ok());
  }
  static std::int64_t rows_in(const std::string& file) {
    std::int64_t rows = -1;
    auto database = open_sqlite(file).value();
    auto connection = database->connect().value();
    EXPECT_TRUE(
        connection->query("SELECT COUNT(*) FROM sale", {}, [&](const Row& row) { rows = row.integer(0); })
            .ok());
    return rows;
  }

  std::string folder_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<Connection> connection_;
};

TEST_F(CopySqlite, IsOneMomentWhileOthersWrite) {
  int asked = 0;
  const auto copy = copy_sqlite(path("store.db"), path("copy.db"), [&](const CopyProgress& progress) {
    EXPECT_LE(progress.done, progress.total);
    if (++asked == 1) add(500);  // in the middle of the copy
    return true;
  });
  ASSERT_TRUE(copy.ok()) << copy.error().message;
  EXPECT_GT(asked, 0);
  EXPECT_EQ(copy->rows.at("sale"), 3000);
  EXPECT_EQ(rows_in(path("copy.db")), 3000);
  EXPECT_EQ(rows_in(path("store.db")), 3500);
}

TEST_F(CopySqlite, IsOneFileForItsOwnerAlone) {
  ASSERT_TRUE(copy_sqlite(path("store.db"), path("copy.db")).ok());
  struct stat status {};
  ASSERT_EQ(::stat(path("copy.db").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  EXPECT_FALSE(std::filesystem::exists(path("copy.db-wal")));
  EXPECT_FALSE(std::filesystem::exists(path("copy.db-journal")));
}

TEST_F(CopySqlite, NeverWritesOverAFile) {
  std::ofstream(path("copy.db")) << "mine";
  EXPECT_EQ(copy_sqlite(path("store.db"), path("copy.db")).error().code, "file_not_written");
  EXPECT_EQ(std::filesystem::file_size(path("copy.db")), 4u);
}

TEST_F(CopySqlite, LeavesNothingWhenItIsStopped) {
  const auto copy = copy_sqlite(path("store.db"), path("copy.db"), [](const CopyProgress&) { return false; });
  EXPECT_EQ(copy.error().code, "interrupted");
  EXPECT_FALSE(std::filesystem::exists(path("copy.db")));
}

TEST_F(CopySqlite, ABrokenFileIsNeverCopied) {
  ASSERT_TRUE(copy_sqlite(path("store.db"), path("broken.db")).ok());
  {
    std::fstream file(path("broken.db"), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(300'000);
    file << std::string(20'000, '\xff');
  }
  EXPECT_FALSE(check_sqlite(path("broken.db")).ok());
  EXPECT_FALSE(copy_sqlite(path("broken.db"), path("copy.db")).ok());
  EXPECT_FALSE(std::filesystem::exists(path("copy.db")));
}

TEST_F(CopySqlite, SettlingLeavesOneFileWithEverythingInIt) {
  ASSERT_TRUE(std::filesystem::exists(path("store.db-wal")));
  EXPECT_EQ(settle_sqlite(path("store.db")).error().code, "store_in_use") << "somebody has it open";
  connection_.reset();
  database_.reset();
  ASSERT_TRUE(settle_sqlite(path("store.db")).ok());
  EXPECT_FALSE(std::filesystem::exists(path("store.db-wal")));
  EXPECT_EQ(rows_in(path("store.db")), 3000);
}

}  // namespace
}  // namespace ordersync::sql
