// Stock moves of orders.
#include "tests/support/fake_odoo_stock.h"

#include <fmt/format.h>

#include <cmath>
#include <map>

#include "tests/support/fake_odoo_money.h"
#include "tests/support/fake_odoo_orm.h"

namespace ordersync::testing::odoo {
namespace {

bool is_moved(Env& env, int product) {
  const std::string type = env.text("product.product", product, "type");
  return type == "product" || type == "consu";
}

bool has_quants(Env& env, int product) {
  return env.from(18) ? env.flag("product.product", product, "is_storable")
                      : env.text("product.product", product, "type") == "product";
}

// Lines of one direction as one picking, one move a product.
int create_picking(Env& env, const std::vector<int>& lines, int type, int from, int to, int partner) {
  const int company = env.ref("stock.picking.type", type, "company_id");
  std::map<int, double> quantities;
  bool tracked = false;
  for (const int line : lines) {
    const int product = env.ref("pos.order.line", line, "product_id");
    quantities[product] += env.number("pos.order.line", line, "qty");
    const json lots = env.get("pos.order.line", line, "pack_lot_ids");
    const std::string tracking = env.text("product.product", product, "tracking");
    tracked = tracked || ((tracking == "lot" || tracking == "serial") && (lots.is_null() || lots.empty()));
  }
  const std::string state = tracked ? "assigned" : "done";
  const int picking = create(env, "stock.picking",
                             {{"name", "WH/POS/" + next_number(env, "stock.picking", 5)},
                              {"state", state},
                              {"picking_type_id", type},
                              {"location_id", from},
                              {"location_dest_id", to},
                              {"partner_id", partner},
                              {"company_id", company},
                              {"scheduled_date", env.now()},
                              {"date_done", tracked ? json(false) : json(env.now())}});
  for (const auto& [product, signed_qty] : quantities) {
    const double qty = std::abs(signed_qty);
    json move = {{"state", state},
                 {"product_id", product},
                 {"product_uom_qty", qty},
                 {"picking_id", picking},
                 {"location_id", from},
                 {"location_dest_id", to},
                 {"company_id", company},
                 {"date", env.now()},
                 {"reference", env.text("stock.picking", picking, "name")}};
    move[env.from(17) ? "quantity" : "quantity_done"] = tracked ? 0.0 : qty;
    create(env, "stock.move", std::move(move));
    if (tracked || !has_quants(env, product)) continue;
    move_quant(env, product, from, -qty);
    move_quant(env, product, to, qty);
  }
  return picking;
}

}  // namespace

std::vector<int> create_pickings(Env& env, const std::vector<int>& order_lines, int config, int partner) {
  std::vector<int> out;
  std::vector<int> in;
  for (const int line : order_lines) {
    const double qty = env.number("pos.order.line", line, "qty");
    if (float_is_zero(qty, 0.01) || !is_moved(env, env.ref("pos.order.line", line, "product_id"))) continue;
    (qty > 0 ? out : in).push_back(line);
  }
  const int type = env.ref("pos.config", config, "picking_type_id");
  const int stock = env.ref("stock.picking.type", type, "default_location_src_id");
  const int customers = env.ref("stock.picking.type", type, "default_location_dest_id");
  std::vector<int> pickings;
  if (!out.empty()) pickings.push_back(create_picking(env, out, type, stock, customers, partner));
  if (!in.empty()) pickings.push_back(create_picking(env, in, type, customers, stock, partner));
  return pickings;
}

void move_quant(Env& env, int product, int location, double qty) {
  for (const auto& [id, row] : env.db.rows("stock.quant")) {
    if (row.at("product_id") != product || row.at("location_id") != location) continue;
    const Store::Key key{"stock.quant", id};
    const bool moved_by_others = env.unseen.count(key) != 0 || env.touched.count(key) != 0;
    if (moved_by_others && env.switches.quants == OdooQuants::collide) throw SerializationConflict();
    env.set("stock.quant", id, "quantity", stored_round(row.at("quantity").get<double>() + qty, 0.01));
    return;
  }
  create(env, "stock.quant",
         {{"product_id", product},
          {"location_id", location},
          {"quantity", qty},
          {"reserved_quantity", 0.0},
          {"company_id", 1}});
}

}  // namespace ordersync::testing::odoo
