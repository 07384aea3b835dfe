// The products: how many the POS may sell, which it may not, and the one that takes up cents.
#include "base/text.h"
#include "pos/odoo_doctor_parts.h"
#include "pos/odoo_text.h"

namespace ordersync::pos::odoo {
namespace {

constexpr int kNamedProducts = 5;

Value::Array sellable_in(const ShopView& shop) {
  Value::Array companies = {false};
  for (const Value& company : shop.records["companies"].items()) companies.push_back(company["id"]);
  return {Value::list({"sale_ok", "=", true}), Value::list({"company_id", "in", std::move(companies)})};
}

base::Result<std::vector<std::string>> first_names(const ShopView& shop, const Value::Array& domain) {
  Call call{"product.product", "search_read", std::nullopt, {}, shop.patient.reader.context(), Effect::reads};
  call.arguments = {
      {"domain", domain}, {"fields", Value::list({"name"})}, {"limit", kNamedProducts}, {"order", "id"}};
  TRY_ASSIGN(const Value found, shop.patient.rpc.call(call));
  std::vector<std::string> names;
  for (const Value& product : found.items()) names.emplace_back(product["name"].text());
  return names;
}

base::Result<void> look_at_products(const ShopView& shop, const Topic& topic) {
  Value::Array available = sellable_in(shop);
  available.push_back(Value::list({"available_in_pos", "=", true}));
  Value::Array hidden = sellable_in(shop);
  hidden.push_back(Value::list({"available_in_pos", "=", false}));
  TRY_ASSIGN(const std::int64_t sold, count(shop.patient.rpc, "product.product", available));
  TRY_ASSIGN(const std::int64_t not_sold, count(shop.patient.rpc, "product.product", hidden));
  TRY_ASSIGN(const auto names, first_names(shop, hidden));
  const std::string text = base::counted(sold, "product") + " may be sold in the POS";
  const std::string rest = not_sold == 0 ? "" : "; not available there: " + listed(names, not_sold);
  const std::string fix =
      "Tick Available in POS on the products that orders name, in Odoo, under their tab Point "
      "of Sale";
  if (sold == 0) {
    topic.bad("No product may be sold in the POS" + rest, fix);
  } else if (not_sold != 0) {
    topic.warning(text + rest, fix);
  } else {
    topic.good(text);
  }
  return {};
}

base::Result<void> look_at_rounding(const ShopView& shop, const Topic& topic) {
  const auto id = shop.patient.question.rounding_product;
  if (!id) {
    topic.warning("No product is chosen for differences of cents: such orders are parked",
                  "Make a service without taxes in Odoo, available in the POS, and choose it in the sync");
    return {};
  }
  TRY_ASSIGN(const Value product, read_one(shop.patient.rpc, "product.product", *id,
                                           {"name", "type", "active", "available_in_pos", "taxes_id"},
                                           shop.patient.reader.context()));
  if (product.is_null()) {
    topic.bad("There is no product " + std::to_string(*id), "Choose another in the sync");
    return {};
  }
  std::string wrong;
  const auto add = [&](bool is_wrong, std::string_view what) {
    if (is_wrong) wrong += (wrong.empty() ? "" : ", ") + std::string(what);
  };
  add(!product["active"].boolean(), "is archived");
  add(!product["available_in_pos"].boolean(), "is not available in the POS");
  add(product["type"].text() != "service", "is no service");
  add(!product["taxes_id"].ids().empty(), "is taxed");
  const std::string name = base::quoted(product["name"].text());
  if (wrong.empty()) {
    topic.good(name);
  } else {
    topic.bad(name + " " + wrong, "Correct the product in Odoo, or choose another in the sync");
  }
  return {};
}

}  // namespace

bool examine_goods(const ShopView& shop, Notes& notes) {
  return notes.look("products", "Products", look_at_products, shop) &&
         notes.look("rounding_product", "Rounding product", look_at_rounding, shop);
}

}  // namespace ordersync::pos::odoo
