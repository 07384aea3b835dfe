// Company, taxes, products, stock, payment methods and two Points of Sale: the shop of kWorldShop in Odoo's
// tables, with one archived product more.
#include "tests/support/fake_odoo_shop.h"

#include <fmt/format.h>

namespace ordersync::testing::odoo {
namespace {

constexpr int kWarehouse = 1;
constexpr int kPickingType = 9;
constexpr int kSalesJournal = 1;
constexpr int kPosJournal = 9;
constexpr int kCashJournal = 10;
constexpr int kBankJournal = 11;
constexpr int kVoucherJournal = 12;

void company_and_money(Store& db, int major, const OdooShop& shop) {
  db.insert_at(
      "res.currency", shop.currency,
      {{"name", "USD"}, {"symbol", "$"}, {"rounding", 0.01}, {"position", "before"}, {"active", true}});
  db.insert_at("res.partner", 1, {{"name", "My Company"}, {"active", true}});
  db.insert_at("res.company", shop.company,
               {{"name", "My Company"},
                {"sequence", 10},
                {"currency_id", shop.currency},
                {"partner_id", 1},
                {"tax_calculation_rounding_method", major >= 19 ? "round_globally" : "round_per_line"},
                {"point_of_sale_update_stock_quantities", major >= 18 ? "real" : "closing"},
                {"anglo_saxon_accounting", true},
                {"account_price_include", "tax_excluded"}});
  for (const auto& [code, name] :
       {std::pair{"en_US", "English (US)"}, std::pair{"ar_001", "Arabic / الْعَرَبيّة"}}) {
    db.insert("res.lang", {{"name", name},
                           {"code", code},
                           {"active", true},
                           {"decimal_point", "."},
                           {"thousands_sep", ","},
                           {"date_format", "%m/%d/%Y"}});
  }
  db.insert_at("product.pricelist", shop.pricelist,
               {{"name", "Public Pricelist"}, {"currency_id", shop.currency}, {"active", true}});
  db.insert_at("res.partner", shop.partner,
               {{"name", "Regular Customer"}, {"email", "customer@example.com"}, {"active", true}});
  db.insert_at("account.account", 1, {{"name", "Cash Difference Gain"}, {"code", "999001"}});
  db.insert_at("account.account", 2, {{"name", "Cash Difference Loss"}, {"code", "999002"}});
}

void journals(Store& db, const OdooShop& shop) {
  const auto journal = [&](int id, const char* name, const char* code, const char* type) {
    db.insert_at("account.journal", id,
                 {{"name", name},
                  {"code", code},
                  {"type", type},
                  {"sequence", id},
                  {"active", true},
                  {"company_id", shop.company},
                  {"profit_account_id", 1},
                  {"loss_account_id", 2}});
  };
  journal(kSalesJournal, "Customer Invoices", "INV", "sale");
  journal(kPosJournal, "Point of Sale", "POSS", "general");
  journal(kCashJournal, "Cash", "CSH", "cash");
  journal(kBankJournal, "Bank", "BNK", "bank");
  journal(kVoucherJournal, "Vouchers", "VCH", "bank");
}

void taxes(Store& db, const OdooShop& shop) {
  const auto tax = [&](int id, const char* name, double amount, bool included) {
    db.insert_at("account.tax", id,
                 {{"name", name},
                  {"amount", amount},
                  {"amount_type", "percent"},
                  {"type_tax_use", "sale"},
                  {"price_include", included},
                  {"price_include_override", included ? "tax_included" : "tax_excluded"},
                  {"include_base_amount", false},
                  {"is_base_affected", true},
                  {"sequence", 1},
                  {"active", true},
                  {"company_id", shop.company}});
  };
  tax(shop.vat_15, "VAT 15%", 15, false);
  tax(shop.vat_5, "VAT 5%", 5, false);
  tax(shop.vat_15_included, "VAT 15% included", 15, true);
}

void payment_methods(Store& db, int major, const OdooShop& shop) {
  const auto method = [&](int id, const char* name, int journal) {
    json row = {{"name", name},
                {"active", true},
                {"sequence", id},
                {"company_id", shop.company},
                {"split_transactions", journal == 0}};
    const bool cash = journal == kCashJournal;
    if (major >= 15) {
      row["journal_id"] = journal == 0 ? json() : json(journal);
    } else {
      row["is_cash_count"] = cash;
      row["cash_journal_id"] = cash ? json(journal) : json();
    }
    db.insert_at("pos.payment.method", id, std::move(row));
  };
  method(shop.kiosk_card, "Cashless Kiosk", kBankJournal);
  method(shop.cash, "Cash", kCashJournal);
  method(shop.card, "Card", kBankJournal);
  method(shop.voucher, "Gift Voucher", kVoucherJournal);
  method(shop.customer_account, "Customer Account", 0);
}

void warehouse(Store& db, const OdooShop& shop) {
  db.insert_at("stock.location", shop.customer_location,
               {{"name", "Customers"},
                {"complete_name", "Partners/Customers"},
                {"usage", "customer"},
                {"active", true}});
  db.insert_at("stock.location", shop.stock_location,
               {{"name", "Stock"},
                {"complete_name", "WH/Stock"},
                {"usage", "internal"},
                {"active", true},
                {"company_id", shop.company}});
  db.insert_at("stock.warehouse", kWarehouse,
               {{"name", "My Company"},
                {"code", "WH"},
                {"sequence", 10},
                {"company_id", shop.company},
                {"lot_stock_id", shop.stock_location},
                {"pos_type_id", kPickingType}});
  db.insert_at("stock.picking.type", kPickingType,
               {{"name", "PoS Orders"},
                {"code", "outgoing"},
                {"sequence", 6},
                {"sequence_code", "POS"},
                {"active", true},
                {"warehouse_id", kWarehouse},
                {"default_location_src_id", shop.stock_location},
                {"default_location_dest_id", shop.customer_location},
                {"company_id", shop.company}});
}

void point_of_sale(Store& db, int major, const OdooShop& shop, int id, const std::string& name,
                   const json& methods, bool stock_cash) {
  const int sequence =
      db.insert("ir.sequence",
                {{"name", "POS Order " + name}, {"prefix", name + "/"}, {"padding", 4}, {"number_next", 1}});
  db.insert_at("pos.config", id,
               {{"name", name},
                {"active", true},
                {"company_id", shop.company},
                {"journal_id", kPosJournal},
                {"invoice_journal_id", kSalesJournal},
                {"pricelist_id", major >= 17 ? json() : json(shop.pricelist)},
                {"payment_method_ids", methods},
                {"picking_type_id", kPickingType},
                {"cash_control", stock_cash},
                {"cash_rounding", false},
                {"only_round_cash_method", false},
                {"iface_tax_included", "subtotal"},
                {"amount_authorized_diff", 0.0},
                {"set_maximum_difference", false},
                {major >= 19 ? "order_seq_id" : "sequence_id", sequence}});
}

struct Ware {
  int id;
  const char* name;
  double price;
  int tax;  // 0: none
  const char* type;
  double on_hand;
};

void product(Store& db, int major, const OdooShop& shop, const Ware& ware) {
  const bool storable = std::string(ware.type) == "product";
  db.insert_at("product.template", ware.id, {{"name", ware.name}, {"active", true}});
  db.insert_at("product.product", ware.id,
               {{"name", ware.name},
                {"active", ware.id != shop.archived},
                {"sale_ok", ware.id != shop.staff_lunch},
                {"available_in_pos", true},
                {"list_price", ware.price},
                {"standard_price", ware.price / 2},
                {"taxes_id", ware.tax == 0 ? json::array() : json::array({ware.tax})},
                {"type", major >= 18 && storable ? "consu" : ware.type},
                {"is_storable", storable},
                {"tracking", "none"},
                {"uom_id", 1},
                {"product_tmpl_id", ware.id}});
  if (ware.on_hand != 0) {
    db.insert("stock.quant", {{"product_id", ware.id},
                              {"location_id", shop.stock_location},
                              {"quantity", ware.on_hand},
                              {"reserved_quantity", 0.0},
                              {"company_id", shop.company}});
  }
}

void products(Store& db, int major, const OdooShop& shop) {
  db.insert_at("uom.uom", 1, {{"name", "Units"}});
  const int vat = shop.vat_15;
  for (const Ware& ware :
       std::initializer_list<Ware>{{shop.burger, "Burger", 80, vat, "product", 100},
                                   {shop.fries, "Fries", 10, vat, "product", 100},
                                   {shop.tea, "Tea", 5, 0, "product", 100},
                                   {shop.iced_tea, "Iced Tea", 6, 0, "product", 100},
                                   {shop.bread, "Bread", 20, shop.vat_5, "product", 100},
                                   {shop.patty, "Patty", 8, vat, "product", 100},
                                   {shop.bun, "Bun", 2, vat, "product", 100},
                                   {shop.meal, "Meal", 30, vat, "service", 0},
                                   {shop.delivery, "Delivery", 10, vat, "service", 0},
                                   {shop.service_charge, "Service Charge", 1, 0, "service", 0},
                                   {shop.tips, "Tips", 1, 0, "service", 0},
                                   {shop.staff_lunch, "Staff Lunch", 9, 0, "product", 100},
                                   {shop.napkin, "Napkin", 0.1, 0, "consu", 0},
                                   {shop.caviar, "Caviar", 50, 0, "product", 1},
                                   {shop.juice, "Juice", 11.5, shop.vat_15_included, "product", 100},
                                   {shop.archived, "Old Burger", 70, vat, "product", 100}}) {
    product(db, major, shop, ware);
  }
}

std::vector<int> groups_of(OdooRights rights) {
  std::vector<int> groups = {1};
  if (rights >= OdooRights::pos_user) groups.push_back(50);
  if (rights >= OdooRights::pos_manager) groups.push_back(51);
  if (rights == OdooRights::administrator) groups.push_back(3);
  return groups;
}

}  // namespace

void seed_shop(Store& db, int major, const OdooShop& shop) {
  company_and_money(db, major, shop);
  journals(db, shop);
  taxes(db, shop);
  payment_methods(db, major, shop);
  warehouse(db, shop);
  const json everything = {shop.kiosk_card, shop.cash, shop.card, shop.voucher, shop.customer_account};
  point_of_sale(db, major, shop, shop.main_store, "Main Store", everything, true);
  point_of_sale(db, major, shop, shop.kiosk, "Kiosk", {shop.kiosk_card, shop.card}, false);
  products(db, major, shop);
  for (const auto& [id, name] :
       {std::pair{1, "User types / Internal User"}, std::pair{3, "Administration / Settings"},
        std::pair{50, "Point of Sale / User"}, std::pair{51, "Point of Sale / Administrator"}}) {
    const std::string full = name;
    db.insert_at("res.groups", id, {{"name", full.substr(full.find("/ ") + 2)}, {"full_name", full}});
  }
}

void seed_users(Store& db, int major, const OdooShop& shop, const OdooUser& user, const OdooUser& admin) {
  const std::size_t mark = db.mark();
  for (const OdooUser* one : {&admin, &user}) {
    json row = {{"name", one->name},
                {"login", one->login},
                {"lang", one->language},
                {"email", one->email.empty() ? json() : json(one->email)},
                {"active", true},
                {"partner_id", 1},
                {"company_id", shop.company},
                {"company_ids", {shop.company}},
                {major >= 19 ? "group_ids" : "groups_id", groups_of(one->rights)}};
    if (!db.exists("res.users", one->id)) {
      db.insert_at("res.users", one->id, std::move(row));
      continue;
    }
    for (const auto& [field, value] : row.items()) {
      if (db.row("res.users", one->id).value(field, json()) != value)
        db.set("res.users", one->id, field, value);
    }
  }
  db.commit(mark);
}

}  // namespace ordersync::testing::odoo
