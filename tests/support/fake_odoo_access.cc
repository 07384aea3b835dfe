// Who may do what: the access lists of the groups that matter to a Point of Sale, as the community sources
// and the refusals of the real servers have them.
#include <fmt/format.h>

#include <set>

#include "tests/support/fake_odoo_orm.h"

namespace ordersync::testing::odoo {
namespace {

using Names = std::set<std::string>;

// What every internal user may read.
const Names& open_to_all() {
  static const Names names = {"res.company",
                              "res.currency",
                              "res.lang",
                              "res.partner",
                              "res.users",
                              "res.groups",
                              "ir.sequence",
                              "res.users.apikeys",
                              "uom.uom",
                              "product.product",
                              "product.template",
                              "product.pricelist",
                              "account.tax",
                              "account.fiscal.position",
                              "account.fiscal.position.tax",
                              "stock.quant",
                              "stock.location",
                              "stock.warehouse",
                              "stock.picking.type",
                              "product.combo",
                              "product.combo.item"};
  return names;
}

// What Point of Sale / User adds.
const Names& read_at_the_till() {
  static const Names names = {"pos.payment.method",
                              "account.journal",
                              "decimal.precision",
                              "account.move",
                              "pos.pack.operation.lot",
                              "product.attribute.custom.value",
                              "pos.config",
                              "product.template.attribute.value"};
  return names;
}

const Names& written_at_the_till() {
  static const Names names = {"pos.session",   "pos.order",  "pos.order.line",          "pos.payment",
                              "stock.picking", "stock.move", "pos.close.session.wizard"};
  return names;
}

const Names& kept_by_the_manager() {
  static const Names names = {"pos.config", "pos.payment.method", "product.product",
                              "closing.balance.confirm.wizard"};
  return names;
}

std::string verb(Access access) {
  switch (access) {
    case Access::read:
      return "access";
    case Access::write:
      return "modify";
    case Access::create:
      return "create";
    case Access::unlink:
      return "delete";
  }
  return "access";
}

}  // namespace

bool has_access(Env& env, const std::string& model, Access access) {
  if (env.rights == OdooRights::administrator) return true;
  if (access == Access::read && open_to_all().count(model) != 0) return true;
  if (env.rights == OdooRights::internal) return false;
  if (access == Access::read && read_at_the_till().count(model) != 0) return true;
  if (model == "account.cash.rounding") return access == Access::read && env.from(15);
  if (written_at_the_till().count(model) != 0) return model != "pos.session" || access != Access::unlink;
  if (model == "pos.config" && access == Access::write) return true;
  // 14 and 15 keep the cash in bank statements, which a till user must write.
  if (model == "account.bank.statement") return !env.from(16) && access != Access::unlink;
  return env.rights == OdooRights::pos_manager && kept_by_the_manager().count(model) != 0;
}

void check_access(Env& env, const std::string& model, Access access) {
  if (has_access(env, model, access)) return;
  throw ServerError(
      "AccessError",
      fmt::format("You are not allowed to {} '{}' ({}) records.\n\nThis operation is allowed for the "
                  "following groups:\n\t- Point of Sale/User\n\nContact your administrator to request "
                  "access if necessary.",
                  verb(access), model_of(env, model).label, model));
}

}  // namespace ordersync::testing::odoo
