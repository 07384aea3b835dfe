// The shop that a fake Odoo has from the start. Inside of the fake Odoo only.
#pragma once

#include "tests/support/fake_odoo.h"
#include "tests/support/fake_odoo_schema.h"
#include "tests/support/fake_odoo_store.h"

namespace ordersync::testing::odoo {

void seed_shop(Store& db, int major, const OdooShop& shop);
// res.users as the accounts say it now.
void seed_users(Store& db, int major, const OdooShop& shop, const OdooUser& user, const OdooUser& admin);

}  // namespace ordersync::testing::odoo
