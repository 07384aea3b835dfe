// The two Points of Sale that need no other machine, under their port's contract: the embedded one on each
// store, and the fake that other tests use. The facts are in pos_target_contract.h.
#include "tests/contract/pos_target_contract.h"

#include <memory>

#include "pos/embedded_pos.h"
#include "sql/sqlite.h"
#include "tests/support/memory_pos.h"
#include "tests/support/postgres_cluster.h"
#include "tests/support/scratch_folder.h"

namespace ordersync::pos {
namespace {

using test_shop::kStart;

class SqliteFile {
 public:
  SqliteFile() : database_(sql::open_sqlite(folder_.file("pos.db")).value()) {}
  std::unique_ptr<sql::Connection> connect() { return database_->connect().value(); }

 private:
  support::ScratchFolder folder_;
  std::unique_ptr<sql::Database> database_;
};

// On a store that outlives its connections.
template <class Store>
class EmbeddedPosUnderTest final : public PosUnderTest {
 public:
  EmbeddedPosUnderTest() {
    auto connection = store_.connect();
    EXPECT_TRUE(sql::migrate(*connection, "pos", embedded_migrations()).ok());
    EXPECT_TRUE(EmbeddedPos(*connection, clock_).import(test_shop::shop_goods(), {}).ok());
    reopen();
  }
  Target& target() override { return *pos_; }
  base::FakeClock& clock() override { return clock_; }
  void reopen() override {
    pos_.reset();
    connection_ = store_.connect();
    pos_ = std::make_unique<EmbeddedPos>(*connection_, clock_);
  }
  void put_session(std::string_view config, SessionState state) override {
    if (state == SessionState::opened) {
      static_cast<void>(pos_->open_session_by_hand(config));
      if (config == "Bare") start_by_import(config, StartSession::opened);
    } else if (state == SessionState::opening_control) {
      start_by_import(config, StartSession::opening_control);
    } else {
      EXPECT_TRUE(connection_
                      ->execute("UPDATE pos_session SET state = ? WHERE state <> 'closed' AND config_id = "
                                "(SELECT id FROM pos_config WHERE name = ?)",
                                {to_string(state), config})
                      .ok());
    }
  }

 private:
  void start_by_import(std::string_view config, StartSession start) {
    CatalogueFile goods = test_shop::shop_goods();
    for (auto& row : goods.pos_configs) {
      if (row.config.name == config) row.session = start;
    }
    EXPECT_TRUE(pos_->import(goods, {}).ok());
  }

  base::FakeClock clock_{kStart};
  Store store_;
  std::unique_ptr<sql::Connection> connection_;
  std::unique_ptr<EmbeddedPos> pos_;
};

class MemoryPosUnderTest final : public PosUnderTest {
 public:
  Target& target() override { return pos_; }
  base::FakeClock& clock() override { return clock_; }
  void reopen() override {}
  void put_session(std::string_view config, SessionState state) override { pos_.put_session(config, state); }

 private:
  base::FakeClock clock_{kStart};
  support::MemoryPos pos_{test_shop::shop_goods(), clock_};
};

const PosKind kEmbedded[] = {
    {"sqlite", [] { return std::make_unique<EmbeddedPosUnderTest<SqliteFile>>(); }},
    {"postgres", [] { return std::make_unique<EmbeddedPosUnderTest<support::PostgresStore>>(); }}};
const PosKind kMemory{"memory", [] { return std::make_unique<MemoryPosUnderTest>(); }};

INSTANTIATE_TEST_SUITE_P(EmbeddedPos, PosTargetContract, ::testing::ValuesIn(kEmbedded));
INSTANTIATE_TEST_SUITE_P(MemoryPos, PosTargetContract, ::testing::Values(kMemory));

}  // namespace
}  // namespace ordersync::pos
