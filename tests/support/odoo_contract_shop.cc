// Rewrites the fake's own shop into that of pos/test_shop.h.
#include "tests/support/odoo_contract_shop.h"

#include "base/check.h"
#include "pos/test_shop.h"

namespace ordersync::testing {

namespace {

using nlohmann::json;
namespace shop = pos::test_shop;

constexpr int kCashJournal = 10;
constexpr int kBankJournal = 11;

void ware(FakeOdoo& odoo, std::int64_t product, const char* name, double price, const json& taxes,
          const char* type, double on_hand) {
  const int id = static_cast<int>(product);
  const bool storable = std::string_view(type) == "product";
  const bool from_18 = odoo.version >= OdooVersion::v18;
  odoo.set("product.template", id, "name", name);
  odoo.set("product.product", id, "name", name);
  odoo.set("product.product", id, "list_price", price);
  odoo.set("product.product", id, "taxes_id", taxes);
  odoo.set("product.product", id, "type", from_18 && storable ? "consu" : type);
  odoo.set("product.product", id, "is_storable", storable);
  for (const json& quant : odoo.rows("stock.quant", {{"product_id", "=", id}})) {
    odoo.set("stock.quant", quant["id"], "quantity", on_hand);
  }
}

void method(FakeOdoo& odoo, std::int64_t method, const char* name, int journal) {
  const int id = static_cast<int>(method);
  const bool cash = journal == kCashJournal;
  odoo.set("pos.payment.method", id, "name", name);
  odoo.set("pos.payment.method", id, "split_transactions", journal == 0);
  if (odoo.version >= OdooVersion::v15) {
    odoo.set("pos.payment.method", id, "journal_id", journal == 0 ? json() : json(journal));
  } else {
    odoo.set("pos.payment.method", id, "is_cash_count", cash);
    odoo.set("pos.payment.method", id, "cash_journal_id", cash ? json(journal) : json());
  }
}

// "Export" takes the 15 % away; from 19 on a position can only put another tax in its place, one of 0 %.
int export_position(FakeOdoo& odoo) {
  const int id =
      odoo.add("account.fiscal.position",
               {{"name", "Export"}, {"sequence", 1}, {"active", true}, {"company_id", odoo.shop.company}});
  if (odoo.version < OdooVersion::v19) {
    odoo.add("account.fiscal.position.tax",
             {{"position_id", id}, {"tax_src_id", odoo.shop.vat_15}, {"tax_dest_id", json()}});
    return id;
  }
  json nothing = odoo.row("account.tax", odoo.shop.vat_15);
  nothing.erase("id");
  nothing["name"] = "Export 0%";
  nothing["amount"] = 0;
  nothing["original_tax_ids"] = {odoo.shop.vat_15};
  nothing["fiscal_position_ids"] = {id};
  odoo.set("account.fiscal.position", id, "tax_ids", {odoo.add("account.tax", std::move(nothing))});
  return id;
}

}  // namespace

void seed_contract_shop(FakeOdoo& odoo) {
  odoo.set("account.tax", 2, "name", "VAT 5% included");
  odoo.set("account.tax", 2, "price_include", true);
  odoo.set("account.tax", 2, "price_include_override", "tax_included");
  ware(odoo, shop::kBurger, "Burger", 80, {1}, "product", 100);
  ware(odoo, shop::kWater, "Water", 2.5, json::array(), "product", 1000);
  ware(odoo, shop::kNapkin, "Napkin", 0.1, json::array(), "consu", 0);
  ware(odoo, shop::kDelivery, "Delivery", 10, {1}, "service", 0);
  ware(odoo, shop::kCake, "Cake", 10.5, {2}, "product", 2);
  method(odoo, shop::kCash, "Cash", kCashJournal);
  method(odoo, shop::kCard, "Card", kBankJournal);
  method(odoo, shop::kAccount, "Customer Account", 0);
  odoo.set("pos.config", odoo.shop.main_store, "payment_method_ids", {shop::kCash, shop::kCard});
  odoo.set("pos.config", odoo.shop.kiosk, "payment_method_ids", {shop::kCard, shop::kCash});
  odoo.set("pos.config", odoo.shop.kiosk, "default_fiscal_position_id", export_position(odoo));
  // Up to this difference 14 lets a plain user close a session.
  odoo.set("pos.config", odoo.shop.main_store, "amount_authorized_diff", 100.0);
  json bare = odoo.row("pos.config", odoo.shop.main_store);
  bare.erase("id");
  bare["name"] = "Bare";
  bare["payment_method_ids"] = json::array();
  odoo.add("pos.config", std::move(bare));
}

void put_odoo_session(FakeOdoo& odoo, std::string_view pos_config, pos::SessionState state) {
  const auto configs = odoo.rows("pos.config", {{"name", "=", std::string(pos_config)}});
  CHECK(configs.size() == 1);
  const json config = configs.front()["id"];
  const auto open = odoo.rows("pos.session", {{"config_id", "=", config}, {"state", "!=", "closed"}});
  if (!open.empty()) {
    odoo.set("pos.session", open.front()["id"], "state", std::string(pos::to_string(state)));
    return;
  }
  const int id = odoo.call("pos.session", "create", {{{"config_id", config}, {"user_id", odoo.admin.id}}});
  if (odoo.row("pos.session", id)["state"] == std::string(pos::to_string(state))) return;
  if (state != pos::SessionState::opened) {
    odoo.set("pos.session", id, "state", std::string(pos::to_string(state)));
  } else if (odoo.version >= OdooVersion::v18) {
    odoo.call("pos.session", "set_opening_control", {{id}, 0, ""});
  } else {
    odoo.call("pos.session", "set_cashbox_pos", {{id}, 0, ""});
  }
}

}  // namespace ordersync::testing
