// The versions of Odoo that suites are instantiated for, and what their cases are called.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/fake_odoo.h"

namespace ordersync::testing {

inline const std::vector<OdooVersion> kAllOdoos = {OdooVersion::v14, OdooVersion::v15, OdooVersion::v16,
                                                   OdooVersion::v17, OdooVersion::v18, OdooVersion::v19};

inline std::string odoo_name(const ::testing::TestParamInfo<OdooVersion>& info) {
  return "Odoo" + std::to_string(static_cast<int>(info.param));
}

}  // namespace ordersync::testing
