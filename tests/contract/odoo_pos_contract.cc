// A real Odoo's Point of Sale under its port's contract: the adapter against a model of each version. The
// facts are in pos_target_contract.h; what only an Odoo does is in odoo_booking_contract.cc.
#include <memory>

#include "base/random.h"
#include "pos/odoo_pos.h"
#include "sql/sqlite.h"
#include "tests/contract/pos_target_contract.h"
#include "tests/support/odoo_contract_shop.h"
#include "tests/support/scratch_folder.h"

namespace ordersync::pos {
namespace {

using testing::FakeOdoo;
using testing::OdooVersion;

using test_shop::kStart;

class OdooPosUnderTest final : public PosUnderTest {
 public:
  explicit OdooPosUnderTest(OdooVersion version) : odoo_(version, clock_) {
    database_ = sql::open_sqlite(folder_.file("pos.db")).value();
    auto connection = database_->connect().value();
    EXPECT_TRUE(sql::migrate(*connection, "odoo", odoo_migrations()).ok());
    testing::seed_contract_shop(odoo_);
    reopen();
  }

  Target& target() override { return *pos_; }
  base::FakeClock& clock() override { return clock_; }
  void reopen() override {
    pos_.reset();
    connection_ = database_->connect().value();
    odoo::ConnectionSettings settings;
    settings.name = "Shop";
    settings.url = odoo_.url;
    settings.database = odoo_.database;
    settings.login = odoo_.user.login;
    settings.key = base::Secret(odoo_.user.api_key);
    settings.stock_at_closing = {"Kiosk"};
    pos_ = std::make_unique<OdooPos>(OdooPos::Ports{odoo_, *connection_, clock_, random_, {}},
                                     std::move(settings));
  }
  void put_session(std::string_view config, SessionState state) override {
    testing::put_odoo_session(odoo_, config, state);
  }

 private:
  support::ScratchFolder folder_;
  base::FakeClock clock_{kStart};
  base::SeededRandom random_{7};
  FakeOdoo odoo_;
  std::unique_ptr<sql::Database> database_;
  std::unique_ptr<sql::Connection> connection_;
  std::unique_ptr<OdooPos> pos_;
};

PosKind model_of(std::string name, OdooVersion version) {
  return {std::move(name), [version] { return std::make_unique<OdooPosUnderTest>(version); }};
}

INSTANTIATE_TEST_SUITE_P(OdooPos, PosTargetContract,
                         ::testing::Values(model_of("14", OdooVersion::v14), model_of("16", OdooVersion::v16),
                                           model_of("17", OdooVersion::v17), model_of("18", OdooVersion::v18),
                                           model_of("19", OdooVersion::v19)));

}  // namespace
}  // namespace ordersync::pos
