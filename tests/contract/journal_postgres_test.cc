// The journal's contract suite on PostgreSQL.
#include "tests/contract/journal_contract.h"
#include "tests/support/postgres_cluster.h"

namespace ordersync::journal {
namespace {

class PostgresJournalStore final : public StoreUnderTest {
 public:
  std::unique_ptr<sql::Connection> connect() override { return support::without_clock(store_.connect()); }

 private:
  support::PostgresStore store_;
};

const StoreKind kPostgres{"postgres", [] { return std::make_unique<PostgresJournalStore>(); }};

ORDERSYNC_JOURNAL_CONTRACT(Postgres, kPostgres);

}  // namespace
}  // namespace ordersync::journal
