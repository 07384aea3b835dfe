// The models and fields of all versions as tables: see fake_odoo_models.cc.
#pragma once

#include <string_view>

namespace ordersync::testing::odoo {

extern const std::string_view kModels;
extern const std::string_view kPosModels;

}  // namespace ordersync::testing::odoo
